"""Splits what a terminal sends into tokens: characters, esc, whole sequences, pastes.

It has neither a clock nor a terminal. It is given bytes, in whatever packets they arrive, and told of silences; as long
as none lasts longer than `patience`, the same bytes give the same tokens however they were split.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from enum import Enum, auto
from typing import NamedTuple

SILENCE_SECONDS = 1.0
"""A silence in the middle of a sequence or a paste after which its end may have been lost."""
LONGEST_SEQUENCE = 256
LONGEST_PASTE = 1 << 20

ESC, BEL = 0x1B, 0x07
SEQUENCE_STARTS = b"[O"
STRING_STARTS = b"]P_^X"
"""Of operating system commands, device control strings and their like, which end with BEL or `ESC \\`."""
PASTE_START, PASTE_END = b"\x1b[200~", b"\x1b[201~"

# Besides the general form: function keys of the Linux console, the mouse as xterm first reported it, rxvt's shift+keys.
_WHOLE = re.compile(
    rb"\x1b(?:\[(?:\[[ -~]|M[ -\xff]{3}|[1-9]\d?\$|(?![\[M])[ -?]*[@-~])|O[\d;]*(?![\d;])[ -~])", re.DOTALL
)
_BEGUN = re.compile(rb"\x1b(?:\[(?:\[|M[ -\xff]{0,2}|[ -?]*)|O[\d;]*)", re.DOTALL)


class Kind(Enum):
    """What a token stands for."""

    CHARACTER = auto()
    ESCAPE = auto()
    ESCAPED = auto()
    """A character right after ESC: alt with that key, or esc and then that key."""
    SEQUENCE = auto()
    """A whole control sequence, from its ESC to its last byte; nothing says that anybody knows it."""
    PASTE = auto()


class Token(NamedTuple):
    """A part of the input, with its text."""

    kind: Kind
    text: str


class _State(Enum):
    KEYS = auto()
    AFTER_ESC = auto()
    IN_SEQUENCE = auto()
    IN_STRING = auto()
    AFTER_ESC_IN_STRING = auto()
    IN_PASTE = auto()


class InputParser:
    """Holds the part of a sequence, string, paste or character that has arrived so far.

    Args:
        escape_seconds: how long ESC waits for what it may begin.
    """

    def __init__(self, escape_seconds: float) -> None:
        self._escape_seconds = escape_seconds
        self._state = _State.KEYS
        self._sequence = b""
        self._pasted = bytearray()
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._is_escaped = False
        """The character that is being decoded follows ESC."""
        self._follows_escape = False
        """The last that came was ESC, and it was taken for the key: the rest of a sequence may follow late."""
        self._is_late = False
        """The sequence lacks its ESC, which was taken for the key."""
        self._was_silent = False
        self._tokens: list[Token] = []

    @property
    def patience(self) -> float | None:
        """Seconds after which a silence must be reported; None where nothing waits for more."""
        if self._state in {_State.AFTER_ESC, _State.AFTER_ESC_IN_STRING} or self._may_be_a_key:
            return self._escape_seconds
        is_complete = self._state is _State.KEYS and not self._decoder.getstate()[0]
        return None if is_complete or self._was_silent else SILENCE_SECONDS

    @property
    def _may_be_a_key(self) -> bool:
        return self._state is _State.IN_SEQUENCE and self._is_late and len(self._sequence) == len(b"\x1b[")

    def feed(self, data: bytes) -> list[Token]:
        """Take bytes that have arrived."""
        if self._was_silent:
            data = self._resume(data)
        while data:
            if self._state is _State.IN_PASTE:
                data = self._paste(data)
            else:
                self._take(data[0])
                data = data[1:]
        return self._taken()

    def silence(self) -> list[Token]:
        """Nothing has arrived for as long as `patience` says."""
        match self._state:
            case _State.KEYS:
                self._decode(b"", final=True)
            case _State.AFTER_ESC | _State.AFTER_ESC_IN_STRING:
                self._escape()
                self._state = _State.KEYS
                self._follows_escape = True
            case _State.IN_SEQUENCE if self._may_be_a_key:
                self._give_up()
            case _:
                self._was_silent = True
        return self._taken()

    def _taken(self) -> list[Token]:
        tokens, self._tokens = self._tokens, []
        return tokens

    def _resume(self, data: bytes) -> bytes:
        """Go on after a silence: a single byte is a key, for which nothing must stay dead.

        In a paste only a control key is, as text may go on; elsewhere no capital, as a sequence may end with it.
        """
        self._was_silent = False
        if len(data) > 1:
            return data
        if self._state is _State.IN_PASTE:
            if data < b" " and data not in b"\t\n\r":
                self._end_paste()
            return data
        self._state = _State.KEYS
        return b"" if data.isupper() else data

    def _take(self, byte: int) -> None:
        match self._state:
            case _State.KEYS:
                self._take_key(byte)
            case _State.AFTER_ESC:
                self._take_after_esc(byte)
            case _State.IN_SEQUENCE:
                self._take_in_sequence(byte)
            case _State.IN_STRING:
                self._take_in_string(byte)
            case _State.AFTER_ESC_IN_STRING:
                self._state = _State.AFTER_ESC
                if byte == ord("\\"):
                    self._state = _State.KEYS
                else:
                    self._take_after_esc(byte)

    def _take_key(self, byte: int) -> None:
        follows_escape, self._follows_escape = self._follows_escape, False
        if byte == ESC:
            self._decode(b"", final=True)
            self._state = _State.AFTER_ESC
        elif follows_escape and byte in SEQUENCE_STARTS:
            self._begin_sequence(byte, is_late=True)
        else:
            self._decode(bytes((byte,)))

    def _decode(self, data: bytes, *, final: bool = False) -> None:
        for character in self._decoder.decode(data, final):
            self._tokens.append(Token(Kind.ESCAPED if self._is_escaped else Kind.CHARACTER, character))
            self._is_escaped = False

    def _escape(self) -> None:
        self._tokens.append(Token(Kind.ESCAPE, "\x1b"))

    def _take_after_esc(self, byte: int) -> None:
        if byte == ESC:
            self._escape()
        elif byte in SEQUENCE_STARTS:
            self._begin_sequence(byte)
        elif byte in STRING_STARTS:
            self._state = _State.IN_STRING
        else:
            self._state = _State.KEYS
            self._is_escaped = True
            self._decode(bytes((byte,)))

    def _begin_sequence(self, byte: int, *, is_late: bool = False) -> None:
        self._state = _State.IN_SEQUENCE
        self._sequence = bytes((ESC, byte))
        self._is_late = is_late

    def _take_in_sequence(self, byte: int) -> None:
        sequence = self._sequence + bytes((byte,))
        if _WHOLE.fullmatch(sequence):
            self._end_sequence(sequence)
        elif _BEGUN.fullmatch(sequence):
            self._sequence = sequence[:LONGEST_SEQUENCE]
        else:
            self._give_up()
            self._take(byte)

    def _end_sequence(self, sequence: bytes) -> None:
        self._state = _State.KEYS
        if sequence == PASTE_START:
            self._state = _State.IN_PASTE
        elif len(sequence) <= LONGEST_SEQUENCE:
            self._tokens.append(Token(Kind.SEQUENCE, sequence.decode("latin-1")))

    def _give_up(self) -> None:
        """Drop a sequence that was broken off; if it was a key after all, the key is that."""
        if self._may_be_a_key:
            self._tokens.append(Token(Kind.CHARACTER, chr(self._sequence[-1])))
        self._state = _State.KEYS

    def _take_in_string(self, byte: int) -> None:
        if byte == ESC:
            self._state = _State.AFTER_ESC_IN_STRING
        elif byte < ord(" "):
            self._state = _State.KEYS
            if byte != BEL:
                self._take(byte)

    def _paste(self, data: bytes) -> bytes:
        """Take what belongs to the paste, and return the rest."""
        searched = max(0, len(self._pasted) - len(PASTE_END))
        self._pasted += data
        end = self._pasted.find(PASTE_END, searched)
        if end < 0:
            del self._pasted[LONGEST_PASTE : -len(PASTE_END)]
            return b""
        rest = bytes(self._pasted[end + len(PASTE_END) :])
        del self._pasted[end:]
        self._end_paste()
        return rest

    def _end_paste(self) -> None:
        if self._pasted:
            self._tokens.append(Token(Kind.PASTE, self._pasted[:LONGEST_PASTE].decode("utf-8", "replace")))
        self._pasted.clear()
        self._state = _State.KEYS
