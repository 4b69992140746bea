"""Keys one after the other: what is typed ahead goes where it would have gone had one waited for the screen.

Textual hands each key to the widget that has the focus when the key arrives. Over a slow line keys come in bunches, and
of `/Dev` the D would reach the list, and open the dialog that deletes, before the filter line had the focus.
"""

from __future__ import annotations

import asyncio
import string
from typing import TYPE_CHECKING

from textual import events
from textual.app import App, ScreenStackError
from textual.message import Message

from stacktui.tui.host.input_messages import EscapedKey, key_of
from stacktui.tui.host.textual_internals import clear_sender

if TYPE_CHECKING:
    from textual.widget import Widget

FULL_WIDTH = {chr(ord(sign) + 0xFEE0): sign for sign in string.punctuation}

LONGEST = 0.5
"""Seconds after which the next key goes on whatever became of the one before."""
ROUNDS = 12
"""How often what a key set off is followed: a key may open a screen, which gives the focus, which draws."""


class KeyFollowed(Message):
    """Sent after a key, from widget to widget the same way; what it finds behind it, the key has done."""

    def __init__(self, number: int, target: Widget, rounds: int) -> None:
        super().__init__()
        clear_sender(self)  # a message bubbles no further, and this one must come back to the app
        self.number = number
        self.target = target
        self.rounds = rounds


class OrderedKeys(App[int]):
    """An app that lets a key through once the one before has done its work."""

    _waiting: tuple[events.Key | events.Paste | EscapedKey, ...] = ()
    _number = 0
    """Of the key under way, or of the last one."""
    _is_under_way = False
    _limit: asyncio.TimerHandle | None = None

    def hold_keys(self) -> None:
        """Let no key through until `release_keys`: what they are meant for is not there yet."""
        self._is_under_way = True

    def release_keys(self) -> None:
        """Let what was held go on, in its order."""
        if self._waiting:  # still under way: keys that are queued meanwhile come after this one
            event, *others = self._waiting
            self._waiting = tuple(others)
            self.call_later(self._let_through, event)
        else:
            self._is_under_way = False

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key | events.Paste | EscapedKey) or event.is_forwarded:
            await super().on_event(event)
        elif self._is_under_way:
            self._waiting = (*self._waiting, event)
        else:
            await self._let_through(event)

    async def _let_through(self, event: events.Key | events.Paste | EscapedKey) -> None:
        if isinstance(event, EscapedKey):
            event, *others = self._meant(event)
            self._waiting = (*others, *self._waiting)
        elif isinstance(event, events.Key):
            event = self._narrow(event)
        self._is_under_way = True
        self._number += 1
        self._limit = asyncio.get_running_loop().call_later(LONGEST, self._next_key, self._number)
        await super().on_event(event)
        self._follow(self._number, rounds=0)

    def _meant(self, event: EscapedKey) -> tuple[events.Key, ...]:
        """Alt and the key where that does something at this place, else esc and then the key."""
        keys = next(((key,) for key in event.together if self._does_something(key.key)), event.apart)
        for key in keys:
            key.set_sender(self)
        return keys

    def _narrow(self, key: events.Key) -> events.Key:
        """`/` for a full-width `／`, as an input method gives, where it is a key and not text."""
        character = key.character or ""
        if character not in FULL_WIDTH or (
            self.focused is not None and self.focused.check_consume_key(key.key, character)
        ):
            return key
        narrow = key_of(FULL_WIDTH[character])
        narrow.set_sender(self)
        return narrow

    def _does_something(self, key: str) -> bool:
        if self._key_target() is None:
            return False
        is_consumed = self.focused is not None and self.focused.check_consume_key(key, None)
        return is_consumed or key in self.screen.active_bindings

    def _follow(self, number: int, rounds: int) -> None:
        target = self._key_target()
        if target is None or not target.post_message(KeyFollowed(number, target, rounds)):
            self._next_key(number)

    def _key_target(self) -> Widget | None:
        try:
            return self.focused or self.screen
        except ScreenStackError:
            return None

    def on_key_followed(self, message: KeyFollowed) -> None:
        if message.number != self._number:
            return
        target = self._key_target()
        is_elsewhere = target is not None and target is not message.target
        if message.rounds < ROUNDS and (is_elsewhere or _is_busy(message.target)):
            self._follow(message.number, message.rounds + 1)
        else:
            self._next_key(message.number)

    def _next_key(self, number: int) -> None:
        if number != self._number or self._limit is None:
            return
        self._limit.cancel()
        self._limit = None
        self.release_keys()


def _is_busy(target: Widget) -> bool:
    """Whether anything from the target up still has messages to handle."""
    return any(node.message_queue_size for node in target.ancestors_with_self)
