"""A screen with actions on the selection: copy, save, write, choose a version.

The actions are imported when a key needs them, to not delay the first screen.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from stacktui.presentation.text.lines import literal
from stacktui.tui.screens.framed import FramedScreen

if TYPE_CHECKING:
    from stacktui.explorer.listing import Listing
    from stacktui.explorer.selection import Selection, Shown
    from stacktui.pulumi.stack import StackIdentifier


class ActingScreen(FramedScreen):
    """A subclass provides the selection and the displayed stack, and shows another stack or version."""

    @property
    @abstractmethod
    def listing(self) -> Listing:
        """The list of stacks."""

    @property
    @abstractmethod
    def selection(self) -> Selection | None:
        """The current selection; None if no stack is selected."""

    @property
    @abstractmethod
    def shown(self) -> Shown:
        """The displayed stack, with its state if loaded."""

    @abstractmethod
    def visit(self, stack: StackIdentifier | None, *, jumps: bool = False) -> None:
        """Select a stack, listed or not, or none, and show it."""

    @abstractmethod
    def show_version(self, stack: StackIdentifier, version: int | None) -> None:
        """Show another version of the stack's state, if it is still displayed; None is the current one."""

    def stop_actions(self) -> bool:
        """Stop what an action waits for; False if nothing does."""
        from stacktui.tui.actions.action_host import STOPPABLE

        waiting = [worker for worker in self.workers if worker.group == STOPPABLE and worker.is_running]
        for worker in waiting:
            worker.cancel()
        if waiting:
            self.show_message((literal("Stopped."),))
        return bool(waiting)

    def action_copy(self) -> None:
        from stacktui.tui.actions import copy

        copy.copy_obvious(self, self.selection)

    def action_copy_menu(self) -> None:
        from stacktui.tui.actions import copy

        copy.open_menu(self, self.selection)

    def action_web_link(self) -> None:
        from stacktui.tui.actions import copy

        copy.show_link(self, self.selection)

    def action_save(self) -> None:
        from stacktui.tui.actions import save

        save.save(self, self.selection)

    def action_change(self, name: str) -> None:
        """Open the dialog of a kind of change."""
        from stacktui.tui.actions import write

        write.open_change(self, self.selection, name)

    def choose_version(self) -> None:
        from stacktui.tui.actions import versions

        versions.pick_version(self, self.selection)
