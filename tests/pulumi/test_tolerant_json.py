"""A lone surrogate in a text loses that character, but neither the list nor the state around it."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.pulumi.answers import read_page, read_updates
from stacktui.pulumi.errors import NotJson
from stacktui.pulumi.properties.masked_state import masked_deployment_json
from stacktui.pulumi.properties.of_resource import resource_properties
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.tolerant_json import read_or, without_lone_surrogates
from tests.states import export, resource, urn

PIECES = (
    r"\ud800", r"\uDBFF", r"\udc00", r"\uDFff", r"\ud83d\ude00", r"\\ud800", r"\\", r"\n", r"\"", r"\u0041",
    "a", "u", "d800", "é", "😀",
)  # fmt: skip
LONE = re.compile("[\ud800-\udfff]")


@pytest.mark.requirement("N1", "E4")
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_only_lone_surrogates_are_changed(inside: str) -> None:
    body = f'{{"{inside}": ["{inside}", {{"x": "{inside}"}}]}}'.encode()
    wanted = LONE.sub("\ufffd", json.dumps(json.loads(body), ensure_ascii=False))
    repaired = without_lone_surrogates(body)
    assert json.loads(repaired or body) == json.loads(wanted)
    assert msgspec.json.decode(repaired or body) == json.loads(wanted)
    assert repaired is None or len(repaired) == len(body)


@given(st.text(alphabet='\\u"d8cf0{}', max_size=30))
def test_no_bytes_make_it_fail_or_change_twice(text: str) -> None:
    repaired = without_lone_surrogates(text.encode())
    assert repaired is None or without_lone_surrogates(repaired) is None


@pytest.mark.requirement("N1", "N1.40")
def test_a_state_with_lone_surrogates_is_whole() -> None:
    written = json.dumps(export(resource("a", outputs={"@k": "x@y", "text": json.dumps({"in@": "@"})}), resource("b@")))
    state = decode_deployment(written.replace("@", r"\ud800").encode())
    assert [entry.urn for entry in state.resources] == [urn("a"), urn("b\ufffd")]
    assert state.unreadable == ()
    outputs = resource_properties(state.resources[0]).outputs
    assert outputs.get("\ufffdk") == "x\ufffdy"
    assert json.loads(masked_deployment_json(state))["deployment"]["resources"]


@pytest.mark.requirement("N1", "C5")
def test_a_surrogate_in_json_inside_a_text_does_not_stop_a_masked_file() -> None:
    wrapper = '{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\\"canary-1\\""}'
    inner = r'{"half": "\ud800", "p": %s}' % wrapper  # noqa: UP031  # braces all over
    state = decode_deployment(json.dumps(export(resource("a", outputs={"config": inner}))).encode())
    saved = masked_deployment_json(state)
    assert b"canary-1" not in saved
    assert json.loads(saved)["deployment"]["resources"][0]["outputs"]["config"]


@pytest.mark.requirement("N1")
def test_a_state_that_is_broken_besides_stays_refused() -> None:
    with pytest.raises(NotJson, match="at byte"):
        decode_deployment(rb'{"deployment": {"resources": [{"urn": "\ud800"')


@pytest.mark.requirement("N1", "N1.40")
def test_lists_with_lone_surrogates_are_whole() -> None:
    page = read_page(
        rb'{"stacks": [{"orgName": "a", "projectName": "b\udc00", "stackName": "c"}, {"orgName": "d"}]}'
    ).page
    assert [entry.project_name for entry in page.stacks][:1] == ["b\ufffd"]
    (update,) = read_updates(rb'{"updates": [{"info": {"message": "\ud83d wow \ud83d\ude00"}}]}')
    assert update.message == "\ufffd wow 😀"


class Named(msgspec.Struct):
    name: str = ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b'{"name": "a", "more": [1]}', "a"),
        (b"{}", ""),
        (b"", "otherwise"),
        (b'{"name": "a', "otherwise"),
        (b"null", "otherwise"),
        (b'{"name": 1}', "otherwise"),
        (b'{"name": "\xff"}', "otherwise"),
        (b'{"name": "\\ud800"}', "otherwise"),
        (b'{"more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "otherwise"),
    ],
)
def test_what_cannot_be_read_is_what_was_given_instead(text: bytes, name: str) -> None:
    assert read_or(text, Named, Named("otherwise")).name == name
    assert read_or(memoryview(text), Named, None) == (None if name == "otherwise" else Named(name))
