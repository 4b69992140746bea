"""What every line on the screen is made of: harmless text and its tone."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from stacktui.presentation.text.safe_text import SafeText, clean, words

if TYPE_CHECKING:
    from typing import LiteralString


class Tone(StrEnum):
    """What a piece of text is; the theme turns it into a colour, and no meaning is in the colour alone."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    ACCENT = "accent"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"
    SECRET = "secret"  # noqa: S105 - the name of a tone
    LINK = "link"


class Span(NamedTuple):
    """A harmless text and what it is."""

    text: SafeText
    tone: Tone = Tone.PLAIN


Line: TypeAlias = tuple[Span, ...]
"""One line on the screen."""

EMPTY: Line = ()
LABEL_WIDTH = 15


def literal(text: LiteralString, tone: Tone = Tone.PLAIN) -> Span:
    """Our own words as a span."""
    return Span(words(text), tone)


def cleaned(text: str, tone: Tone = Tone.PLAIN) -> Span:
    """Anyone's text as a span: cleaned, one line."""
    return Span(clean(text), tone)


CUT = literal("… cut here; copy it to have it whole", Tone.MUTED)
"""The last row of a value that is too long to show."""


def plain_text(line: Line) -> SafeText:
    """The words of a line without their tones."""
    return SafeText("".join(span.text for span in line))


def heading(text: LiteralString) -> Line:
    """A line that names what follows."""
    return (literal(text, Tone.STRONG),)


def field(label: LiteralString, *spans: Span) -> Line:
    """A label and what it says, the labels of a block in one column."""
    return (Span(SafeText(f"{label:<{LABEL_WIDTH}}"), Tone.MUTED), *spans)


def indented(depth: int, *spans: Span) -> Line:
    """A line under another one."""
    return (Span(SafeText("  " * depth)), *spans)
