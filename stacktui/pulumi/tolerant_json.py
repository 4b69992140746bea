"""Reads JSON that may be invalid, and JSON that strict decoders reject.

Lone surrogates (U+D800, for example) are valid in JSON, but strict decoders reject the whole body. Python and Go accept
such a name; it must not make a whole list or state unreadable (SECURITY.md, row 40 of the faults).
"""

from __future__ import annotations

import re
from typing import TypeAlias, TypeVar

import msgspec

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_T = TypeVar("_T")
_D = TypeVar("_D")

UNREADABLE = (ValueError, RecursionError)
"""What msgspec raises for unreadable bytes: its own errors and Unicode's are ValueErrors."""

# Each escape is taken whole, so that the backslash of `\\ud800` starts none; a pair is one character and stays.
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
_MAY_BE_LONE = re.compile(rb"\\u[dD][89a-fA-F]")


def read_or(text: bytes | memoryview | msgspec.Raw, shape: type[_T], otherwise: _D) -> _T | _D:
    """Decode JSON, or return the default if it is truncated, of another shape, not UTF-8, or nested too deeply."""
    try:
        return msgspec.json.decode(text, type=shape)
    except UNREADABLE:
        return otherwise


def without_lone_surrogates(body: bytes | bytearray) -> bytes | None:
    """The same JSON with U+FFFD for each lone surrogate, at the same byte offsets; None if there is none."""
    if _MAY_BE_LONE.search(body) is None:
        return None
    repaired = _ESCAPES.sub(_repaired, body)
    return None if repaired == body else bytes(repaired)


def _repaired(escape: re.Match[bytes]) -> bytes:
    return escape[0] if escape[1] is None else rb"\ufffd"
