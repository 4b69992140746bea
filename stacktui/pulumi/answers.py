"""Decodes what the API answers, but for states (state/decoding.py): a wrong field or entry costs that one only.

Tolerated are null lists, absent keys, and two forms of an update (protocol.md §11).
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from msgspec import Struct

from stacktui.pulumi.errors import NotJson, WrongShape
from stacktui.pulumi.stack import (
    Answer,
    Count,
    DeletedStack,
    ServerMessage,
    StackPage,
    StackReference,
    StackSummary,
    Update,
    UserInfo,
)
from stacktui.pulumi.tolerant_json import UNREADABLE, read_or

S = TypeVar("S", bound=msgspec.Struct)
Fields = dict[str, msgspec.Raw]

_SURROGATE = "[\ud800-\udfff]"
_RUNNING = frozenset({"in-progress", "not-started"})


class ListedPage(Struct, frozen=True):
    """A page of GET /api/user/stacks and its continuation token, empty at the end."""

    page: StackPage
    token: str


class _UpdateInfo(Answer, frozen=True):
    version: int = 0
    kind: str = ""
    result: str = ""
    start_time: int = 0
    end_time: int | None = None
    message: str = ""
    environment: dict[str, str] | None = None
    resource_changes: dict[str, int] | None = None
    resource_count: Count | None = None


class _UpdateItem(Answer, frozen=True):
    """The service form, which wraps an update's info."""

    version: int = 0
    requested_by: UserInfo | None = None
    update_id: str = msgspec.field(name="updateID", default="")


class _DefaultOrganization(msgspec.Struct, frozen=True, rename="pascal"):
    git_hub_login: str = ""


def repaired_json(body: bytes) -> bytes:
    """Rewrite JSON that Python's lenient decoder accepts and a strict one rejects.

    NaN and infinities become null, lone surrogates U+FFFD, other encodings than UTF-8 UTF-8.

    Raises:
        NotJson: it is not JSON even so.
        WrongShape: it is nested too deeply.
    """
    try:
        import json

        text = json.dumps(json.loads(body, parse_constant=lambda _: None), ensure_ascii=False)
    except ValueError as error:
        raise NotJson("The response is not JSON, or was truncated.") from error
    except RecursionError as error:
        raise WrongShape("The response is nested too deeply.") from error
    return re.sub(_SURROGATE, "\ufffd", text).encode()


def object_fields(body: bytes) -> Fields:
    """The undecoded fields of a JSON object.

    Raises:
        NotJson: it is not JSON.
        WrongShape: it is JSON, but not an object.
    """
    try:
        return msgspec.json.decode(body, type=Fields)
    except msgspec.ValidationError:
        pass
    except UNREADABLE:
        body = repaired_json(body)
    try:
        return msgspec.json.decode(body, type=Fields)
    except UNREADABLE as error:
        raise WrongShape("The response is JSON, but not the expected object.") from error


def read_struct(body: bytes | msgspec.Raw, kind: type[S]) -> S:
    """Decode an object; a field of the wrong type gets its default.

    Raises:
        NotJson: it is not JSON.
        WrongShape: it is not an object, or a field without a default is missing or invalid.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except UNREADABLE:
        fields = object_fields(bytes(body))
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name in fields:
            try:
                values[field.encode_name] = msgspec.json.decode(fields[field.encode_name], type=field.type)
            except UNREADABLE:
                continue
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise WrongShape(f"The response has an unexpected form: {error}.") from error


def read_entries(fields: Fields, name: str, kind: type[S]) -> tuple[tuple[S, ...], int]:
    """The readable entries of a list, and the number of unreadable ones; null and absent are empty.

    Raises:
        WrongShape: it is not a list.
    """
    raw = fields.get(name)
    if raw is None or bytes(raw) == b"null":
        return (), 0
    try:
        return tuple(msgspec.json.decode(raw, type=list[kind])), 0  # type: ignore[valid-type]  # a type at run time
    except UNREADABLE:
        pass
    entries = []
    try:
        raws = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except UNREADABLE as error:
        raise WrongShape(f"The response's `{name}` is not a list.") from error
    for one in raws:
        try:
            entries.append(read_struct(one, kind))
        except (NotJson, WrongShape):
            continue
    return tuple(entries), len(raws) - len(entries)


def read_text(fields: Fields, name: str) -> str:
    """A field's text; empty if it is absent, null or not a text."""
    return read_or(fields.get(name, b""), str, "")


def read_page(body: bytes) -> ListedPage:
    """Decode a page of the list of stacks."""
    fields = object_fields(body)
    if "stacks" not in fields:
        raise WrongShape("The response has no list of stacks.")
    stacks, unreadable = read_entries(fields, "stacks", StackSummary)
    token = read_text(fields, "continuationToken")
    return ListedPage(StackPage(stacks, unreadable, complete=not token), token)


def read_references(body: bytes) -> tuple[StackReference, ...]:
    """Decode references of either direction. `referencedStacks` are the stacks at the other end."""
    return read_entries(object_fields(body), "referencedStacks", StackReference)[0]


def read_deleted_stacks(body: bytes) -> tuple[DeletedStack, ...]:
    """Decode the stacks that may be restored."""
    fields = object_fields(body)
    if "deletedStacks" not in fields:
        raise WrongShape("The response has no list of deleted stacks.")
    return read_entries(fields, "deletedStacks", DeletedStack)[0]


def read_updates(body: bytes) -> tuple[Update, ...]:
    """Decode updates of either form: an item with `info` is the service's, one without is the CLI's."""
    fields = object_fields(body)
    try:
        raws = msgspec.json.decode(fields.get("updates", msgspec.Raw(b"null")), type=list[msgspec.Raw] | None)
    except UNREADABLE as error:
        raise WrongShape("The response's `updates` is not a list.") from error
    updates = []
    for raw in raws or ():
        try:
            updates.append(_update(raw))
        except (NotJson, WrongShape):
            continue
    return tuple(updates)


def _update(raw: msgspec.Raw) -> Update:
    item = object_fields(bytes(raw))
    if "info" in item:
        info, outer = read_struct(item["info"], _UpdateInfo), read_struct(raw, _UpdateItem)
    else:
        info, outer = read_struct(raw, _UpdateInfo), _UpdateItem()
    environment = info.environment or {}
    requester = outer.requested_by.github_login or outer.requested_by.name if outer.requested_by else ""
    return Update(
        version=info.version or outer.version,
        kind=info.kind,
        result=info.result,
        start_time=info.start_time,
        end_time=None if info.result in _RUNNING else info.end_time or None,
        message=info.message,
        author=requester or environment.get("git.author", ""),
        resource_changes={} if info.result in _RUNNING else _counts(info.resource_changes or {}),
        resource_count=info.resource_count,
        id=outer.update_id,
    )


def _counts(changes: dict[str, int]) -> dict[str, int]:
    return {kind: number for kind, number in changes.items() if number >= 0}


def read_default_organization(body: bytes) -> str:
    """Decode the default organization: its keys are capitalised (at/organizations.go:19-30)."""
    return read_struct(body, _DefaultOrganization).git_hub_login


def read_messages(body: bytes) -> tuple[ServerMessage, ...]:
    """Decode the response to a create: empty, an empty object, or messages."""
    if not body.strip():
        return ()
    try:
        return read_entries(object_fields(body), "messages", ServerMessage)[0]
    except WrongShape:
        object_fields(body)
        return ()


def read_nothing(body: bytes) -> None:
    """Check the response to a write that returns nothing: no body, or any object."""
    if body.strip():
        object_fields(body)


def checked_json(body: bytes) -> bytes:
    """The body itself, after checking that it is complete JSON.

    Raises:
        NotJson: it is not.
    """
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except UNREADABLE:
        repaired_json(body)
    return body
