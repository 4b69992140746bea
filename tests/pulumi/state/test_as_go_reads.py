"""A state is read as Pulumi's CLI reads it: names in any case, null as absent; what no field is for is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi.errors import WrongShape
from stacktui.pulumi.state.as_go_reads import _described
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.deployment import CustomTimeouts, Manifest, SecretsProvider, StackFrame, UnknownField
from tests.states import decode, export, raw, resource, urn

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.pulumi.tolerant_json import Json

STATE: dict[str, Json] = {
    "manifest": {"time": "t", "magic": "m", "version": "v3.1"},
    "secrets_providers": {"type": "passphrase"},
    "resources": [
        resource("a", customTimeouts={"create": 1}, stackTrace=[{"sourcePosition": "p"}], importID="i"),
        resource("b", parent=urn("a"), propertyDependencies={"aB": [urn("a")]}, inputs={"aB": {"Urn": 1}}),
    ],
    "pending_operations": [{"type": "creating", "resource": resource("c")}],
    "metadata": {"integrity_error": {"error": "e", "version": "3"}},
}
FORMS: list[dict[str, Json]] = [
    {"version": 3, "deployment": STATE},
    {"version": 3, "checkpoint": {"stack": "s", "latest": STATE}},
    {"stack": "s", "latest": STATE},
    STATE,
]
KEPT = {"aB", "Urn"}
"""Names of properties, which are the program's own."""


def _renamed(value: Json, rename: Callable[[str], str]) -> Json:
    if isinstance(value, list):
        return [_renamed(inner, rename) for inner in value]
    if isinstance(value, dict):
        return {name if name in KEPT else rename(name): _renamed(inner, rename) for name, inner in value.items()}
    return value


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "rename",
    [str.upper, str.capitalize, str.swapcase, lambda name: name.replace("s", "ſ"), lambda name: name.replace("k", "K")],
)
def test_names_are_read_in_any_case_at_every_level(form: dict[str, Json], rename: Callable[[str], str]) -> None:
    found = decode(_renamed(form, rename))
    first, second = found.resources
    assert (first.urn, first.type, first.custom, first.import_id) == (urn("a"), "a:b:C", True, "i")
    assert (first.custom_timeouts, first.stack_trace) == (CustomTimeouts(create=1), (StackFrame("p"),))
    assert (second.parent, second.dependencies_by_property()) == (urn("a"), (("aB", (urn("a"),)),))
    assert json.loads(bytes(second.inputs)) == {"aB": {"Urn": 1}}
    assert (found.manifest, found.secrets_provider) == (Manifest("t", "v3.1", "m"), SecretsProvider("passphrase"))
    (operation,) = found.pending_operations
    assert (operation.type, operation.resource.urn) == ("creating", urn("c"))
    assert str(found.integrity_error) == "e (found by 3)"
    assert found.unreadable == ()
    assert not any(entry.unknown_fields for entry in found.resources)


def test_answers_of_resources_are_read_in_any_case_too() -> None:
    found = decode({"Resources": [{"Resource": {"URN": urn("a")}}, {"resource": resource("b")}], "Version": 7})
    assert [entry.urn for entry in found.resources] == [urn("a"), urn("b")]
    assert found.stack_version == 7


@pytest.mark.parametrize("name", ["type", "custom", "protect", "created", "stackTrace", "resourceHooks", "viewOf"])
def test_null_is_as_if_it_were_absent(name: str) -> None:
    fields: dict[str, Json] = {"urn": urn("a"), name: None}
    found = decode(export(fields))
    assert not found.unreadable
    assert [entry.urn for entry in found.resources] == [urn("a")]


def test_a_resource_that_has_a_field_called_resource_is_one_itself() -> None:
    found = decode(export(resource("a", resource=resource("b")), resource("c")))
    assert [entry.urn for entry in found.resources] == [urn("a"), urn("c")]


@pytest.mark.parametrize(
    "body",
    [
        {"version": 3, "deployment": {"something": {}, "else": 1}},
        {"version": 3, "checkpoint": {"newest": STATE}},
        {"version": 3, "checkpoint": {"latest": {"things": []}}},
        {"version": 3, "state": STATE},
    ],
)
def test_a_state_of_which_nothing_is_known_is_not_an_empty_one(body: dict[str, Json]) -> None:
    with pytest.raises(WrongShape):
        decode(body)


def test_fields_that_nobody_knows_are_kept() -> None:
    odd = resource("a", somethingNew={"x": [1]}, customTimeouts={"create": 1, "poll": 2})
    operation: Json = {"type": "creating", "resource": resource("c", newer=True), "since": "s"}
    state = export(
        odd,
        resource("b"),
        resource("d", somethingNew=2),
        manifest={"version": "v", "plugins": [1]},
        metadata={"repaired": True},
        snippets=[{"uuid": "u"}],
        pending_operations=[operation],
    )
    found = decode({**state, "reason": "r"})
    assert [dict(entry.unknown_fields) for entry in found.resources] == [
        {"somethingNew": raw({"x": [1]}), "customTimeouts": raw({"create": 1, "poll": 2})},
        {},
        {"somethingNew": raw(2)},
    ]
    assert found.resources[0].custom_timeouts == CustomTimeouts(create=1)
    (pending,) = found.pending_operations
    assert (dict(pending.unknown_fields), dict(pending.resource.unknown_fields)) == (
        {"since": raw("s")},
        {"newer": raw(True)},
    )
    assert sorted(found.unknown_fields, key=lambda unknown: unknown.part) == [
        UnknownField("", "reason", raw("r")),
        UnknownField("deployment", "snippets", raw([{"uuid": "u"}])),
        UnknownField("manifest", "plugins", raw([1])),
        UnknownField("metadata", "repaired", raw(True)),
    ]


def test_fields_of_recent_versions_are_known() -> None:
    fields: dict[str, Json] = {
        "hideDiff": [["tags"]],
        "replacementTrigger": {"a": 1},
        "snippetID": "s",
        "extensionRef": "x",
    }
    (found,) = decode(export(resource("a", **fields))).resources
    assert (bytes(found.hide_diff), bytes(found.replacement_trigger)) == (b'[["tags"]]', b'{"a": 1}')
    assert (found.snippet_id, found.extension_ref, found.unknown_fields) == ("s", "x", ())


def test_a_state_whose_resources_all_have_an_unknown_field_is_read_whole() -> None:
    entries: list[Json] = [resource(f"r{number}", new=number) for number in range(50)]
    found = decode_deployment(json.dumps(export(*entries), indent=4).encode())
    assert [dict(entry.unknown_fields)["new"] for entry in found.resources] == [raw(number) for number in range(50)]


def test_what_is_no_structure_has_no_fields() -> None:
    assert _described(None).names == {}
