"""Nothing that is shown, copied or saved contains a secret of a state."""

from __future__ import annotations

import copy
import json
import pickle
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stacktui.pulumi.properties.masking import masked_json
from stacktui.pulumi.properties.of_resource import read_properties, resource_properties
from stacktui.pulumi.properties.values import PropertyMap, Secret, holds_secret
from stacktui.pulumi.signatures import ARCHIVE, ASSET, SECRET, SIGNATURE
from stacktui.pulumi.state.deployment import Resource
from tests.states import ciphertext, plaintext, raw

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

CANARY = "canary-7f3a"
WRAPPERS: list[dict[str, Json]] = [
    ciphertext(CANARY),
    plaintext(CANARY),
    plaintext({"deep": [CANARY]}),
    {SIGNATURE: SECRET, "plaintext": f"not json {CANARY}"},
    {SIGNATURE: SECRET, "plaintext": {"odd": CANARY}},
    {SIGNATURE: SECRET, "value": CANARY},
    {SIGNATURE: SECRET, "ciphertext": CANARY, "plaintext": CANARY},
    {SIGNATURE: SECRET, "something": CANARY},
    {SIGNATURE: "a kind to come", "value": CANARY},
    {"secure": CANARY},
]


def shown(properties: PropertyMap) -> str:
    """All that may be seen of it."""
    return repr(properties) + str(properties) + json.dumps(masked_json(properties)) + f"{properties.entries}"


paths = st.lists(
    st.sampled_from(
        [
            lambda value: [1, value, "x"],
            lambda value: {"a": "x", "b": value},
            json.dumps,
            lambda value: "log: " + json.dumps(value),
            lambda value: json.dumps(value)[:-1],
            lambda value: {SIGNATURE: ASSET, "hash": "h", "text": json.dumps(value)},
            lambda value: {SIGNATURE: ARCHIVE, "assets": {"f": value}},
            lambda value: {"resource": {"inputs": value}, "id": 1},
        ]
    ),
    max_size=5,
)


@pytest.mark.requirement("S4", "E4")
@given(st.sampled_from(WRAPPERS[:-1]), paths, st.text())
def test_a_wrapper_is_masked_whatever_it_is_wrapped_in(wrapper: Json, ways: list[object], key: str) -> None:
    value = wrapper
    for way in ways:
        assume(callable(way))
        value = way(value) if callable(way) else value
    assert CANARY not in shown(read_properties(raw({key: value})))


@pytest.mark.requirement("S4")
@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_every_form_of_a_secret_is_masked(wrapper: dict[str, Json]) -> None:
    found = read_properties(raw({"a": wrapper, "b": [wrapper], "c": {"d": wrapper}}))
    assert CANARY not in shown(found)
    assert all(holds_secret(value) for _, value in found.entries)


@pytest.mark.requirement("S4", "E4")
@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_a_name_masks_whatever_it_holds_and_the_length_does_not_show(value: Json) -> None:
    found = read_properties(raw({"password": value, "other": 1}), secret_names=["password"])
    assert repr(found.get("password")) == "[secret]"
    assert masked_json(found) == {"password": "[secret]", "other": 1}


@pytest.mark.requirement("S4")
def test_text_that_bears_the_signature_but_is_no_json_is_masked_whole() -> None:
    texts: list[Json] = [f"before {SIGNATURE} {CANARY}", f'{{"a": "{SECRET}", {CANARY}', f"{SECRET}{CANARY}"]
    assert masked_json(read_properties(raw({"all": texts}))) == {"all": ["[secret]"] * 3}


@pytest.mark.requirement("S4")
def test_an_escaped_signature_in_text_is_still_one() -> None:
    text = json.dumps(ciphertext(CANARY)).replace("4dab", "4\\u0064ab").replace("1b47", "1\\u006247")
    assert CANARY not in shown(read_properties(raw({"a": text, "b": json.dumps(text)})))


@pytest.mark.requirement("S4")
def test_json_in_text_keeps_what_is_not_secret() -> None:
    text = json.dumps({"region": "eu", "token": ciphertext(CANARY)})
    found = masked_json(read_properties(raw({"config": text, "twice": json.dumps(text)})))
    masked = '{"region": "eu", "token": "[secret]"}'
    assert found == {"config": masked, "twice": json.dumps(masked)}


@pytest.mark.requirement("S4")
def test_a_key_that_bears_the_signature_is_masked() -> None:
    assert CANARY not in shown(read_properties(raw({f"{SECRET} {CANARY}": 1, "a": {f"x{SIGNATURE}{CANARY}": 1}})))


@pytest.mark.requirement("S4")
def test_the_data_of_a_kubernetes_secret_is_masked_wherever_it_stands() -> None:
    manifest: Json = {"kind": "Secret", "metadata": {"name": "n"}, "data": {"a": CANARY}, "stringData": {"b": CANARY}}
    found = read_properties(raw({"objects": [manifest], "applied": json.dumps(manifest)}))
    assert CANARY not in shown(found)
    masked = {"kind": "Secret", "metadata": {"name": "n"}, "data": "[secret]", "stringData": "[secret]"}
    assert masked_json(found) == {"objects": [masked], "applied": json.dumps(masked)}


def test_other_data_is_shown() -> None:
    properties: Json = {"kind": "ConfigMap", "data": {"a": "b"}}
    assert masked_json(read_properties(raw(properties))) == properties


@pytest.mark.requirement("S4")
def test_a_copy_of_the_inputs_in_the_outputs_is_masked() -> None:
    found = read_properties(raw({"__inputs": {"data": CANARY}, "text": json.dumps({"__inputs": CANARY})}))
    assert CANARY not in shown(found)


def resource_of(inputs: Json, outputs: Json, *names: str) -> Resource:
    return Resource(urn="u", inputs=raw(inputs), outputs=raw(outputs), additional_secret_outputs=names or None)


@pytest.mark.requirement("S4")
def test_additional_secret_outputs_are_masked_in_outputs_and_inputs() -> None:
    found = resource_properties(resource_of({"a": CANARY, "b": 1}, {"a": CANARY, "b": 2}, "a"))
    assert masked_json(found.inputs) == {"a": "[secret]", "b": 1}
    assert masked_json(found.outputs) == {"a": "[secret]", "b": 2}
    assert masked_json(found.provider_inputs) == {}


@pytest.mark.requirement("S4")
@pytest.mark.parametrize(
    ("plain", "wrapped", "expected"),
    [
        (CANARY, ciphertext(), "[secret]"),
        ({"b": CANARY, "c": 1}, {"b": ciphertext()}, {"b": "[secret]", "c": 1}),
        ([CANARY, 2], [ciphertext(), 2], "[secret]"),
        ([2, CANARY], [ciphertext()], "[secret]"),
        ([{"a": ciphertext(), "b": 1}], [{"a": 2, "b": ciphertext()}], [{"a": "[secret]", "b": "[secret]"}]),
        ({"c": 1}, [ciphertext()], {"c": 1}),
        ([1], [2], [1]),
        ({SIGNATURE: ASSET, "text": "t"}, {"a": ciphertext()}, {SIGNATURE: ASSET, "text": "t"}),
    ],
)
def test_what_is_secret_on_one_side_is_masked_on_the_other(plain: Json, wrapped: Json, expected: Json) -> None:
    one = resource_properties(resource_of({"a": plain, "z": 1}, {"a": wrapped}))
    other = resource_properties(resource_of({"a": wrapped}, {"a": plain, "z": 1}))
    assert masked_json(one.inputs) == masked_json(other.outputs) == {"a": expected, "z": 1}


def test_properties_that_cannot_be_compared_are_still_read() -> None:
    broken = Resource(urn="u", inputs=msgspec.Raw(b"{"), outputs=raw({"a": 1}), provider_inputs=raw({"p": "{}"}))
    found = resource_properties(broken)
    assert masked_json(found.inputs) == {"": "[unknown special value]"}
    assert masked_json(found.outputs) == {"a": 1}
    assert masked_json(found.provider_inputs) == {"p": "{}"}


@pytest.mark.parametrize(
    ("value", "names", "plain"),
    [
        (plaintext("pw"), (), "pw"),
        (plaintext({"a": [1]}), (), {"a": [1]}),
        ({SIGNATURE: SECRET, "plaintext": "not json"}, (), "not json"),
        ({SIGNATURE: SECRET, "plaintext": 7}, (), 7),
        ({SIGNATURE: SECRET, "value": None}, (), None),
        ("pw", ("x",), "pw"),
        (json.dumps(plaintext("pw")), (), "pw"),
    ],
)
def test_a_secret_that_the_state_holds_in_plain_can_be_revealed(
    value: Json, names: tuple[str, ...], plain: Json
) -> None:
    secret = read_properties(raw({"x": value}), secret_names=names).get("x")
    assert isinstance(secret, Secret)
    assert secret.has_plaintext
    assert secret.reveal() == plain


@pytest.mark.parametrize("names", [(), ("x",)])
def test_a_ciphertext_stays_one(names: tuple[str, ...]) -> None:
    secret = read_properties(raw({"x": ciphertext(CANARY)}), secret_names=names).get("x")
    assert isinstance(secret, Secret)
    assert not secret.has_plaintext
    with pytest.raises(LookupError):
        secret.reveal()


@pytest.mark.requirement("S4")
def test_a_secret_is_not_revealed_by_any_way_of_printing_it() -> None:
    secret = Secret.of(CANARY)
    texts = (repr(secret), str(secret), f"{secret}", f"{secret:>12}", f"{secret!r}", f"{secret}")
    assert {text.strip() for text in texts} == {"[secret]"}
    for escape in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            escape(secret)
    assert not hasattr(secret, "__dict__")
