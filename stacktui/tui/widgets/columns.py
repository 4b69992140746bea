"""Cuts, pads and wraps safe lines to a width in cells, so that no table cell overlaps the next.

Every cost is proportional to the cells kept, not to the text: a value of 64 KiB costs no more than the rows it fills.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacktui.presentation.text.lines import CUT, Line, Span, Tone
from stacktui.presentation.text.safe_text import SafeText, cell_width, clean, words

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS = words("…")
ROWS_LIMIT = 2000
"""The maximum number of rows of one wrapped line."""
_ZWJ = "\u200d"
_JOINS = f"{_ZWJ}\ufe0f"


def width_of(line: Line) -> int:
    """The width of a line in cells."""
    return sum(cell_width(span.text) for span in line)


@lru_cache(maxsize=512)
def blanks(width: int, tone: Tone = Tone.PLAIN) -> Span:
    """A gap of `width` cells."""
    return Span(words(" " * width), tone)


def clipped(text: SafeText, width: int) -> SafeText:
    """At most `width` cells of a text, cut at its end with `…`."""
    if cell_width(text) <= width:
        return text
    return clean(f"{_head(text, width - 1)}…") if width > 0 else words("")


def clipped_middle(text: SafeText, width: int) -> SafeText:
    """At most `width` cells of a text, cut in its middle with `…`, because both ends of a name are significant."""
    if cell_width(text) <= width:
        return text
    if width < 5:
        return clipped(text, width)
    tail = width // 2
    return clean(f"{_head(text, width - 1 - tail)}…{_tail(text, tail)}")


def column(span: Span, width: int, *, right: bool = False) -> Line:
    """A table cell: exactly `width` cells, cut in the middle, padded on the other side."""
    if width <= 0:
        return ()
    text = clipped_middle(span.text, width)
    missing = width - cell_width(text)
    if missing <= 0:
        return (Span(text, span.tone),)
    gap = blanks(missing)
    return (gap, Span(text, span.tone)) if right else (Span(text, span.tone), gap)


def fitted(line: Line, width: int) -> Line:
    """A line of exactly `width` cells: cut at its end with `…`, or padded."""
    kept: list[Span] = []
    left = width
    for place, span in enumerate(line):
        taken = cell_width(span.text)
        more = place + 1 < len(line) and any(after.text for after in line[place + 1 :])
        if taken > left or (taken == left and more):
            kept.append(Span(_cut(span.text, left), span.tone))
            left -= cell_width(kept[-1].text)
            break
        kept.append(span)
        left -= taken
    if left > 0:
        kept.append(blanks(left))
    return tuple(kept)


def ends(left: Line, right: Line, width: int) -> Line:
    """A line with text at both ends; if it is too narrow for both, the left one is cut."""
    right_width = min(width_of(right), width)
    if not right_width:
        return fitted(left, width)
    if right_width >= width - 1:
        return fitted(right, width)
    return (*fitted(left, width - right_width - 1), blanks(1), *fitted(right, right_width))


def wrapped(line: Line, width: int, *, indent: int = 0) -> Iterator[Line]:
    """The rows of a line wrapped to a width; rows after the first are indented by `indent` cells.

    Wrapped between words, or at cells within a word, such as a URN. After `ROWS_LIMIT` rows a mark shows that it is
    cut.
    """
    width = max(2, width)
    indent = indent if indent <= width // 2 else 0
    row: list[Span] = []
    left = width
    rows = 0
    for span in line:
        start = 0
        while start < len(span.text):
            stop, taken = _fit(span.text, start, left)
            stop = _between_words(span.text, start, stop)
            if stop > start:
                row.append(Span(_slice(span.text, start, stop), span.tone))
                left -= taken
                start = stop
            if start < len(span.text):
                yield tuple(row)
                rows += 1
                if rows == ROWS_LIMIT:
                    yield (blanks(indent), CUT)
                    return
                row = [blanks(indent)] if indent else []
                left = width - indent
    yield tuple(row)


def _between_words(text: SafeText, start: int, stop: int) -> int:
    """The last break between words before `stop`; runs of several blanks are alignment, not breaks."""
    if stop >= len(text):
        return stop
    blank = text.rfind(" ", start, stop)
    is_between_words = blank > start and text[blank - 1] != " " and cell_width(text[blank + 1]) > 0
    return blank + 1 if is_between_words else stop


def _slice(text: SafeText, start: int, stop: int) -> SafeText:
    return text if start == 0 and stop == len(text) else clean(text[start:stop])


def _cut(text: SafeText, width: int) -> SafeText:
    """`width` cells or one less, ending in `…` even if the text would fit."""
    return clean(f"{_head(text, width - 1)}…") if width > 0 else words("")


def _fit(text: str, start: int, width: int) -> tuple[int, int]:
    """The end of the part of `text` from `start` that fits `width` cells, and its width."""
    if text.isascii():
        stop = min(len(text), start + width)
        return stop, stop - start
    taken, at = 0, start
    for stop, cells in _characters(text, start):
        if taken + cells > width:
            break
        taken, at = taken + cells, stop
    return at, taken


def _characters(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The end of each user-perceived character, including marks and joined ones, and its width."""
    at = start
    while at < len(text):
        stop = at + 1
        while stop < len(text) and (text[stop] in _JOINS or not cell_width(text[stop])):
            stop += 2 if text[stop] == _ZWJ else 1
        stop = min(stop, len(text))
        yield stop, cell_width(text[at:stop])
        at = stop


def _head(text: str, width: int) -> str:
    return text[: _fit(text, 0, max(0, width))[0]]


def _tail(text: str, width: int) -> str:
    if text.isascii():
        return text[len(text) - width :]
    start, spare = 0, cell_width(text) - width
    for stop, cells in _characters(text, 0):
        if spare <= 0:
            break
        start, spare = stop, spare - cells
    return text[start:]
