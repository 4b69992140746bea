"""Running updates that the list does not report: the checked stacks, the displayed results, and the rest."""

from __future__ import annotations

import pytest

from stacktui.index.query import parse_stack_query
from stacktui.index.running_search import RunningSearch
from stacktui.index.stacks import StackIndex
from stacktui.pulumi.errors import Forbidden
from stacktui.pulumi.running import Looked, RunningUpdate
from stacktui.pulumi.stack import StackIdentifier, StackSummary

LIST = tuple(StackSummary("acme", project, "prod", updated) for project, updated in [("a", 5), ("b", 6), ("c", None)])
A, B, C = (stack.identifier for stack in LIST)
RUNNING = RunningUpdate("u", status="running")


def begin(search: RunningSearch, index: StackIndex, line: str) -> tuple[StackIdentifier, ...]:
    return search.begin(parse_stack_query(line), index)


def shown(index: StackIndex, line: str) -> list[StackIdentifier]:
    return [stack.identifier for stack in index.select(parse_stack_query(line))]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("state:running", (A, B, C)),
        ("-is:running", (A, B, C)),
        ("is:updating project:b", (B,)),
        ("state:running state:updated", (A, B)),
        ("project:a", ()),
        ("state:updated", ()),
        ("", ()),
    ],
)
def test_those_are_asked_that_all_else_in_the_line_lets_through(line: str, asked: tuple[StackIdentifier, ...]) -> None:
    search = RunningSearch()
    assert begin(search, StackIndex(LIST), line) == asked
    assert (search.total, search.asked, search.is_under_way) == (len(asked), 0, bool(asked))


def test_a_stack_that_runs_an_update_is_found_and_none_is_asked_twice() -> None:
    index, search = StackIndex(LIST), RunningSearch()
    begin(search, index, "state:running")
    for looked in (Looked(A, None), Looked(B, RUNNING)):
        search.take(looked, index)
    assert shown(index, "state:running") == [B]
    assert shown(index, "-state:running") == [A, C]
    assert (search.asked, search.total) == (2, 3)
    assert begin(search, index, "state:running project:c") == (C,)
    assert (search.asked, search.total) == (0, 1)
    assert begin(search, index, "state:running project:a") == ()
    assert not search.is_under_way


def test_a_stack_that_could_not_be_read_is_counted_and_not_called_idle() -> None:
    index, search = StackIndex(LIST), RunningSearch()
    begin(search, index, "state:running")
    search.take(Looked(A, None, Forbidden("no", status=403)), index)
    search.take(Looked(B, None), index)
    search.end()
    assert (search.asked, search.total, search.unread, search.is_under_way) == (2, 3, 1, False)


def test_a_mark_goes_when_the_update_has_ended_and_what_was_listed_comes_back() -> None:
    index, search = StackIndex(LIST), RunningSearch()
    assert search.mark(A, index, is_running=True)
    assert not search.mark(A, index, is_running=True)
    assert index.get(A) == StackSummary("acme", "a", "prod", 0)
    assert search.mark(A, index, is_running=False)
    assert not search.mark(B, index, is_running=False)
    assert tuple(index) == LIST


def test_a_mark_from_before_its_page_arrived_is_shown_with_it() -> None:
    search, index = RunningSearch(), StackIndex()
    assert not search.mark(B, index, is_running=True)
    index.add(LIST)
    search.apply_to(index)
    assert shown(index, "state:running") == [B]
    assert search.mark(B, index, is_running=False)
    assert tuple(index) == LIST


def test_a_mark_made_on_the_list_from_before_is_shown_in_the_next_one() -> None:
    before, after = StackIndex((StackSummary("acme", "a", "prod", 0),)), StackIndex(LIST)
    search = RunningSearch()
    search.mark(A, before, is_running=True)
    search.apply_to(after)
    search.apply_to(after)
    assert shown(after, "state:running") == [A]
    assert search.mark(A, after, is_running=False)
    assert tuple(after) == LIST


def test_what_the_list_reports_itself_needs_no_mark() -> None:
    listed = StackSummary("acme", "a", "prod", 0)
    index, search = StackIndex((listed,)), RunningSearch()
    assert not search.mark(A, index, is_running=True)
    assert not search.mark(A, index, is_running=False)
    assert tuple(index) == (listed,)
