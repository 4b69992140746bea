"""Shares what is on its way: whoever asks for the same thing waits for the same fetch."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from msgspec import Struct

from stacktui.pulumi.http.slots import Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from stacktui.pulumi.stack import StackIdentifier

T = TypeVar("T")


class Fetched(Struct, Generic[T], frozen=True):
    """A value and when it was fetched (Unix seconds)."""

    value: T
    at: float


class Key(NamedTuple):
    """What a fetch is for; `version` only for a state that is not the present one."""

    part: str
    stack: StackIdentifier
    version: int | None = None


class SharedFetches(Generic[T]):
    """At most one fetch for a key; it is cancelled when the last who waits for it is.

    It is as urgent as the most urgent who waits, or has waited, for it.
    """

    def __init__(self) -> None:
        self._running: dict[Key, tuple[asyncio.Task[T], Urgency]] = {}
        self._waiting: dict[Key, int] = {}

    async def join(
        self,
        key: Key,
        start: Callable[[Urgency], Coroutine[None, None, T]],
        wanted: Urgency | None = None,
    ) -> T:
        """Wait for the fetch, which is at least as urgent as `wanted`; None: somebody waits for it."""
        wanted = wanted or Urgency()
        if key not in self._running:
            urgency = Urgency(wanted.priority)
            task = asyncio.create_task(start(urgency))
            task.add_done_callback(lambda done: self._forget(key, done))
            self._running[key] = task, urgency
        task, urgency = self._running[key]
        urgency.rise(wanted.priority)
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            with wanted.watched(lambda: urgency.rise(wanted.priority)):
                return await asyncio.shield(task)
        finally:
            left = self._waiting[key] = self._waiting[key] - 1
            if left == 0:
                del self._waiting[key]
                if not task.done():
                    self._running.pop(key, None)
                    task.cancel()

    def _forget(self, key: Key, task: asyncio.Task[T]) -> None:
        if key in self._running and self._running[key][0] is task:
            del self._running[key]
        if not task.cancelled():
            task.exception()  # whoever waits has it; nobody waiting is no "never retrieved"
