"""The dependencies and dependents of a resource, with reasons (pkg/resource/graph/dependency_graph.go:55-118)."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from stacktui.index.urn_table import NOWHERE, Node, UrnTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacktui.pulumi.state.deployment import Resource


class EdgeKind(enum.StrEnum):
    """Why one resource depends on another."""

    PARENT = "parent"
    PROVIDER = "provider"
    DEPENDENCY = "dependency"
    DELETED_WITH = "deletedWith"
    REPLACE_WITH = "replaceWith"


class Edge(NamedTuple):
    """A dependency, as seen from one end; node and URN are those of the other end."""

    node: Node | None
    """None: the URN is not in the state."""
    urn: str
    properties: tuple[str, ...]
    """The inputs that carry the dependency, if the state contains them."""
    kind: EdgeKind


KINDS = tuple(EdgeKind)


def needs(resource: Resource) -> Iterator[tuple[EdgeKind, str]]:
    """The URNs that a resource needs, each once for a kind; a provider with its ID."""
    if resource.parent:
        yield EdgeKind.PARENT, resource.parent
    if resource.provider:
        yield EdgeKind.PROVIDER, resource.provider
    urns = dict.fromkeys(resource.dependencies or ())
    for _, carried in resource.dependencies_by_property():
        urns.update(dict.fromkeys(carried))
    for urn in urns:
        yield EdgeKind.DEPENDENCY, urn
    if resource.deleted_with:
        yield EdgeKind.DELETED_WITH, resource.deleted_with
    for urn in dict.fromkeys(resource.replace_with or ()):
        yield EdgeKind.REPLACE_WITH, urn


def carriers(resource: Resource, urn: str) -> tuple[str, ...]:
    """The inputs of `resource` that depend on `urn`."""
    return tuple(name for name, urns in resource.dependencies_by_property() if urn in urns)


class Dependents:
    """The dependents of every resource: reversed edges, in the order of the state."""

    __slots__ = ("_incoming",)

    def __init__(self, resources: Iterable[Resource], urns: UrnTable) -> None:
        numbers = {kind: number for number, kind in enumerate(KINDS)}
        incoming: dict[Node, list[int]] = {}
        for node, resource in enumerate(resources):
            by_old = bool(resource.delete)
            for kind, urn in needs(resource):
                target = urns.provider(urn) if kind is EdgeKind.PROVIDER else urns.resolve(urn, by_old=by_old)
                if target != NOWHERE:
                    incoming.setdefault(target, []).append(node * len(KINDS) + numbers[kind])
        self._incoming = incoming

    def of(self, node: Node, limit: int | None = None) -> Iterator[tuple[Node, EdgeKind]]:
        for code in self._incoming.get(node, [])[:limit]:
            source, number = divmod(code, len(KINDS))
            yield source, KINDS[number]

    def count(self, node: Node) -> int:
        return len(self._incoming.get(node, ()))
