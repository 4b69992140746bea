"""Determines the visible rows of the resource tree, within a frame or two for 100,000 resources.

The tree is flat: every node has a position in pre-order, its subtree is a range of positions, and the visible rows are
a sorted array of positions. Collapsing removes a slice, expanding inserts slices, and nothing recurses: a chain 10,000
deep is not special.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import compress
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection

    from stacktui.index.resources import Node, ResourceIndex

TOP = -1
ANCESTOR, MATCH = 1, 2
PER_NODE = 9 * 4 + 3
"""Bytes: nine numbers and three flags."""


class TreeLayout:
    """The pre-order position of each node of an index; immutable and shared by any number of trees."""

    __slots__ = ("depths", "ends", "everything", "folded_at_first", "index", "nodes", "parents", "positions")

    def __init__(self, index: ResourceIndex) -> None:
        self.index = index
        self.nodes, self.depths = _preorder(index)
        self.parents, self.ends = _spans(self.depths)
        self.positions = array("i", bytes(4 * len(self.nodes)))
        for position, node in enumerate(self.nodes):
            self.positions[node] = position
        self.everything = array("i", range(len(self.nodes)))
        self.folded_at_first = bytes(
            depth > 0 and end > position + 1
            for position, (depth, end) in enumerate(zip(self.depths, self.ends, strict=True))
        )

    @property
    def footprint(self) -> int:
        """Bytes of memory in addition to the index, for an expanded tree with a filter."""
        return PER_NODE * len(self.nodes)


class Folds(Struct, frozen=True):
    """URNs that differ from the initial expansion; they apply to other versions of the stack too."""

    opened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()


class ResourceTree:
    """The rows of a resource tree, 0 to len-1; initially only roots are expanded.

    Methods that take a row raise IndexError if it does not exist. A filter has its own expansion: when it is cleared,
    the previous rows return.
    """

    def __init__(self, layout: TreeLayout, folds: Folds = Folds()) -> None:  # noqa: B008 - frozen
        self.layout = layout
        self._nodes, self._depths, self._position = layout.nodes, layout.depths, layout.positions
        self._parents, self._ends, self._all = layout.parents, layout.ends, layout.everything
        self._kept: bytearray | None = None
        self._among = self._all
        self._folded = bytearray(layout.folded_at_first)
        self._fold_as(folds)
        self._visible = self._unfold(0, len(self._all))
        self._before_filter = (self._folded, self._visible)
        self._matches = len(self._all)

    def __len__(self) -> int:
        return len(self._visible)

    @property
    def matches(self) -> int:
        """The number of nodes that match the filter; all of them without one."""
        return self._matches

    def node(self, row: int) -> Node:
        return self._nodes[self._at(row)]

    def depth(self, row: int) -> int:
        """0 for roots."""
        return self._depths[self._at(row)]

    def is_match(self, row: int) -> bool:
        """The row matches the filter itself, rather than containing a match."""
        return self._kept is None or self._kept[self._at(row)] == MATCH

    def has_children(self, row: int) -> bool:
        """There are rows below that the filter keeps, visible or not."""
        position = self._at(row)
        return bool(self._folded[position]) or self._is_open(row, position)

    def is_expanded(self, row: int) -> bool:
        return self._is_open(row, self._at(row))

    def row_of(self, node: Node) -> int | None:
        """The row of a node; None if it is collapsed or filtered out."""
        position = self._position[node]
        row = bisect_left(self._visible, position)
        return row if row < len(self._visible) and self._visible[row] == position else None

    def parent_row(self, row: int) -> int | None:
        """The row of the parent; None for roots."""
        parent = self._parents[self._at(row)]
        return None if parent == TOP else bisect_left(self._visible, parent, 0, row)

    def guides(self, row: int, limit: int = 64) -> tuple[bool, ...]:
        """For each level below the roots down to the row: whether a sibling follows, so that the line continues.

        The last one is the row's own: `├` if true, `└` if false. Only the `limit` lowest levels are returned.
        """
        position = self._at(row)
        levels: list[bool] = []
        while (parent := self._parents[position]) != TOP and len(levels) < limit:
            following = bisect_left(self._among, self._ends[position])
            levels.append(following < len(self._among) and self._among[following] < self._ends[parent])
            position = parent
        return tuple(reversed(levels))

    def expand(self, row: int) -> bool:
        """Expand a row; True if that changed anything."""
        position = self._at(row)
        if not self._folded[position]:
            return False
        self._folded[position] = 0
        self._visible[row + 1 : row + 1] = self._unfold(position + 1, self._ends[position])
        return True

    def collapse(self, row: int) -> bool:
        """Collapse a row; True if that changed anything."""
        position = self._at(row)
        if not self._is_open(row, position):
            return False
        self._folded[position] = 1
        del self._visible[row + 1 : self._row_after(row, position)]
        return True

    def toggle(self, row: int) -> bool:
        """Toggle a row; False if it has no children."""
        return self.expand(row) or self.collapse(row)

    def expand_below(self, row: int) -> None:
        """Expand a row and everything below it."""
        position = self._at(row)
        after, end = self._row_after(row, position), self._ends[position]
        self._folded[position:end] = bytes(end - position)
        self._visible[row + 1 : after] = self._unfold(position + 1, end)

    def collapse_below(self, row: int) -> None:
        """Collapse a row and everything below it."""
        position = self._at(row)
        after, end = self._row_after(row, position), self._ends[position]
        self._folded[position:end] = self._branches(position, end)
        del self._visible[row + 1 : after]

    def expand_all(self) -> None:
        self._folded[:] = bytes(len(self._folded))
        self._visible = self._among[:]

    @property
    def folds(self) -> Folds:
        """What the user expanded and collapsed, without what a filter expands."""
        folded = self._folded if self._kept is None else self._before_filter[0]
        at_first, urn = self.layout.folded_at_first, self.layout.index.urn
        moved = [position for position, now in enumerate(folded) if now != at_first[position]]
        return Folds(
            frozenset(urn(self._nodes[position]) for position in moved if not folded[position]),
            frozenset(urn(self._nodes[position]) for position in moved if folded[position]),
        )

    def _fold_as(self, folds: Folds) -> None:
        for urns, folded in ((folds.opened, 0), (folds.closed, 1)):
            for urn in urns:
                for node in self.layout.index.nodes_of(urn):
                    position = self._position[node]
                    if self._ends[position] > position + 1:
                        self._folded[position] = folded

    def reveal(self, node: Node) -> int:
        """Expand the ancestors of a node and return its row; a node that the filter hides is shown in addition."""
        position = self._position[node]
        if self._kept is not None and not self._kept[position]:
            self._keep_ancestors(self._kept, position)
            self._among = array("i", compress(self._all, self._kept))
            self._visible = self._unfold(0, len(self._all))
        hiding: list[int] = []
        above = self._parents[position]
        while above != TOP:
            if self._folded[above]:
                hiding.append(above)
            above = self._parents[above]
        for ancestor in reversed(hiding):
            self.expand(bisect_left(self._visible, ancestor))
        return bisect_left(self._visible, position)

    def show_only(self, nodes: Collection[Node] | None) -> None:
        """Show these nodes and their ancestors, expanded; None shows all nodes, expanded as before."""
        if self._kept is None:
            self._before_filter = (self._folded, self._visible)
        if nodes is None:
            self._kept, self._among, self._matches = None, self._all, len(self._all)
            self._folded, self._visible = self._before_filter
            return
        kept = bytearray(len(self._all))
        positions = [self._position[node] for node in nodes]
        for position in positions:
            kept[position] = MATCH
        for above in set(map(self._parents.__getitem__, positions)):
            self._keep_ancestors(kept, above)
        self._kept = kept
        self._matches = kept.count(MATCH)
        self._among = array("i", compress(self._all, kept))
        self._folded = bytearray(len(self._all))
        self._visible = self._among[:]

    def _at(self, row: int) -> int:
        if row < 0:
            raise IndexError(f"no row {row}")
        return self._visible[row]

    def _is_open(self, row: int, position: int) -> bool:
        return row + 1 < len(self._visible) and self._visible[row + 1] < self._ends[position]

    def _row_after(self, row: int, position: int) -> int:
        return bisect_left(self._visible, self._ends[position], row + 1)

    def _keep_ancestors(self, kept: bytearray, above: int) -> None:
        """Keep a position and its ancestors; the ancestors of a kept position are kept already or will be."""
        while above != TOP and not kept[above]:
            kept[above] = ANCESTOR
            above = self._parents[above]

    def _branches(self, start: int, end: int) -> bytearray:
        """1 for every position from `start` to `end` that has children."""
        branches = bytearray(end - start)
        among, parents = self._among, self._parents
        for parent in set(map(parents.__getitem__, among[bisect_left(among, start) : bisect_left(among, end)])):
            if parent >= start:
                branches[parent - start] = 1
        return branches

    def _unfold(self, start: int, end: int) -> array[int]:
        """The visible positions from `start` to `end`, if their ancestors are expanded: all but collapsed subtrees."""
        among, folded, ends = self._among, self._folded, self._ends
        direct = among is self._all
        rows = array("i")
        at = start
        while at < end:
            fold = folded.find(1, at, end)
            upto = end if fold < 0 else fold + 1
            rows += among[at:upto] if direct else among[bisect_left(among, at) : bisect_left(among, upto)]
            at = end if fold < 0 else ends[fold]
        return rows


def _preorder(index: ResourceIndex) -> tuple[array[int], array[int]]:
    nodes, depths = array("i"), array("i")
    for node, depth in index.preorder():
        nodes.append(node)
        depths.append(depth)
    return nodes, depths


def _spans(depths: array[int]) -> tuple[array[int], array[int]]:
    """The parent position and subtree end of every position."""
    parents = array("i", [TOP]) * len(depths)
    ends = array("i", range(1, len(depths) + 1))
    latest: list[int] = []
    for position, depth in enumerate(depths):
        if depth:
            parents[position] = latest[depth - 1]
        del latest[depth:]
        latest.append(position)
    for position in range(len(depths) - 1, -1, -1):
        parent = parents[position]
        if parent != TOP and ends[parent] < ends[position]:
            ends[parent] = ends[position]
    return parents, ends
