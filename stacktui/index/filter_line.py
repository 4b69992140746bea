"""Parses a filter line into terms and edits it: the syntax shared by the stack list and the resource tree.

`word`, `"two words"`, `key:value`, `key:"two words"`, each negated by `-`. A line that is still being typed is always
accepted: an open quote extends to the end of the line.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PIECE = r'(?:[^\s"]|"(?:\\.|[^"\\])*(?:"|\\?$))+'
_KEY = r"[A-Za-z]+:"
_QUOTED = r'"((?:\\.|[^"\\])*)("|\\?$)'
_NEEDS_QUOTES = r'[\s"]|^-|^$'


class Term(Struct, frozen=True):
    """A term of a line: `raw` is the text typed from `start` on, `value` is unquoted."""

    start: int
    raw: str
    negated: bool
    key: str
    """Lower case, without the colon; empty for a plain word."""
    value: str
    is_closed: bool
    """False if a quote was opened and not closed."""

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


class MistakeKind(Enum):
    """What is wrong with a term; the messages are in `presentation/text/filter_words.py`."""

    OPEN_QUOTE = auto()
    NO_SUCH_FILTER = auto()
    NO_SUCH_STATE = auto()
    NOT_A_COUNT = auto()
    NO_SUCH_CLAIM = auto()


class FilterMistake(Struct, frozen=True):
    """A term that was not understood; the rest of its line still applies."""

    kind: MistakeKind
    typed: str = ""
    """The invalid part of the term, as typed."""


OPEN_QUOTE = FilterMistake(MistakeKind.OPEN_QUOTE)


def read_terms(text: str) -> tuple[Term, ...]:
    """The terms of a line, in order. A lone `-` is ignored."""
    if not text:
        return ()
    terms = (_term(piece.start(), piece.group()) for piece in re.finditer(_PIECE, text))
    return tuple(term for term in terms if term.raw != "-")


def _term(start: int, raw: str) -> Term:
    negated = raw.startswith("-") and len(raw) > 1
    rest = raw[1:] if negated else raw
    found = re.match(_KEY, rest)
    key = found.group()[:-1].lower() if found else ""
    body = rest[found.end() :] if found else rest
    value, closed = _unquoted(body)
    return Term(start, raw, negated, key, value, closed)


def _unquoted(body: str) -> tuple[str, bool]:
    closed = True
    parts: list[str] = []
    end = 0
    for quoted in re.finditer(_QUOTED, body):
        parts += (body[end : quoted.start()], re.sub(r"\\(.)", r"\1", quoted.group(1)))
        closed = quoted.group(2) == '"'
        end = quoted.end()
    return "".join((*parts, body[end:])), closed


def quoted(value: str) -> str:
    """A value as written in a line: quoted if it contains spaces or quotes, begins with `-`, or is empty."""
    if not re.search(_NEEDS_QUOTES, value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def with_term(text: str, is_replaced: Callable[[Term], bool], new: str) -> str:
    """The line with `new` in place of the first replaced term, or appended; other replaced terms are removed.

    An empty `new` only removes them.
    """
    kept: list[str] = []
    waiting = new
    for term in read_terms(text):
        if not is_replaced(term):
            kept.append(term.raw if term.is_closed else term.raw.removesuffix("\\") + '"')
        elif waiting:
            kept.append(waiting)
            waiting = ""
    return " ".join([*kept, waiting] if waiting else kept)


def term_at(text: str, cursor: int) -> Term | None:
    """The term at or directly before the cursor."""
    return next((term for term in read_terms(text) if term.start <= cursor <= term.end), None)


def complete(text: str, cursor: int, chosen: str) -> tuple[str, int]:
    """The line and cursor after a suggestion was accepted for the term under the cursor."""
    term = term_at(text, cursor)
    start, end = (term.start, term.end) if term else (cursor, cursor)
    tail = text[end:].lstrip()
    head = f"{text[:start]}{chosen}"
    finished = head if chosen.endswith((":", "=")) else f"{head} "
    return finished + tail, len(finished)


def beginning_with(candidates: Sequence[str], typed: str, limit: int = 20) -> tuple[str, ...]:
    """Candidates that begin with the typed text, then those that contain it; never the text itself."""
    low = typed.lower()
    begins = [one for one in candidates if one.lower().startswith(low)]
    holds = [one for one in candidates if low in one.lower() and not one.lower().startswith(low)]
    return tuple(one for one in (*begins, *holds) if one != typed)[:limit]
