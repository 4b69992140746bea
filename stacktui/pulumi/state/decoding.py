"""Decodes a state from whatever form the API or a file holds it in, and loses nothing to one malformed resource.

Forms: the answer of `export` (also `{}` and a null deployment), the answers of `resources/latest` and
`resources/{version}`, checkpoint files, and a bare deployment. Versions 1 to 4 and later ones are read alike: a viewer
warns where the CLI refuses.
"""

from __future__ import annotations

import contextlib
import gc
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from stacktui.pulumi.errors import NotJson, WrongShape
from stacktui.pulumi.state.deployment import (
    Deployment,
    Manifest,
    PendingOperation,
    Resource,
    SecretsProvider,
    UnreadableResource,
)
from stacktui.pulumi.state.json_cursor import BrokenJson, JsonCursor
from stacktui.pulumi.state.special_numbers import with_special_numbers
from stacktui.pulumi.tolerant_json import read_or, without_lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
RELOAD = "Reload; if it stays so, look at what `pulumi stack export` says."


class _Wrapped(msgspec.Struct, gc=False):
    """How `resources/…` lists a resource."""

    resource: Resource


class _Named(msgspec.Struct):
    urn: str = ""


class _Holder(msgspec.Struct):
    """What may hold a resource; empty where it holds none."""

    resource: msgspec.Raw = msgspec.Raw()


class _IntegrityError(msgspec.Struct):
    version: str | None = None
    command: str | None = None
    error: str | None = None


class _Metadata(msgspec.Struct):
    integrity_error: _IntegrityError | None = None


_decode_bare = msgspec.json.Decoder(Resource).decode
_decode_wrapped = msgspec.json.Decoder(_Wrapped).decode
_decode_operation = msgspec.json.Decoder(PendingOperation).decode


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
    integrity_error: str = ""


@dataclass(slots=True)
class _Body:
    """What stands around the deployment. Of two equal keys the last one counts, as in every JSON decoder."""

    state: _State = field(default_factory=_State)
    enveloped: bool = False
    version: int | None = None
    features: tuple[str, ...] = ()
    recognised: bool = False
    strange: bool = False

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
        raise NotJson(f"The state is not JSON from byte {error.at} of {len(held)} on.", hint=RELOAD) from None
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
        raise WrongShape("The answer is JSON, but not an object, and so not a state.", hint=RELOAD)
    for key in cursor.members():
        _read_member(cursor, key, body)
    cursor.finish()
    if body.strange and not body.recognised:
        raise WrongShape("The answer is a JSON object, but not a state.", hint=RELOAD)
    return body


def _read_member(cursor: JsonCursor, key: str, body: _Body) -> None:
    match key:
        case "version":
            body.version = read_or(cursor.value(), int, None)
        case "features":
            body.features = read_or(cursor.value(), tuple[str, ...], ()) or ()
        case "checkpoint":
            body.recognised = True
            for inner in _members_of(cursor, key):
                if inner == "latest":
                    _read_deployment(cursor, inner, body)
        case "deployment" | "latest":
            _read_deployment(cursor, key, body)
        case "resources" | "pending_operations" | "manifest" | "secrets_providers" | "metadata":
            body.recognised = True
            _read_part(cursor, key, body.state)
        case _:
            body.strange = True


def _read_deployment(cursor: JsonCursor, key: str, body: _Body) -> None:
    body.recognised = body.enveloped = True
    body.state = _State()
    for part in _members_of(cursor, key):
        _read_part(cursor, part, body.state)


def _read_part(cursor: JsonCursor, key: str, state: _State) -> None:
    match key:
        case "resources":
            state.resources, state.unreadable = [], []
            _read_resources(cursor, state)
        case "pending_operations":
            state.operations, state.unreadable_operations = [], []
            _read_operations(cursor, state)
        case "manifest":
            state.manifest = read_or(cursor.value(), Manifest, None)
        case "secrets_providers":
            state.secrets_provider = read_or(cursor.value(), SecretsProvider, None)
        case "metadata":
            state.integrity_error = _read_integrity_error(cursor.value())
        case _:
            pass


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
        try:
            resources.append(_decode_wrapped(text).resource if wrapped else _decode_bare(text))
        except (ValueError, RecursionError):
            inner = read_or(text, _Holder, _Holder()).resource
            wrapped = bool(inner)
            try:
                resources.append(_decode_bare(inner or text))
            except (ValueError, RecursionError) as error:
                unreadable.append(_unreadable(len(resources) + len(unreadable), inner or text, error))
        state.bare = state.bare or not wrapped
        if wrapped:
            resources.extend(each.resource for each in cursor.stride(_decode_wrapped))
        else:
            resources.extend(cursor.stride(_decode_bare))


def _read_operations(cursor: JsonCursor, state: _State) -> None:
    for position, text in enumerate(_elements_of(cursor, "pending_operations")):
        try:
            state.operations.append(_decode_operation(text))
        except (ValueError, RecursionError) as error:
            inner = read_or(text, _Holder, _Holder()).resource
            state.unreadable_operations.append(_unreadable(position, inner or text, error))


def _unreadable(position: int, text: memoryview | msgspec.Raw, error: Exception) -> UnreadableResource:
    reason = "it holds bytes that are not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
    return UnreadableResource(position, reason, read_or(text, _Named, _Named()).urn)


def _read_integrity_error(text: memoryview) -> str:
    """core.go:287-344: which version and command first found the state corrupt, and how."""
    metadata = read_or(text, _Metadata, None)
    if metadata is None:
        return "the state is marked as corrupt" if b'"integrity_error"' in text.tobytes() else ""
    found = metadata.integrity_error
    if found is None:
        return ""
    by = " ".join(part for part in (found.command or "", found.version or "") if part)
    words = found.error or "the state is marked as corrupt"
    return f"{words} (found by {by})" if by else words
