"""Shows a text that is too long for a notification: details of a write, an error, a link to copy by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.tui.dialogs.dialog import Dialog, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.presentation.text.lines import Line


class TextView(Dialog[None]):
    """Lines that wrap and scroll."""

    def __init__(self, title: Line, lines: tuple[Line, ...]) -> None:
        super().__init__(title)
        self._lines_shown = lines

    def body(self) -> Iterable[Widget]:
        return (Words(*self._lines_shown, id="text"),)
