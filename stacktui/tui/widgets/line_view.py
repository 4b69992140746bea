"""One line of the screen: header, footer, titles, states. It is redrawn only if its text has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.tui.widgets.columns import ends
from stacktui.tui.widgets.drawing import Toned, strip

if TYPE_CHECKING:
    from textual.strip import Strip

    from stacktui.presentation.text.lines import Line


class LineView(Toned):
    """Text at the left and at the right of a line; the right one has priority."""

    ALLOW_SELECT = False

    _left: Line = ()
    _right: Line = ()

    def show(self, left: Line, right: Line | None = None) -> None:
        """Show this; None keeps the right side."""
        shown = (left, self._right if right is None else right)
        if shown != (self._left, self._right):
            self._left, self._right = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        return strip(self, ends(self._left, self._right, width) if y == 0 else (), width)
