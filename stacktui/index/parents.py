"""Joins children to their parents by URN, and makes a forest of what need not be one: no node is lost."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from stacktui.index.flags import Flag
from stacktui.index.urn_table import NOWHERE, Node, UrnTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacktui.pulumi.state.deployment import Resource

_ORPHAN = Flag.ORPHAN.value
_LATE_PARENT = Flag.LATE_PARENT.value
_CYCLE = Flag.CYCLE.value


class Parents:
    """Parent, first child and next sibling of every resource; children in the order of the state.

    An orphan is a root. So is the first of a cycle in the order of the state; the rest of the cycle hangs below it.
    Flags found on the way are added to `flags`, one value of `Flag` for every node.
    """

    __slots__ = ("_first", "_next", "_parent", "_roots")

    def __init__(self, resources: Sequence[Resource], urns: UrnTable, flags: array[int]) -> None:
        parents = array("i", urns.parents())
        late: list[Node] = []
        for node, parent in enumerate(parents):
            if parent >= node:
                late.append(node)
            elif parent == NOWHERE and resources[node].parent:
                flags[node] |= _ORPHAN
        _cut_cycles(parents, late, flags)
        for node in late:
            if parents[node] > node < min(urns.copies(resources[node].parent or "")):
                flags[node] |= _LATE_PARENT
        self._parent = parents
        self._first, self._next, self._roots = _children(parents)

    def parent(self, node: Node) -> Node:
        return self._parent[node]

    def children(self, node: Node) -> Iterator[Node]:
        child = self._first[node]
        while child != NOWHERE:
            yield child
            child = self._next[child]

    @property
    def roots(self) -> Sequence[Node]:
        return self._roots

    def preorder(self, root: Node) -> Iterator[tuple[Node, int]]:
        """The nodes below and with `root`, each with its depth, without recursion."""
        first, following, above = self._first, self._next, self._parent
        node, depth = root, 0
        while True:
            yield node, depth
            below = first[node]
            if below != NOWHERE:
                node, depth = below, depth + 1
                continue
            while node != root and following[node] == NOWHERE:
                node, depth = above[node], depth - 1
            if node == root:
                return
            node = following[node]


def _children(parents: array[int]) -> tuple[array[int], array[int], array[int]]:
    first = array("i", [NOWHERE]) * len(parents)
    following = array("i", [NOWHERE]) * len(parents)
    roots = array("i")
    for node in range(len(parents) - 1, -1, -1):
        parent = parents[node]
        if parent == NOWHERE:
            roots.append(node)
        else:
            following[node] = first[parent]
            first[parent] = node
    roots.reverse()
    return first, following, roots


def _cut_cycles(parents: array[int], late: list[Node], flags: array[int]) -> None:
    """Make the first node of every cycle a root; a cycle has a late parent somewhere, so begin only there."""
    walk_of = dict[Node, int]()
    for walk, start in enumerate(late):
        node = start
        while node != NOWHERE and node not in walk_of:
            walk_of[node] = walk
            node = parents[node]
        if node != NOWHERE and walk_of[node] == walk:
            ring = [node]
            while parents[ring[-1]] != node:
                ring.append(parents[ring[-1]])
            for member in ring:
                flags[member] |= _CYCLE
            parents[min(ring)] = NOWHERE
