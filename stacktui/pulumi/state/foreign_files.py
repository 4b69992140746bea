"""Makes the JSON of a state out of what people save: other encodings, and what a program printed around it.

And says of other files what they are.
"""

from __future__ import annotations

import codecs
import json
import re

import msgspec

from stacktui.pulumi.state.json_cursor import value_end
from stacktui.pulumi.tolerant_json import UNREADABLE, read_or

ZSTD = b"\x28\xb5\x2f\xfd"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""The longer ones first: one begins with another."""
_STARTS = re.compile(rb"^[ \t]*\{", re.MULTILINE)
_MOST_STARTS = 5
_URN = re.compile(rb'"urn"\s*:\s*"([^"\n]{1,500})"', re.IGNORECASE)
_LOCATED = 64 * 1024 * 1024
"""Bytes up to which the place of a fault is looked for as precisely as Python tells it."""


def as_utf8(data: bytes) -> bytes:
    """The same text in UTF-8, where a byte order mark says that it is in UTF-16 or UTF-32."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode()
    return data


def json_within(data: bytes) -> bytes | None:
    """The object that begins a line of a text, without what was printed before and after it; None where none does."""
    for found in list(_STARTS.finditer(data))[:_MOST_STARTS]:
        rest = memoryview(data)[found.start() :]
        try:
            end = value_end(rest)
        except UNREADABLE:
            continue
        return bytes(rest[:end])
    return None


def place_of_fault(data: bytes) -> str:
    """Where a text stops being JSON, in the lines and columns of an editor, and in which resource."""
    if len(data) > _LOCATED:
        return ""
    text = data.decode("utf-8", "replace")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        before = text[: error.pos].encode()
        *_, urn = ["", *(found.decode("utf-8", "replace") for found in _URN.findall(before))]
        within = f", in or after the entry of {urn}" if urn else ""
        return f"It stops being JSON at line {error.lineno}, column {error.colno}{within}."
    except (ValueError, RecursionError):
        return ""
    return ""


class _Listed(msgspec.Struct):
    urn: str = ""
    name: str = ""
    resource: msgspec.Raw = msgspec.Raw()


class _Known(msgspec.Struct, rename="camel"):
    """What the files have that are taken for states."""

    terraform_version: str = msgspec.field(name="terraform_version", default="")
    name_table: dict[str, msgspec.Raw] | None = None
    resources: list[_Listed] = []
    steps: list[msgspec.Raw] | None = None


def what_it_is(data: bytes) -> str:
    """What a file is that is no state, and what reads it; empty where it is nothing known."""
    found = read_or(data, _Known, _Known())
    if found.terraform_version:
        return "It is a Terraform state: `pulumi import --from terraform` reads it."
    is_import = bool(found.resources) and all(one.name and not one.urn and not one.resource for one in found.resources)
    if found.name_table is not None or is_import:
        return "It is an import file: `pulumi import --file` reads it."
    if found.steps is not None:
        return "It is the plan of `pulumi preview --json`."
    return ""
