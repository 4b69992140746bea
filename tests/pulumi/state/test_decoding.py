"""A state is read from every form it comes in, and each part of it tells what it holds."""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.deployment import CustomTimeouts, Manifest, SecretsProvider, SecretsProviderState, StackFrame
from tests.states import decode, export, resource, urn

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

BARE: dict[str, Json] = {"manifest": {"version": "v3.1"}, "resources": [resource("a"), resource("b")]}
WRAPPED: list[Json] = [{"resource": resource("a")}, {"resource": resource("b")}]


@pytest.mark.parametrize(
    ("body", "version", "stack_version"),
    [
        pytest.param({"version": 3, "deployment": BARE}, 3, 9, id="export"),
        pytest.param({"deployment": BARE, "features": [], "version": 4}, 4, 9, id="export in another order"),
        pytest.param({"version": 7, "deployment": BARE}, 7, 9, id="export of a version to come"),
        pytest.param({"deployment": BARE}, None, 9, id="export without a version"),
        pytest.param({"version": "3", "deployment": BARE}, None, 9, id="export with an odd version"),
        pytest.param({"resources": WRAPPED, "region": "", "version": 5}, None, 5, id="resources/latest"),
        pytest.param({"version": 5, "resources": WRAPPED}, None, 5, id="resources/latest in another order"),
        pytest.param({"resources": WRAPPED}, None, 9, id="resources/latest without a version"),
        pytest.param({"version": 3, "checkpoint": {"stack": "s", "latest": BARE}}, 3, 9, id="checkpoint file"),
        pytest.param({"stack": "s", "latest": BARE}, None, 9, id="checkpoint of version 1"),
        pytest.param(BARE, None, 9, id="bare deployment"),
        pytest.param({"version": 3, "resources": [resource("a"), resource("b")]}, 3, 9, id="bare without a manifest"),
    ],
)
def test_every_form_gives_the_same_resources(
    body: dict[str, Json], version: int | None, stack_version: int | None
) -> None:
    found = decode_deployment(json.dumps(body).encode(), stack_version=9)
    assert [entry.urn for entry in found.resources] == [urn("a"), urn("b")]
    assert (found.version, found.stack_version) == (version, stack_version)
    assert not found.unreadable


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": 3},
        {"version": 3, "features": ["a"]},
        {"deployment": None},
        {"version": 3, "deployment": {}},
        {"deployment": {"resources": None, "pending_operations": None}},
        {"deployment": {"manifest": {"time": "0001-01-01T00:00:00Z", "magic": "", "version": ""}}},
        {"version": 3, "checkpoint": None},
        {"version": 3, "checkpoint": {"stack": "s"}},
        {"version": 3, "checkpoint": {"latest": None}},
        {"resources": [], "region": "", "version": 1},
        {"resources": None},
    ],
)
def test_a_stack_that_was_never_updated_has_no_resources(body: dict[str, Json]) -> None:
    found = decode(body)
    assert (found.resources, found.pending_operations, found.unreadable) == ((), (), ())


def test_the_body_may_be_bytes_a_bytearray_or_a_view_and_begin_with_a_byte_order_mark() -> None:
    body = b"\xef\xbb\xbf \n" + json.dumps(export(resource("a"))).encode()
    for form in (body, bytearray(body), memoryview(body)):
        found = decode_deployment(form)
        assert [entry.urn for entry in found.resources] == [urn("a")]
        assert found.size == len(body)


def test_every_field_of_a_resource_is_read() -> None:
    fields: dict[str, Json] = {
        "id": "i",
        "parent": "p",
        "provider": "x::y",
        "inputs": {"in": 1},
        "outputs": {"out": 2},
        "delete": True,
        "protect": True,
        "taint": True,
        "external": True,
        "dependencies": ["d"],
        "propertyDependencies": {"one": ["urn:a", "urn:b"], "none": None, "empty": []},
        "initErrors": ["e"],
        "pendingReplacement": True,
        "additionalSecretOutputs": ["s"],
        "aliases": ["l"],
        "customTimeouts": {"create": 1, "update": 2.5},
        "importID": "m",
        "retainOnDelete": True,
        "deletedWith": "w",
        "replaceWith": ["r"],
        "created": "c",
        "modified": "o",
        "sourcePosition": "project:///a#1",
        "stackTrace": [{"sourcePosition": "project:///b#2"}],
        "ignoreChanges": ["g"],
        "replaceOnChanges": ["h"],
        "refreshBeforeUpdate": True,
        "viewOf": "v",
        "resourceHooks": {"BeforeCreate": ["k"], "OnError": None},
        "providerInputs": {"region": "eu"},
        "somethingNew": {"a": 1},
    }
    (found,) = decode(export(resource("a", **fields))).resources
    assert (found.urn, found.custom, found.type) == (urn("a"), True, "a:b:C")
    assert bytes(found.inputs) == b'{"in": 1}'
    assert bytes(found.outputs) == b'{"out": 2}'
    assert bytes(found.provider_inputs) == b'{"region": "eu"}'
    assert found.dependencies_by_property() == (("one", ("urn:a", "urn:b")),)
    assert found.custom_timeouts == CustomTimeouts(create=1, update=2.5)
    assert found.stack_trace == (StackFrame(source_position="project:///b#2"),)
    assert found.resource_hooks == {"BeforeCreate": ("k",), "OnError": None}
    told = (found.id, found.parent, found.provider, found.import_id, found.deleted_with, found.created, found.modified)
    assert told == ("i", "p", "x::y", "m", "w", "c", "o")
    told_lists = (found.dependencies, found.init_errors, found.additional_secret_outputs, found.aliases)
    assert told_lists == (("d",), ("e",), ("s",), ("l",))
    assert (found.replace_with, found.ignore_changes, found.replace_on_changes) == (("r",), ("g",), ("h",))
    flags = (found.delete, found.protect, found.taint, found.external, found.pending_replacement)
    assert flags == (True,) * 5
    assert (found.retain_on_delete, found.refresh_before_update, found.view_of) == (True, True, "v")
    assert found.source_position == "project:///a#1"


def test_absent_and_null_fields_are_none_or_empty() -> None:
    nothing = dict.fromkeys(["id", "parent", "dependencies", "delete", "customTimeouts", "initErrors"])
    bare, nulls = decode(export(resource("a"), resource("b", **nothing))).resources
    for found in (bare, nulls):
        assert (found.id, found.parent, found.dependencies, found.delete, found.init_errors) == (None,) * 5
        assert not found.inputs
        assert not found.outputs
        assert found.dependencies_by_property() == ()


@pytest.mark.parametrize("odd", [None, 5, ["urn:a"], {"a": "urn:a"}, {"a": ["urn:a", 7]}])
def test_odd_property_dependencies_are_none(odd: Json) -> None:
    (found,) = decode(export(resource("a", propertyDependencies=odd))).resources
    assert found.dependencies_by_property() == ()


def test_manifest_features_and_secrets_provider_are_told() -> None:
    state: Json = {"url": "https://api.pulumi.com", "owner": "acme", "project": "shop", "stack": "prod"}
    found = decode(
        {
            "version": 4,
            "features": ["views", "taint"],
            "deployment": {
                "manifest": {"time": "t", "magic": "m", "version": "v3.9", "plugins": [{"name": "aws"}]},
                "secrets_providers": {"type": "service", "state": state},
            },
        }
    )
    assert found.features == ("views", "taint")
    assert found.manifest == Manifest(time="t", version="v3.9", magic="m")
    expected = SecretsProviderState("https://api.pulumi.com", "acme", "shop", "prod")
    assert found.secrets_provider == SecretsProvider("service", expected)


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({}, ""),
        (None, ""),
        (7, ""),
        ({"integrity_error": None}, ""),
        ({"integrity_error": {}}, "the state is marked as corrupt"),
        ({"integrity_error": 7}, "the state is marked as corrupt"),
        ({"integrity_error": {"error": "child before parent"}}, "child before parent"),
        (
            {"integrity_error": {"error": "child before parent", "command": "pulumi up", "version": "v3.1"}},
            "child before parent (found by pulumi up v3.1)",
        ),
    ],
)
def test_a_state_that_pulumi_marked_as_corrupt_says_so(metadata: Json, words: str) -> None:
    found = decode(export(metadata=metadata)).integrity_error
    assert (str(found) if found else "") == words


def test_pending_operations_are_read() -> None:
    found = decode(export(pending_operations=[{"resource": resource("a"), "type": "creating"}]))
    assert [(entry.resource.urn, entry.type) for entry in found.pending_operations] == [(urn("a"), "creating")]


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_left_as_it_was(is_on: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        decode_deployment(b"{}")
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if before else gc.disable)()


def test_the_root_stack_is_not_a_nested_one() -> None:
    nested = resource("n", type="pulumi:pulumi:Stack", parent=urn("root"))
    found = decode(export(nested, resource("root", type="pulumi:pulumi:Stack")))
    assert found.root_stack is found.resources[1]
    assert decode(export(nested)).root_stack is None


def test_an_unreadable_resource_counts_and_a_pending_operation_does_not() -> None:
    operations: list[Json] = [{"resource": resource("c"), "type": "creating"}]
    found = decode(export(resource("a"), resource("b", custom="yes"), pending_operations=operations))
    assert len(found.pending_operations) == 1
    assert found.resource_count == 2
