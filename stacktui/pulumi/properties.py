"""The one door to property values: what they are, how they are read, and how they leave the program masked."""

from __future__ import annotations

from stacktui.pulumi.masked_state import masked_deployment_json, masked_resource_json
from stacktui.pulumi.masking import masked_json
from stacktui.pulumi.property_reading import masked_text
from stacktui.pulumi.property_values import (
    MASK,
    UNKNOWN_SPECIAL,
    Archive,
    Asset,
    ByteString,
    Json,
    PropertyMap,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
    UnknownSpecial,
    holds_secret,
    is_internal,
)
from stacktui.pulumi.resource_properties import ResourceProperties, read_properties, resource_properties
from stacktui.pulumi.suspicion import LOOKS_SECRET, looks_secret

__all__ = [
    "LOOKS_SECRET",
    "MASK",
    "UNKNOWN_SPECIAL",
    "Archive",
    "Asset",
    "ByteString",
    "Json",
    "PropertyMap",
    "PropertyValue",
    "ResourceProperties",
    "ResourceReference",
    "Secret",
    "Unknown",
    "UnknownSpecial",
    "holds_secret",
    "is_internal",
    "looks_secret",
    "masked_deployment_json",
    "masked_json",
    "masked_resource_json",
    "masked_text",
    "read_properties",
    "resource_properties",
]
