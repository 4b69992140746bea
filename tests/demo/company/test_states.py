"""The states with problems show every flag and every broken structure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import pytest

from stacktui.demo.state.builder import StateResource
from stacktui.demo.state.odd_values import CANARY
from stacktui.demo.state.values import SIGNATURE
from tests.demo.company.test_company import BY_NAME, sound, state_of

if TYPE_CHECKING:
    from stacktui.demo.state.builder import State


def triage(name: str) -> State:
    return state_of(BY_NAME[f"acme/triage/{name}"])


@pytest.mark.parametrize("name", ["acme/triage/every-flag", "acme/web-shop/prod", "acme/payments/prod"])
@pytest.mark.parametrize(
    "flag",
    [
        "protect", "external", "delete", "pending_replacement", "taint", "init_errors", "retain_on_delete",
        "deleted_with", "replace_with", "view_of", "aliases", "custom_timeouts", "import_id", "ignore_changes",
        "replace_on_changes", "refresh_before_update", "resource_hooks", "stack_trace", "source_position",
        "additional_secret_outputs", "dependencies", "property_dependencies",
    ],
)  # fmt: skip
def test_every_flag_is_carried_by_some_resource(name: str, flag: str) -> None:
    carriers = [resource for resource in sound(state_of(BY_NAME[name])) if getattr(resource, flag)]
    assert carriers


def test_an_old_copy_shares_its_urn_with_a_live_resource() -> None:
    resources = sound(triage("every-flag"))
    alive = {resource.urn for resource in resources if not resource.delete}
    old = [resource for resource in resources if resource.delete]
    assert old
    assert all(resource.urn in alive for resource in old)


def test_an_interrupted_update_left_operations_of_every_kind() -> None:
    kinds = [operation.type for operation in triage("interrupted").pending]
    assert sorted(kinds) == ["creating", "deleting", "importing", "reading", "updating"]


def test_a_pending_creation_is_not_among_the_resources() -> None:
    state = triage("interrupted")
    created = next(operation.resource for operation in state.pending if operation.type == "creating")
    assert created.urn not in {resource.urn for resource in sound(state)}
    assert created.id == ""


def test_orphans_name_a_parent_that_is_not_there() -> None:
    resources = sound(triage("orphans"))
    urns = {resource.urn for resource in resources}
    assert len([r for r in resources if r.parent and r.parent not in urns]) == 3


def test_a_cycle_of_parents_has_no_top() -> None:
    resources = {resource.urn: resource for resource in sound(triage("cycle"))}
    at = next(resource for urn, resource in resources.items() if urn.endswith("::first"))
    for _ in range(3):
        at = resources[at.parent]
    assert at.urn.endswith("::first")
    assert any(resource.parent == resource.urn for resource in resources.values())


def test_children_come_before_late_parents() -> None:
    resources = sound(triage("late-parents"))
    assert resources[-1].type == "pulumi:pulumi:Stack"
    assert resources[0].parent in {resource.urn for resource in resources[1:]}


def test_a_state_may_have_no_root() -> None:
    assert all(resource.type != "pulumi:pulumi:Stack" for resource in sound(triage("no-root")))


def test_a_urn_is_alive_twice() -> None:
    alive = Counter(resource.urn for resource in sound(triage("duplicate-urns")) if not resource.delete)
    assert [urn.rsplit("::")[-1] for urn, times in alive.items() if times > 1] == ["twice"]


def test_malformed_entries_are_no_resources() -> None:
    entries = [entry for entry in triage("malformed").resources if not isinstance(entry, StateResource)]
    assert len(entries) == 4
    for entry in entries:
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(bytes(entry), type=StateResource)


def test_features_make_a_version_4() -> None:
    state = triage("features")
    assert state.version == 4
    assert "taint" in state.features


def test_a_corrupt_state_says_so() -> None:
    assert dict(triage("corrupt").metadata)["integrity_error"]


def test_secrets_come_in_every_form() -> None:
    text = msgspec.json.encode(list(triage("secrets").resources)).decode()
    assert '"ciphertext"' in text
    assert '"plaintext"' in text
    assert f'\\"{SIGNATURE}\\"' in text, "a wrapper inside a JSON string"
    assert CANARY in text


@pytest.mark.parametrize(
    "mark",
    [
        "c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7", "5cf8f73096256a8f31e491e813e4eb8e",
        "803fd3297a5875dc03ca845dda5d2a98", "8ad145fe-0d11-4827-bfd7-1abcbf086f5c",
        '"04da6b54-80e4-46f7-96ec-b56ff0331ba9"',
        "BEGIN CERTIFICATE", "level40", '"matrix":null',
    ],
)  # fmt: skip
def test_odd_values_occur(mark: str) -> None:
    assert mark in msgspec.json.encode(list(triage("odd-values").resources)).decode()


def test_names_hold_anything() -> None:
    names = {resource.urn.split("::", 3)[3] for resource in sound(triage("unicode"))}
    assert {"注文データベース", "[/]", "a::b::c", "[red]not red[/red]"} <= names
