"""The stacks that read this one and those that it reads; enter goes to the selected one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from stacktui.presentation.text.lines import Line, Tone, literal
from stacktui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from stacktui.presentation.stacks.reference_rows import ReferenceRow
    from stacktui.pulumi.stack import StackIdentifier


class ReferenceChosen(Message):
    """The user wants to go to that stack."""

    def __init__(self, identifier: StackIdentifier) -> None:
        super().__init__()
        self.identifier = identifier


class ReferenceList(Lines):
    """Rows of references; titles and notes cannot be selected."""

    MARKER: ClassVar[Line] = (literal("▸ ", Tone.ACCENT),)

    _rows: tuple[ReferenceRow, ...] = ()

    def show(self, rows: tuple[ReferenceRow, ...]) -> None:
        """Show these rows. The cursor stays on its stack, or starts on the first one."""
        if rows == self._rows:
            return
        wanted, self._rows = self.stack, rows
        places = [row for row, shown in enumerate(rows) if shown.stack is not None]
        kept = next((row for row in places if rows[row].stack == wanted), None)
        self.rows_changed((places or [0])[0] if kept is None else kept)

    @property
    def stack(self) -> StackIdentifier | None:
        """The selected stack; None for a title or a note."""
        return self._rows[self.cursor].stack if self._rows else None

    @property
    def row_count(self) -> int:
        return len(self._rows)

    def line(self, row: int, width: int) -> Line:
        del width
        return self._rows[row].line

    def chosen(self, row: int) -> Message | None:
        stack = self._rows[row].stack
        return None if stack is None else ReferenceChosen(stack)
