"""Who hears of what happens: any number of listeners, at any time. It knows nothing of files.

It stands in the lowest package because the client, the application model, the journal and the terminal's host all
have something to report, and this is the only package that all of them may import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_MOST_TEXTS = 100
"""Texts that are remembered for a listener: a server may never end to think of another."""


class Signal(Generic[T]):
    """What happens, for everybody who subscribed before it did."""

    def __init__(self) -> None:
        self._listeners: dict[object, Callable[[T], None]] = {}

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Call `listener` with each value from now on; returns what ends that."""
        key = object()
        self._listeners[key] = listener

        def unsubscribe() -> None:
            self._listeners.pop(key, None)

        return unsubscribe

    def send(self, value: T) -> None:
        """Call the listeners in the order in which they subscribed, in this thread."""
        for listener in tuple(self._listeners.values()):
            listener(value)


class Notices(Signal[str]):
    """Texts that come again and again; each listener hears each of them once."""

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        heard: set[str] = set()

        def hear(text: str) -> None:
            if text not in heard and len(heard) < _MOST_TEXTS:
                heard.add(text)
                listener(text)

        return super().subscribe(hear)
