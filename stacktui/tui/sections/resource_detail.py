"""The details of the selected resource: drawn after a short delay, with secrets revealed temporarily."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from stacktui.files.threads import in_background
from stacktui.tui.widgets.resource_detail_view import ResourceDetailView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.timer import Timer

    from stacktui.explorer.kinds.state import State
    from stacktui.index.resources import Node
    from stacktui.presentation.resources.detail_lines import DetailLine

REVEALED_FOR = 30.0
"""Seconds for which a revealed secret is visible."""
REST = 0.12
"""Seconds that the cursor must stay on a resource before its details are drawn."""
FEW = 2_000
"""The number of resources up to which dependents are counted immediately; otherwise in the background."""


def counts_users(state: State) -> bool:
    """Whether counting the dependents of a resource is immediate."""
    return len(state.index) <= FEW or state.index.knows_dependents


class ResourceDetail(ResourceDetailView):
    """Shows one resource of a state."""

    class SecretShown(Message):
        """A secret is drawn in plain, or no longer."""

        def __init__(self, *, is_shown: bool) -> None:
            super().__init__()
            self.is_shown = is_shown

    def __init__(self, *, clock: Callable[[], float], mask_suspected_secrets: bool, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self._clock = clock
        self._mask_suspected_secrets = mask_suspected_secrets
        self._state: State | None = None
        self._node: Node | None = None
        self._version: int | None = None
        self._revealed: frozenset[str] = frozenset()
        self._shows_secret = False
        self._hiding: Timer | None = None
        self._resting: Timer | None = None
        self._counting: State | None = None

    def show_resource(self, state: State, node: Node, version: int | None = None) -> None:
        """Show a resource: the first one immediately, others after a short delay.

        `version` is the older version of the stack that the state belongs to; None: the present one.
        """
        self._hide()
        self._state, self._node, self._version = state, node, version
        if not self._details:
            self.draw()
        elif self._resting is None:
            self._resting = self.set_timer(REST, self.draw)
        else:
            self._resting.reset()

    def clear(self) -> None:
        """Show no resource."""
        self._hide()
        self._state = self._node = None
        self.draw()

    def draw_now(self) -> None:
        """Draw without the delay."""
        if self._resting is not None:
            self.draw()

    def show(self, details: Sequence[DetailLine], *, anew: bool | None = None) -> None:
        super().show(details, anew=anew)
        if self._shows_secret != bool(self._revealed):
            self._shows_secret = not self._shows_secret
            self.post_message(self.SecretShown(is_shown=self._shows_secret))

    def draw(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        state, node = self._state, self._node
        if state is None or node is None:
            self.show(())
            return
        from stacktui.presentation.resources.resource_detail import detail_lines, version_line

        counts = counts_users(state)
        lines = detail_lines(
            state.index,
            node,
            now=self._clock(),
            revealed=self._revealed,
            mask_suspected_secrets=self._mask_suspected_secrets,
            counts_users=counts,
        )
        if self._version is not None:
            lines = (version_line(self._version), *lines)
        if not counts and self._counting is not state:
            self._counting = state
            self.run_worker(self._count_users(state), group="users")
        self.show(lines)

    async def _count_users(self, state: State) -> None:
        await in_background(state.index.link_dependents)
        if self._counting is state:
            self._counting = None
        if self._state is state:
            self.draw()

    def toggle_secret(self) -> bool:
        """Toggle the plaintext secret under the cursor, shown temporarily; False if there is none."""
        self.draw_now()
        line = self.detail_line
        if line is None or not line.is_secret or not line.path:
            return False
        if line.path in self._revealed:
            self.hide_secrets()
            return True
        self._hide()
        self._revealed = frozenset({line.path})
        self._hiding = self.set_timer(REVEALED_FOR, self.hide_secrets)
        self.draw()
        return True

    def hide_secrets(self) -> None:
        """Mask revealed secrets."""
        if self._revealed:
            self._hide()
            self.draw()

    def _hide(self) -> None:
        self._revealed = frozenset()
        if self._hiding is not None:
            self._hiding.stop()
            self._hiding = None
