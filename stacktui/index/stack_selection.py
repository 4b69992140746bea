"""The selected stack. Only the user selects one; arriving data can remove its row, but not change the selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.pulumi.stack import StackIdentifier, StackSummary


class StackSelection(Struct, frozen=True):
    """The selected stack, listed or not.

    At the start, and after the filter was edited, the selection is open: the first rows determine it. From then on only
    the user does.
    """

    stack: StackIdentifier | None = None
    """While the selection is open: the stack selected before the filter."""
    is_open: bool = True
    origin: StackIdentifier | None = None
    """The listed stack from which the user jumped to this one, which is not listed."""

    @classmethod
    def of(cls, stack: StackIdentifier | None) -> StackSelection:
        """The user's selection of this stack, or of none."""
        return cls(stack, is_open=False)

    @property
    def selected(self) -> StackIdentifier | None:
        """The stack that keys act on; None if none is selected."""
        return None if self.is_open else self.stack

    def jumped(self, stack: StackIdentifier, *, has_row: bool) -> StackSelection:
        """The user followed a reference to a stack that is not listed; `has_row` is about the previous one."""
        return StackSelection(stack, is_open=False, origin=self.selected if has_row else self.origin)

    def filtered(self, *, is_cleared: bool) -> StackSelection:
        """The user changed the filter; clearing it restores the previous selection."""
        if is_cleared:
            return self if self.stack is None else StackSelection.of(self.stack)
        return StackSelection(self.stack, is_open=True)

    def among(
        self, rows: Sequence[StackSummary], before: Sequence[StackSummary], cursor: int
    ) -> tuple[StackSelection, int | None]:
        """The selection with these rows in place of `before`, and its row; None if it has none."""
        row = None if self.stack is None else row_of(rows, self.stack, cursor)
        if row is None and rows and self.is_open:
            row = nearest_row(rows, before, cursor)
        return (self, None) if row is None else (StackSelection.of(rows[row].identifier), row)


def row_of(rows: Sequence[StackSummary], stack: StackIdentifier, near: int = 0) -> int | None:
    """The row of the stack, searched from `near` on, because an arriving page moves rows by a page at most."""
    organization, project, name = stack
    for first, part in ((near, rows[near:]), (0, rows[:near])):
        for row, summary in enumerate(part, first):
            if summary.stack_name == name and summary.project_name == project and summary.org_name == organization:
                return row
    return None


def nearest_row(rows: Sequence[StackSummary], before: Sequence[StackSummary], cursor: int) -> int:
    """The row of the nearest stack that is still listed; the same row number after a reload."""
    kept = {id(summary): row for row, summary in enumerate(rows)}
    is_left = bytearray(map(kept.__contains__, map(id, before)))
    near = [row for row in (is_left.find(1, cursor), is_left.rfind(1, 0, cursor)) if row >= 0]
    return kept[id(before[min(near, key=lambda row: abs(row - cursor))])] if near else min(cursor, len(rows) - 1)
