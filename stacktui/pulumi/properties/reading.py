"""Decodes inputs and outputs and masks them in one step, so that no unmasked model exists (security.md, S4).

In a state, a secret is a wrapper with its ciphertext or plaintext, at any depth, also inside strings that contain JSON,
possibly nested. A value with the signature that cannot be read is masked completely.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Literal

import msgspec

from stacktui.pulumi.properties.masking import masked_json
from stacktui.pulumi.properties.values import (
    MASK,
    Archive,
    Asset,
    ByteString,
    PropertyMap,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
    UnknownSpecial,
)
from stacktui.pulumi.signatures import (
    ARCHIVE,
    ASSET,
    BYTE_STRING,
    RESOURCE_REFERENCE,
    SECRET,
    SIGNATURE,
    SPECIAL_FLOAT,
    UNKNOWN,
)
from stacktui.pulumi.tolerant_json import Json, without_lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

DEEPEST = 120
"""The maximum depth; real properties have a dozen levels."""
BY_NAME = frozenset({"__inputs", "__provider"})
"""Provider bookkeeping that repeats inputs as plaintext, even secret ones (pulumi-kubernetes#2300), and the code of a
dynamic provider with everything that it captured."""
KUBERNETES_SECRET = frozenset({"data", "stringData"})
KUBERNETES_SECRETS = "SecretList"
"""The kind whose `items` are secrets, each of which may leave out its own kind."""
_PLAIN_WORDS = frozenset({"", "true", "false", "yes", "no", "on", "off"})

_HINTS = (SIGNATURE, SECRET, '"Secret', '"__inputs"', '"__provider"', '"secure"')
_decode = msgspec.json.Decoder().decode


class Unreadable(ValueError):
    """Bytes or text that are not JSON."""


def decode_json(text: bytes | msgspec.Raw | str) -> Json:
    """Decode JSON as leniently as Python can: also NaN, huge integers (as text), and invalid UTF-8.

    Lone surrogates become U+FFFD, so that the result can be encoded again.

    Raises:
        Unreadable: it is not JSON, or nested too deeply.
    """
    try:
        value: Json = _decode(text)
    except (ValueError, RecursionError):
        return _decode_tolerantly(text.encode("utf-8", "replace") if isinstance(text, str) else bytes(text))
    return value


def _decode_tolerantly(text: bytes) -> Json:
    repaired = without_lone_surrogates(text) or text
    try:
        value: Json = json.loads(repaired.decode("utf-8", "replace"), parse_int=_whole_number)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    return value


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) < 1000 else digits


def read_map(value: Json, secret_names: Collection[str] = ()) -> PropertyMap:
    """The properties of an object, with `secret_names` masked; for anything else, one property without a name."""
    if value is None:
        return PropertyMap()
    if not isinstance(value, dict) or SIGNATURE in value:
        return PropertyMap((("", read_value(value)),))
    return _read_fields(value, 0, secret_names)


def read_value(value: Json, depth: int = 0) -> PropertyValue:
    """A value in displayable form."""
    if isinstance(value, str):
        return Unknown() if value == UNKNOWN else masked_text(value, depth)
    return _read_nested(value, depth) if isinstance(value, list | dict) else value


def _read_nested(value: list[Json] | dict[str, Json], depth: int) -> PropertyValue:
    if depth >= DEEPEST:
        return UnknownSpecial("nested too deeply")
    if isinstance(value, list):
        return tuple(read_value(element, depth + 1) for element in value)
    if SIGNATURE in value:
        return _read_special(value, depth + 1)
    if value.keys() == {"secure"} and _is_ciphertext(value["secure"]):
        return Secret()
    return _read_fields(value, depth + 1)


def _is_ciphertext(value: Json) -> bool:
    """Whether what stands under `secure` is a secret of a stack's configuration, and no switch of that name."""
    return isinstance(value, str) and value.lower() not in _PLAIN_WORDS


def masked_text(text: str, depth: int = 0) -> str | Secret:
    """A string in displayable form: JSON in it is masked inside; what has a signature but is unreadable, completely."""
    if not _may_hold_secret(text):
        return text
    try:
        plain = decode_json(text)
    except Unreadable:
        return Secret() if SIGNATURE in text or SECRET in text else text
    value = read_value(plain, depth + 1)
    if isinstance(value, Secret):
        return value
    masked = masked_json(value)
    return text if masked == plain else json.dumps(masked, ensure_ascii=False)


def _may_hold_secret(text: str) -> bool:
    if text.lstrip()[:1] in {"{", "[", '"'} and "\\" in text:
        return True
    return any(hint in text for hint in _HINTS)


def _read_fields(fields: dict[str, Json], depth: int, secret_names: Collection[str] = ()) -> PropertyMap:
    hidden = KUBERNETES_SECRET if fields.get("kind") == "Secret" else frozenset()
    read: list[tuple[str, PropertyValue]] = []
    for name, value in fields.items():
        shown = MASK if SIGNATURE in name or SECRET in name else name
        if name in secret_names or name in hidden or name in BY_NAME:
            read.append((shown, _read_by_name(value, depth)))
        elif name == "items" and isinstance(value, list) and fields.get("kind") == KUBERNETES_SECRETS:
            read.append((shown, tuple(_read_item(item, depth + 1) for item in value)))
        else:
            read.append((shown, read_value(value, depth)))
    return PropertyMap(tuple(read))


def _read_item(value: Json, depth: int) -> PropertyValue:
    if not isinstance(value, dict) or SIGNATURE in value or depth >= DEEPEST:
        return read_value(value, depth)
    return _read_fields(value, depth + 1, KUBERNETES_SECRET)


def _read_by_name(value: Json, depth: int) -> Secret:
    """A value that is secret by its name: a wrapper of its own, or plain."""
    read = read_value(value, depth)
    return read if isinstance(read, Secret) else Secret.of(value)


def _read_special(fields: dict[str, Json], depth: int) -> PropertyValue:
    kind = fields[SIGNATURE]
    read = _SPECIAL.get(kind) if isinstance(kind, str) else None
    return UnknownSpecial("an unknown kind") if read is None else read(fields, depth)


def _read_secret(fields: dict[str, Json], _: int = 0) -> Secret:
    """`plaintext` contains JSON text; `value`, in the form sent to providers, contains the value itself."""
    plaintext = fields.get("plaintext")
    if isinstance(plaintext, str):
        try:
            return Secret.of(decode_json(plaintext))
        except Unreadable:
            return Secret.of(plaintext)
    if "plaintext" in fields:
        return Secret.of(plaintext)
    return Secret.of(fields["value"]) if "value" in fields else Secret()


def _read_asset(fields: dict[str, Json], depth: int) -> Asset | Secret | UnknownSpecial:
    digest = _text_of(fields, "hash")
    kinds: tuple[Literal["text", "path", "uri"], ...] = ("text", "path", "uri")
    for kind in kinds:
        if isinstance(fields.get(kind), str):
            content = masked_text(_text_of(fields, kind), depth)
            return content if isinstance(content, Secret) else Asset(kind, content, digest)
    return Asset("hash", digest, digest) if digest else UnknownSpecial("malformed asset")


def _read_archive(fields: dict[str, Json], depth: int) -> Archive | UnknownSpecial:
    digest = _text_of(fields, "hash")
    assets = fields.get("assets")
    if isinstance(assets, dict):
        return Archive("assets", "", digest, _read_fields(assets, depth))
    kinds: tuple[Literal["path", "uri"], ...] = ("path", "uri")
    for kind in kinds:
        if isinstance(fields.get(kind), str):
            return Archive(kind, _text_of(fields, kind), digest, PropertyMap())
    return Archive("hash", "", digest, PropertyMap()) if digest else UnknownSpecial("malformed archive")


def _read_reference(fields: dict[str, Json], _: int = 0) -> ResourceReference | UnknownSpecial:
    """The ID is a string; an old bug wrote it as `{"V": …}` (rs/deployment.go:1049-1204)."""
    urn, identifier = fields.get("urn"), fields.get("id")
    if not isinstance(urn, str):
        return UnknownSpecial("malformed resource reference")
    if isinstance(identifier, dict):
        identifier = identifier.get("V")
    known = isinstance(identifier, str) and identifier != UNKNOWN
    return ResourceReference(urn, str(identifier) if known else "", _text_of(fields, "packageVersion"))


def _read_byte_string(fields: dict[str, Json], _: int = 0) -> ByteString | UnknownSpecial:
    value = fields.get("value")
    return ByteString(value) if isinstance(value, str) else UnknownSpecial("malformed byte string")


def _read_float(fields: dict[str, Json], _: int = 0) -> float | UnknownSpecial:
    """IEEE 754 bits in 16 hex digits, for numbers that JSON lacks."""
    try:
        (value,) = struct.unpack(">d", bytes.fromhex(_text_of(fields, "value")))
    except (ValueError, struct.error):
        return UnknownSpecial("malformed number")
    return float(value)


def _text_of(fields: dict[str, Json], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


_SPECIAL: dict[str, Callable[[dict[str, Json], int], PropertyValue]] = {
    SECRET: _read_secret,
    ASSET: _read_asset,
    ARCHIVE: _read_archive,
    RESOURCE_REFERENCE: _read_reference,
    BYTE_STRING: _read_byte_string,
    SPECIAL_FLOAT: _read_float,
}
