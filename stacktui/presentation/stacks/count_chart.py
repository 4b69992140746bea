"""Formats the number of resources by package and type, and explains why the server's count may differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.index.resources import Flag
from stacktui.presentation.text.lines import EMPTY, Line, Span, Tone, field, heading, indented, literal
from stacktui.presentation.text.safe_text import SafeText, cell_width, clean, fill, words
from stacktui.presentation.text.wording import count
from stacktui.pulumi.urn import parse_type_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.index.resources import ResourceIndex
    from stacktui.pulumi.stack import ResourceCount

_ROWS = 30
_LABEL = 36
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_PROVIDER_TYPE = "pulumi:providers:"


def bar(value: int, largest: int, width: int, *, is_ascii: bool = False) -> SafeText:
    """A bar of at most `width` columns, in eighths of a column or as `#`; a number above 0 is always visible."""
    if value <= 0 or largest <= 0:
        return words("")
    if is_ascii:
        return SafeText("#" * max(1, round(width * value / largest)))
    eighths = max(1, round(width * 8 * value / largest))
    return SafeText("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip())


def count_lines(
    server: ResourceCount | None, index: ResourceIndex | None, *, width: int = 100, is_ascii: bool = False
) -> tuple[Line, ...]:
    """The server's count, the state's count, the difference, and bars by package and by type.

    Args:
        server: The answer of `resources/count`; None if the server has no such endpoint.
        index: The state; None while it is not loaded.
        width: Available columns.
        is_ascii: Draw with `#` for fonts without block characters.
    """
    lines = [_server_line(server)]
    if index is None:
        return (*lines, field("in the state", literal("not loaded: open Resources", Tone.MUTED)))
    listed = len(index.deployment.resources)
    lines.append(field("in the state", Span(count(listed, "resource"), Tone.STRONG), *_extras(index)))
    if server is not None:
        lines += _difference(server, index, listed)
    if listed:
        lines += [EMPTY, heading("by package"), *_chart(index.counts_by_package(), width, is_ascii=is_ascii)]
        shorts = [(parse_type_token(token).short or token, number) for token, number in index.counts_by_type()]
        lines += [EMPTY, heading("by type"), *_chart(shorts, width, is_ascii=is_ascii)]
    return tuple(lines)


def _server_line(server: ResourceCount | None) -> Line:
    if server is None:
        return field("server's count", literal("not reported by this server", Tone.MUTED))
    at = (Span(fill("  at version {}", server.version), Tone.MUTED),) if server.version is not None else ()
    return field("server's count", Span(count(server.resource_count, "resource"), Tone.STRONG), *at)


def _extras(index: ResourceIndex) -> tuple[Span, ...]:
    deployment = index.deployment
    spans = []
    if deployment.pending_operations:
        spans.append(
            Span(fill("  and {}", count(len(deployment.pending_operations), "pending operation")), Tone.WARNING)
        )
    if deployment.unreadable:
        number = count(len(deployment.unreadable), "entry", "entries")
        spans.append(Span(fill("  and {} unreadable", number), Tone.WARNING))
    return tuple(spans)


def _difference(server: ResourceCount, index: ResourceIndex, listed: int) -> list[Line]:
    """The reason for the difference: other versions, or resources that the server appears not to count."""
    missing = listed - server.resource_count
    if missing == 0:
        return []
    version = index.deployment.stack_version
    if version is not None and server.version is not None and version != server.version:
        why = fill("The counts are from different versions ({} and {}). Press r to reload.", server.version, version)
        return [indented(1, Span(why, Tone.MUTED))]
    providers = sum(number for token, number in index.counts_by_type() if token.startswith(_PROVIDER_TYPE))
    old = sum(1 for node in index.flagged(Flag.PENDING_DELETE) if node < listed)
    reasons = (
        (providers, count(providers, "provider resource")),
        (old, count(old, "pending delete")),
        (providers + old, fill("{} and {}", count(providers, "provider"), count(old, "pending delete"))),
    )
    for number, what in reasons:
        if number == missing:
            why = fill("The server's count appears to exclude {}: the numbers add up.", what)
            return [indented(1, Span(why, Tone.MUTED))]
    said = count(abs(missing), "resource")
    more = words("more") if missing > 0 else words("fewer")
    why = fill("The state has {} {} than the server's count, for an unknown reason.", said, more)
    return [indented(1, Span(why, Tone.WARNING))]


def _chart(counts: Sequence[tuple[str, int]], width: int, *, is_ascii: bool) -> list[Line]:
    largest = counts[0][1]
    digits = len(f"{largest:,}")
    room = max(4, width - _LABEL - digits - 6)
    lines = []
    for name, number in counts[:_ROWS]:
        label = clean(name or "none", _LABEL - 1)
        padded = SafeText(label + " " * (_LABEL - cell_width(label)))
        drawn = bar(number, largest, room, is_ascii=is_ascii)
        lines.append(indented(1, Span(padded), Span(SafeText(f"{number:>{digits},}  ")), Span(drawn, Tone.ACCENT)))
    if len(counts) > _ROWS:
        rest = sum(number for _, number in counts[_ROWS:])
        lines.append(indented(1, Span(fill("… {} more, {} in total", len(counts) - _ROWS, rest), Tone.MUTED)))
    return lines
