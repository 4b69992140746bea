from __future__ import annotations

import pytest

from stacktui.presentation.text.lines import Tone, cleaned, literal, plain_text
from stacktui.presentation.text.wording import (
    age,
    count,
    duration,
    last_update,
    moment,
    operation,
    pause,
    permission,
    resource_count,
    size,
    skipped,
    update_result,
)
from tests.kit.clock import NOW

DAY = 86400


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-9999, "just now"),
        (0, "just now"),
        (4.9, "just now"),
        (5, "5s ago"),
        (59.9, "59s ago"),
        (60, "1m ago"),
        (7200, "2h ago"),
        (3 * DAY, "3d ago"),
        (29.9 * DAY, "29d ago"),
        (150 * DAY, "5mo ago"),
        (364 * DAY, "12mo ago"),
        (800 * DAY, "2y ago"),
    ],
)
@pytest.mark.requirement("N1.64")
def test_ages_are_short_and_never_run_negative(seconds: float, words: str) -> None:
    assert age(seconds) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "never"), (0, "updating now"), (-5, "n/a"), (10**15, "n/a"), (NOW - 240, "4m ago"), (NOW + 99, "just now")],
)
def test_never_and_running_and_no_time_are_different_things(value: int | None, words: str) -> None:
    assert last_update(value, NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0s"), (0.4, "0s"), (42, "42s"), (250, "4m 10s"), (7500, "2h 05m"), (3 * DAY + 4 * 3600, "3d 4h")],
)
def test_durations_are_short(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "never"),
        (NOW - 3 * DAY, "2026-05-25 20:26:40 UTC, 3d ago"),
        (0, "n/a"),
        (10**15, "n/a"),
    ],
)
def test_a_moment_is_shown_with_its_age(seconds: float | None, words: str) -> None:
    assert moment(seconds, NOW) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1200, "1.2 kB"),
        (9960, "10 kB"),
        (999_499, "999 kB"),
        (999_600, "1.0 MB"),
        (34_000_000, "34 MB"),
        (1_400_000_000, "1.4 GB"),
        (5_000_000_000_000, "5000 GB"),
    ],
)
def test_sizes_are_decimal(number: int, words: str) -> None:
    assert size(number) == words


def test_a_pause_says_when_it_ends() -> None:
    assert pause(4.6) == "Rate limited; retrying in 5 s"


def test_counts_know_one_from_many() -> None:
    assert [count(n, "stack") for n in (0, 1, 2500)] == ["0 stacks", "1 stack", "2,500 stacks"]
    assert count(2, "entry", "entries") == "2 entries"
    assert [resource_count(n) for n in (None, -1, 0, 412)] == ["–", "–", "0", "412"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not reported by the server"),
        (0, "none"),
        (101, "read (may also decrypt the stack's secrets)"),
        (102, "write"),
        (103, "admin"),
        (104, "creator"),
        (105, "unknown to stacktui (105)"),
    ],
)
def test_permissions_are_words(value: int | None, words: str) -> None:
    assert permission(value) == words


@pytest.mark.parametrize(
    ("result", "words", "tone"),
    [
        ("succeeded", "succeeded", Tone.GOOD),
        ("failed", "✗ failed", Tone.DANGER),
        ("in-progress", "↻ in progress", Tone.ACCENT),
        ("not-started", "not started", Tone.MUTED),
        ("odd\x1b", "odd␛", Tone.PLAIN),
        ("", "n/a", Tone.PLAIN),
    ],
)
def test_results_are_words_and_tones(result: str, words: str, tone: Tone) -> None:
    assert update_result(result) == (words, tone)


@pytest.mark.parametrize(
    ("kind", "author", "started", "words", "tone"),
    [
        ("update", "bob", NOW - 240, "↻ update by bob, 4m ago", Tone.ACCENT),
        ("", "", 0, "↻ operation", Tone.ACCENT),
        ("update", "bo\x1bb", -4, "↻ update by bo␛b", Tone.ACCENT),
        (
            "destroy",
            "bob",
            NOW - 2 * DAY,
            "↻ destroy by bob, started 2d ago, possibly stuck: `pulumi cancel` ends it",
            Tone.WARNING,
        ),
    ],
)
def test_an_old_operation_is_possibly_stuck(kind: str, author: str, started: int, words: str, tone: Tone) -> None:
    assert operation(kind, author, started, NOW) == (words, tone)


def test_a_line_is_read_without_its_tones() -> None:
    assert plain_text((literal("a "), cleaned("b\n", Tone.DANGER))) == "a b␊"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "Skipped 1 unreadable entry."), (2, "Skipped 2 unreadable entries.")]
)
def test_entries_that_are_left_out_are_counted(number: int, words: str) -> None:
    assert skipped(number) == words
