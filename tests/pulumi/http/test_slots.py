"""The order of requests: an interactive one never waits for the queue."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi.http.slots import Priority, Slots, Urgency
from tests.kit.waiting import turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOTAL = 8
INTERACTIVE, VISIBLE, BACKGROUND = Priority


class Harness:
    """Requests that hold their slot until released."""

    def __init__(self, total: int = TOTAL) -> None:
        self.slots = Slots(total)
        self.held: list[str] = []
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, priority: Priority | Urgency) -> None:
        urgency = priority if isinstance(priority, Urgency) else Urgency(priority)

        async def work() -> None:
            async with self.slots.take(urgency):
                self.held.append(name)
                await asyncio.get_running_loop().create_future()

        self._tasks[name] = asyncio.create_task(work())
        await turns(5)

    async def ask_many(self, count: int, priority: Priority) -> None:
        for number in range(count):
            await self.ask(f"{priority.name.lower()}-{number}", priority)

    async def end(self, name: str) -> None:
        self._tasks.pop(name).cancel()
        await turns(5)
        if name in self.held:
            self.held.remove(name)

    async def end_all(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


@pytest.fixture
async def harness() -> AsyncIterator[Harness]:
    found = Harness()
    yield found
    await found.end_all()


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({BACKGROUND: 20}, {BACKGROUND: 4}),
        ({VISIBLE: 20}, {VISIBLE: 7}),
        ({INTERACTIVE: 20}, {INTERACTIVE: 8}),
        ({BACKGROUND: 20, VISIBLE: 20}, {BACKGROUND: 4, VISIBLE: 3}),
        ({VISIBLE: 20, BACKGROUND: 20}, {VISIBLE: 7}),
        ({BACKGROUND: 20, VISIBLE: 20, INTERACTIVE: 20}, {BACKGROUND: 4, VISIBLE: 3, INTERACTIVE: 1}),
        ({VISIBLE: 5, INTERACTIVE: 20}, {VISIBLE: 5, INTERACTIVE: 3}),
    ],
)
async def test_each_priority_leaves_slots_for_more_urgent_ones(
    harness: Harness, asked: dict[Priority, int], held: dict[Priority, int]
) -> None:
    for priority, count in asked.items():
        await harness.ask_many(count, priority)
    names = [name.partition("-")[0] for name in harness.held]
    assert {priority: names.count(priority.name.lower()) for priority in held} == held
    assert len(names) == sum(held.values())


async def test_a_slot_that_becomes_free_goes_to_the_most_urgent_then_to_the_oldest(harness: Harness) -> None:
    await harness.ask_many(8, INTERACTIVE)
    await harness.ask("background", BACKGROUND)
    await harness.ask("visible-a", VISIBLE)
    await harness.ask("visible-b", VISIBLE)
    await harness.ask("urgent", INTERACTIVE)
    for number, next_one in enumerate(("urgent", "visible-a", "visible-b", "background")):
        await harness.end(f"interactive-{number}")
        assert harness.held[-1] == next_one


async def test_what_becomes_urgent_goes_before_its_queue(harness: Harness) -> None:
    await harness.ask_many(10, BACKGROUND)
    wanted = Urgency(BACKGROUND)
    await harness.ask("wanted", wanted)
    assert "wanted" not in harness.held
    wanted.rise(INTERACTIVE)
    await turns(5)
    assert harness.held[-1] == "wanted"
    wanted.rise(BACKGROUND)
    assert wanted.priority is INTERACTIVE


async def test_what_has_just_been_admitted_may_still_become_urgent() -> None:
    slots, wanted, done = Slots(1), Urgency(BACKGROUND), False

    async def work() -> None:
        nonlocal done
        async with slots.take(wanted):
            done = True

    async with slots.take(Urgency()):
        task = asyncio.create_task(work())
        await turns(5)
    wanted.rise(INTERACTIVE)  # it has the slot by now, and has not gone on yet
    await task
    assert done


async def test_whoever_is_cancelled_while_it_waits_takes_no_slot(harness: Harness) -> None:
    await harness.ask_many(8, INTERACTIVE)
    await harness.ask("gives up", INTERACTIVE)
    await harness.ask("stays", INTERACTIVE)
    await harness.end("gives up")
    await harness.end("interactive-0")
    assert harness.held[-1] == "stays"


async def test_a_slot_given_in_the_moment_of_a_cancel_is_not_lost() -> None:
    slots = Slots(1)

    async def work() -> None:
        async with slots.take(Urgency()):
            raise AssertionError("it was cancelled")

    async with slots.take(Urgency()):
        waiting = asyncio.create_task(work())
        await turns(5)
    waiting.cancel()  # it was admitted when the block ended, and has not run since
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(5), slots.take(Urgency()):
        pass


async def test_a_cancelled_wait_that_has_not_run_yet_is_passed_over() -> None:
    slots = Slots(1)
    done: list[str] = []

    async def work(name: str) -> None:
        async with slots.take(Urgency()):
            done.append(name)

    async with slots.take(Urgency()):
        first, second = asyncio.create_task(work("first")), asyncio.create_task(work("second"))
        await turns(5)
        first.cancel()
    async with asyncio.timeout(5):
        await second
    assert done == ["second"]


@pytest.mark.parametrize(("least", "goes"), [(VISIBLE, ["interactive"]), (INTERACTIVE, [])])
async def test_a_pause_holds_what_it_names_and_less_urgent_requests(least: Priority, goes: list[str]) -> None:
    harness = Harness()
    harness.slots.pause(3600, least)
    for priority in Priority:
        await harness.ask(priority.name.lower(), priority)
    assert harness.held == goes
    await harness.end_all()


async def test_after_a_pause_everything_goes_on() -> None:
    harness = Harness()
    harness.slots.pause(0, INTERACTIVE)
    harness.slots.pause(0, VISIBLE)
    for priority in Priority:
        await harness.ask(priority.name.lower(), priority)
    await asyncio.sleep(0)  # the pauses end with this turn of the loop
    await turns(5)
    assert sorted(harness.held) == ["background", "interactive", "visible"]
    await harness.end_all()


async def test_with_one_slot_every_request_is_eventually_sent() -> None:
    harness = Harness(total=1)
    await harness.ask("a", BACKGROUND)
    await harness.ask("b", VISIBLE)
    await harness.end("a")
    assert harness.held == ["b"]
    await harness.end_all()
