"""Lines wrapped to a pane's width: maps rows to parts of lines.

A base class in its own module, like `lines`. Rows are counted when the width is known, and created only when drawn.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

from stacktui.tui.widgets.columns import ROWS_LIMIT, width_of, wrapped
from stacktui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.presentation.text.lines import Line

HANG = 2
"""The indentation of rows after a line's first, in cells."""


class Wrapping:
    """The rows of lines at one width."""

    def __init__(self, lines: Sequence[Line], width: int) -> None:
        self.width = width
        self._lines = lines
        starts = array("q", [0])
        for line in lines:
            starts.append(starts[-1] + self._rows_of(line))
        self._starts = starts
        self._last: tuple[int, tuple[Line, ...]] = (-1, ())

    def __len__(self) -> int:
        return self._starts[-1]

    def row(self, row: int) -> Line:
        """The part of a line in a row."""
        number = self.line_of(row)
        if self._last[0] != number:
            line = self._lines[number]
            self._last = (number, tuple(wrapped(line, self.width, indent=_indent_of(line))))
        return self._last[1][row - self._starts[number]]

    def line_of(self, row: int) -> int:
        """The number of the line that a row belongs to."""
        return bisect_right(self._starts, row) - 1

    def first_row(self, line: int) -> int:
        """The first row of a line; the end for a line that does not exist."""
        return self._starts[min(line, len(self._lines))]

    def _rows_of(self, line: Line) -> int:
        if self.width <= 0 or width_of(line) <= self.width:
            return 1
        return min(ROWS_LIMIT + 1, sum(1 for _ in wrapped(line, self.width, indent=_indent_of(line))))


def _indent_of(line: Line) -> int:
    """Below the value if a label precedes it, otherwise slightly deeper than the line itself."""
    text = line[0].text if line else ""
    label = text.strip(" ")
    if label and len(line) > 1 and text.endswith(" "):
        return len(text)
    return len(text) - len(text.lstrip(" ")) + HANG


class WrappedLines(Lines):
    """A pane of text. The cursor moves by rows; a resize keeps it in its line."""

    SHOWS_CURSOR_BLURRED = False

    _text: tuple[Line, ...] = ()
    _wrapping: Wrapping | None = None

    def show_text(self, lines: tuple[Line, ...], cursor_line: int = 0) -> None:
        """Show these lines, with the cursor on one of them."""
        self._text = lines
        self._wrapping = None
        self.rows_changed(self._wrapped().first_row(cursor_line))

    @property
    def row_count(self) -> int:
        return len(self._wrapped())

    @property
    def cursor_line(self) -> int:
        """The number of the line under the cursor."""
        return self._wrapped().line_of(self.cursor) if self._text else 0

    def line(self, row: int, width: int) -> Line:
        del width
        return self._wrapped().row(row)

    def on_resize(self) -> None:
        before = self._wrapping
        if before is not None and before.width != self.text_width and self._text:
            number = before.line_of(min(self.cursor, len(before) - 1))
            self._wrapping = None
            self.rows_changed(self._wrapped().first_row(number))

    def _wrapped(self) -> Wrapping:
        if self._wrapping is None:
            self._wrapping = Wrapping(self._text, self.text_width)
        return self._wrapping
