"""One line of a resource's detail, and how it is made: what it shows, where it leads, what copying it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacktui.presentation.lines import EMPTY, Line, Span, Tone, field, heading, indented
from stacktui.presentation.safe_text import clean

if TYPE_CHECKING:
    from typing import LiteralString

    from stacktui.index.resources import Node


class DetailLine(NamedTuple):
    """A line under the tree."""

    line: Line
    path: str = ""
    """The property it belongs to, as Pulumi writes paths: `outputs.tags["a.b"].x[0]`."""
    target: Node | None = None
    """The node that it names, to jump to."""
    copy_text: str | None = None
    """The whole raw value, however much of it is shown; None for a masked secret."""
    is_secret: bool = False
    """A value that x reveals or hides."""


BLANK = DetailLine(EMPTY)


def fact(label: LiteralString, value: str, tone: Tone = Tone.PLAIN, *, target: Node | None = None) -> DetailLine:
    """A label and a value that can be copied."""
    return DetailLine(field(label, Span(clean(value), tone)), target=target, copy_text=value)


def note(label: LiteralString, *spans: Span, target: Node | None = None, copy_text: str | None = None) -> DetailLine:
    """A label and our own words."""
    return DetailLine(field(label, *spans), target=target, copy_text=copy_text)


def title(text: LiteralString) -> DetailLine:
    return DetailLine(heading(text))


def under(*spans: Span, target: Node | None = None, copy_text: str | None = None) -> DetailLine:
    """A line that belongs to the title above it."""
    return DetailLine(indented(1, *spans), target=target, copy_text=copy_text)
