"""A state in the API's form, and a builder that adds resources in a valid order.

ResourceV3 as in sdk/go/common/apitype/core.go:489-563: absent values are omitted.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from stacktui.demo.state import kinds
from stacktui.demo.state.values import Draw, Json, timestamp

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING = msgspec.Raw()
CLI_VERSION = "v3.187.0"
NEVER = "0001-01-01T00:00:00Z"
ROOT_TYPE = "pulumi:pulumi:Stack"


class StateResource(msgspec.Struct, rename="camel", omit_defaults=True):
    """One entry of `deployment.resources`."""

    urn: str
    custom: bool
    type: str
    id: str = ""
    inputs: msgspec.Raw = NOTHING
    outputs: msgspec.Raw = NOTHING
    parent: str = ""
    protect: bool = False
    taint: bool = False
    external: bool = False
    delete: bool = False
    dependencies: list[str] = msgspec.field(default_factory=list)
    init_errors: list[str] = msgspec.field(default_factory=list)
    provider: str = ""
    property_dependencies: dict[str, list[str] | None] = msgspec.field(default_factory=dict)
    pending_replacement: bool = False
    additional_secret_outputs: list[str] = msgspec.field(default_factory=list)
    aliases: list[str] = msgspec.field(default_factory=list)
    custom_timeouts: dict[str, int] = msgspec.field(default_factory=dict)
    import_id: str = msgspec.field(name="importID", default="")
    retain_on_delete: bool = False
    deleted_with: str = ""
    replace_with: list[str] = msgspec.field(default_factory=list)
    created: str = ""
    modified: str = ""
    source_position: str = ""
    stack_trace: list[dict[str, str]] = msgspec.field(default_factory=list)
    ignore_changes: list[str] = msgspec.field(default_factory=list)
    replace_on_changes: list[str] = msgspec.field(default_factory=list)
    refresh_before_update: bool = False
    view_of: str = ""
    resource_hooks: dict[str, list[str]] = msgspec.field(default_factory=dict)


class StateOperation(msgspec.Struct):
    """One entry of `deployment.pending_operations`."""

    resource: StateResource
    type: str


class Manifest(msgspec.Struct):
    """Which CLI wrote the state, and when."""

    time: str
    magic: str
    version: str
    plugins: list[dict[str, str]] = msgspec.field(default_factory=list)


class DeploymentBody(msgspec.Struct, omit_defaults=True):
    """`deployment` of an export."""

    manifest: Manifest
    secrets_providers: dict[str, Json] = msgspec.field(default_factory=dict)
    resources: list[StateResource | msgspec.Raw] | None = None
    pending_operations: list[StateOperation] = msgspec.field(default_factory=list)
    metadata: dict[str, Json] = msgspec.field(default_factory=dict)


class State(NamedTuple):
    """A built state; `resources` may contain raw entries that are not resources."""

    resources: tuple[StateResource | msgspec.Raw, ...]
    pending: tuple[StateOperation, ...] = ()
    version: int = 3
    features: tuple[str, ...] = ()
    metadata: tuple[tuple[str, Json], ...] = ()
    written: int = 0
    """Unix seconds; 0 for a stack that was never updated."""
    region: str = ""


class Full(Exception):
    """The state has the required number of resources."""


class StateBuilder:
    """Adds resources until there are `limit` of them, and then raises `Full`.

    A resource depends only on its URN and on `seed`, so a smaller state of the same stack is an earlier version of it.
    """

    def __init__(self, stack: str, project: str, *, seed: str, now: int, limit: int) -> None:
        self.stack = stack
        self.project = project
        self.seed = seed
        self.now = now
        self.limit = limit
        self.resources: list[StateResource | msgspec.Raw] = []
        self.pending: list[StateOperation] = []
        draw = Draw(f"{seed}/builder")
        self.region = draw.pick(("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"))
        self.account = str(100_000_000_000 + draw.below(899_999_999_999))
        self.age = 86_400 * (30 + draw.below(700))
        self._chains: dict[str, str] = {}
        self._nearest: dict[str, StateResource] = {}
        self._providers: dict[str, StateResource] = {}

    @property
    def root(self) -> str:
        return f"urn:pulumi:{self.stack}::{self.project}::{ROOT_TYPE}::{self.project}-{self.stack}"

    def urn(self, type_token: str, name: str, parent: str = "") -> str:
        chain = self._chains.get(parent, "")
        return f"urn:pulumi:{self.stack}::{self.project}::{chain}{type_token}::{name}"

    def append(self, resource: StateResource) -> StateResource:
        """Add a finished resource.

        Raises:
            Full: the limit is reached.
        """
        if len(self.resources) >= self.limit:
            raise Full
        if not resource.created:
            resource.created, resource.modified = self._times(resource.urn)
        self.resources.append(resource)
        qualified = resource.urn.split("::", 3)[2]
        self._chains[resource.urn] = "" if resource.type == ROOT_TYPE else f"{qualified}$"
        self._nearest[resource.type] = resource
        return resource

    def add_root(self, outputs: Json = None) -> StateResource:
        raw = msgspec.Raw(kinds.encode(outputs if outputs is not None else {}))
        return self.append(StateResource(self.root, False, ROOT_TYPE, outputs=raw))

    def component(self, type_token: str, name: str, parent: str = "", inputs: Json = None) -> StateResource:
        """A component resource: no ID, no provider."""
        above = parent or self.root
        urn = self.urn(type_token, name, above)
        raw = msgspec.Raw(kinds.encode(inputs)) if inputs is not None else NOTHING
        return self.append(StateResource(urn, False, type_token, inputs=raw, parent=above))

    def custom(self, type_token: str, name: str, parent: str = "") -> StateResource:
        """A custom resource of a type in kinds.json, with its dependencies."""
        provider = self.provider(type_token.split(":", 1)[0])
        above = parent or self.root
        urn = self.urn(type_token, name, above)
        draw = Draw(f"{self.seed}/{urn}")
        time = timestamp(self.now - draw.below(self.age))
        place = kinds.Place(name, self.stack, self.project, self.region, self.account, time, draw, self._id_of)
        filled = kinds.fill(kinds.kind(type_token), place)
        resource = StateResource(
            urn, True, type_token, filled.identifier, msgspec.Raw(filled.inputs), msgspec.Raw(filled.outputs), above,
            provider=f"{provider.urn}::{provider.id}",
        )  # fmt: skip
        carried = {key: [self._nearest[t].urn for t in needs if t in self._nearest] for key, needs in filled.needs}
        resource.property_dependencies = {key: sorted(set(urns)) for key, urns in carried.items()}
        resource.dependencies = sorted({urn for urns in carried.values() for urn in urns})
        resource.additional_secret_outputs = list(filled.secrets)
        resource.source_position = f"project:///index.ts#{20 + draw.below(400)},{1 + draw.below(30)}"
        return self.append(resource)

    def provider(self, package: str) -> StateResource:
        """The provider of this package's resources: the explicit one, or the default."""
        if package not in self._providers:
            major, minor, patch = _VERSIONS.get(package, "1.0.0").split(".")
            name = f"default_{major}_{minor}_{patch}"
            self.add_provider(package, name, parent="")
        return self._providers[package]

    def add_provider(
        self, package: str, name: str, parent: str, inputs: dict[str, Json] | None = None
    ) -> StateResource:
        """An explicit provider; resources of its package use it from here on."""
        type_token = f"pulumi:providers:{package}"
        urn = self.urn(type_token, name, parent)
        config: dict[str, Json] = {"version": _VERSIONS.get(package, "1.0.0"), **(inputs or {})}
        if package == "aws":
            config["region"] = self.region
        raw = msgspec.Raw(kinds.encode(config))
        identifier = Draw(f"{self.seed}/{urn}").uuid()
        made = StateResource(urn, True, type_token, identifier, raw, raw, parent)
        self._providers[package] = self.append(made)
        return made

    def nearest(self, type_token: str) -> StateResource | None:
        """The last resource of this type, if any."""
        return self._nearest.get(type_token)

    def _id_of(self, type_token: str) -> str:
        found = self._nearest.get(type_token)
        return found.id if found else f"{type_token.rsplit(':', 1)[1].lower()}-{Draw(type_token).hex(8)}"

    def _times(self, urn: str) -> tuple[str, str]:
        draw = Draw(f"{self.seed}/{urn}/times")
        made = self.now - self.age + draw.below(self.age // 2)
        changed = made + draw.below(self.now - made) if draw.chance(40) else made
        fraction = f"{draw.below(10**9):09d}"
        return timestamp(made, fraction), timestamp(changed, fraction)


_VERSIONS = {
    "aws": "6.52.0", "awsx": "2.16.0", "eks": "2.7.3", "kubernetes": "4.18.1", "random": "4.16.7", "tls": "5.0.9",
    "gcp": "8.3.1", "pulumi": "3.187.0", "command": "1.0.1",
}  # fmt: skip


def manifest(written: int, plugins: Sequence[str] = ()) -> Manifest:
    """The manifest of a state written at that time; 0 for one that was never written (SerializeDeployment)."""
    if not written:
        return Manifest(NEVER, "", "")
    magic = hashlib.sha256(CLI_VERSION.encode()).hexdigest()
    listed = [{"name": p, "path": "", "type": "resource", "version": _VERSIONS.get(p, "1.0.0")} for p in plugins]
    return Manifest(timestamp(written, "782994000"), magic, CLI_VERSION, listed)
