"""Finds what Pulumi's own check of a state refuses (pkg/resource/deploy/snapshot.go, VerifyIntegrity).

Parents are checked where the tree is built. All resources are looked at once and quickly; only those that the check
would refuse are looked at again, to say why.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from stacktui.index.flags import Flag
from stacktui.index.urn_table import NOWHERE
from stacktui.pulumi.state.deployment import magic_of
from stacktui.pulumi.tolerant_json import UNREADABLE, read_or
from stacktui.pulumi.urn import PROVIDER_TYPE, is_provider_urn, provider_reference, split_provider_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stacktui.index.urn_table import Node, UrnTable
    from stacktui.pulumi.state.deployment import Deployment, Resource


class FaultKind(enum.StrEnum):
    """What of a resource is wrong."""

    NO_URN = "noUrn"
    NO_TYPE = "noType"
    COMPONENT_WITH_ID = "componentWithId"
    NO_PROVIDER_URN = "notReferenceable"
    """A provider whose URN does not name it as one: nothing can refer to it."""
    PARENT = "parent"
    PROVIDER = "provider"
    DEPENDENCY = "dependency"
    PROPERTY_DEPENDENCY = "propertyDependency"
    DELETED_WITH = "deletedWith"
    REPLACE_WITH = "replaceWith"
    VIEW_OF = "viewOf"
    """Not a fault for Pulumi, which does not look."""
    DUPLICATE = "duplicate"


class StateFault(enum.StrEnum):
    """What of the state as a whole is wrong."""

    MAGIC = "magic"
    """The manifest's magic is not made of its version."""
    SNIPPET = "snippet"
    """A snippet has no UUID, or that of another one."""


class Wrong(enum.StrEnum):
    """What is wrong with the other end."""

    MISSING = "missing"
    LATE = "late"
    """It stands after the resource, or is the resource itself."""
    MALFORMED = "malformed"
    OTHER_COPY = "otherCopy"
    """The state holds only a provider of that URN with another ID."""


class Fault(NamedTuple):
    """Why Pulumi refuses a state, told of one resource."""

    kind: FaultKind
    wrong: Wrong = Wrong.MALFORMED
    end: str = ""
    """What is referred to: a URN, or a provider's URN and ID."""
    by: str = ""
    """The input that refers to it, where one does."""
    node: Node | None = None
    """Where the other end stands, if it does."""

    @property
    def flag(self) -> Flag:
        """The flag that stands for it."""
        match self.kind:
            case FaultKind.DUPLICATE:
                return Flag.DUPLICATE
            case FaultKind.PARENT:
                return Flag.LATE_PARENT if self.wrong is Wrong.LATE else Flag.ORPHAN
            case FaultKind.PROVIDER:
                return Flag.MISSING_PROVIDER
            case FaultKind.NO_URN | FaultKind.NO_TYPE | FaultKind.COMPONENT_WITH_ID | FaultKind.NO_PROVIDER_URN:
                return Flag.MALFORMED
        return Flag.LATE_DEPENDENCY if self.wrong is Wrong.LATE else Flag.MISSING_DEPENDENCY


_decode_carried = msgspec.json.Decoder(dict[str, tuple[str, ...] | None]).decode


class _Snippet(msgspec.Struct):
    uuid: str = ""


def faults_of_state(deployment: Deployment) -> tuple[StateFault, ...]:
    """What Pulumi refuses of a state as a whole."""
    manifest = deployment.manifest
    found = []
    if manifest is not None and not manifest.is_masked and manifest.magic != magic_of(manifest.version):
        found.append(StateFault.MAGIC)
    for field in deployment.unknown_fields:
        if (field.part, field.name.casefold()) == ("deployment", "snippets"):
            uuids = [snippet.uuid for snippet in read_or(field.value, tuple[_Snippet, ...], ())]
            found += [] if len(set(uuids)) == len(uuids) and all(uuids) else [StateFault.SNIPPET]
    return tuple(found)


def suspects(resources: Iterable[Resource]) -> Iterator[Node]:
    """The resources that may be refused, or refer to what few refer to: 100,000 are looked at in 0.15 s."""
    urns, providers = set[str](), set[str]()
    precede = urns.issuperset
    for node, resource in enumerate(resources):
        urn, kind, provider, needed = resource.urn, resource.type, resource.provider, resource.dependencies
        if (
            not urn
            or not kind
            or (resource.id and not resource.custom)
            or (provider and provider not in providers)
            or (needed and not precede(needed))
            or resource.deleted_with
            or resource.replace_with
            or resource.view_of
        ):
            yield node
        elif carried := resource.property_dependencies:
            try:
                for those in _decode_carried(carried).values():
                    if those and not precede(those):
                        yield node
                        break
            except UNREADABLE:
                yield node
        if kind.startswith(PROVIDER_TYPE):
            if not is_provider_urn(urn):
                yield node
            providers.add(provider_reference(urn, resource.id))
        urns.add(urn)


class Integrity:
    """The faults of each resource, told when asked."""

    __slots__ = ("_resources", "_urns")

    def __init__(self, resources: Sequence[Resource], urns: UrnTable) -> None:
        self._resources = resources
        self._urns = urns

    def faults(self, node: Node) -> tuple[Fault, ...]:
        """What Pulumi refuses of a resource, in the order in which it looks."""
        resource = self._resources[node]
        found = [*_of_itself(resource), *self._of_provider(node, resource)]
        found += (fault for kind, urn, name in _references(resource) if (fault := self._of(node, kind, urn, name)))
        others = [other for other in self._urns.live_copies(resource.urn) if other != node]
        if others and not resource.delete:
            found.append(Fault(FaultKind.DUPLICATE, end=resource.urn, node=others[0]))
        return tuple(found)

    def _of(self, node: Node, kind: FaultKind, urn: str, name: str) -> Fault | None:
        places = self._urns.copies(urn)
        if any(place < node for place in places) or (kind is FaultKind.VIEW_OF and places):
            return None
        wrong = Wrong.LATE if places else Wrong.MISSING
        return Fault(kind, wrong, urn, name, min(places, default=None))

    def _of_provider(self, node: Node, resource: Resource) -> Iterator[Fault]:
        if not resource.provider:
            return
        urn, _ = split_provider_reference(resource.provider)
        if urn == resource.provider or not is_provider_urn(urn):
            yield Fault(FaultKind.PROVIDER, Wrong.MALFORMED, resource.provider)
            return
        found = self._urns.provider(resource.provider)
        if NOWHERE != found < node or resource.pending_replacement:
            return
        copies = self._urns.copies(urn)
        wrong = Wrong.LATE if found != NOWHERE else Wrong.OTHER_COPY if copies else Wrong.MISSING
        place = found if found != NOWHERE else min(copies, default=None)
        yield Fault(FaultKind.PROVIDER, wrong, resource.provider, node=place)


def _of_itself(resource: Resource) -> Iterator[Fault]:
    if not resource.urn:
        yield Fault(FaultKind.NO_URN)
    if not resource.type:
        yield Fault(FaultKind.NO_TYPE)
    if resource.id and not resource.custom:
        yield Fault(FaultKind.COMPONENT_WITH_ID, end=resource.id)
    is_provider = resource.type.startswith(PROVIDER_TYPE) and resource.type != PROVIDER_TYPE
    if is_provider and not is_provider_urn(resource.urn):
        yield Fault(FaultKind.NO_PROVIDER_URN)


def _references(resource: Resource) -> Iterator[tuple[FaultKind, str, str]]:
    """What must precede it, and the input that says so."""
    if resource.parent:
        yield FaultKind.PARENT, resource.parent, ""
    for urn in dict.fromkeys(filter(None, resource.dependencies or ())):
        yield FaultKind.DEPENDENCY, urn, ""
    for name, urns in resource.dependencies_by_property():
        for urn in filter(None, urns):
            yield FaultKind.PROPERTY_DEPENDENCY, urn, name
    if resource.deleted_with:
        yield FaultKind.DELETED_WITH, resource.deleted_with, ""
    for urn in dict.fromkeys(filter(None, resource.replace_with or ())):
        yield FaultKind.REPLACE_WITH, urn, ""
    if resource.view_of:
        yield FaultKind.VIEW_OF, resource.view_of, ""
