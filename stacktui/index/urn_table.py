"""Resolves URNs to resources, also in states in which a URN is missing or ambiguous."""

from __future__ import annotations

import re
from itertools import count, islice, repeat
from operator import attrgetter
from sys import getsizeof
from typing import TYPE_CHECKING, TypeAlias

from stacktui.pulumi.state.footprint import NUMBER
from stacktui.pulumi.urn import PREFIX, PROVIDER_TYPE, provider_reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacktui.pulumi.state.deployment import Deployment, Resource

Node: TypeAlias = int
NOWHERE: Node = -1
_MOST_NAMED, _LONGEST_NAMED = 20, 2000


class UrnTable:
    """The nodes of every URN. Of several live ones (which Pulumi rejects), or several old ones, the first is used."""

    __slots__ = ("_elsewhere", "_live", "_old", "_providers", "_repeated_live", "_repeated_old", "_resources")

    def __init__(self, deployment: Deployment) -> None:
        # With a key that is not a string, Python stores hashes; otherwise 1,000,000 strings would be visited.
        self._live: dict[str | None, Node] = {None: NOWHERE}
        self._old: dict[str, Node] = {}
        self._repeated_live: dict[str, list[Node]] = {}
        self._repeated_old: dict[str, list[Node]] = {}
        self._resources = deployment.resources
        self._providers: dict[str, Node] | None = None
        self._add_all(deployment.resources)
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

    def _add_all(self, resources: Sequence[Resource]) -> None:
        live, old = self._live, self._old
        live.update(zip(map(attrgetter("urn"), resources), count()))
        if len(live) == len(resources) + 1 and not any(map(attrgetter("delete"), resources)):
            return
        live.clear()
        live[None] = NOWHERE
        for node, resource in enumerate(resources):
            urn = resource.urn
            if (old if resource.delete else live).setdefault(urn, node) != node:
                repeated = self._repeated_old if resource.delete else self._repeated_live
                repeated.setdefault(urn, []).append(node)

    def parents(self) -> Iterator[Node]:
        """Whom the `parent` of each resource means; NOWHERE for none and for one that is missing."""
        named = map(attrgetter("parent"), self._resources)
        if not self._old:
            return map(self._live.get, named, repeat(NOWHERE))
        return (
            self.resolve(urn, by_old=bool(resource.delete)) if urn else NOWHERE
            for urn, resource in zip(named, self._resources, strict=True)
        )

    def provider(self, reference: str) -> Node:
        """The provider that `<urn>::<id>` means, or NOWHERE; where there are several such, a live one."""
        if self._providers is None:
            nodes = [node for node, resource in enumerate(self._resources) if resource.type.startswith(PROVIDER_TYPE)]
            nodes.sort(key=lambda node: not self._resources[node].delete)
            providers = ((self._resources[node], node) for node in nodes)
            self._providers = {provider_reference(one.urn, one.id): node for one, node in providers}
        return self._providers.get(reference, NOWHERE)

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

    def copies(self, urn: str) -> tuple[Node, ...]:
        """The resources of a URN, live ones first."""
        return (*self._all_live(urn), *self._all_old(urn))

    def live_copies(self, urn: str) -> tuple[Node, ...]:
        """The resources of a URN that do not wait for their deletion: one, or Pulumi refuses the state."""
        return tuple(self._all_live(urn))

    def named_in(self, text: str) -> Iterator[Node]:
        """The resources whose URNs stand in a text; since a URN may hold anything, the longest that is known."""
        for found in islice(re.finditer(PREFIX, text), _MOST_NAMED):
            rest = text[found.start() : found.start() + _LONGEST_NAMED]
            prefixes = (rest[:end] for end in range(len(rest), len(PREFIX), -1))
            yield from next(filter(None, map(self.copies, prefixes)), ())

    def duplicates(self) -> Iterator[Node]:
        """The resources that share their URN with another live one, which Pulumi rejects."""
        for urn in self._repeated_live:
            yield from self._all_live(urn)

    def with_old_copies(self) -> Iterator[Node]:
        """The resources that share their URN with one that waits for its deletion, which Pulumi allows."""
        for urn in self._old.keys() & self._live.keys() | self._repeated_old.keys():
            yield from self.copies(urn)

    def _all_live(self, urn: str) -> Iterator[Node]:
        if urn in self._live:
            yield self._live[urn]
            yield from self._repeated_live.get(urn, ())

    def _all_old(self, urn: str) -> Iterator[Node]:
        if urn in self._old:
            yield self._old[urn]
            yield from self._repeated_old.get(urn, ())
