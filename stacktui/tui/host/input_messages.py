"""Turns the bytes of a terminal into messages of Textual: keys, mouse, focus, pastes.

Textual's parser is asked about one character or one whole sequence at a time. What it does not know is no key.
"""

from __future__ import annotations

import math
import re
import time
from typing import TYPE_CHECKING

from textual import constants, events
from textual.keys import Keys

from stacktui.tui.host.input_parser import InputParser, Kind
from stacktui.tui.host.textual_internals import SequenceReader, is_functional_key, is_key_sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from textual.message import Message

    from stacktui.tui.host.input_parser import Token

_FOCUS_IN, _FOCUS_OUT = "\x1b[I", "\x1b[O"
_MOUSE = re.compile(r"\x1b\[<\d{1,5};-?\d{1,5};-?\d{1,5}[Mm]")
_CURSOR_POSITION = re.compile(r"\x1b\[\d+;\d+R")
_CHARACTER_KEY = re.compile(r"\x1b\[\d[\d:]*(?:;[\d:]*){0,2}u|\x1b\[27;\d+;\d+~")
"""A key reported by its character: kitty's keyboard protocol, and xterm's modifyOtherKeys."""
_WITH_ALTERNATES = re.compile(r"\x1b\[(\d+):\d*(?::(\d*))?(?:;(\d*)([\d:]*))?(;[\d:]*)?u")
_SHIFT_AND_LOCKS = 1 | 64 | 128
_FUNCTIONAL_KEY = re.compile(r"\x1b\[(\d*)(?:;[\d:]*)?([A-Z~])")

_ALSO: Mapping[str, str] = {"f": "ctrl+right", "b": "ctrl+left", "backspace": "ctrl+w", "tab": "shift+tab"}
"""What terminals send as ESC and a key: words by alt in readline's manner, shift+tab of the Linux console."""


class EscapedKey(events.Event):
    """ESC and then a key, too fast to say whether it was alt: what it may be together, and what it is otherwise."""

    def __init__(self, key: events.Key, character: str) -> None:
        super().__init__()
        is_capital = character.isupper()
        name = f"shift+{character.lower()}" if is_capital else key.key
        also = [_ALSO[name]] if name in _ALSO else []
        self.together = tuple(events.Key(each, None) for each in (*also, f"alt+{name}"))
        """The first of them that does something is meant."""
        self.apart = (_escape(), *(() if is_capital else (key,)))
        """A capital, which may change something, is dropped: it may be the end of a sequence that was cut."""


class TerminalInput:
    """Makes messages of bytes, and keeps the time for which the parser waits.

    Args:
        on_report: is given every sequence that is neither key nor mouse nor focus.
        clock: seconds that only grow.
    """

    def __init__(
        self, on_report: Callable[[str], None] = lambda _: None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._on_report = on_report
        self._clock = clock
        self._parser = InputParser(constants.ESCAPE_DELAY)
        self._textual = SequenceReader()
        self._silent_at = math.inf

    def wait(self, longest: float) -> float:
        """How many seconds to wait for bytes, `longest` at most."""
        return min(longest, max(0.0, self._silent_at - self._clock()))

    def take(self, data: bytes) -> Iterator[Message]:
        """Give the messages for bytes that have arrived, or for none having arrived."""
        if data:
            tokens = self._parser.feed(data)
        elif self._clock() >= self._silent_at:
            tokens = self._parser.silence()
        else:
            return
        patience = self._parser.patience
        self._silent_at = math.inf if patience is None else self._clock() + patience
        for token in tokens:
            yield from self._messages(token)

    def _messages(self, token: Token) -> Iterator[Message]:
        match token.kind:
            case Kind.CHARACTER:
                yield from self._keys(token.text)
            case Kind.ESCAPE:
                yield _escape()
            case Kind.ESCAPED:
                yield from (EscapedKey(key, token.text) for key in self._keys(token.text))
            case Kind.PASTE:
                yield events.Paste(token.text)
            case Kind.SEQUENCE:
                yield from self._of_sequence(token.text)

    def _of_sequence(self, sequence: str) -> Iterator[Message]:
        if sequence == _FOCUS_IN:
            yield events.AppFocus()
        elif sequence == _FOCUS_OUT:
            yield events.AppBlur()
        elif _MOUSE.fullmatch(sequence):
            if message := self._textual.mouse(sequence):
                yield message
        elif _is_key(sequence):
            yield from self._keys(sequence)
        else:
            self._on_report(sequence)

    def _keys(self, sequence: str) -> list[events.Key]:
        try:
            keys = self._textual.keys(_one_key(sequence))
        except (ValueError, OverflowError):  # a number that stands for no character
            return []
        if len(keys) == 2 and keys[0].key == "escape":  # one key with alt, in a table older than Textual
            return [events.Key(f"alt+{keys[1].key}", None)]
        return [key for key in keys if key.key != Keys.Ignore]


def key_of(character: str) -> events.Key:
    """The key that gives a character."""
    return SequenceReader().keys(character)[0]


def _escape() -> events.Key:
    return events.Key("escape", "\x1b")


def _one_key(sequence: str) -> str:
    """A key without its alternates: with ctrl or alt on a layout without Latin letters, it is the one at its place."""
    match = _WITH_ALTERNATES.fullmatch(sequence)
    if match is None:
        return sequence
    code, base, modifiers, event, text = match.groups(default="")
    if base and int(code) > ord("~") and (int(modifiers or 1) - 1) & ~_SHIFT_AND_LOCKS:
        code, text = base, ""
    return f"\x1b[{code};{modifiers or 1}{event}{text}u"


def _is_key(sequence: str) -> bool:
    """Textual would take the number in any sequence for a character: `CSI 68 ; 1 H` for a D."""
    if _CURSOR_POSITION.fullmatch(sequence):
        return False
    if is_key_sequence(sequence) or _CHARACTER_KEY.fullmatch(sequence):
        return True
    functional = _FUNCTIONAL_KEY.fullmatch(sequence)
    return functional is not None and is_functional_key(f"{functional[1] or 1}{functional[2]}")
