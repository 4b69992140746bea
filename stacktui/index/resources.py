"""Answers questions about one state: who is whose child, who needs whom, and what is wrong with what.

States that Pulumi's CLI refuses (orphans, cycles, parents after their children, a URN twice) are read too, since that
is when somebody looks. Nothing is dropped: every node is reachable from `roots`.
"""

from __future__ import annotations

from array import array
from collections import Counter
from functools import cached_property
from itertools import chain
from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from stacktui.index.dependents import Dependents, Edge, EdgeKind, carriers, needs
from stacktui.index.flags import PROBLEMS, Flag, reported_flags
from stacktui.index.integrity import Fault, FaultKind, Integrity, StateFault, faults_of_state, suspects
from stacktui.index.parents import Parents
from stacktui.index.urn_table import NOWHERE, Node, UrnTable
from stacktui.pulumi.state.deployment import Deployment, PendingOperation, Resource, UnreadableResource
from stacktui.pulumi.urn import parse_type_token, split_provider_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["PROBLEMS", "Edge", "EdgeKind", "Flag", "Item", "Node", "ResourceIndex"]

Item: TypeAlias = Resource | PendingOperation | UnreadableResource

PER_NODE = 20 + 200
"""Bytes: flags, parent, first child, next sibling, root; then edges, two or three of most resources."""


class ResourceIndex:
    """A deployment, indexed in one pass. Reading it from several threads at once is safe.

    Nodes 0 to n-1 are the positions in `deployment.resources`; pending operations and then unreadable entries follow.
    """

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self._urns = UrnTable(deployment)
        self._first_operation = len(deployment.resources)
        self._first_unreadable = self._first_operation + len(deployment.pending_operations)
        self._flags = array("I", reported_flags(self._readable()))
        self._flags.extend([Flag.UNREADABLE.value] * len(deployment.unreadable))
        self._parents = Parents(deployment.resources, self._urns, self._flags)
        self._integrity = Integrity(deployment.resources, self._urns)
        self._mark_the_rest()
        self._dependents: Dependents | None = None
        self._linking = Lock()

    def __len__(self) -> int:
        return len(self._flags)

    @property
    def footprint(self) -> int:
        """Bytes of memory beside the deployment's, the edges counted as if they were turned around already."""
        return self._urns.footprint + len(self) * PER_NODE

    def item(self, node: Node) -> Item:
        """What stands at a node.

        Raises:
            IndexError: there is no such node.
        """
        if 0 <= node < self._first_operation:
            return self.deployment.resources[node]
        if self._first_operation <= node < self._first_unreadable:
            return self.deployment.pending_operations[node - self._first_operation]
        if self._first_unreadable <= node < len(self):
            return self.deployment.unreadable[node - self._first_unreadable]
        raise IndexError(f"no node {node} among {len(self)}")

    def resource(self, node: Node) -> Resource | None:
        """The resource at a node, a pending operation's included; None for an unreadable entry."""
        item = self.item(node)
        if isinstance(item, UnreadableResource):
            return None
        return item.resource if isinstance(item, PendingOperation) else item

    def urn(self, node: Node) -> str:
        """The URN of a node; empty for an unreadable entry without one."""
        item = self.item(node)
        return item.resource.urn if isinstance(item, PendingOperation) else item.urn

    def parent(self, node: Node) -> Node | None:
        """The node above in the tree; for a pending operation, which stands at the top, its resource's parent."""
        if node < self._first_operation:
            return _node(self._parents.parent(node))
        resource = self.resource(node)
        return self._resolve(resource, resource.parent) if resource and resource.parent else None

    def children(self, node: Node) -> Sequence[Node]:
        """The nodes right below, in the order of the state; none below operations and unreadable entries."""
        return tuple(self._parents.children(node)) if node < self._first_operation else ()

    @property
    def roots(self) -> Sequence[Node]:
        """Pending operations, resources without a parent in the order of the state, unreadable entries."""
        return (
            *range(self._first_operation, self._first_unreadable),
            *self._parents.roots,
            *range(self._first_unreadable, len(self)),
        )

    def preorder(self) -> Iterator[tuple[Node, int]]:
        """Every node once, parents first, with its depth."""
        for root in self.roots:
            if root < self._first_operation:
                yield from self._parents.preorder(root)
            else:
                yield root, 0

    def nodes_of(self, urn: str) -> Sequence[Node]:
        """Every node of a URN: live resources first, then old copies, operations, unreadable entries."""
        return self._urns.nodes_of(urn)

    def provider(self, node: Node) -> Node | None:
        """The provider that manages a node; where only another copy is in the state, that one: see `faults`."""
        resource = self.resource(node)
        if resource is None or not resource.provider:
            return None
        found = self._urns.provider(resource.provider)
        return self._resolve(resource, split_provider_reference(resource.provider)[0]) if found == NOWHERE else found

    def dependencies(self, node: Node) -> tuple[Edge, ...]:
        """What a node needs: parent, provider, dependencies in the order of the state, deletedWith, replaceWith."""
        resource = self.resource(node)
        if resource is None:
            return ()
        return tuple(self._edge(resource, kind, urn) for kind, urn in needs(resource))

    def _edge(self, resource: Resource, kind: EdgeKind, urn: str) -> Edge:
        if kind is EdgeKind.PROVIDER:
            return Edge(_node(self._urns.provider(urn)), split_provider_reference(urn)[0], (), kind)
        by = carriers(resource, urn) if kind is EdgeKind.DEPENDENCY else ()
        return Edge(self._resolve(resource, urn), urn, by, kind)

    def dependents(self, node: Node, limit: int | None = None) -> tuple[Edge, ...]:
        """What needs a node, in the order of the state; only the first `limit` where one is given."""
        target = self.urn(node)
        edges = []
        for source, kind in self.link_dependents().of(node, limit):
            resource = self.resource(source)
            by = carriers(resource, target) if resource and kind is EdgeKind.DEPENDENCY else ()
            edges.append(Edge(source, self.urn(source), by, kind))
        return tuple(edges)

    def dependent_count(self, node: Node) -> int:
        """The length of `dependents`, without making them."""
        return self.link_dependents().count(node)

    def link_dependents(self) -> Dependents:
        """Turn all edges around, once; `dependents` does it when first asked, a thread may do it before."""
        with self._linking:
            if self._dependents is None:
                self._dependents = Dependents(self._readable(), self._urns)
            return self._dependents

    @property
    def knows_dependents(self) -> bool:
        """The edges are turned around: asking for dependents takes no time."""
        return self._dependents is not None

    def faults(self, node: Node) -> tuple[Fault, ...]:
        """What of a resource Pulumi's check of the state refuses, and the other end of it."""
        return self._integrity.faults(node) if node < self._first_operation else ()

    @cached_property
    def state_faults(self) -> tuple[StateFault, ...]:
        """What Pulumi refuses of the state as a whole."""
        return faults_of_state(self.deployment)

    @cached_property
    def named_as_corrupt(self) -> Sequence[Node]:
        """The resources that the error names with which Pulumi marked the state."""
        error = self.deployment.integrity_error
        return () if error is None else tuple(self._urns.named_in(error.error))

    def flags(self, node: Node) -> Flag:
        """The flags of a node."""
        return Flag(self._flags[node])

    @cached_property
    def problems(self) -> Sequence[Node]:
        """The nodes with a flag of `PROBLEMS`, in the order of nodes."""
        return self.flagged(PROBLEMS)

    def flagged(self, flags: Flag) -> Sequence[Node]:
        """The nodes that have any of `flags`, in the order of nodes."""
        wanted = flags.value
        return tuple(node for node, value in enumerate(self._flags) if value & wanted)

    def counts_by_type(self) -> tuple[tuple[str, int], ...]:
        """Type token and number of resources, most frequent first; pending operations are not counted."""
        return self._type_counts

    @cached_property
    def _type_counts(self) -> tuple[tuple[str, int], ...]:
        return _most_frequent(Counter(map(attrgetter("type"), self.deployment.resources)))

    def counts_by_package(self) -> tuple[tuple[str, int], ...]:
        """Package and number of resources, most frequent first; providers count as package `pulumi`."""
        counts = Counter[str]()
        for token, count in self.counts_by_type():
            counts[parse_type_token(token).package] += count
        return _most_frequent(counts)

    def _readable(self) -> Iterable[Resource]:
        operations = (operation.resource for operation in self.deployment.pending_operations)
        return chain(self.deployment.resources, operations)

    def _mark_the_rest(self) -> None:
        for node in self._urns.duplicates():
            self._flags[node] |= Flag.DUPLICATE.value
        for node in self._urns.with_old_copies():
            self._flags[node] |= Flag.OLD_COPY.value
        for node in self.named_as_corrupt:
            self._flags[node] |= Flag.CORRUPT.value
        for node in suspects(self.deployment.resources):
            for fault in self._integrity.faults(node):
                if fault.kind is not FaultKind.PARENT:
                    self._flags[node] |= fault.flag.value
        for node, operation in enumerate(self.deployment.pending_operations, self._first_operation):
            self._flags[node] |= Flag.PENDING_OPERATION.value
            about = self._urns.resolve(operation.resource.urn, by_old=bool(operation.resource.delete))
            if about != NOWHERE:
                self._flags[about] |= Flag.PENDING_OPERATION.value

    def _resolve(self, by: Resource, urn: str) -> Node | None:
        return _node(self._urns.resolve(urn, by_old=bool(by.delete)))


def _node(found: Node) -> Node | None:
    return None if found == NOWHERE else found


def _most_frequent(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
