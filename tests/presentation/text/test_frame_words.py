from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from stacktui.presentation.text.frame_words import HeaderState, footer_hints_line, header_sides, too_small_line
from stacktui.presentation.text.lines import plain_text

PLAIN = HeaderState("api.pulumi.com", "alice", False, False, False, None, 0, 0)


@pytest.mark.requirement("A3", "D6")
@pytest.mark.parametrize(
    ("header", "left"),
    [
        (PLAIN, " stacktui  alice · api.pulumi.com · read-write"),
        (replace(PLAIN, user=""), " stacktui  api.pulumi.com · read-write"),
        (replace(PLAIN, is_read_only=True), " stacktui  alice · api.pulumi.com · read-only"),
        (replace(PLAIN, is_demo=True), " stacktui  demo · alice · api.pulumi.com · read-write"),
        (replace(PLAIN, host="ev\x1bil"), " stacktui  alice · ev␛il · read-write"),
        (
            replace(PLAIN, is_insecure=True, open_writes=2),
            " stacktui  alice · api.pulumi.com · read-write · ⚠ pulumi skips TLS checks · "
            "⚠ 2 unconfirmed changes: ctrl+o",
        ),
    ],
)
def test_the_header_shows_user_host_and_whether_writing_is_allowed(header: HeaderState, left: str) -> None:
    assert plain_text(header_sides(header, width=120)[0]) == left


@pytest.mark.requirement("D6")
def test_a_long_host_does_not_push_read_only_off_a_narrow_screen() -> None:
    header = replace(PLAIN, is_read_only=True, is_demo=True)
    assert plain_text(header_sides(header, width=40)[0]) == " read-only · demo · alice · api.pulumi.com"


def test_the_time_of_day_is_dropped_first_in_a_narrow_header() -> None:
    header = replace(PLAIN, read_at=1_780_000_000.0, auto_reload=30)

    assert re.fullmatch(r"auto-reload 30s · loaded at \d\d:\d\d:\d\d ", plain_text(header_sides(header, width=120)[1]))
    assert plain_text(header_sides(header, width=60)[1]) == "auto-reload 30s "
    assert plain_text(header_sides(PLAIN, width=120)[1]) == " "
    for never in (253_402_300_799.0 + 86_400, -1e18, 1e300):  # years that no calendar has
        assert plain_text(header_sides(replace(PLAIN, read_at=never), width=120)[1]) == "loaded at – "


@pytest.mark.parametrize(("width", "line"), [(80, " / filter   r reload   "), (16, " / filter   "), (5, " ")])
def test_the_footer_names_the_keys_that_fit(width: int, line: str) -> None:
    assert plain_text(footer_hints_line([("/", "Filter"), ("r", "Reload; again")], width=width)) == line


def test_in_a_terminal_that_is_too_small_the_required_size_is_shown() -> None:
    assert plain_text(too_small_line(40, 10)) == "Too small: needs 40x10."
