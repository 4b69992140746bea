"""The list of stacks: full name, resources, last update; the cursor stays on a stack, not on a row number."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.message import Message

from stacktui.presentation.lines import Line, Span, Tone, say
from stacktui.presentation.safe_text import SafeText, fill
from stacktui.presentation.stack_rows import StackRow, stack_row
from stacktui.tui.widgets.columns import column
from stacktui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.pulumi.stack import StackIdentifier, StackSummary

RESOURCES_WIDTH = 6
UPDATED_WIDTH = 8
NARROW = 32
"""Below this width the resource count is left out, and below `TINY` the age too."""
TINY = 24


class StackHighlighted(Message):
    """The cursor came to another stack."""

    def __init__(self, identifier: StackIdentifier) -> None:
        super().__init__()
        self.identifier = identifier


class StackChosen(StackHighlighted):
    """Enter, or a double click."""


class StackList(Lines):
    """Stacks as they were given, in that order."""

    HAS_HEADING = True
    MARKER: ClassVar[Line] = (say("▸ ", Tone.ACCENT),)

    _stacks: Sequence[StackSummary] = ()
    _now: float = 0.0
    _told: StackIdentifier | None = None

    def show(self, stacks: Sequence[StackSummary], now: float) -> None:
        """Show these stacks, their ages as of `now` (Unix seconds). The sequence is kept and must not change.

        The cursor goes with its stack. Where that is gone it goes to the nearest stack that is still there, or keeps
        its place when the list was read anew.
        """
        before, self._stacks, self._now = self._stacks, stacks, now
        self.rows_changed(_new_row(before, self.cursor, stacks))
        self._tell()

    def show_time(self, now: float) -> None:
        """Let the ages be those of `now`; repaints only when there is something to repaint."""
        self._now = now
        self.refresh()

    def go_to(self, identifier: StackIdentifier) -> bool:
        """Put the cursor on a stack; False where it is not in the list."""
        row = _row_of(self._stacks, identifier)
        if row is None:
            return False
        self.move_to(row)
        return True

    @property
    def stack(self) -> StackSummary | None:
        """The stack under the cursor."""
        return self._stacks[self.cursor] if self._stacks else None

    @property
    def row_count(self) -> int:
        return len(self._stacks)

    def heading(self, width: int) -> Line:
        name, resources, updated = _widths(width)
        return (
            *column(say("STACK"), name),
            *_cell(say("RES"), resources, right=True),
            *_cell(say("UPDATED"), updated),
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
        return StackHighlighted(self._told)

    def chosen(self, row: int) -> Message | None:
        return StackChosen(self._stacks[row].identifier)

    def _tell(self) -> None:
        if self._stacks and self._stacks[self.cursor].identifier != self._told:
            self.announce()


def _widths(width: int) -> tuple[int, int, int]:
    """Cells of name, resources and age, each with the gap before it; 0 leaves a column out."""
    resources = RESOURCES_WIDTH + 1 if width >= NARROW else 0
    updated = UPDATED_WIDTH + 2 if width >= TINY else 0
    return width - resources - updated, resources, updated


def _cell(span: Span, width: int, *, right: bool = False) -> Line:
    if not width:
        return ()
    return column(span, width, right=True) if right else (say("  "), *column(span, width - 2))


def _name(row: StackRow, width: int) -> Line:
    """The full name; without room the organization goes first, then the middle of what is left."""
    mark = say("⚠ ", Tone.WARNING) if row.suspicious else None
    left = width - 2 if mark else width
    prefix = fill("{}/{}/", row.organization, row.project)
    if cell_len(prefix) + cell_len(row.name) > left:
        prefix = fill("…/{}/", row.project)
    line = _prefixed(prefix, row.name, left)
    return (mark, *line) if mark else line


def _prefixed(prefix: SafeText, name: SafeText, width: int) -> Line:
    room = width - cell_len(prefix)
    if room >= cell_len(name):
        return (Span(prefix, Tone.MUTED), *column(Span(name, Tone.STRONG), room))
    return column(Span(fill("{}{}", prefix, name)), width)


def _row_of(stacks: Sequence[StackSummary], identifier: StackIdentifier, near: int = 0) -> int | None:
    """The row of a stack; looked for from `near` on first, as what a page brings pushes rows down by a page at most."""
    organization, project, name = identifier
    for first, part in ((near, stacks[near:]), (0, stacks[:near])):
        for row, stack in enumerate(part, first):
            if stack.stack_name == name and stack.project_name == project and stack.org_name == organization:
                return row
    return None


def _new_row(before: Sequence[StackSummary], cursor: int, after: Sequence[StackSummary]) -> int:
    """Where the cursor goes when rows are replaced."""
    if not before or not after:
        return 0
    row = _row_of(after, before[cursor].identifier, cursor)
    if row is not None:
        return row
    rows = {id(stack): row for row, stack in enumerate(after)}
    is_left = bytearray(map(rows.__contains__, map(id, before)))
    near = [row for row in (is_left.find(1, cursor), is_left.rfind(1, 0, cursor)) if row >= 0]
    return rows[id(before[min(near, key=lambda row: abs(row - cursor))])] if near else cursor
