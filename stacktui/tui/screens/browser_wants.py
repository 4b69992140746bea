"""The browser's subscriptions: the list, running updates, the details, and the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.account import USER
from stacktui.explorer.kinds.state import state_of
from stacktui.pulumi.http.slots import Priority
from stacktui.tui.loading import SOON, Loader

if TYPE_CHECKING:
    from textual.screen import Screen

    from stacktui.explorer.store import Store
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.sections.detail import DetailSection
    from stacktui.tui.sections.stacks import StackSection


class BrowserWants:
    """Sends each section the messages about its data, and the screen those about the user."""

    def __init__(self, screen: Screen[None], stacks: StackSection, detail: DetailSection, store: Store) -> None:
        self._stacks = stacks
        self._detail = detail
        self._list_loader, self._sweep_loader = Loader(stacks, store), Loader(stacks, store)
        self._detail_loader = Loader(detail, store)
        self._user_loader = Loader(screen, store)

    def user(self, *, again: bool = False) -> None:
        self._user_loader.want(USER, again=again)

    def list(self, *, soon: bool) -> None:
        """Subscribe to what the filter line needs; with `soon` after a delay, while the user types."""
        self._sweep_loader.cancel()
        self._list_loader.want(self._stacks.listing.question, again=True, after=SOON if soon else 0.0)

    def sweep(self, *, soon: bool) -> None:
        """Check the stacks that the filter line requires for running updates."""
        sweep = self._stacks.listing.sweep
        wanted = () if sweep is None else (sweep,)
        self._sweep_loader.want(*wanted, again=True, after=SOON if soon else 0.0, priority=Priority.VISIBLE)

    def detail(self, *, again: bool = False, after: float = 0.0) -> None:
        """Subscribe to what the view shows and is not loaded; again to all of it."""
        self._detail_loader.want(*self._detail.queries, again=again, after=after)
        self._detail.show_known()

    def ahead(self, stack: StackIdentifier) -> None:
        """Subscribe to a stack's state in advance."""
        self._detail_loader.also(state_of(stack), priority=Priority.BACKGROUND)

    def stop_detail(self) -> bool:
        """Cancel the requests for the details; False if there were none."""
        was_loading = self._detail.is_loading
        self._detail_loader.cancel()
        self._detail.show_known()
        return was_loading

    def stop_list(self) -> bool:
        """Cancel the requests for the list; False if there were none."""
        if not self._stacks.is_loading:
            return False
        self._list_loader.cancel()
        self._sweep_loader.cancel()
        self._stacks.cancel()
        return True
