"""The last net under every widget: whatever reaches the screen holds no character that a terminal would obey.

Text is made harmless where it enters (`presentation.safe_text`); this catches what someone forgot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

from stacktui.presentation.text.safe_text import strip_for_terminal

if TYPE_CHECKING:
    from textual.color import Color


class ControlCharacterFilter(LineFilter):
    """Drops control, bidirectional and invisible characters, and hyperlinks, from every drawn segment."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        return [_harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    text, style, control = segment
    if style is not None and style.link is not None:
        style = style.update_link(None)
    elif text.isprintable():
        return segment
    return Segment(strip_for_terminal(text), style, control)
