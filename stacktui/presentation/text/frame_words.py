"""The first and last lines of the screen: host and user; available keys and the last message."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, clean, fill
from stacktui.presentation.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMED_FROM = 60
"""The width from which the program's name is shown; in narrower terminals, other items precede a long host name."""


class HeaderState(Struct, frozen=True):
    """The contents of the header."""

    host: str
    user: str
    """Empty if unknown."""
    is_read_only: bool
    is_insecure: bool
    is_demo: bool
    read_at: float | None
    """When the list was last read, Unix seconds."""
    auto_reload: int
    """Seconds, 0 for off."""
    open_writes: int


def header_sides(header: HeaderState, *, width: int) -> tuple[Line, Line]:
    """Left and right of the header. Host, user and read-only stay at any width; the time is dropped first.

    It shows a time of day instead of an age, because an age would have to be redrawn every second.
    """
    place: list[Span] = []
    if header.is_demo:
        place.append(literal("demo", Tone.ACCENT))
    if header.user:
        place.append(cleaned(header.user))
    place.append(cleaned(header.host, Tone.STRONG))
    may = literal("read-only", Tone.GOOD) if header.is_read_only else literal("read-write", Tone.WARNING)
    place = [*place, may] if width >= NAMED_FROM else [may, *place]
    if header.is_insecure:
        place.append(literal("⚠ pulumi skips TLS checks", Tone.DANGER))
    if header.open_writes:
        changes = count(header.open_writes, "unconfirmed change")
        place.append(Span(SafeText(f"⚠ {changes}: ctrl+o"), Tone.WARNING))
    left: Line = (literal(" stacktui  ", Tone.ACCENT) if width >= NAMED_FROM else literal(" "), *_dotted(place))
    right: list[Span] = []
    if header.auto_reload:
        right.append(Span(SafeText(f"auto-reload {header.auto_reload}s"), Tone.MUTED))
    if header.read_at is not None and width >= 70:
        right.append(Span(SafeText(f"loaded at {_time(header.read_at)}"), Tone.MUTED))
    return left, (*_dotted(right), literal(" "))


def too_small_line(columns: int, rows: int) -> Line:
    """The only line shown in a smaller terminal."""
    return (Span(fill("Too small: needs {}x{}.", columns, rows)),)


def _dotted(spans: Iterable[Span]) -> Line:
    joined: list[Span] = []
    for span in spans:
        joined += [literal(" · ", Tone.MUTED), span] if joined else [span]
    return tuple(joined)


def _time(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds).astimezone():%H:%M:%S}"
    except (ValueError, OverflowError, OSError):  # a year that no calendar has
        return "–"


def footer_hints_line(hints: Iterable[tuple[str, str]], *, width: int) -> Line:
    """The hints that fit; help and palette list the rest."""
    spans: list[Span] = [literal(" ")]
    used = 1
    for keys, words_ in hints:
        key, label = clean(keys), clean(words_.lower().partition(" ")[0].rstrip(";"))
        used += len(key) + len(label) + 4
        if used > width:
            break
        spans += [Span(key, Tone.ACCENT), Span(SafeText(f" {label}   "), Tone.MUTED)]
    return tuple(spans)
