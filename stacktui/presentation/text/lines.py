"""The lines that the UI draws: safe text with tones."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from stacktui.presentation.text.safe_text import SafeText, clean, words

if TYPE_CHECKING:
    from typing import LiteralString


class Tone(StrEnum):
    """The meaning of a text; the theme maps it to a colour, and no meaning is expressed by colour alone."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    ACCENT = "accent"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"
    SECRET = "secret"  # noqa: S105 - the name of a tone
    LINK = "link"
    INVERSE = "inverse"


class Span(NamedTuple):
    """A safe text and its tone."""

    text: SafeText
    tone: Tone = Tone.PLAIN


Line: TypeAlias = tuple[Span, ...]
"""One line of the screen."""

EMPTY: Line = ()
LABEL_WIDTH = 15


def literal(text: LiteralString, tone: Tone = Tone.PLAIN) -> Span:
    """A literal of the source code as a span."""
    return Span(words(text), tone)


def cleaned(text: str, tone: Tone = Tone.PLAIN) -> Span:
    """Foreign text as a span: cleaned, on one line."""
    return Span(clean(text), tone)


CUT = literal("… truncated; copy it for the full value", Tone.MUTED)
"""The last row of a value that is too long to show."""
NOT_LOADED = literal("Not loaded. Press r to load.", Tone.MUTED)
"""In place of a part that nothing has asked for."""


def plain_text(line: Line) -> SafeText:
    """The text of a line without tones."""
    return SafeText("".join(span.text for span in line))


def heading(text: LiteralString) -> Line:
    """A title line."""
    return (literal(text, Tone.STRONG),)


def field(label: LiteralString, *spans: Span) -> Line:
    """A label and a value, with aligned labels."""
    return (Span(SafeText(f"{label:<{LABEL_WIDTH}}"), Tone.MUTED), *spans)


def indented(depth: int, *spans: Span) -> Line:
    """A line indented below another one."""
    return (Span(SafeText("  " * depth)), *spans)
