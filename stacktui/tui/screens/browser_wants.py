"""What the browser wants of the store: the list, running updates, what the detail shows, and who the user is."""

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
    """Each section gets the messages about what it shows, and the screen those about the user."""

    def __init__(self, screen: Screen[None], stacks: StackSection, detail: DetailSection, store: Store) -> None:
        self._stacks = stacks
        self._detail = detail
        self._list_loader, self._sweep_loader = Loader(stacks, store), Loader(stacks, store)
        self._detail_loader = Loader(detail, store)
        self._user_loader = Loader(screen, store)

    def user(self, *, again: bool = False) -> None:
        self._user_loader.want(USER, again=again)

    def list(self, *, soon: bool) -> None:
        """What the filter line asks for; `soon` while somebody types."""
        self._sweep_loader.cancel()
        self._list_loader.want(self._stacks.listing.question, again=True, after=SOON if soon else 0.0)

    def sweep(self, *, soon: bool) -> None:
        """Whether updates run on the stacks that the filter line needs to know of."""
        sweep = self._stacks.listing.sweep
        wanted = () if sweep is None else (sweep,)
        self._sweep_loader.want(*wanted, again=True, after=SOON if soon else 0.0, priority=Priority.VISIBLE)

    def detail(self, *, again: bool = False, after: float = 0.0) -> None:
        """What the view shows and is not here, or again all of it."""
        self._detail_loader.want(*self._detail.queries, again=again, after=after)
        self._detail.show_known()

    def ahead(self, stack: StackIdentifier) -> None:
        """The state of a stack, before somebody asks for it."""
        self._detail_loader.also(state_of(stack), priority=Priority.BACKGROUND)

    def stop_detail(self) -> bool:
        """Nothing for the detail any more; False where it waited for nothing."""
        was_loading = self._detail.is_loading
        self._detail_loader.cancel()
        self._detail.show_known()
        return was_loading

    def stop_list(self) -> bool:
        """Nothing for the list any more; False where it waited for nothing."""
        if not self._stacks.is_loading:
            return False
        self._list_loader.cancel()
        self._sweep_loader.cancel()
        self._stacks.cancel()
        return True
