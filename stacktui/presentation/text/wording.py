"""Formats times, counts, sizes, permissions and updates consistently; every value is safe text.

Uses no clock: `now` is passed in, in Unix seconds. Ages are never negative, whatever the clock says.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stacktui.presentation.text.lines import Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, fill, words
from stacktui.pulumi.times import parse_time

if TYPE_CHECKING:
    from typing import LiteralString


NEVER = words("never")
NOT_REPORTED = words("n/a")
UPDATING = words("updating now")

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MONTH, _YEAR = 30 * _DAY, 365 * _DAY
_LATEST = 253_402_300_799  # the last second of year 9999
_STUCK_AFTER = _DAY


def age(seconds_since: float) -> SafeText:
    """`just now`, `12s ago`, `4m ago`, `2h ago`, `3d ago`, `5mo ago`, `2y ago`; times in the future are just now."""
    if seconds_since < 5:
        return words("just now")
    for length, unit in ((_YEAR, "y"), (_MONTH, "mo"), (_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if seconds_since >= length:
            return SafeText(f"{int(seconds_since // length)}{unit} ago")
    return SafeText(f"{int(seconds_since)}s ago")


def duration(seconds: float) -> SafeText:
    """`0s`, `42s`, `4m 10s`, `2h 05m`, `3d 4h`."""
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return SafeText(f"{whole}s")
    if whole < _HOUR:
        return SafeText(f"{whole // _MINUTE}m {whole % _MINUTE:02}s")
    if whole < _DAY:
        return SafeText(f"{whole // _HOUR}h {whole % _HOUR // _MINUTE:02}m")
    return SafeText(f"{whole // _DAY}d {whole % _DAY // _HOUR}h")


def last_update(value: int | None, now: float) -> SafeText:
    """The age of a stack's last update: None is never, 0 is running now, an invalid time is `n/a`."""
    if value is None:
        return NEVER
    if value == 0:
        return UPDATING
    if not 0 < value <= _LATEST:
        return NOT_REPORTED
    return age(now - value)


def moment(seconds: float | None, now: float) -> SafeText:
    """`2026-05-04 12:31:07 UTC, 3d ago`; None is never."""
    if seconds is None:
        return NEVER
    if not 0 < seconds <= _LATEST:
        return NOT_REPORTED
    return SafeText(f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC, {age(now - seconds)}")


def written_moment(text: str, now: float) -> SafeText:
    """A time as a state writes it; one that is no time is shown as it is written, and year 1 is never."""
    seconds = parse_time(text)
    if seconds is None or not 0 < seconds <= _LATEST:
        return NEVER if text.startswith("0001-01-01T00:00:00") else fill("{}, which cannot be read", text)
    if seconds > now + _MINUTE:
        return fill("{}, {} from now", moment(seconds, now).rpartition(", ")[0], duration(seconds - now))
    return moment(seconds, now)


def count(number: int, thing: LiteralString, plural: LiteralString = "") -> SafeText:
    """`1 resource`, `2,500 resources`."""
    return SafeText(f"{number:,} {thing if number == 1 else plural or thing + 's'}")


def skipped(unreadable: int) -> SafeText:
    """That some entries of an answer are missing from what follows."""
    return fill("Skipped {}.", count(unreadable, "unreadable entry", "unreadable entries"))


def resource_count(number: int | None) -> SafeText:
    """A list entry's count; `–` if the server did not report one, which is not 0."""
    return words("–") if number is None or number < 0 else SafeText(str(number))


def pause(seconds: float) -> SafeText:
    """That the server requested a pause of so many seconds (Retry-After)."""
    return fill("Rate limited; retrying in {} s", f"{seconds:.0f}")


def size(number: int) -> SafeText:
    """Bytes in decimal units: `512 B`, `1.2 kB`, `34 MB`, `1.4 GB`."""
    if number < 1000:
        return SafeText(f"{number} B")
    value, unit = number / 1000, "kB"
    for larger in ("MB", "GB"):
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    return SafeText(f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}")


_PERMISSIONS = {
    0: words("none"),
    101: words("read (may also decrypt the stack's secrets)"),
    102: words("write"),
    103: words("admin"),
    104: words("creator"),
}


def permission(value: int | None) -> SafeText:
    """The user's permission on a stack; the number is opaque, so only compared for equality."""
    if value is None:
        return words("not reported by the server")
    return _PERMISSIONS.get(value) or fill("unknown to stacktui ({})", value)


_RESULTS = {
    "succeeded": literal("succeeded", Tone.GOOD),
    "failed": literal("✗ failed", Tone.DANGER),
    "in-progress": literal("↻ in progress", Tone.ACCENT),
    "not-started": literal("not started", Tone.MUTED),
}


def update_result(result: str) -> Span:
    """The result of an update; unknown results are shown as reported by the server."""
    return _RESULTS.get(result) or cleaned(result or NOT_REPORTED)


def is_possibly_stuck(started: int, now: float) -> bool:
    """Whether an operation has run for so long that its process may be gone."""
    return now - started > _STUCK_AFTER


def operation(kind: str, author: str, started: int, now: float) -> Span:
    """A running operation: `↻ update by bob, 4m ago`; after a day it may be stuck, which is added."""
    what = fill("↻ {}", kind or words("operation"))
    who = fill(" by {}", author) if author else words("")
    if not 0 < started <= _LATEST:
        return Span(SafeText(f"{what}{who}"), Tone.ACCENT)
    when = age(now - started)
    if is_possibly_stuck(started, now):
        return Span(SafeText(f"{what}{who}, started {when}, possibly stuck: `pulumi cancel` ends it"), Tone.WARNING)
    return Span(SafeText(f"{what}{who}, {when}"), Tone.ACCENT)
