"""The inputs and outputs of a resource, masked with everything that the resource declares about its secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stacktui.pulumi.properties.reading import KUBERNETES_SECRET, KUBERNETES_SECRETS, Unreadable, decode_json, read_map
from stacktui.pulumi.properties.values import (
    MASK,
    PropertyMap,
    PropertyValue,
    Secret,
    UnknownSpecial,
    holds_secret,
)
from stacktui.pulumi.signatures import SECRET

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import msgspec

    from stacktui.pulumi.state.deployment import Resource
    from stacktui.pulumi.tolerant_json import Json

_KUBERNETES = re.compile(r"kubernetes:core/v1:Secret(List)?(?:Patch)?")
UNREADABLE = PropertyMap((("", UnknownSpecial("not JSON")),))


class ResourceProperties(NamedTuple):
    """The properties of a resource; `provider_inputs` exist only in responses of `resources/…`."""

    inputs: PropertyMap
    outputs: PropertyMap
    provider_inputs: PropertyMap


def read_properties(raw: msgspec.Raw | None, *, secret_names: Collection[str] = ()) -> PropertyMap:
    """Decode and mask properties; `secret_names` are masked at the top level in any case.

    Absent and null ones are empty. Anything but a JSON object becomes one value with an empty name.
    """
    return _read(_decode(raw), secret_names)


def resource_properties(resource: Resource) -> ResourceProperties:
    """All properties of a resource.

    `additionalSecretOutputs` are masked in outputs and inputs, and a value that is secret in one of them is masked in
    the other (pulumi/pulumi#13286).
    """
    kind = _KUBERNETES.fullmatch(resource.type)
    names: Collection[str] = resource.additional_secret_outputs or ()
    if kind and not kind[1]:
        names = (*names, *KUBERNETES_SECRET)
    plain_inputs, plain_outputs = _decode(resource.inputs), _decode(resource.outputs)
    if kind and kind[1]:
        plain_inputs, plain_outputs = _as_list(plain_inputs), _as_list(plain_outputs)
    inputs, outputs = _read(plain_inputs, names), _read(plain_outputs, names)
    return ResourceProperties(
        _overlay_map(inputs, outputs, plain_inputs),
        _overlay_map(outputs, inputs, plain_outputs),
        read_properties(resource.provider_inputs),
    )


def shown_id(resource: Resource) -> str:
    """The ID of a resource, or the mask where one of its secrets is the same text; empty where it has none."""
    return unless_secret(resource, resource.id or "")


def unless_secret(resource: Resource, text: str) -> str:
    """A text that belongs to a resource, or the mask where one of its secrets is the same."""
    return MASK if text and _may_hold_plaintext(resource) and text in plaintexts(resource) else text


def plaintexts(resource: Resource) -> frozenset[str]:
    """The texts that are secrets of a resource, as far as the state tells them."""
    found = resource_properties(resource)
    return frozenset(text for properties in found for text in _secret_texts(properties))


def _may_hold_plaintext(resource: Resource) -> bool:
    """Quick, for many: most resources hold no secret."""
    mark = SECRET.encode()
    return bool(resource.additional_secret_outputs) or mark in bytes(resource.inputs) or mark in bytes(resource.outputs)


def _secret_texts(value: PropertyValue) -> Iterator[str]:
    if isinstance(value, PropertyMap):
        for _, inner in value.entries:
            yield from _secret_texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _secret_texts(inner)
    elif isinstance(value, Secret) and value.has_plaintext:
        yield from _texts(value.reveal())


def _texts(plain: Json) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, list | dict):
        for inner in plain.values() if isinstance(plain, dict) else plain:
            yield from _texts(inner)


class _NotJson:
    """Bytes that are not JSON, as opposed to JSON's null."""


def _decode(raw: msgspec.Raw | None) -> Json | _NotJson:
    if not raw:
        return None
    try:
        return decode_json(raw)
    except Unreadable:
        return _NotJson()


def _as_list(plain: Json | _NotJson) -> Json | _NotJson:
    """The properties of a list of Kubernetes secrets, which may leave out their kind: the type says it."""
    return {**plain, "kind": KUBERNETES_SECRETS} if isinstance(plain, dict) and "items" in plain else plain


def _read(plain: Json | _NotJson, secret_names: Collection[str]) -> PropertyMap:
    return UNREADABLE if isinstance(plain, _NotJson) else read_map(plain, secret_names)


def _overlay_map(shown: PropertyMap, other: PropertyMap, plain: Json | _NotJson) -> PropertyMap:
    if not isinstance(plain, dict):
        return shown
    masks = dict(other.entries)
    return PropertyMap(
        tuple(
            (name, _overlay(value, masks[name], plain.get(name)) if name in masks else value)
            for name, value in shown.entries
        )
    )


def _overlay(shown: PropertyValue, other: PropertyValue, plain: Json) -> PropertyValue:
    """Mask in `shown` what is secret at the same path in `other`."""
    if isinstance(shown, Secret):
        return shown
    if isinstance(other, Secret):
        return Secret.of(plain)
    if isinstance(shown, PropertyMap) and isinstance(other, PropertyMap):
        return _overlay_map(shown, other, plain)
    if isinstance(shown, tuple) and isinstance(other, tuple) and isinstance(plain, list):
        return _overlay_list(shown, other, plain)
    return shown


def _overlay_list(
    shown: tuple[PropertyValue, ...], other: tuple[PropertyValue, ...], plain: list[Json]
) -> PropertyValue:
    """A list whose counterpart contains a secret is masked completely, unless they correspond item by item."""
    if not any(map(holds_secret, other)):
        return shown
    if list(map(holds_secret, shown)) != list(map(holds_secret, other)):
        return Secret.of(plain)
    return tuple(_overlay(*three) for three in zip(shown, other, plain, strict=True))
