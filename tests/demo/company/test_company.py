"""The demo company contains every situation of a stack, and is reproducible."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from stacktui.demo.company.building import build_state
from stacktui.demo.company.stacks import StackRecord, build_company, build_many
from stacktui.demo.state.builder import State, StateResource
from tests.kit.clock import NOW

COMPANY = build_company()
NAMES = {record.id: "/".join(record.key) for record in COMPANY}
BY_NAME = {"/".join(record.key): record for record in COMPANY}


@cache
def _state(name: str, version: int) -> State:
    record = BY_NAME[name]
    return build_state(record, version, NOW, [NAMES[reading.target] for reading in record.reads])


def state_of(record: StackRecord, version: int | None = None) -> State:
    return _state(NAMES[record.id], record.version if version is None else version)


def sound(state: State) -> list[StateResource]:
    assert all(isinstance(resource, StateResource) for resource in state.resources)
    return [resource for resource in state.resources if isinstance(resource, StateResource)]


def test_there_are_three_hundred_stacks_in_three_organizations() -> None:
    by_organization = Counter(record.organization for record in COMPANY)
    assert len(COMPANY) == 312
    assert set(by_organization) == {"acme", "globex", "initech"}
    assert min(by_organization.values()) > 30


def test_names_and_ids_are_unique() -> None:
    assert len({record.key for record in COMPANY}) == len({record.id for record in COMPANY}) == len(COMPANY)


def test_exactly_one_stack_is_the_primary_on_call() -> None:
    assert [r.key for r in COMPANY if r.tags.get("oncall") == "primary"] == [("acme", "web-shop", "prod")]


@pytest.mark.parametrize(
    "situation",
    [
        lambda record: record.version == 0,
        lambda record: record.operation is not None,
        lambda record: record.failed,
        lambda record: record.version and not record.told,
        lambda record: record.version and not record.count,
        lambda record: record.count == 2_500,
        lambda record: record.age > 1_000 * 86_400,
        lambda record: record.environment,
        lambda record: not record.tags,
        lambda record: record.permission == 101,
        lambda record: record.permission == 102,
        lambda record: not record.name.isascii(),
    ],
)
def test_every_situation_of_a_stack_occurs(situation: object) -> None:
    assert callable(situation)
    assert any(situation(record) for record in COMPANY)


def test_updates_of_four_kinds_are_running() -> None:
    running = {record.operation.kind for record in COMPANY if record.operation}
    assert running == {"update", "refresh", "destroy", "import", "preview"}


def test_some_stacks_are_read_at_older_versions_by_many() -> None:
    network = BY_NAME["acme/network/prod"].id
    behind = [reading.behind for record in COMPANY for reading in record.reads if reading.target == network]
    assert len(behind) > 20
    assert {0} < set(behind)


def test_the_show_piece_is_large_and_under_way() -> None:
    record = BY_NAME["acme/web-shop/prod"]
    assert record.operation is not None
    assert record.tags["env"] == "prod"
    assert len(state_of(record).resources) == record.count == 412


def test_every_state_has_as_many_resources_as_the_list_tells() -> None:
    wrong = {r.key: len(state_of(r).resources) for r in COMPANY if len(state_of(r).resources) != r.count}
    assert wrong == {}


@pytest.mark.parametrize(
    "name", ["acme/web-shop/staging", "acme/platform/prod", "acme/data-lake/dev", "globex/reactor/dev"]
)
def test_a_state_names_nothing_before_it_was_there(name: str) -> None:
    seen: set[str] = set()
    for resource in sound(state_of(BY_NAME[name])):
        needed = [*resource.dependencies, *filter(None, [resource.parent, resource.provider.rpartition("::")[0]])]
        assert seen.issuperset(needed), resource.urn
        assert resource.urn not in seen
        assert resource.urn.split("::")[2].rsplit("$", 1)[-1] == resource.type
        assert bool(resource.id) == resource.custom
        seen.add(resource.urn)


def test_components_nest_several_levels() -> None:
    depths = {r.urn.split("::")[2].count("$") for r in sound(state_of(BY_NAME["acme/web-shop/staging"]))}
    assert {0, 1, 2, 3} <= depths


def test_default_and_explicit_providers_are_used() -> None:
    used = {r.provider.split("::")[3] for r in sound(state_of(BY_NAME["acme/platform/prod"])) if r.provider}
    assert "main-eks-k8s" in used
    assert any(name.startswith("default_") for name in used)


def test_an_older_version_is_a_shorter_state_of_the_same_resources() -> None:
    record = BY_NAME["acme/web-shop/staging"]
    latest, older = sound(state_of(record)), sound(state_of(record, record.version - 5))
    assert 0 < len(older) < len(latest)
    assert [r.urn for r in older] == [r.urn for r in latest[: len(older)]]
    assert [r.id for r in older] == [r.id for r in latest[: len(older)]]


def test_the_company_is_built_the_same_each_time() -> None:
    assert build_company() == COMPANY


def test_a_large_tenant_has_as_many_stacks_as_asked_for() -> None:
    records = build_many(5_000, 300)
    assert len({record.key for record in records}) == 5_000
    assert len(build_state(records[0], records[0].version, NOW).resources) == 300
