"""Which stack is selected: only a person selects one. What arrives may take its row away, never move it to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.pulumi.stack import StackIdentifier, StackSummary


class StackSelection(Struct, frozen=True):
    """The selected stack, listed or not.

    At the start and after a filter was typed it is open: the first rows decide it. From then on only a person does.
    """

    stack: StackIdentifier | None = None
    """While it is open: the stack that was selected before the filter."""
    is_open: bool = True
    origin: StackIdentifier | None = None
    """The listed stack from which a jump led to this one, which is not listed."""

    @classmethod
    def of(cls, stack: StackIdentifier | None) -> StackSelection:
        """A person's selection of this stack, or of none."""
        return cls(stack, is_open=False)

    @property
    def selected(self) -> StackIdentifier | None:
        """The stack that keys mean; None where none is selected."""
        return None if self.is_open else self.stack

    def jumped(self, stack: StackIdentifier, *, has_row: bool) -> StackSelection:
        """A person followed a reference to a stack that is not listed; `has_row` says whether the one before is."""
        return StackSelection(stack, is_open=False, origin=self.selected if has_row else self.origin)

    def filtered(self, *, is_cleared: bool) -> StackSelection:
        """A person changed the filter; one that is cleared brings back what was selected."""
        if is_cleared:
            return self if self.stack is None else StackSelection.of(self.stack)
        return StackSelection(self.stack, is_open=True)

    def among(
        self, rows: Sequence[StackSummary], before: Sequence[StackSummary], cursor: int
    ) -> tuple[StackSelection, int | None]:
        """The selection with these rows in the place of those `before`, and its row; None where it has none."""
        row = None if self.stack is None else row_of(rows, self.stack, cursor)
        if row is None and rows and self.is_open:
            row = nearest_row(rows, before, cursor)
        return (self, None) if row is None else (StackSelection.of(rows[row].identifier), row)


def row_of(rows: Sequence[StackSummary], stack: StackIdentifier, near: int = 0) -> int | None:
    """The row of a stack; looked for from `near` on first, as what a page brings pushes rows down by a page at most."""
    organization, project, name = stack
    for first, part in ((near, rows[near:]), (0, rows[:near])):
        for row, summary in enumerate(part, first):
            if summary.stack_name == name and summary.project_name == project and summary.org_name == organization:
                return row
    return None


def nearest_row(rows: Sequence[StackSummary], before: Sequence[StackSummary], cursor: int) -> int:
    """The row of what stood nearest to the cursor and is still here; the same place where the list was read anew."""
    kept = {id(summary): row for row, summary in enumerate(rows)}
    is_left = bytearray(map(kept.__contains__, map(id, before)))
    near = [row for row in (is_left.find(1, cursor), is_left.rfind(1, 0, cursor)) if row >= 0]
    return kept[id(before[min(near, key=lambda row: abs(row - cursor))])] if near else min(cursor, len(rows) - 1)
