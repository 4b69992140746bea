"""Answers the stack list's questions in memory: which stacks match a line, in which order, at 20,000 stacks in a frame.

What a letter or a sort key needs is computed once per stack, when its page arrives: a lower-case haystack, sort keys,
and orders that only new stacks are sorted into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from stacktui.index.query import CountTerm, NameTerm, StackQuery, State
    from stacktui.pulumi.stack import StackIdentifier, StackSummary

SortKey: TypeAlias = Literal["name", "updated", "resources"]

_NOW = 1e18  # later than any time the service tells
_LAST = float("inf")


class StackSort(NamedTuple):
    """By name A to Z, by update newest first (running ones before all), by resources most first; or the reverse.

    Stacks that never were updated, or whose count is not told, come last either way.
    """

    by: SortKey = "name"
    reverse: bool = False


class _Selected(NamedTuple):
    """The last answer, which the next letter narrows."""

    query: StackQuery
    sort: StackSort
    positions: list[int]


class StackIndex:
    """The stacks that arrived so far, each once; a stack keeps its identity through reload and sort."""

    def __init__(self, stacks: Iterable[StackSummary] = ()) -> None:
        self._stacks: list[StackSummary] = []
        self._identifiers: list[StackIdentifier] = []
        self._positions: dict[StackIdentifier, int] = {}
        self._haystacks: list[str] = []
        self._name_keys: list[str] = []
        self._orders: dict[StackSort, list[int]] = {}
        self._last: _Selected | None = None
        self.add(stacks)

    def __len__(self) -> int:
        return len(self._stacks)

    def __contains__(self, identifier: StackIdentifier) -> bool:
        return identifier in self._positions

    def __iter__(self) -> Iterator[StackSummary]:
        """In the order of arrival."""
        return iter(self._stacks)

    def get(self, identifier: StackIdentifier) -> StackSummary | None:
        position = self._positions.get(identifier)
        return None if position is None else self._stacks[position]

    def add(self, stacks: Iterable[StackSummary]) -> int:
        """Take a page in; a stack that is there already is replaced. Returns how many are new."""
        before = len(self._stacks)
        for stack in stacks:
            identifier = stack.identifier
            position = self._positions.get(identifier)
            if position is None:
                self._positions[identifier] = len(self._stacks)
                self._stacks.append(stack)
                self._identifiers.append(identifier)
                self._haystacks.append("/".join(identifier).lower())
                self._name_keys.append("\0".join((*identifier, "")).lower() + str(identifier))
            elif self._stacks[position] != stack:
                self._stacks[position] = stack
                self._orders.clear()
        self._last = None
        return len(self._stacks) - before

    def remove(self, identifier: StackIdentifier) -> bool:
        """Forget one stack; False where it was not there."""
        position = self._positions.get(identifier)
        if position is None:
            return False
        for column in (self._stacks, self._identifiers, self._haystacks, self._name_keys):
            del column[position]
        self._positions = {one: place for place, one in enumerate(self._identifiers)}
        self._orders.clear()
        self._last = None
        return True

    def organizations(self) -> tuple[str, ...]:
        """Every organization seen, A to Z."""
        return tuple(sorted({identifier.organization for identifier in self._identifiers}))

    def projects(self, organization: str = "") -> tuple[str, ...]:
        """Every project seen, of one organization or of all, A to Z."""
        return tuple(
            sorted({one.project for one in self._identifiers if not organization or one.organization == organization})
        )

    def select(
        self,
        query: StackQuery,
        sort: StackSort = StackSort(),  # noqa: B008 - an immutable tuple
        allowed: Collection[StackIdentifier] | None = None,
    ) -> Sequence[StackSummary]:
        """The stacks that match, in order. `allowed`: those that the server's tag filters leave; None: any."""
        last = self._last
        if last is not None and last.sort == sort and _narrows(last.query, query):
            found = self._match(query, last.positions)
        else:
            found = self._match(query, self._order(sort))
        self._last = _Selected(query, sort, found)
        if allowed is not None:
            wanted = {self._positions[identifier] for identifier in allowed if identifier in self._positions}
            found = [position for position in found if position in wanted]
        return [self._stacks[position] for position in found]

    def _match(self, query: StackQuery, positions: list[int]) -> list[int]:
        haystacks = self._haystacks
        for word in query.words:
            positions = [position for position in positions if word in haystacks[position]]
        for word in query.without_words:
            positions = [position for position in positions if word not in haystacks[position]]
        for part, terms in ((0, query.organizations), (1, query.projects)):
            if terms:
                positions = self._match_names(positions, part, terms)
        for state, negated in query.states:
            positions = [p for p in positions if (_state(self._stacks[p]) == state) is not negated]
        for term in query.counts:
            positions = [p for p in positions if _is_counted(self._stacks[p], term)]
        return positions

    def _match_names(self, positions: list[int], part: int, terms: Sequence[NameTerm]) -> list[int]:
        """Those whose organization (part 0) or project (part 1) is one of those wanted and none of those unwanted."""
        identifiers = self._identifiers
        names = {identifier[part] for identifier in identifiers}
        wanted = [_names_meant(names, term.text) for term in terms if not term.negated]
        allowed = set().union(*wanted) if wanted else names
        for term in terms:
            if term.negated:
                allowed = allowed - _names_meant(names, term.text)
        return [position for position in positions if identifiers[position][part] in allowed]

    def _order(self, sort: StackSort) -> list[int]:
        """Positions in order; stacks that came since the last time are sorted into the names that were there."""
        order = self._orders.get(sort)
        if order is not None and len(order) == len(self._stacks):
            return order
        if sort.by == "name":
            order = [*(order or ()), *range(len(order or ()), len(self._stacks))]
            order.sort(key=self._name_keys.__getitem__, reverse=sort.reverse)
        else:
            order = list(self._order(StackSort()))
            order.sort(key=_sort_keys(self._stacks, sort).__getitem__)
        self._orders[sort] = order
        return order


def _sort_keys(stacks: Sequence[StackSummary], sort: StackSort) -> list[float]:
    read = _recency if sort.by == "updated" else _size
    sign = 1 if sort.reverse else -1
    return [_LAST if (value := read(stack)) is None else sign * value for stack in stacks]


def _narrows(wide: StackQuery, narrow: StackQuery) -> bool:
    """True where every stack of `narrow` is among those of `wide`: a letter typed on at the end of a word."""
    return (
        len(wide.words) <= len(narrow.words)
        and all(word in longer for word, longer in zip(wide.words, narrow.words, strict=False))
        and set(wide.without_words) <= set(narrow.without_words)
        and wide[:5] == narrow[:5]
    )


def _names_meant(names: Collection[str], text: str) -> set[str]:
    """The name itself where it exists, in whatever case; else every name that holds the text."""
    low = text.lower()
    exact = {name for name in names if name.lower() == low}
    return exact or {name for name in names if low in name.lower()}


def _recency(stack: StackSummary) -> float | None:
    return _NOW if stack.last_update == 0 else stack.last_update


def _size(stack: StackSummary) -> float | None:
    return stack.resource_count


def _state(stack: StackSummary) -> State:
    if stack.last_update is None:
        return "never"
    return "running" if stack.last_update == 0 else "updated"


def _is_counted(stack: StackSummary, term: CountTerm) -> bool:
    count = stack.resource_count
    if count is None:
        return False
    return (term.least <= count and (term.most is None or count <= term.most)) is not term.negated
