"""The app: what all screens share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from stacktui.presentation.text.lines import Tone, cleaned, literal
from stacktui.presentation.text.safe_text import clean
from stacktui.presentation.text.wording import pause
from stacktui.tui.auto_reload import AutoReload
from stacktui.tui.bindings import Pane, bindings_of, own_keymap
from stacktui.tui.host.hosted_app import HostedApp
from stacktui.tui.host.job_control import WHY_OFF, is_orphaned
from stacktui.tui.host.key_order import OrderedKeys
from stacktui.tui.messages import WriteChanged
from stacktui.tui.screens.browser import BrowserScreen
from stacktui.tui.screens.framed import FramedScreen
from stacktui.tui.themes import TERMINAL, THEMES, theme_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import PurePath

    from textual.binding import BindingType
    from textual.timer import Timer

    from stacktui.explorer.writes import Write
    from stacktui.presentation.text.lines import Line
    from stacktui.pulumi.errors import PulumiError
    from stacktui.session import AccountChoice, Session
    from stacktui.tui.dialogs.picker import Choice
    from stacktui.tui.host.clipboard import CopyResult
    from stacktui.tui.host.crash import Crashes
    from stacktui.tui.sections.resource_detail import ResourceDetail

LAST_WAIT = 10.0
"""Seconds that quitting waits for a write in progress."""


class StacktuiApp(OrderedKeys, HostedApp):
    """Opens the browser. `next_account` is set on exit if the user chose another account."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.ANYWHERE)
    ENABLE_COMMAND_PALETTE = False  # Textual's own; ours is a Picker
    TITLE = "stacktui"

    def __init__(self, session: Session, crashes: Crashes) -> None:
        config = session.config
        self._theme_name = theme_name(config.theme, has_colour=not os.environ.get("NO_COLOR"))
        super().__init__(
            crashes=crashes,
            clipboard=config.clipboard,
            osc52_limit=config.osc52_limit,
            diff_rendering=config.diff_rendering,
            own_colours=self._theme_name == TERMINAL,
        )
        self.ascii_only = config.ascii
        self.hold_keys()  # until the browser has mounted the widgets that handle them
        self.session = session
        self.next_account: AccountChoice | None = None
        self.auto_reload = AutoReload(session.config.auto_reload)
        self._reloading: Timer | None = None
        self._own_keymap = own_keymap(dict(session.config.keys))
        self.unrecorded: Line = ()
        """What is not recorded, and why; shown with every change."""
        for theme in THEMES:
            self.register_theme(theme)
        self.set_reactive(StacktuiApp.theme, self._theme_name)  # setting it later would parse every style twice
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> BrowserScreen:
        return BrowserScreen(self.session, self)

    def scrolling_learnt(self) -> None:
        for screen in self._screens:
            screen.set_scroll_step()

    def on_resource_detail_secret_shown(self, message: ResourceDetail.SecretShown) -> None:
        self.shows_secret = message.is_shown

    @property
    def reload_seconds(self) -> int:
        """Seconds between automatic reloads; 0 is off."""
        return self.auto_reload.seconds

    @property
    def own_keys(self) -> dict[str, str]:
        """The user's key bindings by ID."""
        return self._own_keymap.keys

    @property
    def start_warnings(self) -> tuple[str, ...]:
        """Warnings to show at the start: about credentials, and about rejected keys."""
        return (*self.session.warnings, *self._own_keymap.problems)

    @property
    def browser(self) -> BrowserScreen:
        return next(screen for screen in self.screen_stack if isinstance(screen, BrowserScreen))

    @property
    def _screens(self) -> list[FramedScreen]:
        """The whole screens, the one in front last; none once the app has ended, when an answer may still come."""
        return [screen for screen in self.screen_stack if isinstance(screen, FramedScreen)]

    def _show_message(self, line: Line) -> None:
        for screen in self._screens[-1:]:
            screen.show_message(line)

    def on_mount(self) -> None:
        source = self.session.source
        source.warnings.subscribe(self._say_warning)
        source.pauses.subscribe(self._say_pause)
        self.session.writes.changes.subscribe(self._write_changed)
        self.session.unrecorded.subscribe(self._say_unrecorded)
        self.set_keymap(self.own_keys)
        if self.auto_reload.seconds:
            self.call_after_refresh(self._set_timer)

    def _say_warning(self, text: str) -> None:
        self._show_message((cleaned(text, Tone.WARNING),))

    def _say_pause(self, seconds: float) -> None:
        self._say_warning(f"{pause(seconds)} (esc stops).")

    def _say_unrecorded(self, sentence: str) -> None:
        self.unrecorded = (*self.unrecorded, cleaned(f" {sentence}", Tone.WARNING))
        self._say_warning(sentence)

    def _write_changed(self, write: Write) -> None:
        for screen in self._screens:
            screen.post_message(WriteChanged(write))

    def tell_copied(self, result: CopyResult) -> None:
        from stacktui.tui.dialogs.dialog import Dialog

        line = (cleaned(result.sentence),)
        if isinstance(self.screen, Dialog):
            self.screen.show_message_too(line)
        else:
            self._show_message(line)

    def toggle_auto_reload(self) -> None:
        """Turn automatic reloading on or off."""
        self.auto_reload.toggle()
        self._set_timer()

    def load_failed(self, error: PulumiError) -> None:
        """Adapt automatic reloading to a failed request."""
        if self.auto_reload.failed(error):
            self._set_timer()

    def _set_timer(self) -> None:
        if self._reloading is not None:
            self._reloading.stop()
            self._reloading = None
        if self.auto_reload.seconds:
            self._reloading = self.set_interval(self.auto_reload.seconds, self._reload)
        for screen in self._screens:
            screen.show_frame()

    def _reload(self) -> None:
        for screen in self.screen_stack[-1:]:
            if isinstance(screen, FramedScreen):
                screen.action_reload()

    def action_help(self) -> None:
        from stacktui.tui.dialogs.dialog import Dialog
        from stacktui.tui.dialogs.help import Help

        panes: tuple[Pane, ...] = (Pane.DIALOG,)
        if isinstance(self.screen, FramedScreen):
            panes = self.screen.help_panes()
        elif isinstance(self.screen, Dialog):
            panes = self.screen.PANES
        login = self.session.login.source if self.session.login else ""
        self.push_screen(Help(*panes, own=self.own_keys, login=login, display=self.why_diff_rendering_is_off))

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, FramedScreen):
            return
        from stacktui.tui.dialogs.picker import Picker
        from stacktui.tui.palette import commands

        def take(choice: Choice[str] | None) -> None:
            if choice is not None:
                self.simulate_key(choice.value)

        self.push_screen(Picker((cleaned("Commands"),), commands(self.screen.help_panes(), self.own_keys)), take)

    def action_open_writes(self) -> None:
        from stacktui.tui.dialogs.open_writes import OpenWrites

        self.push_screen(OpenWrites(self.session.writes))

    def action_choose_account(self) -> None:
        accounts = self.session.accounts
        if len(accounts) < 2:
            self._show_message((cleaned("No other account to switch to: log in to one with `pulumi login`."),))
            return
        from stacktui.tui.dialogs.picker import Choice, Picker

        choices = [Choice(each, clean(each.backend_url), clean(each.username)) for each in accounts]

        def take(choice: Choice[AccountChoice] | None) -> None:
            if choice is not None and not choice.value.is_current:
                self.next_account = choice.value
                self.run_worker(self.action_quit(), group="quit")

        self.push_screen(Picker((cleaned("Account"),), choices), take)

    def action_suspend_process(self) -> None:
        """Suspend until `fg`; ask first if a write is in progress."""
        if is_orphaned():
            self.browser.show_message((literal(WHY_OFF),))
        elif not self._asks_to_leave(self._suspend, suspends=True):
            self._suspend()

    def _suspend(self) -> None:
        for screen in self._screens:
            screen.hide_secrets()
        super().action_suspend_process()

    async def action_quit(self) -> None:
        """Quit; if a write is in progress, ask first and wait for it."""

        def leave() -> None:
            self.run_worker(self._wait_and_exit(), group="quit")

        if not self._asks_to_leave(leave):
            self.exit(0)

    def _asks_to_leave(self, leave: Callable[[], None], *, suspends: bool = False) -> bool:
        """Ask if a write is in progress; `leave` is called on yes. False if there is nothing to ask."""
        under_way = tuple(write for write in self.session.writes.open_writes if write.outcome is None)
        if not under_way:
            return False
        from stacktui.tui.dialogs.quit_anyway import QuitAnyway

        def take(goes: bool | None) -> None:
            if goes:
                leave()
            elif not suspends:
                self.next_account = None

        if not any(isinstance(screen, QuitAnyway) for screen in self.screen_stack):
            self.push_screen(QuitAnyway(under_way, suspends=suspends), take)
        return True

    async def _wait_and_exit(self) -> None:
        await self.session.writes.wait(LAST_WAIT)
        self.exit(0)

    async def on_unmount(self) -> None:
        await self.session.source.aclose()

    def farewell(self) -> str:
        """What to print after the UI has closed: changes with an unknown outcome."""
        from stacktui.presentation.changes.write_lines import unknown_outcome

        return "\n".join(map(unknown_outcome, self.session.writes.open_writes))
