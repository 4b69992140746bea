"""Walks a large JSON body value by value, so that no single call holds the interpreter for long.

msgspec decodes a whole body in one call, during which no other thread runs: 0.2 s for a state of 100,000 resources.
This cursor finds where one value ends, lets the caller decode that value alone, and goes on. It never guesses: a value
ends where msgspec says that it ends, whatever the spacing, the order of keys or the contents of strings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_skip = msgspec.json.Decoder(msgspec.Raw).decode
_read_key = msgspec.json.Decoder(str).decode
_trailing = re.compile(r"JSON is malformed: trailing characters \(byte (\d+)\)").fullmatch
_text = re.compile(rb"[^ \t\n\r]").search
_between = re.compile(rb"\}([ \t\n\r]*,[ \t\n\r]*)\{[ \t\n\r]*\"[^\"\\]{1,64}+\"").match
_FARTHEST = 1 << 20
_MOST_MISSES = 8
_tokens = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|[^\s"{}\[\],:]+', re.DOTALL).finditer


class BrokenJson(ValueError):
    """The body stops being JSON near byte `at`."""

    def __init__(self, at: int) -> None:
        super().__init__(f"not JSON near byte {at}")
        self.at = at


class JsonCursor:
    """A place in a body. Every method raises `BrokenJson` where the body is not JSON.

    A `bytearray` must not be changed as long as the cursor or a view that it gave is alive.
    """

    __slots__ = ("_misses", "at", "body", "view")

    def __init__(self, body: bytes | bytearray, at: int = 0) -> None:
        self.body = body
        self.view = memoryview(body).toreadonly()
        self.at = at
        self._misses = 0

    def peek(self) -> bytes:
        """The next byte that is not white space, to which the cursor moves; empty at the end."""
        found = _text(self.body, self.at)
        self.at = len(self.body) if found is None else found.start()
        return bytes(self.body[self.at : self.at + 1])

    def value(self) -> memoryview:
        """The value that begins here, perhaps with white space after it; the cursor moves behind it.

        Raises:
            RecursionError: it is nested about as deeply as Python's stack.
        """
        start = self.at
        rest = self.view[start:]
        try:
            self.at = start + value_end(rest)
        except msgspec.DecodeError as error:
            raise BrokenJson(start) from error
        return rest[: self.at - start]

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here, the cursor on the key's value; not moved, it is skipped."""
        self._take(b"{")
        more = self.peek() != b"}"
        while more:
            key = self._key()
            self._take(b":")
            self.peek()
            start = self.at
            yield key
            if self.at == start:
                self.value()
            more = self._goes_on(b"}")
        self._take(b"}")

    def elements(self) -> Iterator[memoryview]:
        """The elements of the array that begins here."""
        self._take(b"[")
        more = self.peek() != b"]"
        while more:
            self.peek()
            yield self.value()
            more = self._goes_on(b"]")
        self._take(b"]")

    def stride(self, decode: Callable[[memoryview], T]) -> Iterator[T]:
        """Behind an object in an array: decode the objects that follow, as long as that is easy; moves behind each.

        An object likely ends where the same bytes come as between the last one and the next. That it does end there
        is proved by its decoding: what ends earlier or later does not decode. So a value is read once, not twice.
        """
        if self._misses == _MOST_MISSES:
            return
        self._misses += 1
        body, view, end = self.body, self.view, self.at
        while body[end - 1] in b" \t\n\r":
            end -= 1
        found = _between(body, end - 1)
        if found is None:
            return
        pattern, start = found[0], found.end(1)
        step = start - end
        while (end := body.find(pattern, start, start + _FARTHEST) + 1) > 0:
            try:
                value = decode(view[start:end])
            except (ValueError, RecursionError):
                return
            start = end + step
            self.at, self._misses = end, 0
            yield value

    def finish(self) -> None:
        """Check that nothing follows."""
        if self.peek():
            raise BrokenJson(self.at)

    def _key(self) -> str:
        if self.peek() != b'"':
            raise BrokenJson(self.at)
        start = self.at
        try:
            return _read_key(self.value())
        except UnicodeDecodeError as error:
            raise BrokenJson(start) from error

    def _take(self, expected: bytes) -> None:
        if self.peek() != expected:
            raise BrokenJson(self.at)
        self.at += 1

    def _goes_on(self, end: bytes) -> bool:
        found = self.peek()
        if found == b",":
            self.at += 1
            return True
        if found == end:
            return False
        raise BrokenJson(self.at)


def value_end(text: memoryview) -> int:
    """Where the JSON value at the start of `text` ends, whatever follows it.

    msgspec tells it in the words of an error; should a release word it otherwise, the brackets are counted.
    """
    try:
        _skip(text)
    except msgspec.DecodeError as error:
        told = _trailing(str(error))
        if told is not None:
            return int(told[1]) - 1
        end = counted_end(text)
        _skip(text[:end])
        return end
    return len(text)


def counted_end(text: memoryview) -> int:
    """The same by counting brackets, about ten times slower; right for valid JSON only."""
    depth = 0
    for token in _tokens(text):
        kind = token[0][:1]
        if kind in b"{[":
            depth += 1
        elif kind in b"}]":
            depth -= 1
        if depth <= 0:
            return token.end()
    return len(text)
