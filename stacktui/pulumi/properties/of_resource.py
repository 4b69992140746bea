"""The inputs and outputs of a resource, masked with everything that the resource declares about its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacktui.pulumi.properties.reading import Unreadable, decode_json, read_map
from stacktui.pulumi.properties.values import PropertyMap, PropertyValue, Secret, UnknownSpecial, holds_secret

if TYPE_CHECKING:
    from collections.abc import Collection

    import msgspec

    from stacktui.pulumi.state.deployment import Resource
    from stacktui.pulumi.tolerant_json import Json

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
    names = resource.additional_secret_outputs or ()
    plain_inputs, plain_outputs = _decode(resource.inputs), _decode(resource.outputs)
    inputs, outputs = _read(plain_inputs, names), _read(plain_outputs, names)
    return ResourceProperties(
        _overlay_map(inputs, outputs, plain_inputs),
        _overlay_map(outputs, inputs, plain_outputs),
        read_properties(resource.provider_inputs),
    )


class _NotJson:
    """Bytes that are not JSON, as opposed to JSON's null."""


def _decode(raw: msgspec.Raw | None) -> Json | _NotJson:
    if not raw:
        return None
    try:
        return decode_json(raw)
    except Unreadable:
        return _NotJson()


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
