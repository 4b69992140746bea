"""A text field for panes and dialogs: Textual's `Input`, restricted to visible characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Input

from stacktui.presentation.text.safe_text import without_hidden

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from stacktui.presentation.text.safe_text import SafeText

LIMIT = 4096
"""The maximum length of a line, as for a path."""


class TextInput(Input):
    """Accepts the first line of a paste, as far as it fits; the cursor does not blink."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("alt+backspace", "delete_left_word", show=False)]
    """As in a shell; Textual deletes to the right."""

    def __init__(self, value: str = "", *, id: str | None = None, placeholder: SafeText | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(value, placeholder or "", compact=True, select_on_focus=False, id=id)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(event.text, *self.selection)

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace the text from `start` to `end`: all typed and pasted text passes here."""
        room = LIMIT - len(self.value) + abs(end - start)
        super().replace(one_line(text)[: max(0, room)], start, end)

    def action_cut(self) -> None:
        """Cut the selection; without one Textual would empty the clipboard."""
        if not self.selection.is_empty:
            super().action_cut()


def one_line(text: str) -> str:
    """The first non-empty line of a text, without invisible characters; tabs become spaces."""
    lines = text.replace("\t", " ").splitlines()
    first = next((line for line in lines if line.strip()), lines[0] if lines else "")
    return without_hidden(first[:LIMIT])
