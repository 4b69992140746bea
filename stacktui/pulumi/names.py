"""Pulumi's rules for names, checked during typing; empty if valid, otherwise one sentence (protocol.md §4).

Only what stacktui creates is checked: existing names are listed as they are.
"""

from __future__ import annotations

import re
import string
import unicodedata

_ALPHANUMERIC = frozenset(string.ascii_letters + string.digits)
_NAME_CHARACTERS = _ALPHANUMERIC | frozenset("_.-")
_TAG_CHARACTERS = _NAME_CHARACTERS | {":"}
_ORGANIZATION_CHARACTERS = _ALPHANUMERIC | frozenset("_-")
_ORGANIZATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,38}[A-Za-z0-9]")
_VALUE_BYTES = 256


def check_stack_name(text: str) -> str:
    """1 to 100 of letters, digits, `_`, `.`, `-` (tokens/stack_name.go:51-85); not `.` or `..`."""
    return _check(text, "stack", _NAME_CHARACTERS, 100)


def check_project_name(text: str) -> str:
    """1 to 100 of letters, digits, `_`, `.`, `-` (tokens/project.go:28-38); not `.` or `..`."""
    return _check(text, "project", _NAME_CHARACTERS, 100)


def check_organization_name(text: str) -> str:
    """3 to 40 of letters, digits, `_`, `-`, a letter or digit at both ends (hs/backend.go:140)."""
    wrong = _check(text, "organization", _ORGANIZATION_CHARACTERS, 40)
    if wrong or _ORGANIZATION.fullmatch(text):
        return wrong
    if len(text) < 3:
        return "The organization name must have at least 3 characters."
    return "The organization name must begin and end with a letter or digit."


def check_tag_name(text: str) -> str:
    """1 to 40 of letters, digits, `_`, `.`, `-`, `:` (pkg/util/validation/stack.go:27-42)."""
    return _check(text, "tag", _TAG_CHARACTERS, 40)


def check_tag_value(text: str) -> str:
    """At most 256 bytes of UTF-8, possibly none (pkg/util/validation/stack.go:45-58)."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return "The tag value is not valid Unicode."
    return "" if size <= _VALUE_BYTES else f"The tag value has {size} bytes; the limit is {_VALUE_BYTES}."


def _check(text: str, what: str, allowed: frozenset[str], longest: int) -> str:
    if not text:
        return f"The {what} name is empty."
    for position, character in enumerate(text, 1):
        if character not in allowed:
            signs = " ".join(sorted(allowed - _ALPHANUMERIC))
            shown = _shown(character)
            return f"The {what} name cannot contain {shown} (position {position}): use letters, digits and {signs}."
    if len(text) > longest:
        return f"The {what} name has {len(text)} characters; the limit is {longest}."
    if text in {".", ".."}:
        return f"The {what} name cannot be `{text}`: URLs treat it as a relative path."
    return ""


def _shown(character: str) -> str:
    if character == " ":
        return "a space"
    if character.isprintable():
        return f"`{character}`"
    return unicodedata.name(character, f"U+{ord(character):04X}")
