"""A tenant in which every text attacks the terminal that shows it.

Stack `stack-07` of `project-07` in `org-07` has payload 7 at the end of every text of its responses: names, tags, URNs,
types, IDs, property keys and values, messages, errors, warnings. Texts that belong to no stack have all payloads one
after another. Names in requests are matched without the payload.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from stacktui.demo.company.projects import ADMIN, Organization
from stacktui.demo.company.stacks import Operation, Reading, StackRecord
from stacktui.demo.state.values import SIGNATURE, Draw, Json

if TYPE_CHECKING:
    from collections.abc import Sequence

PAYLOADS: tuple[str, ...] = (
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]52;c;cHduZWQ=\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1b]0;pwned\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]9;4;1;50\x1b\\",
    "\x1bPtmux;\x1b\x1b]52;c;cHduZWQ=\x07\x1b\\",
    "\x1b[?1049l\x1b[?1003l\x1b[6n",
    "\x1bc",
    "\x9b2J",
    "\x9d52;c;cHduZWQ=\x9c",
    "\x90+q544e\x9c",
    "\x0e\x0f\x00\x07\x08\x0b\x0c\x1a\x7f",
    "\x85\u2028\u2029",
    "\u202egnp.exe\u202c",
    "\u2066\u2067\u2068x\u2069\u200e\u200f\u061c",
    "a\u200bb\u200cc\ufeff\u2060\u00ad\u3164",
    "\U000e0001\U000e0041\U000e007f",
    "[/]",
    "[/nope]",
    "[red]red[/red]",
    "[@click=app.quit]quit[/]",
    "[link=https://evil.example]x[/link]",
    "[b",
    "[[b]]\\",
    "[$primary]{0} %s ${x} `x`",
    "\ttab\ttab",
    "line\nbreak\r\nreturn\rover",
    "\ud800",
    "a" + "\u0301" * 200,
    "W" * 2_000,
    "../..",
    "👩‍👩‍👧‍👦🏳️‍🌈字",
)  # fmt: skip
"""All attacks. The lone surrogate is sent as a JSON escape."""

OPEN = ("open-org", "open-project", "open-stack")
"""Clients that send no control characters can open few of these stacks.

This one's own names are harmless, and its other texts contain every payload.
"""
HUGE = 5_000_000
"""The length of the value `huge` of this stack and of the first one."""

_LONE = "\ud800"
# A lone surrogate cannot be encoded; inside the server this private character stands for it.
_STANDS_FOR_LONE = "\uf8d8"
_INTERNAL = tuple(payload.replace(_LONE, _STANDS_FOR_LONE) for payload in PAYLOADS)
_LONGEST_FIRST = sorted(_INTERNAL, key=len, reverse=True)
_ALL = "".join(_INTERNAL)
_NUMBERED = re.compile(r"^(?:org|project|stack|spare)-(\d\d)$")
_FREE_KEYS = frozenset(
    ("tags", "inputs", "outputs", "environment", "config", "resourceChanges", "propertyDependencies", "providerInputs")
)
_OPAQUE = frozenset(("continuationToken",))


def poison_records() -> tuple[list[StackRecord], tuple[Organization, ...]]:
    """Two stacks for each payload, one with a running operation and every flag, one without resources; and OPEN."""
    records, organizations = [], []
    for number in range(len(PAYLOADS)):
        digits = f"{number:02d}"
        organizations.append(Organization(f"org-{digits}", f"Org {digits}", "admin", ADMIN, True))
        pair = []
        for name in ("stack", "spare"):
            seed = f"org-{digits}/project-{digits}/{name}-{digits}"
            identifier = Draw(f"{seed}/id").uuid()
            record = StackRecord(identifier, f"org-{digits}", f"project-{digits}", f"{name}-{digits}", seed)
            record.tags = {"env": "prod", "team": "red", "vcs:repo": "infra"}
            record.version, record.age, record.environment = 5, 3_600, "poison/env"
            pair.append(record)
        full, spare = pair
        full.count, full.trouble = 40, "every-flag"
        full.operation = Operation("update", "alice", 60)
        full.reads, spare.reads = (Reading(spare.id, 1),), (Reading(full.id, 2),)
        records += pair
    organization, project, name = OPEN
    organizations.append(Organization(organization, "Open", "admin", ADMIN, True))
    seed = "/".join(OPEN)
    opened = StackRecord(Draw(f"{seed}/id").uuid(), organization, project, name, seed)
    opened.tags, opened.environment = {"env": "prod", "team": "red"}, "poison/env"
    opened.version, opened.age, opened.count, opened.trouble = 5, 3_600, 40, "every-flag"
    opened.reads = tuple(Reading(record.id, 1) for record in records[:80:2])
    records[0].reads = (*records[0].reads, Reading(opened.id, 1))
    return [*records, opened], tuple(organizations)


def huge_text() -> str:
    """A value of 5 MB on one line, with an escape sequence in its middle."""
    return "0123456789" * (HUGE // 20) + "\x1b[2J" + "9876543210" * (HUGE // 20)


class Poison:
    """Adds the payloads to responses, and removes them from requests."""

    def plain(self, text: str) -> str:
        """The text without the payload at its end."""
        for payload in (_ALL, *_LONGEST_FIRST):
            if text.endswith(payload) and text != payload:
                return text[: -len(payload)]
        return text

    def body(self, body: bytes, names: Sequence[str]) -> bytes:
        """A JSON body with payloads in every text; other bodies unchanged."""
        if not body:
            return body
        number = _number(names)
        value = _poisoned(msgspec.json.decode(body), number, free=False)
        if number == 0 or tuple(names[:3]) == OPEN:
            _add_huge_value(value)
        return msgspec.json.encode(value).replace(_STANDS_FOR_LONE.encode(), rb"\ud800")

    def warnings(self, names: Sequence[str]) -> list[bytes]:
        """Values of X-Pulumi-Warning; a header cannot contain line breaks or NUL, and little more than a line."""
        number = _number(names)
        payloads = PAYLOADS if number is None else (PAYLOADS[number],)
        cleaned = (re.sub(r"[\r\n\v\f\0]", " ", payload).replace(_LONE, "") for payload in payloads)
        return [f"Careful: {payload[:500]}.".encode() for payload in cleaned]


def _number(names: Sequence[str]) -> int | None:
    for name in names:
        match = _NUMBERED.match(name)
        if match and int(match[1]) < len(PAYLOADS):
            return int(match[1])
    return None


def _poisoned(value: Json, number: int | None, *, free: bool) -> Json:
    if isinstance(value, str):
        return _poison_text(value, _ALL if number is None else _INTERNAL[number])
    if isinstance(value, list):
        return [_poisoned(item, number, free=free) for item in value]
    if isinstance(value, dict):
        return _poison_members(value, number, free=free)
    return value


def _poison_members(value: dict[str, Json], number: int | None, *, free: bool) -> dict[str, Json]:
    of_entry = _number([v for k, v in value.items() if k in _IDENTIFYING and isinstance(v, str)])
    number = number if of_entry is None else of_entry
    special = SIGNATURE in value
    found: dict[str, Json] = {}
    for key, item in value.items():
        if key == SIGNATURE or key in _OPAQUE:
            found[key] = item
        else:
            shown = _poison_text(key, _ALL if number is None else _INTERNAL[number]) if free and not special else key
            found[shown] = _poisoned(item, number, free=free or key in _FREE_KEYS)
    return found


_IDENTIFYING = ("orgName", "organization", "githubLogin", "GitHubLogin")


def _poison_text(text: str, payload: str) -> str:
    """Append the payload; for a URN to each of its parts, so that references still match."""
    if text.startswith("urn:pulumi:"):
        return "::".join(part + payload for part in text.split("::"))
    return text if text in OPEN else text + payload


def _add_huge_value(value: Json) -> None:
    deployment = value.get("deployment") if isinstance(value, dict) else None
    resources = deployment.get("resources") if isinstance(deployment, dict) else None
    if isinstance(resources, list):
        root = next((r for r in resources if isinstance(r, dict) and isinstance(r.get("outputs"), dict)), None)
        outputs = root.get("outputs") if root is not None else None
        if isinstance(outputs, dict):
            outputs["huge"] = huge_text()
