"""Times as Pulumi writes them: RFC 3339, with year 1 for never."""

from __future__ import annotations

from datetime import UTC, datetime


def parse_time(text: str | None) -> float | None:
    """Unix seconds of an RFC 3339 time with up to nine fraction digits; None for year 1 (never) and invalid text."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if moment.year <= 1:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
