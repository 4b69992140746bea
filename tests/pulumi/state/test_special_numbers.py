"""Numbers that JSON has none for are shown as what they are: they cost neither the state nor the list around them."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.pulumi.answers import read_page
from stacktui.pulumi.errors import NotJson
from stacktui.pulumi.properties.masked_state import masked_deployment_json
from stacktui.pulumi.properties.of_resource import resource_properties
from stacktui.pulumi.properties.reading import read_value
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.special_numbers import with_special_numbers
from tests.states import export, resource

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

TEXTS = ("NaN", "-Infinity", '"NaN"', "\\", '\\"', ": NaN", "é", "")
VALUES = st.recursive(
    st.sampled_from((*TEXTS, 1.5, None, True, math.nan, math.inf, -math.inf)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(TEXTS), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.requirement("N1")
@given(VALUES, st.sampled_from((None, 2)))
def test_every_number_is_kept_and_no_text_is_changed(value: object, indent: int | None) -> None:
    body = json.dumps({"a": value}, indent=indent).encode()
    written = with_special_numbers(body)
    found = json.loads(written or body, parse_constant=pytest.fail)

    assert repr(read_value(found)) == repr(read_value(json.loads(body)))


@pytest.mark.requirement("N1")
def test_a_state_with_them_is_whole_and_can_be_saved() -> None:
    outputs: Json = {"load": math.nan, "limits": [math.inf, -math.inf], "NaN": "NaN, -Infinity"}
    state = decode_deployment(json.dumps(export(resource("a", outputs=outputs), resource("b"))).encode())
    read = resource_properties(state.resources[0]).outputs

    assert (len(state.resources), state.unreadable) == (2, ())
    assert repr(read.get("load")) == "nan"
    assert read.get("limits") == (math.inf, -math.inf)
    assert read.get("NaN") == "NaN, -Infinity"
    saved = json.loads(masked_deployment_json(state), parse_constant=pytest.fail)
    assert len(saved["deployment"]["resources"]) == 2


@pytest.mark.requirement("N1")
def test_both_kinds_of_what_json_lacks_may_stand_in_one_state() -> None:
    state = decode_deployment(rb'{"deployment": {"resources": [{"urn": "\ud800", "outputs": {"x": NaN}}]}}')
    assert state.resources[0].urn == "\ufffd"
    assert repr(resource_properties(state.resources[0]).outputs.get("x")) == "nan"


@pytest.mark.requirement("N1")
@pytest.mark.parametrize("cut", [b"-NaN", b"NaNa", b"Infinit", b"NaN, ", b'"NaN'])
def test_what_is_no_number_stays_refused(cut: bytes) -> None:
    with pytest.raises(NotJson, match="at byte"):
        decode_deployment(b'{"version": 3, "deployment": {"resources": [' + cut)


@pytest.mark.requirement("N1")
def test_a_list_with_them_is_whole() -> None:
    body = b'{"stacks": [{"orgName": "a", "projectName": "b", "stackName": "c", "resourceCount": NaN}]}'
    (stack,) = read_page(body).page.stacks
    assert stack.resource_count is None
