"""Filters and sorts the stack list in memory, within a frame for 20,000 stacks.

What filtering and sorting need is computed once per stack, when its page arrives: a lower-case search text, and its
position in every order. Matches are cached, so that a further page costs only its own size.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple, overload

from stacktui.index.stack_orders import SortKey, StackOrders, StackSort
from stacktui.pulumi.stack import StackSummary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from stacktui.index.query import CountTerm, NameTerm, StackQuery, State
    from stacktui.pulumi.stack import StackIdentifier

__all__ = ["SortKey", "StackIndex", "StackRows", "StackSort"]


class StackRows(Sequence[StackSummary]):
    """Stacks in an order, as an immutable view, so that any number can be passed at once."""

    __slots__ = ("_order", "_stacks")

    def __init__(self, stacks: Sequence[StackSummary], order: Sequence[int]) -> None:
        self._stacks = stacks
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, row: int) -> StackSummary: ...
    @overload
    def __getitem__(self, row: slice) -> StackRows: ...
    def __getitem__(self, row: int | slice) -> StackSummary | StackRows:
        if isinstance(row, slice):
            return StackRows(self._stacks, self._order[row])
        return self._stacks[self._order[row]]

    def __iter__(self) -> Iterator[StackSummary]:
        return map(self._stacks.__getitem__, self._order)


class _Matched(NamedTuple):
    """The last result, which the next letter narrows and the next page extends."""

    query: StackQuery
    among: int
    """The number of stacks searched."""
    positions: list[int]


class StackIndex:
    """The loaded stacks, once each; a stack keeps its identity when reloaded or sorted."""

    def __init__(self, stacks: Iterable[StackSummary] = ()) -> None:
        self._stacks: list[StackSummary] = []
        self._positions: dict[str, int] = {}
        self._haystacks: list[str] = []
        self._orders = StackOrders()
        self._organizations = _Names()
        self._projects = _Names()
        self._last: _Matched | None = None
        self.add(stacks)

    def __len__(self) -> int:
        return len(self._stacks)

    def __contains__(self, identifier: StackIdentifier) -> bool:
        return _key(*identifier) in self._positions

    def __iter__(self) -> Iterator[StackSummary]:
        """In the order of arrival."""
        return iter(self._stacks)

    def get(self, identifier: StackIdentifier) -> StackSummary | None:
        position = self._positions.get(_key(*identifier))
        return None if position is None else self._stacks[position]

    def add(self, stacks: Iterable[StackSummary]) -> int:
        """Add a page; known stacks are replaced. Returns the number of new ones."""
        before = len(self._stacks)
        for stack in stacks:
            organization, project, name = stack.org_name, stack.project_name, stack.stack_name
            key = _key(organization, project, name)
            position = self._positions.setdefault(key, len(self._stacks))
            if position == len(self._stacks):
                self._stacks.append(stack)
                self._haystacks.append(f"{organization}/{project}/{name}".lower())
                self._orders.add(key, stack)
                self._organizations.add(organization)
                self._projects.add(project)
            elif self._stacks[position] != stack:
                self._stacks[position] = stack
                self._orders.replace(position, stack)
                self._last = None
        return len(self._stacks) - before

    def keep_orders(self) -> None:
        """Precompute every order, so that changing the order is immediate."""
        for by in ("name", "updated", "resources"):
            self._orders.of(StackSort(by))

    def organizations(self) -> tuple[str, ...]:
        """All known organizations, A to Z."""
        return self._organizations.sorted()

    def projects(self, organization: str = "") -> tuple[str, ...]:
        """All known projects, optionally of one organization, A to Z."""
        if not organization:
            return self._projects.sorted()
        return tuple(sorted({stack.project_name for stack in self._stacks if stack.org_name == organization}))

    def select(self, query: StackQuery, sort: StackSort = StackSort()) -> StackRows:  # noqa: B008 - an immutable tuple
        """The matching stacks, sorted."""
        order = self._orders.of(sort)
        found = self._matched(query)
        if len(found) == len(order):
            return StackRows(self._stacks, order)
        is_found = bytearray(len(order))
        for position in found:
            is_found[position] = 1
        return StackRows(self._stacks, array("i", compress(order, map(is_found.__getitem__, order))))

    def _matched(self, query: StackQuery) -> Sequence[int]:
        """The positions of the matches, ascending, to read memory sequentially."""
        size, last = len(self._stacks), self._last
        if query.is_empty:
            return range(size)
        if last is None or not _narrows(last.query, query) or (last.among < size and _asks_for_names(query)):
            found = self._match(query, range(size))
        else:
            found = last.positions if query == last.query else self._match(query, last.positions)
            found = [*found, *self._match(query, range(last.among, size))]
        self._last = _Matched(query, size, found)
        return found

    def _match(self, query: StackQuery, among: Sequence[int]) -> list[int]:
        positions, haystacks = list(among), self._haystacks
        for word in query.words:
            positions = [position for position in positions if word in haystacks[position]]
        for word in query.without_words:
            positions = [position for position in positions if word not in haystacks[position]]
        stacks = self._stacks
        if query.organizations:
            meant = self._organizations.meant_by(query.organizations)
            positions = [position for position in positions if stacks[position].org_name in meant]
        if query.projects:
            meant = self._projects.meant_by(query.projects)
            positions = [position for position in positions if stacks[position].project_name in meant]
        for state, negated in query.states:
            positions = [p for p in positions if (_state(stacks[p]) == state) is not negated]
        for term in query.counts:
            positions = [p for p in positions if _is_counted(stacks[p], term)]
        return positions


def _narrows(wide: StackQuery, narrow: StackQuery) -> bool:
    """True if every match of `narrow` matches `wide`, as after appending a letter to a word."""
    return (
        len(wide.words) <= len(narrow.words)
        and all(word in longer for word, longer in zip(wide.words, narrow.words, strict=False))
        and set(wide.without_words) <= set(narrow.without_words)
        and wide[:5] == narrow[:5]
    )


def _asks_for_names(query: StackQuery) -> bool:
    """A name that arrives later may change the meaning of such a term."""
    return bool(query.organizations or query.projects)


class _Names(set[str]):
    """Known names, sorted on first use."""

    _sorted: tuple[str, ...] = ()

    def sorted(self) -> tuple[str, ...]:
        if len(self._sorted) < len(self):
            self._sorted = tuple(sorted(self))
        return self._sorted

    def meant_by(self, terms: Sequence[NameTerm]) -> Collection[str]:
        """The wanted names without the unwanted ones."""
        wanted = [_names_meant(self, term.text) for term in terms if not term.negated]
        unwanted = [_names_meant(self, term.text) for term in terms if term.negated]
        return (set().union(*wanted) if wanted else self).difference(*unwanted)


def _key(organization: str, project: str, name: str) -> str:
    """A unique key that sorts by name."""
    return f"{organization}\0{project}\0{name}\0".lower() + f"{organization}/{project}/{name}"


def _names_meant(names: Collection[str], text: str) -> set[str]:
    """The name itself if it exists, in any case; otherwise all names that contain the text."""
    low = text.lower()
    exact = {name for name in names if name.lower() == low}
    return exact or {name for name in names if low in name.lower()}


def _state(stack: StackSummary) -> State:
    if stack.last_update is None:
        return "never"
    return "running" if stack.last_update == 0 else "updated"


def _is_counted(stack: StackSummary, term: CountTerm) -> bool:
    count = stack.resource_count
    if count is None:
        return False
    return (term.least <= count and (term.most is None or count <= term.most)) is not term.negated
