"""Shares what is on its way: whoever asks for the same thing waits for the same fetch."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from msgspec import Struct

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
    """At most one fetch for a key; it is cancelled when the last who waits for it is."""

    def __init__(self) -> None:
        self._running: dict[Key, asyncio.Task[T]] = {}
        self._waiting: dict[Key, int] = {}

    async def join(self, key: Key, start: Callable[[], Coroutine[None, None, T]]) -> T:
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(start())
            task.add_done_callback(lambda done: self._forget(key, done))
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            return await asyncio.shield(task)
        finally:
            left = self._waiting[key] = self._waiting[key] - 1
            if left == 0:
                del self._waiting[key]
                if not task.done():
                    self._running.pop(key, None)
                    task.cancel()

    def _forget(self, key: Key, task: asyncio.Task[T]) -> None:
        if self._running.get(key) is task:
            del self._running[key]
        if not task.cancelled():
            task.exception()  # whoever waits has it; nobody waiting is no "never retrieved"
