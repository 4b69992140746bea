"""A read-only pane of lines: the overview, the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.tui.widgets.wrapping import WrappedLines

if TYPE_CHECKING:
    from stacktui.presentation.text.lines import Line


class LinesView(WrappedLines):
    """Lines to read and scroll."""

    def show(self, lines: tuple[Line, ...], *, anew: bool = False) -> None:
        """Show these lines; `anew` means that they are about something else, and starts at the top."""
        if anew or lines != self._text:
            self.show_text(lines, 0 if anew else self.cursor_line)
