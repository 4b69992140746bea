"""Each kind of change as a value: name, request, checks, phrase, and result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.preflight import Fact, Preflight
from stacktui.explorer.changes.transfer import Transfer
from stacktui.explorer.kinds.count_for_delete import Counted, CountSource
from stacktui.pulumi.offers import Feature
from stacktui.pulumi.stack import Stack, StackIdentifier

if TYPE_CHECKING:
    from stacktui.explorer.changes.change import Change

STACK = StackIdentifier("acme", "web shop", "prod")
MOVED = StackIdentifier("globex", "web shop", "prod")
NEW, MOVE = Create(STACK), Transfer(STACK, to_organization="globex")
DELETE, FORCE = Delete(STACK), Delete(STACK, force=True)
S = "/api/stacks/acme/web%20shop"


def facts(number: int | None = None) -> Preflight:
    count = None if number is None else Counted(number, CountSource.SERVER)
    return Preflight(Stack("acme", "web shop", "prod", id="id-1", version=7), None, None, count, None, None, None)


@pytest.mark.parametrize(
    ("change", "name", "feature", "request_line"),
    [
        (NEW, "create", Feature.CREATE, f"POST {S}"),
        (MOVE, "transfer", Feature.TRANSFER, f"POST {S}/prod/transfer"),
        (DELETE, "delete", Feature.DELETE, f"DELETE {S}/prod?force=false"),
        (FORCE, "force-delete", Feature.DELETE, f"DELETE {S}/prod?force=true"),
    ],
)
def test_a_change_knows_its_name_its_feature_and_its_request(
    change: Change, name: str, feature: Feature, request_line: str
) -> None:
    assert (change.name, change.feature, " ".join(change.request())) == (name, feature, request_line)
    assert change.phrase_while_running == f"{name} while an update runs"


@pytest.mark.parametrize(
    ("change", "target", "frees_name"), [(NEW, STACK, False), (MOVE, MOVED, True), (DELETE, None, True)]
)
def test_a_change_knows_where_the_stack_is_afterwards(
    change: Change, target: StackIdentifier | None, frees_name: bool
) -> None:
    assert (change.target, change.frees_name) == (target, frees_name)


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    ("change", "number", "phrase"),
    [
        (MOVE, 3, "globex"),
        (DELETE, 3, "acme/web shop/prod"),
        (FORCE, 64, "orphan 64 resources"),
        (FORCE, 1, "orphan 1 resource"),
        (FORCE, None, "orphan an unknown number of resources"),
    ],
)
def test_a_change_knows_what_must_be_typed(change: Change, number: int | None, phrase: str) -> None:
    assert change.phrase(facts(number)) == phrase


@pytest.mark.requirement("D4", "D5")
@pytest.mark.parametrize(
    ("change", "asked", "not_asked"),
    [
        (NEW, set(), set(Fact)),
        (MOVE, {Fact.STACK, Fact.COUNT, Fact.READERS}, {Fact.LEFT, Fact.RESTORABLE}),
        (DELETE, {Fact.STACK, Fact.COUNT, Fact.READERS, Fact.RESTORABLE}, {Fact.LEFT}),
        (FORCE, {Fact.STACK, Fact.LEFT, Fact.READERS, Fact.RESTORABLE}, {Fact.COUNT, Fact.LAST_UPDATE}),
    ],
)
def test_a_change_asks_for_what_it_needs_and_no_more(change: Change, asked: set[Fact], not_asked: set[Fact]) -> None:
    checks = set(change.checks())
    assert asked <= checks
    assert not checks & not_asked


@pytest.mark.requirement("D4")
@pytest.mark.parametrize("change", [MOVE, DELETE, FORCE])
def test_what_is_confirmed_is_the_very_stack_that_was_shown(change: Change) -> None:
    confirmed = change.confirmed(facts(3))
    assert confirmed.stack_id == "id-1"
    assert (type(confirmed), confirmed.name, confirmed.target) == (type(change), change.name, change.target)
