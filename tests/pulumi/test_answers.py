"""Malformed responses: a field of the wrong type loses at most that field, and only our own errors are raised."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stacktui.pulumi import answers
from stacktui.pulumi.errors import NotJson, WrongShape
from stacktui.pulumi.stack import ResourceCount, Stack, StackMetadata, StackSummary, User

if TYPE_CHECKING:
    from collections.abc import Callable

WEIRD = ["null", "[]", "{}", "true", "1e999", '""', "-1", '"x"', "[1]", '{"a":{}}', "9" * 30, r'"\ud800"', "NaN"]
STACK: dict[str, object] = {
    "orgName": "acme", "projectName": "web", "stackName": "prod", "id": "one", "version": 7, "activeUpdate": "u",
    "tags": {"a": "b"}, "currentOperation": {"kind": "k", "author": "a", "started": 1}, "config": {"environment": "e"},
}  # fmt: skip
SUMMARY: dict[str, object] = {
    "orgName": "a",
    "projectName": "b",
    "stackName": "c",
    "lastUpdate": 1,
    "resourceCount": 2,
    "id": "i",
}
METADATA: dict[str, object] = {
    "orgName": "a", "projectName": "b", "stackName": "c", "userPermission": 103, "id": "i",
    "notificationSettings": {}, "ownedBy": {"name": "n"},
}  # fmt: skip
USER: dict[str, object] = {
    "githubLogin": "a",
    "name": "b",
    "id": "i",
    "email": "e",
    "organizations": [],
    "tokenInfo": {"name": "t"},
}
KINDS: list[tuple[type[msgspec.Struct], dict[str, object], set[str]]] = [
    (Stack, STACK, {"orgName", "projectName", "stackName"}),
    (StackSummary, SUMMARY, {"orgName", "projectName", "stackName"}),
    (StackMetadata, METADATA, set()),
    (User, USER, set()),
    (ResourceCount, {"resourceCount": 1, "version": 2}, {"resourceCount"}),
]
FIELDS = [(kind, sample, field, required) for kind, sample, required in KINDS for field in sample]


def with_field(sample: dict[str, object], field: str, text: str) -> bytes:
    """The sample with one field's JSON replaced."""
    marked = json.dumps(sample | {field: "\x00"})
    return marked.replace('"\\u0000"', text).encode()


@pytest.mark.parametrize("text", WEIRD)
@pytest.mark.parametrize(
    ("kind", "sample", "field", "required"), FIELDS, ids=[f"{row[0].__name__}.{row[2]}" for row in FIELDS]
)
@pytest.mark.requirement("N1", "N1.34")
def test_a_field_of_the_wrong_type_costs_that_field_only(
    kind: type[msgspec.Struct], sample: dict[str, object], field: str, required: set[str], text: str
) -> None:
    body = with_field(sample, field, text)
    good = msgspec.structs.asdict(answers.read_struct(json.dumps(sample).encode(), kind))
    try:
        read = msgspec.structs.asdict(answers.read_struct(body, kind))
    except WrongShape:
        assert field in required
        return
    attribute = next(info.name for info in msgspec.structs.fields(kind) if info.encode_name == field)
    del good[attribute], read[attribute]
    assert read == good


@pytest.mark.parametrize("field", list(STACK))
@pytest.mark.requirement("N1", "N1.35")
def test_a_missing_field_is_missed_only_where_it_names_the_stack(field: str) -> None:
    body = json.dumps({name: value for name, value in STACK.items() if name != field}).encode()
    if field in {"orgName", "projectName", "stackName"}:
        with pytest.raises(WrongShape):
            answers.read_struct(body, Stack)
    else:
        assert answers.read_struct(body, Stack).org_name == "acme"


READERS: list[Callable[[bytes], object]] = [
    answers.read_page,
    answers.read_references,
    answers.read_updates,
    answers.read_default_organization,
    answers.read_messages,
    answers.read_nothing,
    answers.checked_json,
    lambda body: answers.read_struct(body, Stack),
    lambda body: answers.read_struct(body, User),
]
NAMES = [
    "stacks",
    "continuationToken",
    "referencedStacks",
    "updates",
    "info",
    "messages",
    "GitHubLogin",
    "orgName",
    "x",
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=15,
)


@given(json_values.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60))
@settings(max_examples=400)
@pytest.mark.requirement("E4", "N1", "N1.33")
def test_whatever_the_body_only_our_own_errors_come_out(body: bytes) -> None:
    for reader in READERS:
        with contextlib.suppress(NotJson, WrongShape):
            reader(body)


@pytest.mark.parametrize("depth", [2_000, 100_000])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.requirement("N1", "N1.38")
def test_depth_ends_in_an_error_of_ours(reader: Callable[[bytes], object], depth: int) -> None:
    for body in (b"[" * depth, b'{"stacks":' * depth, b'{"updates":[{"info":' + b"[" * depth + b"]" * depth + b"}]}"):
        with contextlib.suppress(NotJson, WrongShape):
            reader(body)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb'{"a":"x\ud800y"}', '{"a": "x\ufffdy"}'),
        (b'{"a":NaN,"b":-Infinity}', '{"a": null, "b": null}'),
        ('{"a":"é"}'.encode("utf-16"), '{"a": "é"}'),
        (b'\xef\xbb\xbf{"a":1}', '{"a": 1}'),
    ],
)
def test_json_that_is_only_lenient_is_mended(body: bytes, text: str) -> None:
    assert answers.repaired_json(body).decode() == text


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":1}x', b"\xff"])
def test_what_is_no_json_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(NotJson):
        answers.checked_json(body)


@pytest.mark.parametrize("number", ["-1", "-9223372036854775809", "1.5", '"7"', "true", "null"])
def test_a_count_that_is_below_zero_or_no_integer_is_not_known(number: str) -> None:
    with pytest.raises(WrongShape):
        answers.read_struct(f'{{"resourceCount":{number},"version":3}}'.encode(), ResourceCount)
    page = answers.read_page(b'{"stacks":[%s]}' % with_field(SUMMARY, "resourceCount", number)).page
    assert [(stack.resource_count, stack.last_update) for stack in page.stacks] == [(None, 1)]
    [update] = answers.read_updates(f'{{"updates":[{{"version":3,"resourceCount":{number}}}]}}'.encode())
    assert (update.version, update.resource_count) == (3, None)


def test_a_number_of_changes_below_zero_is_left_out() -> None:
    [update] = answers.read_updates(b'{"updates":[{"version":3,"resourceChanges":{"create":-2,"same":4,"update":0}}]}')
    assert update.resource_changes == {"same": 4, "update": 0}
