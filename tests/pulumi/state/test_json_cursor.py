"""The cursor finds the same values as a decoder of the whole, and breaks where that one breaks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.pulumi.state import json_cursor
from stacktui.pulumi.state.json_cursor import BrokenJson, JsonCursor, counted_end, value_end

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
values: st.SearchStrategy[Json] = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)
layouts = st.sampled_from([(None, (",", ":")), (None, (", ", ": ")), (2, (",", ": ")), ("\t", (" ,\r\n", " : "))])


def read(cursor: JsonCursor) -> Json:
    """Walk into everything that can be walked into."""
    start = cursor.peek()
    if start == b"{":
        found: dict[str, Json] = {}
        for key in cursor.members():
            found[key] = read(cursor)
        return found
    if start == b"[":
        return [json.loads(bytes(element)) for element in cursor.elements()]
    value: Json = json.loads(bytes(cursor.value()))
    return value


@given(values, layouts, st.sampled_from(["", " ", "\n\n"]))
def test_walking_reads_what_decoding_reads(
    value: Json, layout: tuple[int | str | None, tuple[str, str]], around: str
) -> None:
    indent, separators = layout
    body = (around + json.dumps(value, indent=indent, separators=separators) + around).encode()
    cursor = JsonCursor(body)
    assert read(cursor) == value
    cursor.finish()


@pytest.mark.requirement("E4")
@given(values, st.sampled_from(["", ",", " ]", "}", ' "x', "\n,\n{"]))
def test_a_value_ends_where_it_ends_whatever_follows(value: Json, rest: str) -> None:
    text = json.dumps(value)
    body = memoryview((text + rest).encode())
    assert bytes(body[: value_end(body)]).decode().strip() == text
    assert bytes(body[: counted_end(body)]).decode() == text


def test_brackets_are_counted_where_msgspec_words_its_error_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_cursor, "_trailing", lambda _: None)
    cursor = JsonCursor(b'{"a": [{"b": "]}"}, 2], "c": 3}')
    assert read(cursor) == {"a": [{"b": "]}"}, 2], "c": 3}
    with pytest.raises(BrokenJson):
        JsonCursor(b'{"a": [tru]}').value()


def test_an_open_bracket_is_counted_to_the_end() -> None:
    assert counted_end(memoryview(b"[[1]")) == 4


def test_a_member_that_is_not_read_is_skipped() -> None:
    cursor = JsonCursor(b'{"a": {"b": [1]}, "c": 2}')
    assert list(cursor.members()) == ["a", "c"]
    cursor.finish()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[",
        "{]",
        '{"a"}',
        '{"a":}',
        '{"a":1',
        '{"a":1,}',
        '{"a":1 "b":2}',
        "{1:2}",
        "[1,]",
        "[1 2]",
        "[1",
        "[1}",
        "{,}",
    ],
)
def test_what_is_no_json_is_broken(body: str) -> None:
    cursor = JsonCursor(body.encode())
    with pytest.raises(BrokenJson):
        read(cursor)


@pytest.mark.parametrize("key", [b"\xff", b"\\ud800"])
def test_a_key_that_is_no_text_is_broken(key: bytes) -> None:
    with pytest.raises(BrokenJson, match="near byte 1"):
        list(JsonCursor(b'{"' + key + b'": 1}').members())


def test_something_after_the_end_is_broken() -> None:
    cursor = JsonCursor(b"{} x")
    assert not list(cursor.members())
    with pytest.raises(BrokenJson) as caught:
        cursor.finish()
    assert caught.value.at == 3


def strode(body: bytes) -> tuple[list[object], int]:
    """The elements of an array of objects, and how many of them were read in a stride."""
    cursor = JsonCursor(body)
    found: list[object] = []
    in_stride = 0
    for element in cursor.elements():
        found.append(json.loads(bytes(element)))
        easy = list(cursor.stride(lambda text: json.loads(bytes(text))))
        in_stride += len(easy)
        found += easy
    cursor.finish()
    return found, in_stride


few_values: st.SearchStrategy[Json] = scalars | st.lists(scalars, max_size=2)
objects = st.dictionaries(st.sampled_from(["urn", "type", '"', "},{"]) | st.text(max_size=3), few_values, max_size=2)
alike = st.fixed_dictionaries({"urn": few_values, "more": st.lists(objects, max_size=2)})


@given(st.lists(alike | objects, max_size=8), layouts)
def test_a_stride_reads_what_steps_read(elements: list[Json], layout: tuple[int | str | None, tuple[str, str]]) -> None:
    indent, separators = layout
    assert strode(json.dumps(elements, indent=indent, separators=separators).encode())[0] == elements


@pytest.mark.parametrize(
    ("body", "in_stride"),
    [
        (b'[{"a":1},{"a":2},{"a":3},{"a":4}]', 2),
        (b'[{"a":1} , {"a":2} , {"a":3}]', 1),
        (b'[{"a":1},{"b":2},{"b":3},{"b":4}]', 2),
        (b'[{"a":1},{"a":[{"b":0},{"a":7}]},{"a":3},{"a":4}]', 1),
        (b"[{},{},{}]", 0),
        (b"[1,2]", 0),
        (b'[{"a":1}]', 0),
    ],
)
def test_a_stride_goes_as_far_as_objects_look_alike(body: bytes, in_stride: int) -> None:
    assert strode(body) == (json.loads(body), in_stride)


def test_no_more_strides_are_tried_after_many_in_vain() -> None:
    elements: list[dict[str, int]] = [{}] * (json_cursor._MOST_MISSES + 1) + [{"a": number} for number in range(5)]
    assert strode(json.dumps(elements).encode()) == (elements, 0)


def test_a_stride_ends_at_what_is_no_json() -> None:
    with pytest.raises(BrokenJson):
        strode(b'[{"a":1},{"a":2},{"a":NaN5},{"a":3}]')
