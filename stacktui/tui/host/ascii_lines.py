"""Draws every line with ASCII where the settings ask for it, Textual's own borders and scrollbars included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

from stacktui.presentation.text.ascii_drawing import to_ascii

if TYPE_CHECKING:
    from textual.color import Color


class AsciiLines(LineFilter):
    """Changes what we draw with, never how wide it is; the cloud's own letters stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        return [one if one.text.isascii() else Segment(to_ascii(one.text), one.style, one.control) for one in segments]
