"""A resource or a whole state as JSON without secrets, for copying, saving or sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from stacktui.pulumi.properties.masking import masked_json
from stacktui.pulumi.properties.of_resource import resource_properties, unless_secret
from stacktui.pulumi.properties.other_fields import HIDDEN_PARTS, other_fields, read_field
from stacktui.pulumi.properties.reading import Unreadable, decode_json, read_value
from stacktui.pulumi.properties.suspicion import LOOKS_SECRET, looks_secret, masked_command
from stacktui.pulumi.state.deployment import MASKED_MAGIC, NO_VERSION, Manifest, Resource

if TYPE_CHECKING:
    from stacktui.pulumi.properties.values import PropertyMap
    from stacktui.pulumi.state.deployment import Deployment, IntegrityError
    from stacktui.pulumi.tolerant_json import Json

_encode = msgspec.json.Encoder().encode
_FIELDS = tuple((field.name, field.encode_name) for field in msgspec.structs.fields(Resource))


def masked_resource_json(resource: Resource, *, suspect: bool = True) -> bytes:
    """The resource as indented JSON in Pulumi's form, with secrets as `[secret]`; absent fields stay absent.

    `suspect` also masks what looks like a secret.
    """
    return msgspec.json.format(_encode(_masked_fields(resource, suspect=suspect)), indent=2)


def masked_deployment_json(deployment: Deployment, *, suspect: bool = True) -> bytes:
    """The state as an indented export that Pulumi refuses to import; unreadable resources are omitted.

    Run it in a thread if the state may be large.
    """
    resources = [msgspec.Raw(_encode(_masked_fields(resource, suspect=suspect))) for resource in deployment.resources]
    operations = [
        {
            "resource": _masked_fields(operation.resource, suspect=suspect),
            "type": operation.type,
            **_masked_map(other_fields(operation), suspect=suspect),
        }
        for operation in deployment.pending_operations
    ]
    unknown = _unknown_parts(deployment, suspect=suspect)
    parts = {
        "manifest": {**_told(_masked_manifest(deployment.manifest or Manifest())), **unknown.pop("manifest", {})},
        "secrets_providers": _told(deployment.secrets_provider),
        "resources": resources,
        "pending_operations": operations,
        "metadata": {
            **_masked_metadata(deployment.integrity_error, unknown.pop("integrity_error", {})),
            **unknown.pop("metadata", {}),
        },
        **unknown.pop("deployment", {}),
    }
    envelope = {
        "version": 3 if deployment.version is None else deployment.version,
        "features": deployment.features,
        "deployment": {name: part for name, part in parts.items() if part or name == "resources"},
        **unknown.pop("", {}),
    }
    return msgspec.json.format(_encode({name: part for name, part in envelope.items() if part}), indent=2)


def _masked_manifest(manifest: Manifest) -> Manifest:
    """The manifest with an invalid magic, because an import would replace every secret with the text `[secret]`."""
    return Manifest(manifest.time, manifest.version or NO_VERSION, MASKED_MAGIC)


def _unknown_parts(deployment: Deployment, *, suspect: bool) -> dict[str, dict[str, Json]]:
    """The fields that a later CLI added, by the part that they stand in."""
    parts: dict[str, dict[str, Json]] = {}
    for part, name, value in deployment.unknown_fields:
        if part not in HIDDEN_PARTS:
            parts.setdefault(part, {})[name] = masked_json(read_field(value), key=name, suspect=suspect)
    return parts


def _masked_metadata(error: IntegrityError | None, unknown: dict[str, Json]) -> dict[str, Json]:
    """Pulumi's mark of corruption, which whoever receives the state must see."""
    if error is None:
        return {}
    variables: dict[str, Json] = {
        name: LOOKS_SECRET if looks_secret(name, value) else value for name, value in error.env_vars.items()
    }
    told = {"error": error.error, "version": error.version, "command": masked_command(error.command)}
    return {
        "integrity_error": {**{name: text for name, text in told.items() if text}, "env_vars": variables, **unknown}
    }


def _masked_map(properties: PropertyMap, *, suspect: bool) -> dict[str, Json]:
    return {name: masked_json(value, key=name, suspect=suspect) for name, value in properties.entries}


def _told(part: msgspec.Struct | None) -> dict[str, Json]:
    """The fields that have a value."""
    fields: dict[str, Json] = {} if part is None else msgspec.to_builtins(part)
    state = fields.get("state")
    if isinstance(state, dict):
        fields["state"] = {name: value for name, value in state.items() if value}
    return {name: value for name, value in fields.items() if value}


def _masked_fields(resource: Resource, *, suspect: bool) -> dict[str, Json]:
    properties = resource_properties(resource)
    read = {
        "inputs": properties.inputs,
        "outputs": properties.outputs,
        "provider_inputs": properties.provider_inputs,
    }
    fields: dict[str, Json] = {}
    for name, encoded in _FIELDS:
        value = getattr(resource, name)
        if name in {"id", "import_id"} and value:
            value = unless_secret(resource, value)
        if value is None or (isinstance(value, msgspec.Raw) and not value):
            continue
        masked = read[name] if name in read else read_value(_plain(value))
        fields[encoded] = masked_json(masked, suspect=suspect)
    return {**fields, **_masked_map(other_fields(resource), suspect=suspect)}


def _plain(value: object) -> Json:
    """A field as JSON; null if it was invalid."""
    if isinstance(value, str | bool):
        return value
    try:
        return decode_json(value if isinstance(value, msgspec.Raw) else _encode(value))
    except Unreadable:
        return None
