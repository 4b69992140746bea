"""Keeps stacks in every order while their pages come, so that a sort key finds its order made.

A page is put between what is in order, for the price of the page; only a list that grew by much is sorted anew.
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
"""Beyond any time or count."""
_BEYOND = 1e16
_RUNNING = -1e18
_LAST = float("inf")
_MUCH = 16
"""A part of so many is put between the rest; a larger one is cheaper to sort with it."""


class StackSort(NamedTuple):
    """By name A to Z, by update newest first (running ones before all), by resources most first; or the reverse.

    Stacks that never were updated, or whose count is not told, come last either way.
    """

    by: SortKey = "name"
    reverse: bool = False


class StackOrders:
    """Positions of stacks, by their arrival, in the order of every StackSort. An order that was given never changes."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._numbers: dict[SortKey, array[float]] = {"updated": array("d"), "resources": array("d")}
        self._kept: dict[StackSort, array[int]] = {}

    def add(self, name: str, stack: StackSummary) -> None:
        """Take in one more stack; `name` is unlike every other one's, and what it sorts by among names."""
        self._names.append(name)
        self._numbers["updated"].append(_recency(stack))
        self._numbers["resources"].append(_downwards(stack.resource_count))

    def replace(self, position: int, stack: StackSummary) -> None:
        """Take in what is told of a stack now."""
        self._numbers["updated"][position] = _recency(stack)
        self._numbers["resources"][position] = _downwards(stack.resource_count)
        self._kept = {sort: order for sort, order in self._kept.items() if sort.by == "name"}

    def of(self, sort: StackSort) -> array[int]:
        """All positions, in order."""
        order = self._kept.get(sort)
        if order is None or len(order) < len(self._names):
            order = self._turned(sort.by) if sort.reverse else self._grown(sort.by, order or array("i"))
            self._kept[sort] = order
        return order

    def _turned(self, by: SortKey) -> array[int]:
        """The other way round; equal ones stay by name, and what is not told stays last."""
        order = self.of(StackSort(by))
        if by == "name":
            return order[::-1]
        keys = array("d", [-key if key < _LAST else key for key in self._numbers[by]])
        return array("i", sorted(order, key=keys.__getitem__))

    def _grown(self, by: SortKey, order: array[int]) -> array[int]:
        """An order with what came since it was made."""
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
        """In order; equal ones stay as they were."""
        key = self._names.__getitem__ if by == "name" else self._numbers[by].__getitem__
        return array("i", sorted(positions, key=key))

    def _place(self, by: SortKey, order: array[int], position: int, start: int) -> int:
        """Where a position belongs in an order, not before `start`; among equal ones by name."""
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
    """The higher a number, the lower its key; none is last."""
    if number is None:
        return _LAST
    if -_FAR < number < _FAR:
        return -float(number)
    return -_BEYOND if number > 0 else _BEYOND
