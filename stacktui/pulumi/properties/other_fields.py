"""Fields of resources and states that have no place of their own on the screen, masked as all else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.pulumi.properties.reading import Unreadable, decode_json, read_value
from stacktui.pulumi.properties.values import PropertyMap, PropertyValue, UnknownSpecial

if TYPE_CHECKING:
    import msgspec

    from stacktui.pulumi.state.deployment import Deployment, PendingOperation, Resource

HIDDEN_PARTS = frozenset({"secrets_providers"})
"""What encrypts the secrets is neither shown nor exported."""


def other_fields(item: Resource | PendingOperation) -> PropertyMap:
    """The fields that a later CLI added."""
    return PropertyMap(tuple((name, read_field(value)) for name, value in item.unknown_fields))


def shown_fields(resource: Resource) -> PropertyMap:
    """The same, and those that are shown as they are."""
    known = (("hideDiff", resource.hide_diff), ("replacementTrigger", resource.replacement_trigger))
    named = tuple((name, read_field(value)) for name, value in known if value)
    return PropertyMap((*named, *other_fields(resource).entries))


def other_fields_of_state(deployment: Deployment) -> PropertyMap:
    """The same of the state as a whole, each under the name of the part that it stands in."""
    return PropertyMap(
        tuple(
            (name if part in {"", "deployment"} else f"{part}.{name}", read_field(value))
            for part, name, value in deployment.unknown_fields
            if part not in HIDDEN_PARTS
        )
    )


def read_field(value: msgspec.Raw) -> PropertyValue:
    """An undecoded field as it may be shown."""
    try:
        return read_value(decode_json(value))
    except Unreadable:
        return UnknownSpecial("not JSON")
