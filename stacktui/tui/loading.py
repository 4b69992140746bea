"""Subscribes sections to queries and sends them messages: the only connection between store and UI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.pulumi.http.slots import Priority
from stacktui.tui.messages import Failed, Loaded

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.widget import Widget

    from stacktui.explorer.answer import Want
    from stacktui.explorer.loadable import Loadable
    from stacktui.explorer.query import Query
    from stacktui.explorer.store import Store

REST = 0.12
"""Seconds that the cursor must stay on a stack before it is requested."""
SOON = 0.3
"""Seconds after the last keystroke before a filter is sent to the server."""


class Loader:
    """The subscriptions of one section. Cancelled ones cancel their requests unless others subscribe to them."""

    def __init__(self, host: Widget, store: Store) -> None:
        self._host = host
        self._store = store
        self._wants: dict[Query[object], Want[object]] = {}

    def want(
        self,
        *queries: Query[object],
        again: bool = False,
        after: float = 0.0,
        priority: Priority = Priority.INTERACTIVE,
    ) -> None:
        """Subscribe to these queries only: `after` seconds from now, and with `again` even if they are loaded."""
        before, self._wants = self._wants, {}
        self.also(*queries, again=again, after=after, priority=priority)
        for want in before.values():
            want.close()

    def also(
        self,
        *queries: Query[object],
        again: bool = False,
        after: float = 0.0,
        priority: Priority = Priority.INTERACTIVE,
    ) -> None:
        """Subscribe to these queries too."""
        for query in queries:
            report = self._reporter(query)
            want = self._store.want(query, priority, report, on_mistake=self._crash, again=again, after=after)
            if query in self._wants:
                self._wants[query].close()
            self._wants[query] = want

    def cancel(self) -> None:
        """Cancel all subscriptions."""
        self.want()

    def _crash(self, mistake: BaseException) -> None:
        """An unexpected error ends the program."""

        def fail() -> None:
            raise mistake

        self._host.call_later(fail)

    def _reporter(self, query: Query[object]) -> Callable[[Loadable[object]], None]:
        def report(known: Loadable[object]) -> None:
            if known.error is not None and not known.is_loading:
                self._host.post_message(Failed(query, known.error))
            else:
                self._host.post_message(Loaded(query))

        return report
