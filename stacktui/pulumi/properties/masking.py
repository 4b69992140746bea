"""Converts decoded values back to Pulumi's JSON, with `[secret]` in place of secrets."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

from stacktui.pulumi.properties.suspicion import LOOKS_SECRET, looks_secret
from stacktui.pulumi.properties.values import (
    MASK,
    UNKNOWN_SPECIAL,
    Archive,
    Asset,
    ByteString,
    PropertyMap,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
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

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json


def masked_json(value: PropertyValue, *, key: str = "", suspect: bool = False) -> Json:
    """A value as JSON with `[secret]` for each secret (pkg/backend/display/json.go:45-83).

    With `suspect`, strings that look like a secret under their key are `[looks secret]`.
    """
    if isinstance(value, str):
        return LOOKS_SECRET if suspect and looks_secret(key, value) else value
    if isinstance(value, tuple):
        return [masked_json(element, key=key, suspect=suspect) for element in value]
    if isinstance(value, PropertyMap):
        return {name: masked_json(inner, key=name, suspect=suspect) for name, inner in value.entries}
    if isinstance(value, float):
        return value if math.isfinite(value) else _special(SPECIAL_FLOAT, value=struct.pack(">d", value).hex())
    return value if value is None or isinstance(value, int) else _masked_special(value, suspect=suspect)


def _masked_special(value: PropertyValue, *, suspect: bool) -> Json:
    shown: Json = UNKNOWN_SPECIAL
    match value:
        case Secret():
            shown = MASK
        case Unknown():
            shown = UNKNOWN
        case ByteString():
            shown = _special(BYTE_STRING, value=value.base64)
        case ResourceReference():
            shown = _special(RESOURCE_REFERENCE, urn=value.urn, id=value.id, packageVersion=value.package_version)
        case Asset():
            content = masked_json(value.value, suspect=suspect)
            shown = _special(ASSET, **{"hash": value.hash, value.kind: content})
        case Archive():
            content = masked_json(value.assets, suspect=suspect) if value.assets else value.value
            shown = _special(ARCHIVE, **{"hash": value.hash, value.kind: content})
        case _:
            pass
    return shown


def _special(signature: str, **fields: Json) -> Json:
    return {SIGNATURE: signature, **{name: field for name, field in fields.items() if field != ""}}
