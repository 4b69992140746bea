"""The resources of each type: templates from kinds.json, compiled on first use.

A template is JSON with placeholders in its strings: `${name}` (the resource's name), `${physical}` (name and a suffix),
`${id}`, `${region}`, `${account}`, `${stack}`, `${project}`, `${env}`, `${time}`, `${uuid}`, `${octet}`, `${number}`,
`${cipher}`, `${hexN}` and `${HEXN}` (N new digits), and `${@type}`: the ID of the nearest resource of that type, which
also adds a dependency for that input. Outputs repeat the inputs that they do not replace.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.demo.state.values import Draw, Json

_MARK = re.compile(r"\$\{([^}]+)\}")


class Template(NamedTuple):
    """Literal texts and placeholders alternately, starting with a literal."""

    parts: tuple[str, ...]
    needs: tuple[str, ...]
    """The types whose IDs it holds."""


class Kind(NamedTuple):
    """A compiled resource type."""

    identifier: Template
    inputs: tuple[tuple[str, Template], ...]
    outputs: tuple[tuple[str, Template], ...]
    defaults: str
    """The JSON text of `__defaults`, or nothing."""
    secrets: tuple[str, ...]
    kubernetes: bool


class KindSource(msgspec.Struct, frozen=True):
    """An entry of kinds.json."""

    id: str
    inputs: dict[str, msgspec.Raw]
    outputs: dict[str, msgspec.Raw]
    defaults: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    kubernetes: bool = False


class Filled(NamedTuple):
    """A resource's ID and properties, and which inputs contain the IDs of which types."""

    identifier: str
    inputs: bytes
    outputs: bytes
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    secrets: tuple[str, ...]


class Place(NamedTuple):
    """The values of the placeholders, except new digits."""

    name: str
    stack: str
    project: str
    region: str
    account: str
    time: str
    draw: Draw
    nearest: Callable[[str], str]
    """Type → ID."""


@cache
def _sources() -> dict[str, KindSource]:
    data = Path(__file__).with_name("kinds.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, KindSource])


def types() -> tuple[str, ...]:
    """All types that have a template."""
    return tuple(_sources())


@cache
def kind(type_token: str) -> Kind:
    """The compiled template of one type.

    Raises:
        KeyError: kinds.json does not contain it.
    """
    source = _sources()[type_token]
    return Kind(
        _compile(source.id),
        tuple((key, _compile(bytes(raw).decode())) for key, raw in source.inputs.items()),
        tuple((key, _compile(bytes(raw).decode())) for key, raw in source.outputs.items()),
        json.dumps(source.defaults) if source.defaults else "",
        source.secrets,
        source.kubernetes,
    )


def _compile(text: str) -> Template:
    parts = tuple(_MARK.split(text))
    return Template(parts, tuple(mark[1:] for mark in parts[1::2] if mark.startswith("@")))


def fill(of: Kind, place: Place) -> Filled:
    """Fill a template in."""
    words = _Words(place)
    identifier = words.fill(of.identifier)
    words.known["id"] = identifier
    inputs = {key: words.fill(template) for key, template in of.inputs}
    outputs = dict(inputs)
    outputs.update((key, words.fill(template)) for key, template in of.outputs)
    outputs["id"] = json.dumps(identifier)
    if of.kubernetes:
        outputs["__inputs"] = _object(inputs)
        outputs["__initialApiVersion"] = inputs["apiVersion"]
        outputs["__fieldManager"] = f'"pulumi-kubernetes-{place.draw.hex(8)}"'
    if of.defaults:
        inputs = {"__defaults": of.defaults, **inputs}
    needs = tuple((key, template.needs) for key, template in of.inputs)
    return Filled(identifier, _object(inputs).encode(), _object(outputs).encode(), needs, of.secrets)


def _object(members: dict[str, str]) -> str:
    return "{" + ",".join(f"{json.dumps(key)}:{value}" for key, value in members.items()) + "}"


def encode(value: Json) -> bytes:
    """JSON text of a value."""
    return msgspec.json.encode(value)


class _Words:
    """Placeholder → text for one resource; placeholders for new digits differ each time."""

    def __init__(self, place: Place) -> None:
        quoted = json.dumps(place.name, ensure_ascii=False)[1:-1]
        suffix = place.draw.hex(7)
        self.place = place
        self.known = {
            "name": quoted,
            "physical": f"{quoted}-{suffix}",
            "stack": place.stack,
            "project": place.project,
            "env": place.stack.split("-")[0],
            "region": place.region,
            "account": place.account,
            "time": place.time,
        }

    def fill(self, template: Template) -> str:
        parts = template.parts
        if len(parts) == 1:
            return parts[0]
        return "".join(self.word(part) if at & 1 else part for at, part in enumerate(parts))

    def word(self, mark: str) -> str:
        if mark in self.known:
            return self.known[mark]
        draw = self.place.draw
        if mark.startswith("@"):
            return self.place.nearest(mark[1:])
        if mark.startswith("hex"):
            return draw.hex(int(mark[3:]))
        if mark.startswith("HEX"):
            return draw.hex(int(mark[3:])).upper()
        return _FRESH[mark](draw)


_FRESH: dict[str, Callable[[Draw], str]] = {
    "uuid": lambda draw: draw.uuid(),
    "octet": lambda draw: str(draw.below(254) + 1),
    "number": lambda draw: str(draw.below(900_000) + 100_000),
    "cipher": lambda draw: f"v1:{draw.hex(16)}:{draw.hex(56)}=",
}
