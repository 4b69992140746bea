"""Decodes a state from whatever form the API or a file holds it in, and loses nothing to one malformed resource.

Forms: the answer of `export` (also `{}` and a null deployment), the answers of `resources/latest` and
`resources/{version}`, checkpoint files, and a bare deployment. Versions 1 to 4 and later ones are read alike: a viewer
warns where the CLI refuses.
"""

from __future__ import annotations

import contextlib
import gc
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec

from stacktui.pulumi.errors import NotJson, WrongShape
from stacktui.pulumi.state.as_go_reads import read_as_go, read_operation, read_resource
from stacktui.pulumi.state.deployment import (
    Deployment,
    IntegrityError,
    Manifest,
    PendingOperation,
    Resource,
    SecretsProvider,
    UnknownField,
    UnreadableResource,
)
from stacktui.pulumi.state.json_cursor import BrokenJson, JsonCursor
from stacktui.pulumi.state.special_numbers import with_special_numbers
from stacktui.pulumi.tolerant_json import UNREADABLE, read_or, without_lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
RELOAD = "Reload; if the problem persists, check `pulumi stack export`."


class _Wrapped(msgspec.Struct, gc=False):
    """How `resources/…` lists a resource."""

    resource: Resource


class _Entry(msgspec.Struct):
    """What is a resource, or holds one."""

    urn: msgspec.Raw = msgspec.Raw()
    resource: msgspec.Raw = msgspec.Raw()


class _Metadata(msgspec.Struct):
    integrity_error: msgspec.Raw = msgspec.Raw()


_decode_bare = msgspec.json.Decoder(Resource).decode
_decode_wrapped = msgspec.json.Decoder(_Wrapped).decode
_Part = TypeVar("_Part", bound=msgspec.Struct)


@dataclass(slots=True)
class _State:
    """The parts of a deployment, as the walk through the body comes across them."""

    resources: list[Resource] = field(default_factory=list)
    unreadable: list[UnreadableResource] = field(default_factory=list)
    bare: bool = False
    """At least one resource stood there unwrapped, as in an export."""
    operations: list[PendingOperation] = field(default_factory=list)
    unreadable_operations: list[UnreadableResource] = field(default_factory=list)
    manifest: Manifest | None = None
    secrets_provider: SecretsProvider | None = None
    integrity_error: IntegrityError | None = None
    unknown: list[UnknownField] = field(default_factory=list)
    recognised: bool = False


@dataclass(slots=True)
class _Body:
    """What stands around the deployment. Of two equal keys the last one counts, as in every JSON decoder."""

    state: _State = field(default_factory=_State)
    enveloped: bool = False
    version: int | None = None
    features: tuple[str, ...] = ()
    recognised: bool = False
    strange: list[UnknownField] = field(default_factory=list)

    @property
    def lists_resources(self) -> bool:
        """It is an answer of `resources/…`, whose version is the stack's."""
        return not (self.enveloped or self.state.bare or self.state.manifest)


def decode_deployment(body: bytes | bytearray | memoryview, *, stack_version: int | None = None) -> Deployment:
    """Decode a state; meant for a thread, in which it lets the other threads run between any two resources.

    The resources keep `body` alive; a `bytearray` must not be changed afterwards, a `memoryview` is copied.
    `stack_version` is what was asked for, and gives way to the version that the answer tells.

    Raises:
        NotJson: the body is empty, cut, or no JSON.
        WrongShape: it is JSON, but not a state, or nested too deeply.
    """
    held = bytes(body) if isinstance(body, memoryview) else body
    try:
        with _uncollected():
            read = _read_or_mend(held)
    except BrokenJson as error:
        raise NotJson(f"The state is not valid JSON at byte {error.at} of {len(held)}.", hint=RELOAD) from None
    except RecursionError:
        raise WrongShape("The state is nested too deeply to be read.", hint=RELOAD) from None
    state = read.state
    told = read.version if read.lists_resources else None
    return Deployment(
        resources=tuple(state.resources),
        pending_operations=tuple(state.operations),
        unreadable=(*state.unreadable, *state.unreadable_operations),
        version=None if read.lists_resources else read.version,
        stack_version=stack_version if told is None else told,
        features=read.features,
        manifest=state.manifest,
        secrets_provider=state.secrets_provider,
        integrity_error=state.integrity_error,
        unknown_fields=(*(read.strange if read.enveloped else ()), *state.unknown),
        only_resources=read.lists_resources and bool(state.resources),
        size=len(held),
    )


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: nothing of what a decoder makes is garbage, and looking costs a sixth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_or_mend(held: bytes | bytearray) -> _Body:
    try:
        return _read_body(held)
    except BrokenJson:
        mended = without_lone_surrogates(held)
        mended = with_special_numbers(held if mended is None else mended) or mended
        if mended is None:
            raise
        return _read_body(mended)


def _read_body(held: bytes | bytearray) -> _Body:
    cursor = JsonCursor(held, len(BYTE_ORDER_MARK) if held.startswith(BYTE_ORDER_MARK) else 0)
    body = _Body()
    if cursor.peek() != b"{":
        cursor.value()
        cursor.finish()
        raise WrongShape("The response is JSON, but not an object, so it is not a state.", hint=RELOAD)
    for key in cursor.members():
        _read_member(cursor, key, body)
    cursor.finish()
    if body.strange and not body.recognised:
        raise WrongShape("The response is a JSON object, but not a state.", hint=RELOAD)
    return body


def _read_member(cursor: JsonCursor, key: str, body: _Body) -> None:
    match key.casefold():
        case "version":
            body.version = read_or(cursor.value(), int, None)
        case "features":
            body.features = read_or(cursor.value(), tuple[str, ...], ()) or ()
        case "checkpoint":
            _read_checkpoint(cursor, key, body)
        case "deployment" | "latest":
            _read_deployment(cursor, key, body)
        case "stack" | "config" | "region":
            pass
        case _ if _read_part(cursor, key, body.state):
            body.recognised = True
        case _:
            body.strange.append(UnknownField("", key, msgspec.Raw(cursor.value())))


def _read_checkpoint(cursor: JsonCursor, key: str, body: _Body) -> None:
    """Around the deployment, in a file of a self-managed backend; a stack that was never updated has none."""
    body.recognised = True
    names = []
    for inner in _members_of(cursor, key):
        names.append(inner)
        if inner.casefold() == "latest":
            _read_deployment(cursor, inner, body)
    if names and not {"stack", "config", "latest"}.intersection(map(str.casefold, names)):
        raise _nothing_known(key, names)


def _read_deployment(cursor: JsonCursor, key: str, body: _Body) -> None:
    body.recognised = body.enveloped = True
    state = body.state = _State()
    for part in _members_of(cursor, key):
        if not _read_part(cursor, part, state):
            state.unknown.append(UnknownField("deployment", part, msgspec.Raw(cursor.value())))
    if state.unknown and not state.recognised:
        raise _nothing_known(key, [unknown.name for unknown in state.unknown])


def _nothing_known(key: str, names: list[str]) -> WrongShape:
    told = ", ".join(f"`{name}`" for name in names[:3]) + (", …" if len(names) > 3 else "")
    return WrongShape(f"`{key}` in the state contains nothing known: {told}.", hint=RELOAD)


def _read_part(cursor: JsonCursor, key: str, state: _State) -> bool:
    """Read one part of a deployment; False where it is none that is known by name."""
    match key.casefold():
        case "resources":
            state.resources, state.unreadable = [], []
            _read_resources(cursor, state)
        case "pending_operations":
            state.operations, state.unreadable_operations = [], []
            _read_operations(cursor, state)
        case "manifest":
            state.manifest = _read_object(cursor.value(), Manifest, "manifest", state)
        case "secrets_providers":
            state.secrets_provider = _read_object(cursor.value(), SecretsProvider, "secrets_providers", state)
        case "metadata":
            state.integrity_error = _read_integrity_error(cursor.value(), state)
        case _:
            return False
    state.recognised = True
    return True


def _read_object(text: memoryview | msgspec.Raw, shape: type[_Part], part: str, state: _State) -> _Part | None:
    """A part that is an object; None where it is null or malformed."""
    try:
        read, unknown = read_as_go(text, shape)
    except UNREADABLE:
        return None
    state.unknown += (UnknownField(part, name, value) for name, value in unknown)
    return read


def _members_of(cursor: JsonCursor, key: str) -> Iterator[str]:
    """The keys of an object that may be null."""
    start = cursor.peek()
    if start == b"{":
        return cursor.members()
    if cursor.value().tobytes().strip() != b"null":
        raise WrongShape(f"`{key}` in the state is not an object.", hint=RELOAD)
    return iter(())


def _elements_of(cursor: JsonCursor, key: str) -> Iterator[memoryview]:
    """The elements of an array that may be null."""
    start = cursor.peek()
    if start == b"[":
        return cursor.elements()
    if cursor.value().tobytes().strip() != b"null":
        raise WrongShape(f"`{key}` in the state is not a list.", hint=RELOAD)
    return iter(())


def _read_resources(cursor: JsonCursor, state: _State) -> None:
    resources, unreadable = state.resources, state.unreadable
    wrapped = False
    for text in _elements_of(cursor, "resources"):
        decode: Callable[[memoryview], Resource] = _decode_bare
        try:
            resources.append(_decode_wrapped(text).resource if wrapped else _decode_bare(text))
        except UNREADABLE:
            decode, held = read_resource, _held(text)
            wrapped = held is not None
            try:
                resources.append(read_resource(held or text))
            except UNREADABLE as error:
                unreadable.append(_unreadable(len(resources) + len(unreadable), held or text, error))
        state.bare = state.bare or not wrapped
        if wrapped:
            resources.extend(each.resource for each in cursor.stride(_decode_wrapped))
        else:
            resources.extend(cursor.stride(decode))


def _held(text: memoryview) -> msgspec.Raw | None:
    """The resource that an entry of `resources/…`, or an operation, holds; None where the entry is no such one."""
    try:
        entry, _ = read_as_go(text, _Entry)
    except UNREADABLE:
        return None
    return entry.resource if entry.resource and not entry.urn else None


def _read_operations(cursor: JsonCursor, state: _State) -> None:
    for position, text in enumerate(_elements_of(cursor, "pending_operations")):
        try:
            state.operations.append(read_operation(text))
        except (ValueError, RecursionError) as error:
            state.unreadable_operations.append(_unreadable(position, _held(text) or text, error))


def _unreadable(position: int, text: memoryview | msgspec.Raw, error: Exception) -> UnreadableResource:
    reason = "it contains bytes that are not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
    try:
        urn = read_as_go(text, _Entry)[0].urn
    except UNREADABLE:
        urn = msgspec.Raw()
    return UnreadableResource(position, reason, read_or(urn, str, ""))


def _read_integrity_error(text: memoryview, state: _State) -> IntegrityError | None:
    """A mark that cannot be read is one nevertheless."""
    metadata = _read_object(text, _Metadata, "metadata", state)
    if metadata is None or not metadata.integrity_error or bytes(metadata.integrity_error) == b"null":
        return None
    return _read_object(metadata.integrity_error, IntegrityError, "integrity_error", state) or IntegrityError()
