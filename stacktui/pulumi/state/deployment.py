"""A stack's state: the deployment that `ExportStack` returns, decoded once into typed resources.

Schema: sdk/go/common/apitype/core.go:156-174 (deployment), 489-563 (ResourceV3). Every field but `urn`, `custom` and
`type` may be absent; a null list means an empty one. Inputs and outputs stay undecoded bytes, empty where absent, until
someone looks: `properties.read_properties`. Lists are tuples, which the garbage collector lets go of.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple, TypeAlias

import msgspec

from stacktui.pulumi.state.footprint import of_many, of_struct
from stacktui.pulumi.urn import ROOT_STACK_TYPE

UnknownFields: TypeAlias = tuple[tuple[str, msgspec.Raw], ...]
"""Name and undecoded value of fields that this program has no field for, in the order of the state."""


class ResourceStruct(msgspec.Struct, frozen=True, rename="camel", gc=False, forbid_unknown_fields=True):
    """Shared settings: not tracked by the garbage collector, as 100,000 of them would be.

    Strict decoding refuses unknown fields, which `as_go_reads` keeps.
    """

    @property
    def unknown_fields(self) -> UnknownFields:
        return ()


class CustomTimeouts(ResourceStruct, frozen=True):
    """Seconds."""

    create: float | None = None
    update: float | None = None
    delete: float | None = None
    read: float | None = None


class StackFrame(ResourceStruct, frozen=True):
    """One line of `stackTrace`."""

    source_position: str | None = None


class Resource(ResourceStruct, frozen=True):
    """One resource of an export or of `resources/{version}`; two resources may share a URN."""

    urn: str
    type: str = ""
    custom: bool = False
    """True: a provider manages it and it has an `id`. False: a component."""
    id: str | None = None
    parent: str | None = None
    provider: str | None = None
    """`<provider urn>::<provider id>`."""
    inputs: msgspec.Raw = msgspec.Raw()
    outputs: msgspec.Raw = msgspec.Raw()
    delete: bool | None = None
    """The old half of a replacement, still waiting for its deletion."""
    protect: bool | None = None
    taint: bool | None = None
    external: bool | None = None
    dependencies: tuple[str, ...] | None = None
    property_dependencies: msgspec.Raw = msgspec.Raw()
    """Undecoded: it would be most of what a large state allocates. `dependencies_by_property` reads it."""
    init_errors: tuple[str, ...] | None = None
    pending_replacement: bool | None = None
    additional_secret_outputs: tuple[str, ...] | None = None
    aliases: tuple[str, ...] | None = None
    custom_timeouts: CustomTimeouts | None = None
    import_id: str | None = msgspec.field(name="importID", default=None)
    retain_on_delete: bool | None = None
    deleted_with: str | None = None
    replace_with: tuple[str, ...] | None = None
    created: str | None = None
    modified: str | None = None
    """RFC 3339; `0001-01-01T00:00:00Z` means never."""
    source_position: str | None = None
    stack_trace: tuple[StackFrame, ...] | None = None
    ignore_changes: tuple[str, ...] | None = None
    hide_diff: msgspec.Raw = msgspec.Raw()
    """Property paths: each a list of names and positions, or a text."""
    replace_on_changes: tuple[str, ...] | None = None
    replacement_trigger: msgspec.Raw = msgspec.Raw()
    """Any value, perhaps a secret."""
    refresh_before_update: bool | None = None
    view_of: str | None = None
    resource_hooks: dict[str, tuple[str, ...] | None] | None = None
    snippet_id: str | None = msgspec.field(name="snippetID", default=None)
    extension_ref: str | None = None
    provider_inputs: msgspec.Raw = msgspec.Raw()
    """Only in `resources/{version}`, which has no `provider`."""

    @property
    def is_root_stack(self) -> bool:
        """Whether it is the stack's own resource, not that of a stack nested in a program."""
        return self.type == ROOT_STACK_TYPE and not self.parent

    def dependencies_by_property(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Which input carries which dependencies, inputs without any left out; empty where the field is malformed."""
        if b'"urn:' not in bytes(self.property_dependencies):
            return ()
        try:
            carried = msgspec.json.decode(self.property_dependencies, type=dict[str, tuple[str, ...] | None])
        except (ValueError, RecursionError):
            return ()
        return tuple((name, urns) for name, urns in carried.items() if urns)


class PendingOperation(ResourceStruct, frozen=True):
    """An operation the engine was interrupted in: creating, updating, deleting, reading or importing."""

    resource: Resource
    type: str = ""


class ResourceWithMore(Resource, frozen=True):
    """A resource with fields that a later CLI added, or an earlier one left out."""

    more: UnknownFields = ()

    @property
    def unknown_fields(self) -> UnknownFields:
        return self.more


class PendingOperationWithMore(PendingOperation, frozen=True):
    """An operation with such fields."""

    more: UnknownFields = ()

    @property
    def unknown_fields(self) -> UnknownFields:
        return self.more


class UnreadableResource(NamedTuple):
    """An entry that did not decode: where it stood in the list, why, and its URN where that much could be read."""

    position: int
    reason: str
    urn: str


FEATURES = frozenset(
    {
        "byteString",
        "extensionParameterization",
        "hooks",
        "refreshBeforeUpdate",
        "replaceWith",
        "snippets",
        "snippets-prototype",
        "taint",
        "views",
    }
)
"""What a state of version 4 may say that it uses (pkg/resource/stack/deployment.go); the CLI refuses others."""

MASKED_MAGIC = "masked by stacktui: its secrets are missing, do not import it"
"""Stands where Pulumi keeps the SHA-256 of the version (apitype/core.go:585), so that an import is refused."""
MASKED_EXPORT = "masked export, its secrets are missing"
"""What a person reads of such a state."""
NO_VERSION = "unknown"
"""Stands in a masked state for a version that was not told: Pulumi checks nothing where the version is empty."""


class Manifest(msgspec.Struct, frozen=True):
    """When and by which CLI the state was written."""

    time: str = ""
    version: str = ""
    magic: str = ""

    @property
    def is_masked(self) -> bool:
        """Whether stacktui wrote this state, without its secrets."""
        return self.magic == MASKED_MAGIC

    @property
    def cli_version(self) -> str:
        """The version of the CLI that wrote the state, empty where it is not known."""
        return "" if self.is_masked and self.version == NO_VERSION else self.version


def magic_of(version: str) -> str:
    """The magic that belongs to a version (apitype/core.go:585)."""
    return hashlib.sha256(version.encode()).hexdigest() if version else ""


class SecretsProviderState(msgspec.Struct, frozen=True):
    """Where a `service` secrets provider keeps its key; other owners than the stack's own tell of a transfer."""

    url: str = ""
    owner: str = ""
    project: str = ""
    stack: str = ""


class SecretsProvider(msgspec.Struct, frozen=True):
    """How secrets of this state are encrypted; `state` only for type `service`."""

    type: str = ""
    state: SecretsProviderState | None = None


class IntegrityError(msgspec.Struct, frozen=True, rename="lower"):
    """What Pulumi found wrong with the state, and who found it (core.go:287-344)."""

    error: str = ""
    version: str = ""
    command: str = ""
    env_vars: dict[str, str] = {}

    def __str__(self) -> str:
        by = " ".join(part for part in (self.command, self.version) if part)
        words = self.error or "the state is marked as corrupt"
        return f"{words} (found by {by})" if by else words


class UnknownField(NamedTuple):
    """A field of the state itself that this program has no field for."""

    part: str
    """`deployment`, one of its parts, or empty for what stands around it."""
    name: str
    value: msgspec.Raw


class Deployment(NamedTuple):
    """A state as it was fetched. The order of `resources` is that of the answer."""

    resources: tuple[Resource, ...]
    pending_operations: tuple[PendingOperation, ...] = ()
    unreadable: tuple[UnreadableResource, ...] = ()
    version: int | None = None
    """The schema's version (3, or 4 with `features`), not the stack's."""
    stack_version: int | None = None
    """The stack's version, where the answer told it (`resources/…`) or the question did (`export/{version}`)."""
    features: tuple[str, ...] = ()
    manifest: Manifest | None = None
    secrets_provider: SecretsProvider | None = None
    integrity_error: IntegrityError | None = None
    """Pulumi itself marked this state as corrupt."""
    unknown_fields: tuple[UnknownField, ...] = ()
    names: str = ""
    """Not empty: the `project/stack` of its URNs, which is not that of the stack it was asked of."""
    only_resources: bool = False
    """It is the answer of `resources/…`, which leaves out much of a state."""
    size: int = 0
    """Bytes of the body it was decoded from."""

    @property
    def is_masked(self) -> bool:
        """Whether stacktui wrote this state, without its secrets; Pulumi refuses to import it."""
        return self.manifest is not None and self.manifest.is_masked

    @property
    def resource_count(self) -> int:
        """The number of resources, unreadable entries included; readable pending operations are not."""
        return len(self.resources) + len(self.unreadable)

    @property
    def root_stack(self) -> Resource | None:
        """The stack's own resource, whose outputs are the stack's; None if the state has none."""
        return next((resource for resource in self.resources if resource.is_root_stack), None)

    @property
    def unknown_features(self) -> tuple[str, ...]:
        """The features that this program does not know: what they add is shown as it is."""
        return tuple(feature for feature in self.features if feature not in FEATURES)

    @property
    def footprint(self) -> int:
        """Bytes of memory: the body, which the resources keep, and what was made of it."""
        return self.size + of_many(self.resources, of_struct) + of_many(self.pending_operations, of_struct)
