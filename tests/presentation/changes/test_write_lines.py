"""What is said of a change that was sent, and of one that waits to be sent."""

from __future__ import annotations

import pytest

from stacktui.explorer.changes.create import Create, Seen
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.looking import done
from stacktui.explorer.changes.preflight import Fact, Preflight
from stacktui.explorer.loadable import Wait
from stacktui.explorer.writes import Write
from stacktui.presentation.changes.preflight_lines import difference_words, waiting_line
from stacktui.presentation.changes.registry import words_of
from stacktui.presentation.changes.write_lines import (
    outcome_line,
    state_span,
    subject_span,
    title_line,
    under_way_line,
    unknown_outcome,
    write_lines,
)
from stacktui.presentation.text.lines import Tone, plain_text
from stacktui.pulumi.errors import AnswerLost, Outcome
from stacktui.pulumi.running import RunningUpdate
from stacktui.pulumi.stack import ServerMessage, Stack, StackIdentifier

STACK = StackIdentifier("acme", "web", "prod")
NEW = Create(STACK)


@pytest.mark.parametrize(
    ("outcome", "state", "said"),
    [
        (None, "in progress", ""),
        (Outcome.UNKNOWN, "unknown", "Outcome unknown: create acme/web/prod. ctrl+o checks again."),
        (Outcome.DONE, "done", "Created acme/web/prod"),
        (Outcome.REJECTED, "not done", ""),
    ],
)
def test_the_outcome_of_a_change_is_said(outcome: Outcome | None, state: str, said: str) -> None:
    write = Write(1, NEW, outcome=outcome)
    assert (state_span(write).text, plain_text(outcome_line(write))) == (state, said)
    assert plain_text(title_line(write)) == "create acme/web/prod"
    assert subject_span(write).text == "acme/web/prod"


def test_everything_known_of_a_change_has_a_line() -> None:
    messages = (ServerMessage("careful", "warning"), ServerMessage("fine"))
    lost = Write(1, NEW, Outcome.UNKNOWN, AnswerLost("The line was cut."), None, messages)
    assert [
        line for line in map(plain_text, write_lines(lost)) if line in {"✗ The line was cut.", "careful", "fine"}
    ] == ["✗ The line was cut.", "careful", "fine"]
    assert unknown_outcome(lost) == "Outcome unknown: create acme/web/prod."
    found = Write(1, NEW, Outcome.DONE, verdict=done(Seen.THERE))
    assert plain_text(write_lines(found)[0]).startswith("Checked: acme/web/prod exists")
    assert plain_text(write_lines(Write(1, NEW))[-1]) == "In progress: no answer yet."
    assert "create" in plain_text(under_way_line(Write(1, NEW)))


def test_a_dialog_says_what_it_loads_and_why_it_waits() -> None:
    facts = (Fact.STACK, Fact.COUNT)
    assert plain_text(waiting_line(STACK, facts)).startswith("acme/web/prod: loading ")
    wait = Wait(990.0, attempt=2, of=4, retry_at=1003.0, reason=AnswerLost("Cut."))
    assert plain_text(waiting_line(STACK, facts, wait, 1000.0)) == (
        "acme/web/prod: Cut. Retrying in 3s (2 of 4). esc closes"
    )


def test_a_change_has_a_heading_and_a_consequence_and_one_without_words_is_a_mistake() -> None:
    assert (plain_text(words_of(NEW).heading), words_of(NEW).heading[0].tone) == ("New stack", Tone.ACCENT)
    assert "No update can run" in words_of(NEW).consequence
    with pytest.raises(LookupError):
        words_of(object())  # type: ignore[arg-type]  # no change


def test_an_update_that_began_is_a_difference() -> None:
    before = Preflight(Stack("acme", "web", "prod"), None, None, None, None, None, None)
    later = Preflight(Stack("acme", "web", "prod"), RunningUpdate("u", "update", "bob"), None, None, None, None, None)
    differences = Delete(STACK).differences(before, later)
    assert difference_words(differences, before, later) == ("bob is running: update.",)
