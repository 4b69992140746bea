"""Which stacks run an update, if the list does not report it, by requesting them individually.

Results are valid until the list is reloaded, which begins another search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from stacktui.index.query import StackQuery
    from stacktui.index.stacks import StackIndex
    from stacktui.pulumi.running import Looked
    from stacktui.pulumi.stack import StackIdentifier, StackSummary

_UPDATING_NOW = 0


class RunningSearch:
    """The stacks known to run an update, and the progress of the search for the current query."""

    def __init__(self) -> None:
        self.is_under_way = False
        self._running: set[StackIdentifier] = set()
        self._listed: dict[StackIdentifier, StackSummary] = {}
        """The stacks shown as updating according to the list."""
        self._asked: set[StackIdentifier] = set()
        self._unread: set[StackIdentifier] = set()
        self._wanted: frozenset[StackIdentifier] = frozenset()
        self._missing: set[StackIdentifier] = set()
        """The required stacks that were not requested yet."""

    def begin(self, query: StackQuery, index: StackIndex) -> tuple[StackIdentifier, ...]:
        """Begin a search for a query; return the stacks that must be requested."""
        found = index.select(query.without_running()) if query.asks_running else ()
        wanted = tuple(stack.identifier for stack in found)
        missing = tuple(stack for stack in wanted if stack not in self._asked)
        self._wanted, self._missing = frozenset(wanted), set(missing)
        self.is_under_way = bool(missing)
        return missing

    def end(self) -> None:
        """End the search, complete or stopped."""
        self.is_under_way = False

    def take(self, looked: Looked, index: StackIndex) -> None:
        """Take the result for one stack."""
        self._asked.add(looked.stack)
        self._missing.discard(looked.stack)
        if looked.error is not None:
            self._unread.add(looked.stack)
        else:
            self.mark(looked.stack, index, is_running=looked.running is not None)

    def mark(self, stack: StackIdentifier, index: StackIndex, *, is_running: bool) -> bool:
        """Set or reset a stack's running update; True if that changed its entry."""
        before = index.get(stack)
        if is_running:
            self._running.add(stack)
        else:
            self._running.discard(stack)
        if before is None:
            return False
        after = self._shown(self._listed.pop(stack, before))
        index.add((after,))
        return after != before

    def apply_to(self, index: StackIndex) -> None:
        """Apply the results to newly arrived stacks."""
        index.add(self._shown(listed) for listed in map(index.get, tuple(self._running)) if listed is not None)

    def _shown(self, stack: StackSummary) -> StackSummary:
        if stack.identifier not in self._running or stack.last_update == _UPDATING_NOW:
            return stack
        self._listed[stack.identifier] = stack
        return replace(stack, last_update=_UPDATING_NOW)

    @property
    def total(self) -> int:
        """The number of stacks that the query requires."""
        return len(self._wanted)

    @property
    def asked(self) -> int:
        return len(self._wanted) - len(self._missing)

    @property
    def unread(self) -> int:
        """The stacks that could not be read."""
        return len(self._unread & self._wanted)
