"""Keeps stacks sorted in every order while pages arrive, so that changing the order is immediate.

A page is merged into the sorted stacks at the cost of its own size; the list is sorted again only if it has grown a
lot.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.pulumi.stack import StackSummary

SortKey: TypeAlias = Literal["name", "updated", "resources"]

_FAR = 10**15
"""Larger than any time or count."""
_BEYOND = 1e16
_RUNNING = -1e18
_LAST = float("inf")
_MUCH = 16
"""A larger batch is sorted with the rest instead of being merged."""


class StackSort(NamedTuple):
    """By name A to Z, by last update newest first (running ones first), by resources most first; or reversed.

    Stacks that were never updated, or have no known count, come last in either direction.
    """

    by: SortKey = "name"
    reverse: bool = False


class StackOrders:
    """Stack positions (by arrival) in every StackSort. A returned order never changes."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._numbers: dict[SortKey, array[float]] = {"updated": array("d"), "resources": array("d")}
        self._kept: dict[StackSort, array[int]] = {}

    def add(self, name: str, stack: StackSummary) -> None:
        """Add a stack; `name` is unique and is its key in the order by name."""
        self._names.append(name)
        self._numbers["updated"].append(_recency(stack))
        self._numbers["resources"].append(_downwards(stack.resource_count))

    def replace(self, position: int, stack: StackSummary) -> None:
        """Replace the data of a stack."""
        self._numbers["updated"][position] = _recency(stack)
        self._numbers["resources"][position] = _downwards(stack.resource_count)
        self._kept = {sort: order for sort, order in self._kept.items() if sort.by == "name"}

    def of(self, sort: StackSort) -> array[int]:
        """All positions, sorted."""
        order = self._kept.get(sort)
        if order is None or len(order) < len(self._names):
            order = self._turned(sort.by) if sort.reverse else self._grown(sort.by, order or array("i"))
            self._kept[sort] = order
        return order

    def _turned(self, by: SortKey) -> array[int]:
        """Reversed, with equal stacks by name and unknown values last."""
        order = self.of(StackSort(by))
        if by == "name":
            return order[::-1]
        keys = array("d", [-key if key < _LAST else key for key in self._numbers[by]])
        return array("i", sorted(order, key=keys.__getitem__))

    def _grown(self, by: SortKey, order: array[int]) -> array[int]:
        """An order extended by what arrived since it was made."""
        new = range(len(order), len(self._names))
        if len(new) * _MUCH > len(self._names):
            return self._sorted(range(len(self._names)) if by == "name" else self.of(StackSort()), by)
        grown, at = array("i"), 0
        for position in self._sorted(self._sorted(new, "name"), by):
            place = self._place(by, order, position, at)
            grown += order[at:place]
            grown.append(position)
            at = place
        return grown + order[at:]

    def _sorted(self, positions: Sequence[int], by: SortKey) -> array[int]:
        """Sorted; equal stacks keep their order."""
        key = self._names.__getitem__ if by == "name" else self._numbers[by].__getitem__
        return array("i", sorted(positions, key=key))

    def _place(self, by: SortKey, order: array[int], position: int, start: int) -> int:
        """The insertion point of a position, at or after `start`; equal stacks are ordered by name."""
        end = len(order)
        if by != "name":
            keys = self._numbers[by]
            start = bisect_left(order, keys[position], start, key=keys.__getitem__)
            if start == end or keys[order[start]] != keys[position]:
                return start
            end = bisect_right(order, keys[position], start, key=keys.__getitem__)
        return bisect_left(order, self._names[position], start, end, key=self._names.__getitem__)


def _recency(stack: StackSummary) -> float:
    return _RUNNING if stack.last_update == 0 else _downwards(stack.last_update)


def _downwards(number: int | None) -> float:
    """A sort key for descending order, with None last."""
    if number is None:
        return _LAST
    if -_FAR < number < _FAR:
        return -float(number)
    return -_BEYOND if number > 0 else _BEYOND
