"""Times as Pulumi and its servers write them."""

from __future__ import annotations

import pytest

from stacktui.pulumi.times import parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:10Z", 10),
        ("1970-01-01T01:00:10.123456789+01:00", 10.123456),
        ("1970-01-01T00:00:10", 10),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_times_are_read_and_year_one_is_never(text: str | None, seconds: float | None) -> None:
    assert parse_time(text) == seconds
