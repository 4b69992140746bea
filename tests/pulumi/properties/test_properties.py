"""Property values: plain ones stay unchanged, special ones are decoded."""

from __future__ import annotations

import json
import math
import struct
from typing import TYPE_CHECKING

import msgspec
import pytest

from stacktui.pulumi.properties.masking import masked_json
from stacktui.pulumi.properties.of_resource import read_properties
from stacktui.pulumi.properties.reading import DEEPEST
from stacktui.pulumi.properties.values import (
    Archive,
    Asset,
    ByteString,
    PropertyMap,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
    UnknownSpecial,
    holds_secret,
    is_internal,
)
from stacktui.pulumi.signatures import (
    ARCHIVE,
    ASSET,
    BYTE_STRING,
    RESOURCE_REFERENCE,
    SIGNATURE,
    SPECIAL_FLOAT,
    UNKNOWN,
)
from tests.states import ciphertext, raw

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json


def read(value: Json) -> PropertyValue:
    return read_properties(raw({"x": value})).get("x")


def special(kind: Json, **fields: Json) -> dict[str, Json]:
    return {SIGNATURE: kind, **fields}


@pytest.mark.parametrize("value", [None, True, False, 0, -7, 2**70, 1.5, "", "text", '{"a": 1}', "C:\\dir", '["\\n"]'])
def test_a_plain_value_stays_what_it_is(value: Json) -> None:
    assert read(value) == value
    assert type(read(value)) is type(value)


def test_lists_become_tuples_and_objects_maps_in_the_order_of_the_state() -> None:
    assert read([1, ["a"], {}]) == (1, ("a",), PropertyMap())
    found = read({"b": 1, "a": [None]})
    assert found == PropertyMap((("b", 1), ("a", (None,))))
    assert len(PropertyMap((("b", 1),))) == 1
    assert read_properties(raw({"b": 1})).get("missing") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (UNKNOWN, Unknown()),
        (special(ASSET, hash="h", text="t"), Asset("text", "t", "h")),
        (special(ASSET, path="./p"), Asset("path", "./p", "")),
        (special(ASSET, uri="https://u", hash=7), Asset("uri", "https://u", "")),
        (special(ASSET, hash="h"), Asset("hash", "h", "h")),
        (special(ASSET), UnknownSpecial("malformed asset")),
        (special(ARCHIVE, hash="h", path="./p"), Archive("path", "./p", "h", PropertyMap())),
        (special(ARCHIVE, uri="https://u"), Archive("uri", "https://u", "", PropertyMap())),
        (special(ARCHIVE, hash="h"), Archive("hash", "", "h", PropertyMap())),
        (
            special(ARCHIVE, assets={"a": special(ASSET, text="t")}),
            Archive("assets", "", "", PropertyMap((("a", Asset("text", "t", "")),))),
        ),
        (special(ARCHIVE), UnknownSpecial("malformed archive")),
        (special(RESOURCE_REFERENCE, urn="u", id="i", packageVersion="1"), ResourceReference("u", "i", "1")),
        (special(RESOURCE_REFERENCE, urn="u", id={"V": "i"}), ResourceReference("u", "i", "")),
        (special(RESOURCE_REFERENCE, urn="u", id={"V": 7}), ResourceReference("u", "", "")),
        (special(RESOURCE_REFERENCE, urn="u", id=UNKNOWN), ResourceReference("u", "", "")),
        (special(RESOURCE_REFERENCE), UnknownSpecial("malformed resource reference")),
        (special(BYTE_STRING, value="/w=="), ByteString("/w==")),
        (special(BYTE_STRING), UnknownSpecial("malformed byte string")),
        (special(SPECIAL_FLOAT, value="7ff0000000000000"), math.inf),
        (special(SPECIAL_FLOAT, value="7ff0"), UnknownSpecial("malformed number")),
        (special(SPECIAL_FLOAT, value="x"), UnknownSpecial("malformed number")),
        (special(SPECIAL_FLOAT), UnknownSpecial("malformed number")),
    ],
)
def test_a_special_value_becomes_what_it_is(value: Json, expected: PropertyValue) -> None:
    assert read(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        special(ASSET, hash="h", text="t"),
        special(ASSET, hash="h"),
        special(ARCHIVE, hash="h", path="./p"),
        special(ARCHIVE, assets={"a": special(ASSET, text="t")}),
        special(RESOURCE_REFERENCE, urn="u", id="i", packageVersion="1"),
        special(RESOURCE_REFERENCE, urn="u"),
        special(BYTE_STRING, value="/w=="),
        special(SPECIAL_FLOAT, value=struct.pack(">d", -math.inf).hex()),
        UNKNOWN,
        {"a": [1, None, True, 1.5, "x"]},
    ],
)
def test_what_holds_no_secret_is_written_as_it_was_read(value: Json) -> None:
    assert masked_json(read(value)) == value
    assert not holds_secret(read(value))


@pytest.mark.parametrize("kind", ["a kind to come", "d0e6a833031e9bbcd3f4e8bde6ca49a4", 7, None, ["x"]])
def test_a_special_value_of_an_unknown_kind_is_masked(kind: Json) -> None:
    found = read(special(kind, value="hidden"))
    assert isinstance(found, UnknownSpecial)
    assert "hidden" not in repr(found)
    assert masked_json(found) == "[unknown special value]"
    assert holds_secret(found)


@pytest.mark.parametrize("absent", [None, msgspec.Raw(), raw(None), raw({})])
def test_absent_properties_are_empty(absent: msgspec.Raw | None) -> None:
    assert read_properties(absent) == PropertyMap()


def test_properties_that_are_no_object_are_one_value_without_a_name() -> None:
    assert read_properties(raw([1])) == PropertyMap((("", (1,)),))
    (entry,) = read_properties(raw(ciphertext())).entries
    assert entry[0] == ""
    assert isinstance(entry[1], Secret)


def test_properties_that_are_no_json_say_so() -> None:
    assert read_properties(msgspec.Raw(b'{"a": ')) == PropertyMap((("", UnknownSpecial("not JSON")),))


def test_what_only_python_reads_as_json_is_read() -> None:
    body = b'{"nan": NaN, "text": "\xff", "half": "\\ud800", "long": ' + b"9" * 5000 + b', "whole": 12}'
    found = read_properties(msgspec.Raw(body))
    nan = found.get("nan")
    assert isinstance(nan, float)
    assert math.isnan(nan)
    assert (found.get("text"), found.get("half"), found.get("whole")) == ("\ufffd", "\ufffd", 12)
    assert found.get("long") == "9" * 5000
    assert masked_json(nan) == special(SPECIAL_FLOAT, value="7ff8000000000000")


@pytest.mark.parametrize("bracket", ['{"a":', "["])
def test_what_is_nested_too_deeply_is_masked(bracket: str) -> None:
    closing = "}" if bracket[0] == "{" else "]"
    deep = bracket * (DEEPEST + 5) + '"hidden"' + closing * (DEEPEST + 5)
    found = read_properties(msgspec.Raw(f'{{"x": {deep}}}'.encode()))
    assert "nested too deeply" in repr(found)
    assert "hidden" not in repr(found)
    bottomless = bracket * 200_000
    assert "not JSON" in repr(read_properties(msgspec.Raw(bottomless.encode())))


@pytest.mark.parametrize(("name", "internal"), [("__defaults", True), ("__meta", True), ("_x", False), ("name", False)])
def test_internal_properties_are_kept_and_distinguished(name: str, internal: bool) -> None:
    assert is_internal(name) is internal
    assert read_properties(raw({name: "x"})).get(name) == "x"


def test_json_in_text_without_a_secret_keeps_its_spelling() -> None:
    for text in ('{"kind": "Secret",   "a": "\\u0041"}', json.dumps('"Secret"'), '{"a": "\\\\", broken'):
        assert read(text) == text
