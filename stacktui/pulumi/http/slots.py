"""Schedules requests by priority: interactive requests go before those that fill in a column."""

from __future__ import annotations

import asyncio
import contextlib
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator


class Priority(IntEnum):
    """The priority of a request; smaller is more urgent."""

    INTERACTIVE = 0
    """The user is waiting for it."""
    VISIBLE = 1
    """It fills what is visible."""
    BACKGROUND = 2
    """It is loaded in advance, or not visible."""


class Urgency:
    """The priority of requests in progress; it can rise while they wait for a slot."""

    __slots__ = ("_on_rise", "_priority")

    def __init__(self, priority: Priority = Priority.INTERACTIVE) -> None:
        self._priority = priority
        self._on_rise: set[Callable[[], None]] = set()

    @property
    def priority(self) -> Priority:
        """The most urgent priority requested so far."""
        return self._priority

    def rise(self, priority: Priority) -> None:
        """Raise to at least this priority."""
        if priority < self._priority:
            self._priority = priority
            for tell in tuple(self._on_rise):
                tell()

    @contextlib.contextmanager
    def watched(self, tell: Callable[[], None]) -> Iterator[None]:
        """Call `tell` after each rise."""
        self._on_rise.add(tell)
        try:
            yield
        finally:
            self._on_rise.discard(tell)


class Slots:
    """A fixed number of concurrent requests; waiting ones are ordered by urgency, then by age.

    One slot is reserved for interactive requests, and background requests use at most half of the slots: so an
    interactive request waits at most for another interactive one.
    """

    def __init__(self, total: int) -> None:
        """`total` is the number of concurrent requests; with 1 nothing is reserved."""
        spare = max(1, total - 1)
        self._limits = {
            Priority.INTERACTIVE: total,
            Priority.VISIBLE: spare,
            Priority.BACKGROUND: max(1, min(total // 2, spare)),
        }
        self._taken: list[Urgency] = []
        self._waiting: dict[Priority, dict[asyncio.Future[None], Urgency]] = {priority: {} for priority in Priority}
        self._pauses = dict.fromkeys(Priority, 0)

    @contextlib.asynccontextmanager
    async def take(self, urgency: Urgency) -> AsyncIterator[None]:
        """Hold a slot inside the `async with`, acquired according to urgency."""
        await self._admission(urgency)
        try:
            yield
        finally:
            self._taken.remove(urgency)
            self._admit()

    def pause(self, seconds: float, least: Priority) -> Callable[[], None]:
        """Delay requests of priority `least` or less for so many seconds; returns a function that ends that early."""
        paused = [priority for priority in Priority if priority >= least]

        def resume() -> None:
            while paused:
                self._pauses[paused.pop()] -= 1
            self._admit()

        for priority in paused:
            self._pauses[priority] += 1
        asyncio.get_running_loop().call_later(seconds, resume)
        return resume

    async def _admission(self, urgency: Urgency) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue = self._waiting[urgency.priority]
        queue[turn] = urgency

        def hurry() -> None:
            nonlocal queue
            if queue.pop(turn, None) is not None:
                queue = self._waiting[urgency.priority]
                queue[turn] = urgency
                self._admit()

        self._admit()
        try:
            with urgency.watched(hurry):
                await turn
        except asyncio.CancelledError:
            queue.pop(turn, None)
            if not turn.cancelled():  # it was admitted just before
                self._taken.remove(urgency)
                self._admit()
            raise

    def _admit(self) -> None:
        for priority, queue in self._waiting.items():
            while queue and self._has_room(priority):
                turn = next(iter(queue))
                urgency = queue.pop(turn)
                if not turn.cancelled():
                    self._taken.append(urgency)
                    turn.set_result(None)

    def _has_room(self, priority: Priority) -> bool:
        return not self._pauses[priority] and all(
            sum(taken.priority >= level for taken in self._taken) < self._limits[level]
            for level in Priority
            if level <= priority
        )
