"""ActionHost: what an action needs of the screen that it was called on, which screens/acting.py gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.screen import Screen

    from stacktui.explorer.listing import Listing
    from stacktui.explorer.selection import Selection, Shown
    from stacktui.presentation.text.lines import Line
    from stacktui.pulumi.stack import StackIdentifier, User
    from stacktui.session import Session
    from stacktui.tui.host.clipboard import CopyResult

T = TypeVar("T")

STOPPABLE = "stoppable"
"""The group of workers that esc stops."""


class ActionHost(Protocol):
    """A screen with one displayed stack and the list of stacks."""

    session: Session
    user: User | None

    @property
    def listing(self) -> Listing: ...
    @property
    def selection(self) -> Selection | None: ...
    @property
    def shown(self) -> Shown: ...
    @property
    def is_current(self) -> bool: ...
    def show_message(self, line: Line) -> None: ...
    def open_dialog(self, dialog: Screen[T], take: Callable[[T | None], None] | None = None) -> None: ...
    def run_worker(self, work: Coroutine[None, None, None], *, group: str, exclusive: bool = False) -> object: ...
    async def copy_text(self, text: str, *, secret: bool) -> CopyResult: ...
    def visit(self, stack: StackIdentifier | None) -> None: ...
    def show_version(self, stack: StackIdentifier, version: int | None) -> None: ...
