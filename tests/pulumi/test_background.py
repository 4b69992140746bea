"""Work in a thread of its own: its result, its error, and what happens when nobody waits any more."""

from __future__ import annotations

import asyncio
import threading

import pytest

from stacktui.pulumi.background import in_background


async def test_the_result_comes_back_and_the_thread_holds_up_no_ending() -> None:
    thread = await in_background(threading.current_thread)
    assert thread.daemon
    assert thread is not threading.current_thread()


async def test_what_the_work_raises_is_raised_where_it_is_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_background(lambda: 1 / 0)


async def test_a_cancelled_wait_drops_the_result() -> None:
    started, ending = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    threads: list[threading.Thread] = []

    def work() -> None:
        threads.append(threading.current_thread())
        loop.call_soon_threadsafe(started.set)
        ending.wait(10)

    task = asyncio.create_task(in_background(work))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    ending.set()
    threads[0].join()
    await asyncio.sleep(0)  # the result arrives, and finds nobody


def test_work_that_outlives_the_loop_ends_quietly() -> None:
    started, ending = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def work() -> None:
        threads.append(threading.current_thread())
        started.set()
        ending.wait(10)

    async def leave() -> None:
        task = asyncio.create_task(in_background(work))
        await asyncio.sleep(0)
        started.wait(10)
        task.cancel()

    asyncio.run(leave())
    ending.set()
    threads[0].join()
