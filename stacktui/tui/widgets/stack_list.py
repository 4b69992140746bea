"""The list of stacks: full name, resources, last update; the cursor stays on a stack, not on a row number."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from stacktui.index.stack_selection import StackSelection, nearest_row, row_of
from stacktui.presentation.stacks.stack_rows import StackRow, stack_row
from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import SafeText, cell_width, fill
from stacktui.tui.widgets.columns import column
from stacktui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.pulumi.stack import StackIdentifier, StackSummary

RESOURCES_WIDTH = 6
UPDATED_WIDTH = 8
NARROW = 32
"""Below this width the resource count is omitted, and below `TINY` the age too."""
TINY = 24


class StackHighlighted(Message):
    """Another stack is selected, or none."""

    def __init__(self, identifier: StackIdentifier | None) -> None:
        super().__init__()
        self.identifier = identifier


class StackChosen(StackHighlighted):
    """Enter, or a double click."""


class StackList(Lines):
    """Stacks in the given order; the cursor is on the selected one, or hidden if that is not listed."""

    HAS_HEADING = True
    MARKER: ClassVar[Line] = (literal("▸ ", Tone.ACCENT),)

    _stacks: Sequence[StackSummary] = ()
    _now: float = 0.0
    _selection = StackSelection()
    _told: StackIdentifier | None = None
    has_cursor = False

    def show(self, stacks: Sequence[StackSummary], now: float) -> None:
        """Show these stacks, with ages as of `now` (Unix seconds). The sequence is kept and must not change."""
        before, self._stacks, self._now = self._stacks, stacks, now
        had_cursor = self.has_cursor
        self._selection, row = self._selection.among(stacks, before, self.cursor)
        self.has_cursor = row is not None
        self.rows_changed(nearest_row(stacks, before, self.cursor) if row is None else row)
        if row is not None and not had_cursor:
            self.move_to(row, announce=False)  # it may have moved far
        if self.selected != self._told:
            self._told = self.selected
            self._post(StackHighlighted(self.selected))

    def on_focus(self) -> None:
        if self._selection.origin is not None:
            self.select(self._selection.origin)
            self._post(StackHighlighted(self.selected))

    def filtered(self, *, is_cleared: bool) -> None:
        """The user changed the filter: the next rows may select the nearest stack."""
        self._selection = self._selection.filtered(is_cleared=is_cleared)

    def show_time(self, now: float) -> None:
        """Show ages as of `now`; redraws only if necessary."""
        self._now = now
        self.refresh()

    def select(self, identifier: StackIdentifier | None, *, jumps: bool = False) -> None:
        """Select a stack, listed or not, or none.

        After a jump to a stack that is not listed, the list returns to its own when it gets the focus.
        """
        row = None if identifier is None else row_of(self._stacks, identifier, self.cursor)
        if jumps and identifier is not None and row is None:
            self._selection = self._selection.jumped(identifier, has_row=self.has_cursor)
        else:
            self._selection = StackSelection.of(identifier)
        self._told = identifier
        if row is not None:
            self.move_to(row, announce=False)
        elif self.has_cursor:
            self.has_cursor = False
            self.refresh_row(self.cursor)

    @property
    def selected(self) -> StackIdentifier | None:
        return self._selection.selected

    @property
    def stack(self) -> StackSummary | None:
        """The stack of the cursor; None if the selected one is not listed."""
        return self._stacks[self.cursor] if self.has_cursor and self._stacks else None

    @property
    def row_count(self) -> int:
        return len(self._stacks)

    def heading(self, width: int) -> Line:
        name, resources, updated = _widths(width)
        return (
            *column(literal("STACK"), name),
            *_cell(literal("RES"), resources, right=True),
            *_cell(literal("UPDATED"), updated),
        )

    def line(self, row: int, width: int) -> Line:
        name, resources, updated = _widths(width)
        shown = stack_row(self._stacks[row], self._now)
        return (
            *_name(shown, name),
            *_cell(Span(shown.resources), resources, right=True),
            *_cell(Span(shown.updated, shown.tone), updated),
        )

    def highlighted(self, row: int) -> Message | None:
        self._told = self._stacks[row].identifier
        self._selection = StackSelection.of(self._told)
        return StackHighlighted(self._told)

    def chosen(self, row: int) -> Message | None:
        return StackChosen(self._stacks[row].identifier)

    def action_open(self) -> None:
        """Open the selected stack, which need not be listed."""
        if self.selected is not None:
            self._post(StackChosen(self.selected))


def _widths(width: int) -> tuple[int, int, int]:
    """The widths of name, resources and age, each with the gap before it; 0 omits a column."""
    resources = RESOURCES_WIDTH + 1 if width >= NARROW else 0
    updated = UPDATED_WIDTH + 2 if width >= TINY else 0
    return width - resources - updated, resources, updated


def _cell(span: Span, width: int, *, right: bool = False) -> Line:
    if not width:
        return ()
    return column(span, width, right=True) if right else (literal("  "), *column(span, width - 2))


def _name(row: StackRow, width: int) -> Line:
    """The full name; if it does not fit, the organization is omitted first, then the rest is cut in the middle."""
    mark = literal("⚠ ", Tone.WARNING) if row.suspicious else None
    left = width - 2 if mark else width
    prefix = fill("{}/{}/", row.organization, row.project)
    if cell_width(prefix) + cell_width(row.name) > left:
        prefix = fill("…/{}/", row.project)
    line = _prefixed(prefix, row.name, left)
    return (mark, *line) if mark else line


def _prefixed(prefix: SafeText, name: SafeText, width: int) -> Line:
    room = width - cell_width(prefix)
    if room >= cell_width(name):
        return (Span(prefix, Tone.MUTED), *column(Span(name, Tone.STRONG), room))
    return column(Span(fill("{}{}", prefix, name)), width)
