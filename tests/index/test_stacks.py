from __future__ import annotations

import random
from typing import get_args

import pytest

from stacktui.index.query import parse_stack_query
from stacktui.index.stacks import SortKey, StackIndex, StackSort
from stacktui.pulumi.stack import StackIdentifier, StackSummary


def summary(name: str, updated: int | None = None, resources: int | None = None) -> StackSummary:
    organization, project, stack = name.split("/")
    return StackSummary(organization, project, stack, updated, resources)


STACKS = (
    summary("acme/web-shop/prod", 500, 412),
    summary("acme/payments/prod", 900, 903),
    summary("acme/legacy/qa", None, None),
    summary("Acme-labs/web/dev", 0, 3),
    summary("initech/web/prod", 100, 0),
)


def names(index: StackIndex, line: str = "", sort: StackSort = StackSort()) -> list[str]:  # noqa: B008 - immutable
    return [str(stack.identifier) for stack in index.select(parse_stack_query(line), sort)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", ["acme/legacy/qa", "acme/payments/prod", "acme/web-shop/prod", "Acme-labs/web/dev", "initech/web/prod"]),
        ("WEB prod", ["acme/web-shop/prod", "initech/web/prod"]),
        ("acme/web", ["acme/web-shop/prod"]),
        ("-prod -qa", ["Acme-labs/web/dev"]),
        ("org:acme", ["acme/legacy/qa", "acme/payments/prod", "acme/web-shop/prod"]),
        ("org:ac -org:labs", ["acme/legacy/qa", "acme/payments/prod", "acme/web-shop/prod"]),
        ("org:initech org:acme-labs", ["Acme-labs/web/dev", "initech/web/prod"]),
        ("-org:acme", ["Acme-labs/web/dev", "initech/web/prod"]),
        ("project:web", ["Acme-labs/web/dev", "initech/web/prod"]),
        ("project:we", ["acme/web-shop/prod", "Acme-labs/web/dev", "initech/web/prod"]),
        ("project:none", []),
        ("state:never", ["acme/legacy/qa"]),
        ("state:running", ["Acme-labs/web/dev"]),
        ("-state:updated", ["acme/legacy/qa", "Acme-labs/web/dev"]),
        ("resources:>400", ["acme/payments/prod", "acme/web-shop/prod"]),
        ("resources:<=3", ["Acme-labs/web/dev", "initech/web/prod"]),
        ("-resources:<=3", ["acme/payments/prod", "acme/web-shop/prod"]),
    ],
)
def test_a_line_selects_stacks(line: str, found: list[str]) -> None:
    assert names(StackIndex(STACKS), line) == found


@pytest.mark.parametrize(
    ("sort", "projects"),
    [
        (StackSort("name"), ["legacy", "payments", "web-shop", "web", "web"]),
        (StackSort("name", reverse=True), ["web", "web", "web-shop", "payments", "legacy"]),
        (StackSort("updated"), ["web", "payments", "web-shop", "web", "legacy"]),
        (StackSort("updated", reverse=True), ["web", "web-shop", "payments", "web", "legacy"]),
        (StackSort("resources"), ["payments", "web-shop", "web", "web", "legacy"]),
        (StackSort("resources", reverse=True), ["web", "web", "web-shop", "payments", "legacy"]),
    ],
)
def test_stacks_are_sorted_and_unreported_values_come_last(sort: StackSort, projects: list[str]) -> None:
    index = StackIndex(STACKS)
    for _ in range(2):  # the second answer comes from memory
        assert [name.split("/")[1] for name in names(index, "", sort)] == projects


@pytest.mark.parametrize(
    "before", ["", "w", "web", "web -dev", "-dev", "org:acme we", "project:web", "state:never", "resources:>3"]
)
@pytest.mark.parametrize(
    "after", ["", "w", "web", "web -dev", "-dev", "we", "org:acme we", "project:web", "state:never"]
)
def test_what_was_asked_before_does_not_change_the_answer(before: str, after: str) -> None:
    index = StackIndex(STACKS)
    names(index, before)
    assert names(index, after) == names(StackIndex(STACKS), after)


def test_pages_are_sorted_into_what_was_there() -> None:
    index = StackIndex(STACKS[:2])
    for sort in (StackSort(), StackSort("updated"), StackSort(reverse=True)):
        names(index, "", sort)
    assert index.add(STACKS[1:]) == 3
    for sort in (StackSort(), StackSort("updated"), StackSort(reverse=True)):
        assert names(index, "", sort) == names(StackIndex(STACKS), "", sort)


@pytest.mark.requirement("N1.54")
def test_a_stack_that_comes_again_is_replaced_not_doubled() -> None:
    index = StackIndex(STACKS)
    assert names(index, "", StackSort("updated"))[0] == "Acme-labs/web/dev"
    assert names(index, "state:never") == ["acme/legacy/qa"]
    newer = summary("acme/legacy/qa", 0, 5)
    assert index.add([newer, STACKS[3], summary("Acme-labs/web/dev", 7, 3)]) == 0
    assert len(index) == 5
    assert names(index, "state:never") == []
    assert newer in list(index)
    assert index.get(newer.identifier) == newer
    assert names(index, "", StackSort("updated"))[0] == "acme/legacy/qa"
    assert newer.identifier in index
    assert StackIdentifier("not", "in", "list") not in index
    assert index.get(StackIdentifier("not", "in", "list")) is None


def test_names_that_differ_by_case_are_two_stacks() -> None:
    index = StackIndex([summary("acme/web/Prod"), summary("acme/web/prod")])
    assert names(index) == ["acme/web/Prod", "acme/web/prod"]


SORTS = tuple(StackSort(by, reverse) for by in get_args(SortKey) for reverse in (False, True))


def strewn(count: int) -> list[StackSummary]:
    """Unsorted stacks, many of them with equal time or count."""
    rng = random.Random(count)
    numbers = list(range(count))
    rng.shuffle(numbers)
    return [
        summary(
            f"o{number % 3}/p{number % 11}/s{number}", rng.choice((None, 0, *range(1, 30))), rng.choice((None, 0, 7))
        )
        for number in numbers
    ]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_of_any_size_give_the_order_that_all_at_once_give(sort: StackSort) -> None:
    stacks = strewn(400)
    index, rng = StackIndex(), random.Random(1)
    while len(index) < len(stacks):
        index.add(stacks[len(index) : len(index) + rng.choice((1, 2, 9, 40))])
        if rng.random() < 0.5:
            index.keep_orders()
        assert names(index, "", sort) == names(StackIndex(stacks[: len(index)]), "", sort)


@pytest.mark.parametrize(
    "line", ["s1", "s1 -s12", "org:o1 s2", "project:p1", "-project:p1 s", "state:running", "s1 s3"]
)
def test_pages_that_come_under_a_filter_give_what_all_at_once_give(line: str) -> None:
    stacks = strewn(400)
    index = StackIndex()
    for start in range(0, len(stacks), 37):
        index.add(stacks[start : start + 37])
        assert names(index, line) == names(StackIndex(stacks[: start + 37]), line)


def test_a_name_that_comes_later_is_the_one_meant() -> None:
    index = StackIndex([summary("acme/web-shop/prod")])
    assert names(index, "project:web") == ["acme/web-shop/prod"]
    index.add([summary("acme/web/prod")])
    assert names(index, "project:web") == ["acme/web/prod"]


def test_what_was_selected_stays_as_it_was_when_a_page_comes() -> None:
    index = StackIndex(STACKS[:2])
    shown = index.select(parse_stack_query(""))
    index.add(STACKS[2:])
    assert list(shown) == [STACKS[1], STACKS[0]]
    assert list(shown[1:]) == [STACKS[0]]
    assert shown[-1] is STACKS[0]


def test_times_and_counts_beyond_all_measure_are_sorted_too() -> None:
    huge = 10**400
    stacks = [summary("a/b/c", huge, -huge), summary("a/b/d", 5, 5), summary("a/b/e", 0, huge)]
    assert names(StackIndex(stacks), "", StackSort("updated")) == ["a/b/e", "a/b/c", "a/b/d"]
    assert names(StackIndex(stacks), "", StackSort("resources")) == ["a/b/e", "a/b/d", "a/b/c"]


def test_organizations_and_projects_are_listed() -> None:
    index = StackIndex(STACKS)
    for _ in range(2):  # the second answer comes from memory
        assert index.organizations() == ("Acme-labs", "acme", "initech")
    assert index.projects() == ("legacy", "payments", "web", "web-shop")
    assert index.projects("initech") == ("web",)
