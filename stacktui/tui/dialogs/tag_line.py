"""Parses tags from one line, `env=prod, note="a, b"`, by Pulumi's rules for names and values."""

from __future__ import annotations

import re
from typing import NamedTuple

from stacktui.pulumi.names import check_tag_name, check_tag_value

_TAG = re.compile(
    r"""\s*(?P<name>[^=,]*?)\s*(?P<equals>=\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>(?!")[^,]*?)))?\s*(?:,|$)"""
)


class TagLine(NamedTuple):
    """The tags in order, and one sentence for the first error, if any."""

    tags: tuple[tuple[str, str], ...]
    problem: str = ""


def read_tags(line: str) -> TagLine:
    """Parse a line; empty parts between commas are skipped."""
    tags: dict[str, str] = {}
    at = 0
    while at < len(line):
        found = _TAG.match(line, at)
        if found is None:
            return TagLine((), "A tag value is missing its closing quotation mark before the next comma.")
        at = max(found.end(), at + 1)
        name = found["name"]
        if not name and found["equals"] is None:
            continue
        value = found["quoted"] if found["quoted"] is not None else found["bare"] or ""
        problem = _problem(name, value, has_value=found["equals"] is not None, tags=tags)
        if problem:
            return TagLine((), problem)
        tags[name] = value
    return TagLine(tuple(tags.items()))


def _problem(name: str, value: str, *, has_value: bool, tags: dict[str, str]) -> str:
    if not has_value:
        return f"The tag `{name}` has no value: write {name}=value."
    if name in tags:
        return f"The tag `{name}` appears twice."
    return check_tag_name(name) or check_tag_value(value)
