"""Reads an object as Go's decoder does: names in any case, null as absent. What no field is for is handed back.

Pulumi's CLI reads states so, released ones wrote such names, and later ones write fields that this program lacks. It
takes ten times as long as a strict decoder, which is tried first.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

import msgspec
from msgspec import inspect

from stacktui.pulumi.state.deployment import (
    PendingOperation,
    PendingOperationWithMore,
    Resource,
    ResourceStruct,
    ResourceWithMore,
)

if TYPE_CHECKING:
    from stacktui.pulumi.state.deployment import UnknownFields
    from stacktui.pulumi.tolerant_json import Json

S = TypeVar("S", bound=msgspec.Struct)
Text: TypeAlias = "bytes | memoryview | msgspec.Raw"

_decode_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_resource = msgspec.json.Decoder(Resource).decode
_decode_operation = msgspec.json.Decoder(PendingOperation).decode


class Members(NamedTuple):
    """The members of an object, sorted by whether a shape has a field for them."""

    known: dict[str, object]
    unknown: UnknownFields
    """Also a field that holds an object with such members of its own."""


class _Shape(NamedTuple):
    names: dict[str, str]
    """The name in lower case, and as it is written."""
    raw: frozenset[str]
    nested: dict[str, _Shape]

    def read(self, value: Json) -> tuple[Json, bool]:
        """Objects with the names as they are written, and whether each had a field."""
        if isinstance(value, list):
            read = [self.read(element) for element in value]
            return [element for element, _ in read], all(whole for _, whole in read)
        if not isinstance(value, dict):
            return value, True
        named = [(self.names.get(name.casefold()), inner) for name, inner in value.items()]
        kept = {name: inner for name, inner in named if name is not None}
        return kept, all(name is not None for name, _ in named)


class _Operation(ResourceStruct, frozen=True):
    resource: msgspec.Raw = msgspec.Raw()
    type: str = ""


def read_resource(text: Text) -> Resource:
    """A resource.

    Raises:
        ValueError, RecursionError: it is none.
    """
    try:
        return _decode_resource(text)
    except msgspec.ValidationError:
        members = members_as_go(text, Resource)
    if members.unknown:
        return msgspec.convert({**members.known, "more": members.unknown}, ResourceWithMore)
    return msgspec.convert(members.known, Resource)


def read_operation(text: Text) -> PendingOperation:
    """A pending operation; raises what `read_resource` raises."""
    try:
        return _decode_operation(text)
    except msgspec.ValidationError:
        read, unknown = read_as_go(text, _Operation)
    resource = read_resource(read.resource)
    return PendingOperationWithMore(resource, read.type, unknown) if unknown else PendingOperation(resource, read.type)


def read_as_go(text: Text, shape: type[S]) -> tuple[S, UnknownFields]:
    """An object of a shape and what else it holds; raises what `read_resource` raises."""
    members = members_as_go(text, shape)
    return msgspec.convert(members.known, shape), members.unknown


def members_as_go(text: Text, shape: type[msgspec.Struct]) -> Members:
    """The members of an object, those of a shape under the names that it writes, and its null ones left out."""
    names, raw, nested = _shape_of(shape)
    known: dict[str, object] = {}
    unknown: dict[str, msgspec.Raw] = {}
    for key, value in _decode_members(text).items():
        name = names.get(key.casefold())
        if name is None:
            unknown[key] = value
        elif name in raw:
            known[name] = value
        elif bytes(memoryview(value)[:4]) != b"null":
            inner: Json = msgspec.json.decode(value)
            known[name], is_whole = nested[name].read(inner) if name in nested else (inner, True)
            if not is_whole:
                unknown[name] = value
    return Members(known, tuple(unknown.items()))


@cache
def _shape_of(shape: type[msgspec.Struct]) -> _Shape:
    return _described(_struct_in(inspect.type_info(shape)))


def _described(info: inspect.StructType | None) -> _Shape:
    if info is None:
        return _Shape({}, frozenset(), {})
    structs = {field.encode_name: _struct_in(field.type) for field in info.fields}
    return _Shape(
        {field.encode_name.casefold(): field.encode_name for field in info.fields},
        frozenset(field.encode_name for field in info.fields if isinstance(field.type, inspect.RawType)),
        {name: _described(struct) for name, struct in structs.items() if struct is not None},
    )


def _struct_in(found: inspect.Type) -> inspect.StructType | None:
    """The struct that a field holds, optional or in a list."""
    match found:
        case inspect.StructType():
            return found
        case inspect.UnionType(types=inner):
            return next(filter(None, map(_struct_in, inner)), None)
        case inspect.VarTupleType(item_type=element):
            return _struct_in(element)
    return None
