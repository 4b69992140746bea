"""Signals with any number of listeners.

This module has nothing to do with files. It is in the lowest package because the client, the application model, the
journal and the terminal host all report events, and this is the only package that all of them may import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_MOST_TEXTS = 100
"""Texts that are remembered for a listener, because a server may produce any number of them."""


class Signal(Generic[T]):
    """An event that all current subscribers receive."""

    def __init__(self) -> None:
        self._listeners: dict[object, Callable[[T], None]] = {}

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Call `listener` with each value from now on; returns a function that unsubscribes."""
        key = object()
        self._listeners[key] = listener

        def unsubscribe() -> None:
            self._listeners.pop(key, None)

        return unsubscribe

    def send(self, value: T) -> None:
        """Call the listeners in the order of subscription, in this thread."""
        for listener in tuple(self._listeners.values()):
            listener(value)


class Notices(Signal[str]):
    """Repeated notices; each listener receives each text once."""

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        heard: set[str] = set()

        def hear(text: str) -> None:
            if text not in heard and len(heard) < _MOST_TEXTS:
                heard.add(text)
                listener(text)

        return super().subscribe(hear)
