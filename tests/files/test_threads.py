"""Work on daemon threads returns to the loop, and does not delay quitting."""

from __future__ import annotations

import asyncio
import threading

import pytest

from stacktui.files.threads import DaemonExecutor, in_background


def _fail() -> None:
    raise LookupError("as asked")


async def test_result_and_error_come_back() -> None:
    assert await in_background(int, "12") == 12
    with pytest.raises(LookupError):
        await in_background(_fail)


async def test_what_nobody_waits_for_is_dropped() -> None:
    release, problems = threading.Event(), list[dict[str, object]]()
    asyncio.get_running_loop().set_exception_handler(lambda _, told: problems.append(told))
    others = set(threading.enumerate())
    waiting = asyncio.create_task(in_background(release.wait))
    await asyncio.wait({waiting}, timeout=0)
    waiting.cancel()
    (thread,) = set(threading.enumerate()) - others
    release.set()
    thread.join(10)
    await asyncio.sleep(0)  # the loop hands over what the thread has left

    assert await in_background(str, "next") == "next"
    assert waiting.cancelled()
    assert problems == []


def test_a_closed_loop_is_not_called() -> None:
    release, ended = threading.Event(), threading.Event()

    def work() -> None:
        release.wait()
        threading.current_thread().name = "ended"
        ended.set()

    async def leave() -> None:
        asyncio.get_running_loop().call_soon(asyncio.current_task().cancel)  # type: ignore[union-attr]  # this one
        await in_background(work)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(leave())
    release.set()

    assert ended.wait(10)


@pytest.mark.requirement("H6")
def test_a_lookup_that_never_answers_keeps_nobody_from_quitting() -> None:
    never = threading.Event()

    async def leave() -> int:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(DaemonExecutor())
        assert await loop.run_in_executor(None, int, "7") == 7
        with pytest.raises(LookupError):
            await loop.run_in_executor(None, _fail)
        loop.run_in_executor(None, never.wait)
        return 0

    assert asyncio.run(leave()) == 0
    never.set()


def test_a_call_that_was_given_up_ends_without_a_word() -> None:
    release, entered = threading.Event(), threading.Event()
    crashed: list[threading.ExceptHookArgs] = []
    others = set(threading.enumerate())
    before, threading.excepthook = threading.excepthook, crashed.append

    def work() -> None:
        entered.set()
        release.wait()

    future = DaemonExecutor().submit(work)
    entered.wait()
    future.cancel()
    (thread,) = set(threading.enumerate()) - others
    release.set()
    thread.join()
    threading.excepthook = before
    assert crashed == []


def test_a_lookup_given_up_before_it_began_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    started: list[threading.Thread] = []

    def start(thread: threading.Thread) -> None:
        started.append(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    future = DaemonExecutor().submit(begun.append, "looked up")
    assert future.cancel()
    started[0].run()

    assert begun == []
