"""Resolves URNs to resources, also in states in which a URN is missing or ambiguous."""

from __future__ import annotations

from sys import getsizeof
from typing import TYPE_CHECKING, TypeAlias

from stacktui.pulumi.state.footprint import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacktui.pulumi.state.deployment import Deployment

Node: TypeAlias = int
NOWHERE: Node = -1


class UrnTable:
    """The nodes of every URN. Of several live ones (which Pulumi rejects), or several old ones, the first is used."""

    __slots__ = ("_elsewhere", "_live", "_old", "_repeated_live", "_repeated_old")

    def __init__(self, deployment: Deployment) -> None:
        # With a key that is not a string, Python stores hashes; otherwise 1,000,000 strings would be visited.
        self._live: dict[str | None, Node] = {None: NOWHERE}
        self._old: dict[str, Node] = {}
        self._repeated_live: dict[str, list[Node]] = {}
        self._repeated_old: dict[str, list[Node]] = {}
        live, old = self._live, self._old
        for node, resource in enumerate(deployment.resources):
            urn = resource.urn
            if (old if resource.delete else live).setdefault(urn, node) != node:
                repeated = self._repeated_old if resource.delete else self._repeated_live
                repeated.setdefault(urn, []).append(node)
        elsewhere: dict[str, list[Node]] = {}
        node = len(deployment.resources)
        for operation in deployment.pending_operations:
            elsewhere.setdefault(operation.resource.urn, []).append(node)
            node += 1
        for entry in deployment.unreadable:
            elsewhere.setdefault(entry.urn, []).append(node)
            node += 1
        self._elsewhere = elsewhere

    @property
    def footprint(self) -> int:
        """Bytes of memory, excluding the URNs themselves."""
        return getsizeof(self._live) + getsizeof(self._old) + NUMBER * (len(self._live) + len(self._old))

    def resolve(self, urn: str, *, by_old: bool) -> Node:
        """The resource that `urn` refers to, or NOWHERE (snapshot.go:479-503).

        A reference in an old copy (`delete: true`) refers to the old copy if there is one; any other refers to the live
        resource if there is one.
        """
        first, second = (self._old, self._live) if by_old else (self._live, self._old)
        found = first.get(urn, NOWHERE)
        return second.get(urn, NOWHERE) if found == NOWHERE else found

    def nodes_of(self, urn: str) -> tuple[Node, ...]:
        """Every node of a URN: live resources, old copies, pending operations, unreadable entries."""
        return (*self._all_live(urn), *self._all_old(urn), *self._elsewhere.get(urn, ()))

    def duplicates(self) -> Iterator[Node]:
        """The resources whose URN is not unique."""
        for urn in self._old.keys() & self._live.keys() | self._repeated_live.keys() | self._repeated_old.keys():
            yield from self._all_live(urn)
            yield from self._all_old(urn)

    def _all_live(self, urn: str) -> Iterator[Node]:
        if urn in self._live:
            yield self._live[urn]
            yield from self._repeated_live.get(urn, ())

    def _all_old(self, urn: str) -> Iterator[Node]:
        if urn in self._old:
            yield self._old[urn]
            yield from self._repeated_old.get(urn, ())
