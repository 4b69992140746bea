"""The app in its terminal: draws by diff, crashes without showing values, and copies by the route in clipboard.py."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.widgets import Input

from stacktui.presentation.text.safe_text import TOAST_LIMIT, clean
from stacktui.tui.host.control_characters import ControlCharacterFilter
from stacktui.tui.host.diff_rendering.display import DiffDisplay
from stacktui.tui.host.terminal_driver import TerminalDriver
from stacktui.tui.host.textual_internals import forget_drawn_lines, is_terminal_thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from textual.await_complete import AwaitComplete
    from textual.filter import LineFilter

    from stacktui.tui.host.clipboard import CopyResult, Setting
    from stacktui.tui.host.crash import Crashes


class HostedApp(DiffDisplay):
    """What an app needs to be run by `terminal_run.run`.

    Args:
        crashes: where crashes are taken down.
        clipboard: by which route texts are copied.
        osc52_limit: encoded bytes that the terminal takes in one sequence; None is what most take.
        diff_rendering: send only what changed to the terminal.
        own_colours: draw with the terminal's own sixteen colours.
    """

    ascii_only = False
    """Set to True before the app runs, it draws with ASCII."""

    def __init__(
        self,
        *,
        crashes: Crashes,
        clipboard: Setting = "auto",
        osc52_limit: int | None = None,
        diff_rendering: bool = True,
        own_colours: bool = False,
    ) -> None:
        # Textual chooses the filter of NO_COLOR here, before a theme could tell it.
        super().__init__(driver_class=TerminalDriver, ansi_color=own_colours or None)
        self.crashes = crashes
        self.clipboard_setting: Setting = clipboard
        self.osc52_limit = osc52_limit
        self.diff_rendering = diff_rendering
        self._control_characters = ControlCharacterFilter()

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = [*super().get_line_filters(), self._control_characters]
        if self.ascii_only:
            from stacktui.tui.host.ascii_lines import AsciiLines

            filters.append(AsciiLines())
        return filters

    def end_asked(self) -> None:
        """The program is to end: whatever signal comes now, the terminal is not taken again."""
        if isinstance(self.driver, TerminalDriver):
            self.driver.is_ending = True

    def pop_screen(self) -> AwaitComplete:
        """Go back to the screen below, and let go of what was drawn for this one."""
        going = super().pop_screen()
        forget_drawn_lines()
        return going

    # Crashes: Textual's own screens of them show local variables

    def show_error(self) -> None:
        self._crash()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002  # they may hold anything
        """End the app after a mistake of its own; nothing of the error is shown."""
        self._crash()

    def _crash(self) -> None:
        self.crashes.note(self.own_error)
        self.end_after_error()

    def needs_thread(self, name: str) -> bool:
        """Whether the app cannot go on without a thread of this name."""
        return is_terminal_thread(name)

    # Copying

    async def copy_text(self, text: str, *, raw: bool = False, secret: bool = False) -> CopyResult:
        """Copy a text, and tell how far it got; see `clipboard.copy`."""
        from stacktui.tui.host.clipboard import OSC52_LIMIT, Place, copy

        limit = OSC52_LIMIT if self.osc52_limit is None else self.osc52_limit
        place = Place(os.environ, self._write_to_terminal, limit)
        return await copy(text, self.clipboard_setting, place, raw=raw, secret=secret)

    def _write_to_terminal(self, data: str) -> None:
        if self.driver is not None and not self.is_headless:
            self.driver.write(data)

    def copy_to_clipboard(self, text: str) -> None:
        """What Textual itself copies (a selection, the text of an input) goes the same route; a password goes none."""
        if isinstance(self.focused, Input) and self.focused.password:
            from stacktui.tui.host.clipboard import CopyResult, CopyRoute

            self.tell_copied(CopyResult("Not copied: what you type here is secret.", CopyRoute.NONE, certain=False))
            return
        self.keep_copied(text)
        self.run_worker(self._copy_and_tell(text), group="copy", exit_on_error=False)

    async def _copy_and_tell(self, text: str) -> None:
        self.tell_copied(await self.copy_text(text))

    def tell_copied(self, result: CopyResult) -> None:
        """Show what became of a copy."""
        self.notify(clean(result.sentence, TOAST_LIMIT), markup=False)
