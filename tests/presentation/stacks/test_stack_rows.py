from __future__ import annotations

import pytest

from stacktui.index.query import parse_stack_query
from stacktui.index.running_search import RunningSearch
from stacktui.index.stacks import StackIndex
from stacktui.presentation.stacks.stack_rows import list_state, no_rows, search_state, stack_row
from stacktui.presentation.text.lines import Tone, plain_text
from stacktui.pulumi.errors import AnswerLost
from stacktui.pulumi.running import Looked
from stacktui.pulumi.stack import StackIdentifier, StackSummary
from tests.kit.clock import NOW


@pytest.mark.parametrize(
    ("updated", "resources", "words"),
    [
        (NOW - 7200, 412, ("412", "2h ago", Tone.PLAIN)),
        (0, 0, ("0", "↻ now", Tone.ACCENT)),
        (None, None, ("–", "never", Tone.MUTED)),
        (-1, -1, ("–", "n/a", Tone.PLAIN)),
        (NOW + 90, 1, ("1", "just now", Tone.PLAIN)),
    ],
)
def test_never_running_and_unreported_are_different_words(
    updated: int | None, resources: int | None, words: tuple[str, str, Tone]
) -> None:
    row = stack_row(StackSummary("acme", "web", "prod", updated, resources), NOW)
    assert (row.resources, row.updated, row.tone) == words
    assert row.full_name == "acme/web/prod"
    assert not row.suspicious


@pytest.mark.requirement("T6")
def test_a_name_outside_the_grammar_is_marked_and_harmless() -> None:
    row = stack_row(StackSummary("acme", "we\u202eb", "pr\x1bod"), NOW)
    assert row.suspicious
    assert row.full_name == "acme/we<202E>b/pr␛od"


@pytest.mark.parametrize(
    ("shown", "loaded", "is_complete", "is_loading", "unreadable", "words"),
    [
        (312, 312, True, False, 0, "312 stacks"),
        (1, 1, True, False, 0, "1 stack"),
        (18, 20_000, True, False, 0, "18 of 20,000 stacks"),
        (0, 5, True, False, 0, "0 of 5 stacks · no matches"),
        (0, 0, True, False, 0, "no stacks"),
        (0, 0, False, True, 0, "loading stacks…"),
        (100, 100, False, True, 0, "100 stacks so far, loading…"),
        (100, 100, False, False, 0, "100 stacks · incomplete: r reloads"),
        (0, 0, False, False, 0, "0 stacks · incomplete: r reloads"),
        (5, 5, True, False, 1, "5 stacks · 1 entry unreadable"),
    ],
)
def test_the_list_says_how_complete_it_is(
    shown: int, loaded: int, is_complete: bool, is_loading: bool, unreadable: int, words: str
) -> None:
    line = list_state(shown, loaded, is_complete=is_complete, is_loading=is_loading, unreadable=unreadable)
    assert plain_text(line) == words


@pytest.mark.parametrize("is_complete", [True, False])
def test_a_selected_stack_that_is_not_among_those_shown_is_named_once_the_list_has_ended(is_complete: bool) -> None:
    missing = StackIdentifier("acme", "web", "pr\x1bod")
    ended = list_state(5, 9, is_complete=is_complete, is_loading=False, unlisted=missing)
    assert plain_text(ended).endswith(" · selected, not listed: acme/web/pr␛od")
    assert "selected" not in plain_text(list_state(5, 9, is_complete=False, is_loading=True, unlisted=missing))


def searched(line: str, asked: int, *, unread: bool = False, ended: bool = True) -> RunningSearch:
    """A search among three stacks with this progress."""
    index = StackIndex(StackSummary("acme", "web", name) for name in "abc")
    search = RunningSearch()
    for stack in search.begin(parse_stack_query(line), index)[:asked]:
        search.take(Looked(stack, None, AnswerLost("cut") if unread else None), index)
    if ended:
        search.end()
    return search


@pytest.mark.parametrize(
    ("search", "state", "reason"),
    [
        (searched("", 0), "", "No stack matches the filter. Press esc to clear it."),
        (searched("state:running", 3), "", "No stack matches the filter. Press esc to clear it."),
        (
            searched("state:running", 1, ended=False),
            "checking for running updates: 1 of 3, esc stops",
            "Checking each stack for running updates… esc stops",
        ),
        (
            searched("state:running", 1),
            "2 of 3 stacks not checked: may be updating",
            "No match among the checked stacks. Press r to check the rest.",
        ),
        (
            searched("state:running", 3, unread=True),
            "3 of 3 stacks unreadable: may be updating",
            "No stack matches the filter. Press esc to clear it.",
        ),
    ],
)
def test_what_is_not_known_of_running_updates_is_not_called_none(
    search: RunningSearch, state: str, reason: str
) -> None:
    assert plain_text(search_state(search)) == state
    assert plain_text(no_rows(search, is_loading=False, is_known=True, is_all=False)) == reason
