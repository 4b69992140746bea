from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.loadable import Loadable, Wait
from stacktui.index.filter_line import OPEN_QUOTE, FilterMistake
from stacktui.presentation.resources.resource_detail import version_line
from stacktui.presentation.text.lines import Tone, literal, plain_text
from stacktui.presentation.text.loading_words import (
    notice,
    progress_line,
    reading_line,
    stale_line,
    state_line,
    state_warnings,
)
from stacktui.pulumi.errors import ConnectionFailed
from stacktui.pulumi.state.deployment import (
    MASKED_MAGIC,
    Deployment,
    IntegrityError,
    Manifest,
    PendingOperation,
    Resource,
    UnreadableResource,
)
from tests.states import index_of, urn

if TYPE_CHECKING:
    from stacktui.index.resources import ResourceIndex

ONE = Resource(urn("one"), "a:b:C", custom=True, id="1")
TAINTED = Resource(urn("two"), "a:b:C", custom=True, id="2", taint=True)


BUSY = "The server is busy (503)."
RETRY = Wait(990.0, attempt=2, of=4, retry_at=1003.0, reason=ConnectionFailed(BUSY))


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (Wait(990.0), "reloading…  esc stops"),
        (Wait(990.0, 1500), "reloading 1.5 kB  esc stops"),
        (Wait(990.0, 1500, 3000), "reloading 1.5 kB of 3.0 kB  esc stops"),
        (RETRY, f"{BUSY} Retrying in 3s (2 of 4).  esc stops"),
    ],
)
def test_reading_again_says_how_far_it_is(wait: Wait, words: str) -> None:
    assert plain_text(progress_line(wait, 1000.0)) == words


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (Wait(990.0), "Loading the state  esc stops"),
        (Wait(990.0, 1500, 3000), "Loading the state 1.5 kB of 3.0 kB  esc stops"),
        (RETRY, f"{BUSY} Retrying in 3s (2 of 4).  esc stops"),
    ],
)
def test_what_an_action_reads_says_how_far_it_is(wait: Wait, words: str) -> None:
    assert plain_text(reading_line("the state", wait, 1000.0)) == words


def test_what_is_out_of_date_says_since_when_and_why() -> None:
    line = plain_text(stale_line(ConnectionFailed("api.pulumi.com cannot be reached."), 1000.0, 1180.0))
    assert line.startswith("Reload failed, data from 3m ago: api.pulumi.com cannot be reached.")


@pytest.mark.parametrize(
    ("index", "matches", "only_problems", "version", "words"),
    [
        (index_of(ONE), None, False, None, "1 resource"),
        (index_of(ONE, TAINTED), None, False, None, "2 resources · 1 ⚠"),
        (index_of(ONE, TAINTED), 1, True, None, "1 of 2 resources · 1 ⚠ · problems only"),
        (index_of(ONE), None, False, 7, " version 7, not the present state   1 resource"),
        (
            index_of(ONE, operations=(PendingOperation(TAINTED, "creating"),)),
            None,
            False,
            None,
            "1 resource and 1 pending operation · 1 ⚠",
        ),
    ],
)
def test_a_state_says_how_much_is_shown_and_what_is_wrong(
    index: ResourceIndex, matches: int | None, only_problems: bool, version: int | None, words: str
) -> None:
    assert plain_text(state_line(index, matches, only_problems=only_problems, version=version)) == words


@pytest.mark.parametrize(
    ("deployment", "mistakes", "words"),
    [
        (Deployment((), version=4), (), ""),
        (Deployment((), version=5), (), " · format 5 is newer than stacktui supports"),
        (Deployment((), unreadable=(UnreadableResource(0, "", ""),)), (), " · 1 resource unreadable"),
        (
            Deployment((), manifest=Manifest("", "v3.1", MASKED_MAGIC), names="a/b\x1b"),
            (),
            " · its URNs name a/b␛ · masked export, its secrets are missing",
        ),
        (
            Deployment((), integrity_error=IntegrityError("a\x1bb")),
            (OPEN_QUOTE,),
            ' · Pulumi marked this state as corrupt: 1 shows its error · A closing quote is missing: add ".',
        ),
    ],
)
def test_a_state_is_warned_of(deployment: Deployment, mistakes: tuple[FilterMistake, ...], words: str) -> None:
    assert plain_text(state_warnings(deployment, mistakes)) == words


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (Loadable(), ["Not loaded. Press r to load."]),
        (Loadable(wait=Wait(990.0)), ["Loading state… esc stops"]),
        (Loadable(wait=Wait(990.0, 2000)), ["Loading state… esc stops", "received 2.0 kB"]),
        (Loadable(wait=RETRY), ["Loading state… esc stops", f"{BUSY} Retrying in 3s (2 of 4)."]),
        (Loadable(error=ConnectionFailed(BUSY)), [f"✗ {BUSY}"]),
        (Loadable(1, 990.0), []),
        (Loadable(1, 990.0, wait=Wait(990.0)), []),
        (Loadable(1, 990.0, error=ConnectionFailed(BUSY)), []),
    ],
)
def test_the_notice_in_place_of_a_value(known: Loadable[int], words: list[str]) -> None:
    assert [plain_text(line) for line in notice(known, 1000.0, what="state")][: len(words) or 9] == words


def test_a_value_without_rows_says_so() -> None:
    empty = (literal("Nothing is there."),)
    assert notice(Loadable(1, 990.0), 1000.0, what="state", empty=empty) == (empty,)
    assert notice(Loadable(), 1000.0, what="state", empty=empty) != (empty,)


def test_a_feature_that_nobody_knows_is_named() -> None:
    known, unknown = ("taint", "views", "snippets-prototype"), ("taint", "next\x1b", "other")
    assert state_warnings(Deployment((), features=known), ()) == ()
    found = plain_text(state_warnings(Deployment((), features=unknown), ()))
    assert found == " · uses next␛, other, which stacktui does not know"


def test_what_only_resources_lack_is_said() -> None:
    found = plain_text(state_warnings(Deployment((ONE,), only_resources=True), ()))
    assert found.startswith(" · only the resources came: no pending operations, mark of corruption")


def test_an_older_version_is_inverse() -> None:
    first, *_ = state_line(index_of(ONE), None, only_problems=False, version=7)
    assert first.tone is Tone.INVERSE
    assert state_line(index_of(ONE), None, only_problems=False, version=None)[0].tone is Tone.PLAIN
    (span,) = version_line(7).line
    assert (span.tone, span.text) == (Tone.INVERSE, " version 7, not the present state ")
