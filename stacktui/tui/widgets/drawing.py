"""Converts our spans to Textual's strips and contents: the only place where a tone becomes a style.

Styles come from component classes in `app.tcss` (`tone--muted`, `lines--cursor` …), to support themes, 16 colours and
NO_COLOR. Text is passed as segments, never as markup (security.md, T1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from stacktui.presentation.text.lines import Line, Tone
from stacktui.tui.host.textual_internals import add_component_styles
from stacktui.tui.widgets.columns import fitted

if TYPE_CHECKING:
    from textual.css.styles import RenderStyles

_CLASS = {tone: f"tone--{tone}" for tone in Tone}
_VARIABLE = {
    Tone.PLAIN: "",
    Tone.MUTED: "$text-muted",
    Tone.STRONG: "bold",
    Tone.ACCENT: "$text-accent",
    Tone.GOOD: "$text-success",
    Tone.WARNING: "bold $text-warning",
    Tone.DANGER: "bold $text-error",
    Tone.SECRET: "italic $text-muted",
    Tone.LINK: "underline $text-primary",
    Tone.INVERSE: "reverse",
}


class Toned(Widget):
    """A widget that draws lines. A component's styles are parsed when it is first drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {_CLASS[Tone.PLAIN]}

    def get_component_styles(self, *names: str) -> RenderStyles:
        add_component_styles(self, names)
        return super().get_component_styles(*names)


def strip(widget: Toned, line: Line, width: int, *, over: str = "", over_cells: int | None = None) -> Strip:
    """A line of exactly `width` cells as `widget` draws it.

    Args:
        widget: Provides the background.
        line: The line.
        width: Cells.
        over: A component class whose style replaces the tones, for example the cursor's.
        over_cells: How many cells of the line it covers; None is all.
    """
    style = widget.get_component_rich_style
    if not line and not over:
        return Strip.blank(width, style(_CLASS[Tone.PLAIN]))
    segments = [Segment(span.text, style(_CLASS[span.tone])) for span in fitted(line, width) if span.text]
    if not over:
        return Strip(segments, width)
    cells = width if over_cells is None else min(over_cells, width)
    head, *tail = Strip(segments, width).divide([cells, width] if cells < width else [width])
    return Strip.join([Strip([Segment(head.text, style(over))], cells), *tail])


def content(line: Line) -> Content:
    """A line for a title or a dialog, without markup."""
    return Content.assemble(*((str(span.text), _VARIABLE[span.tone]) for span in line))
