"""The one place where our spans become Textual's strips and contents: a tone becomes a style of the theme here only.

Styles come from component classes in `app.tcss` (`tone--muted`, `lines--cursor` …), so that themes, 16 colours and
NO_COLOR work. Text goes in as segments, never as markup (security.md, T1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip

from stacktui.presentation.lines import Line, Tone
from stacktui.tui.widgets.columns import fitted

if TYPE_CHECKING:
    from textual.widget import Widget

TONE_CLASSES = frozenset(f"tone--{tone}" for tone in Tone)
"""Component classes of every widget that draws lines."""

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
}


def strip(widget: Widget, line: Line, width: int, *, over: str = "") -> Strip:
    """A line of exactly `width` cells as `widget` draws it.

    Args:
        widget: One whose COMPONENT_CLASSES hold `TONE_CLASSES`.
        line: What to draw.
        width: Cells.
        over: A component class that draws the whole line in one style instead of the tones, as the cursor's.
    """
    spans = fitted(line, width)
    if over:
        text = "".join(span.text for span in spans)
        return Strip([Segment(text, widget.get_component_rich_style(over))], width)
    style = widget.get_component_rich_style
    return Strip([Segment(span.text, style(_CLASS[span.tone])) for span in spans if span.text], width)


def content(line: Line) -> Content:
    """A line for a title or a dialog: no markup is read in it."""
    return Content.assemble(*((str(span.text), _VARIABLE[span.tone]) for span in line))
