"""One malformed resource costs that resource; a body that is no state ends in an error of ours and in no other."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.pulumi.errors import NotJson, PulumiError, WrongShape
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.deployment import Resource  # noqa: TC001  # msgspec reads the annotation when it decodes
from tests.states import decode, export, resource, urn

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

ODD: Json = {"odd": 1}
MALFORMED: list[Json] = [
    None,
    7,
    "text",
    [],
    {},
    {"type": "a:b:C"},
    {"urn": None},
    {"resource": None},
    {"resource": {"custom": True}},
    *[resource("x", **{name: ODD}) for name in ("type", "custom", "id", "parent", "protect", "dependencies")],
    *[resource("x", **{name: 7}) for name in ("aliases", "initErrors", "customTimeouts", "stackTrace", "created")],
    resource("x", dependencies=["a", 7]),
]


@pytest.mark.parametrize("malformed", MALFORMED)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_malformed_resource_costs_only_itself(malformed: Json, wrapped: bool) -> None:
    entries: list[Json] = [malformed, resource("a"), malformed, resource("b")]
    found = decode({"resources": [{"resource": entry} for entry in entries]} if wrapped else export(*entries))
    assert [entry.urn for entry in found.resources] == [urn("a"), urn("b")]
    assert [entry.position for entry in found.unreadable] == [0, 2]
    assert all(entry.reason for entry in found.unreadable)


def test_an_unreadable_resource_keeps_its_urn_and_tells_why() -> None:
    found = decode({"resources": [{"resource": resource("x", custom="yes")}]})
    (bare,) = decode(export(resource("x", custom="yes"))).unreadable
    assert found.unreadable == (bare,)
    assert bare.urn == urn("x")
    assert "custom" in bare.reason


def test_a_resource_with_bytes_that_are_no_text_costs_only_itself() -> None:
    body = json.dumps(export(resource("a"), resource("b", id="@"), resource("c", inputs={"x": "@"}))).encode()
    found = decode_deployment(body.replace(b"@", b"\xff"))
    assert [entry.urn for entry in found.resources] == [urn("a"), urn("c")]
    assert [(entry.position, entry.reason) for entry in found.unreadable] == [
        (1, "it contains bytes that are not UTF-8")
    ]


def test_a_malformed_pending_operation_costs_only_itself() -> None:
    operations: list[Json] = [None, {"resource": None}, {"resource": resource("x", id=7)}, {"resource": resource("a")}]
    found = decode(export(resource("r", custom=7), pending_operations=operations))
    assert [entry.resource.urn for entry in found.pending_operations] == [urn("a")]
    assert [(entry.position, entry.urn) for entry in found.unreadable] == [
        (0, urn("r")),
        (0, ""),
        (1, ""),
        (2, urn("x")),
    ]


@pytest.mark.parametrize("part", ["manifest", "secrets_providers", "metadata"])
@pytest.mark.parametrize("odd", [7, [], "x", {"type": 7, "time": 7}])
def test_another_malformed_part_costs_only_itself(part: str, odd: Json) -> None:
    found = decode(export(resource("a"), **{part: odd}))
    assert len(found.resources) == 1
    assert (found.manifest, found.secrets_provider, found.integrity_error) == (None, None, None)


def test_malformed_features_are_none() -> None:
    assert decode({**export(), "features": [7]}).features == ()
    assert decode({**export(), "features": None}).features == ()


def test_of_two_equal_keys_the_last_one_counts() -> None:
    first, second = json.dumps([resource("a"), None]), json.dumps([resource("b")])
    parts = f'"resources": {first}, "resources": {second}, "pending_operations": [7], "pending_operations": []'
    (found,) = decode_deployment(f'{{"deployment": {{{parts}}}}}'.encode()).resources
    assert found.urn == urn("b")
    twice = decode_deployment(f'{{"deployment": {{{parts}}}, "deployment": {{}}}}'.encode())
    assert (twice.resources, twice.unreadable) == ((), ())


def test_a_key_called_resources_elsewhere_is_no_list_of_resources() -> None:
    rules: Json = {"rules": [{"resources": ["pods"], "deployment": {"resources": [1]}}], "text": '"resources":[{'}
    state: Json = {"snippets": {"resources": [1]}, **export(resource("a", inputs=rules), extensions=rules)}
    found = decode(state)
    assert [entry.urn for entry in found.resources] == [urn("a")]
    assert not found.unreadable


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "7",
        '"text"',
        "null",
        '{"code": 404, "message": "Not Found"}',
        '{"stacks": []}',
        '{"deployment": []}',
        '{"deployment": 7}',
        '{"checkpoint": "x"}',
        '{"deployment": {"resources": {}}}',
        '{"deployment": {"resources": "x"}}',
        '{"deployment": {"pending_operations": 7}}',
        '{"deployment": {"resources": [{"urn": "a", "inputs": ' + "[" * 5000 + "]" * 5000 + "}]}}",
    ],
)
def test_json_that_is_no_state_is_of_the_wrong_shape(body: str) -> None:
    with pytest.raises(WrongShape):
        decode_deployment(body.encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<!doctype html><title>Sign in</title>",
        b"{} {}",
        b'{"deployment": {"resources": [{"urn": "a"}',
        b'{"deployment": {"resources": [{"urn": "a"},]}}',
        b'{"deployment": {"resources": [{"urn": "a", "inputs": nan}]}}',
        b'{"\xff": 1}',
        '{"version": 3}'.encode("utf-16"),
        b"[" * 10_000 + b"x",
        b"[1",
        b"[1] x",
    ],
)
def test_what_is_no_json_is_told_as_such(body: bytes) -> None:
    with pytest.raises((NotJson, WrongShape)) as caught:
        decode_deployment(body)
    assert caught.value.message.endswith(".")
    assert isinstance(caught.value, NotJson) or body.startswith(b"[[")


def test_numbers_of_thousands_of_digits_are_left_alone() -> None:
    body = b'{"deployment": {"resources": [{"urn": "a", "inputs": {"n": ' + b"9" * 5000 + b"}}]}}"
    (found,) = decode_deployment(body).resources
    assert bytes(found.inputs).count(b"9") == 5000


class _Deployment(msgspec.Struct):
    resources: tuple[Resource, ...] = ()


class _Export(msgspec.Struct):
    deployment: _Deployment


fields = st.fixed_dictionaries(
    {"urn": st.text(), "type": st.text(), "custom": st.booleans()},
    optional={
        "id": st.text(),
        "parent": st.none() | st.text(),
        "dependencies": st.none() | st.lists(st.text(), max_size=2),
        "inputs": st.dictionaries(
            st.text(), st.text() | st.lists(st.dictionaries(st.just("urn"), st.text())), max_size=2
        ),
    },
)


@given(st.lists(fields, max_size=5), st.sampled_from([None, 1, 4]), st.sampled_from([(",", ":"), (" ,\n", " : ")]))
def test_resource_by_resource_reads_what_one_decode_of_the_whole_reads(
    resources: list[Json], indent: int | None, separators: tuple[str, str]
) -> None:
    body = json.dumps(export(*resources), indent=indent, separators=separators, ensure_ascii=False)
    whole = msgspec.json.decode(body.encode(errors="replace"), type=_Export).deployment.resources
    found = decode_deployment(body.encode(errors="replace")).resources
    assert [(r.urn, r.type, r.custom, r.id, r.parent, r.dependencies) for r in found] == [
        (r.urn, r.type, r.custom, r.id, r.parent, r.dependencies) for r in whole
    ]
    assert [bytes(r.inputs) for r in found] == [bytes(r.inputs) for r in whole]


@pytest.mark.requirement("E4")
@given(st.binary(max_size=60), st.integers(0, 200), st.integers(0, 60))
def test_a_damaged_body_ends_in_a_state_or_an_error_of_ours(noise: bytes, at: int, length: int) -> None:
    body = json.dumps(export(resource("a", inputs={"x": [1, "y"]}), pending_operations=[])).encode()
    with contextlib.suppress(PulumiError):
        decode_deployment(body[:at] + noise + body[at + length :])
    with contextlib.suppress(PulumiError):
        decode_deployment(noise)
