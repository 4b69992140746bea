"""The details of a resource below the tree: lines, selected property, and targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from stacktui.tui.widgets.wrapping import WrappedLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.index.resources import Node
    from stacktui.presentation.resources.detail_lines import DetailLine


class TargetChosen(Message):
    """The user wants to go to the resource of a line."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node


class ResourceDetailView(WrappedLines):
    """Lines of detail; enter follows the one under the cursor."""

    _details: Sequence[DetailLine] = ()

    def show(self, details: Sequence[DetailLine], *, anew: bool | None = None) -> None:
        """Show these lines.

        Args:
            details: Not to be modified afterwards.
            anew: True starts at the top, False keeps the property or line; None starts at the top if the first three
                lines, which name the resource, differ.
        """
        if anew is None:
            anew = list(details[:3]) != list(self._details[:3])
        line = 0 if anew else _same_line(details, self.detail_line, self.cursor_line)
        self._details = details
        self.show_text(tuple(detail.line for detail in details), line)

    @property
    def detail_line(self) -> DetailLine | None:
        """The selected line."""
        return self._details[self.cursor_line] if self._details else None

    def chosen(self, row: int) -> Message | None:
        line = self.detail_line
        if line is not None and line.target is not None:
            return TargetChosen(line.target)
        return super().chosen(row)


def _same_line(details: Sequence[DetailLine], before: DetailLine | None, number: int) -> int:
    if before is not None and before.path:
        return next((at for at, detail in enumerate(details) if detail.path == before.path), number)
    return min(number, max(0, len(details) - 1))
