"""What one backend is known to report, learned from its responses in this session."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stacktui.pulumi.stack import Stack, StackSummary, Update

_ENDED = frozenset({"succeeded", "failed"})


class Observed:
    """Nothing is assumed about a backend: what was not seen yet is False or absent."""

    def __init__(self) -> None:
        self.lists_running = False
        """A list entry said `lastUpdate: 0`, which is a running update."""
        self.first_page = 1
        """The number of the first page of a stack's updates."""
        self._names_operation = False
        self._ended: set[str] = set()

    @property
    def reports_running(self) -> bool:
        """Whether it reports running updates by `currentOperation` or `lastUpdate: 0`.

        Then their absence means that there is none.
        """
        return self._names_operation or self.lists_running

    def saw_list(self, stacks: Iterable[StackSummary]) -> None:
        self.lists_running = self.lists_running or any(stack.last_update == 0 for stack in stacks)

    def saw_stack(self, stack: Stack) -> None:
        self._names_operation = self._names_operation or stack.current_operation is not None

    def saw_ended(self, update: str) -> None:
        """The update with this ID has ended; an update that has ended never runs again."""
        self._ended.add(update)

    def saw_updates(self, updates: Sequence[Update]) -> None:
        """Updates of a stack, newest first: `activeUpdate` names the newest, also after it has ended."""
        if updates and updates[0].id and updates[0].result in _ENDED:
            self.saw_ended(updates[0].id)

    def has_ended(self, update: str) -> bool:
        return update in self._ended
