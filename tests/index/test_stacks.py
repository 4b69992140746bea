from __future__ import annotations

import pytest

from stacktui.index.query import parse_stack_query
from stacktui.index.stacks import StackIndex, StackSort
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
def test_stacks_are_sorted_and_what_is_not_told_comes_last(sort: StackSort, projects: list[str]) -> None:
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


def test_a_stack_that_comes_again_is_replaced_not_doubled() -> None:
    index = StackIndex(STACKS)
    assert names(index, "", StackSort("updated"))[0] == "Acme-labs/web/dev"
    newer = summary("acme/legacy/qa", 0, 5)
    assert index.add([newer, STACKS[3], summary("Acme-labs/web/dev", 7, 3)]) == 0
    assert len(index) == 5
    assert index.get(newer.identifier) == newer
    assert names(index, "", StackSort("updated"))[0] == "acme/legacy/qa"


def test_names_that_differ_by_case_are_two_stacks() -> None:
    index = StackIndex([summary("acme/web/Prod"), summary("acme/web/prod")])
    assert names(index) == ["acme/web/Prod", "acme/web/prod"]


def test_a_stack_can_be_forgotten() -> None:
    index = StackIndex(STACKS)
    names(index)
    gone = STACKS[1].identifier
    assert index.remove(gone)
    assert not index.remove(gone)
    assert gone not in index
    assert index.get(gone) is None
    assert STACKS[4].identifier in index
    assert names(index, "prod") == ["acme/web-shop/prod", "initech/web/prod"]
    assert list(index) == [STACKS[0], *STACKS[2:]]


def test_only_what_the_server_allowed_is_selected() -> None:
    index = StackIndex(STACKS)
    allowed = {STACKS[0].identifier, STACKS[4].identifier, StackIdentifier("not", "in", "list")}
    found = index.select(parse_stack_query("web"), allowed=allowed)
    assert [stack.org_name for stack in found] == ["acme", "initech"]
    assert index.select(parse_stack_query("web"), allowed=()) == []


def test_organizations_and_projects_are_told() -> None:
    index = StackIndex(STACKS)
    assert index.organizations() == ("Acme-labs", "acme", "initech")
    assert index.projects() == ("legacy", "payments", "web", "web-shop")
    assert index.projects("initech") == ("web",)
