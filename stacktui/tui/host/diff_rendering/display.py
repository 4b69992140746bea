"""Sends to the terminal only what changed: a key costs some hundred bytes where Textual sends thousands.

Textual draws every widget that changed, whole. Here its drawing is kept as a picture, cell by cell, beside a picture of
what the terminal shows; what differs is sent, with the shortest moves and style changes, by scrolling where that is
shorter. While the terminal takes nothing more, frames are not queued: the newest one is sent when it does.

It leans on private parts of Textual, so it is used only with versions it was tested with; see `availability`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.console import COLOR_SYSTEMS

from stacktui.tui.host.diff_rendering.availability import OFF_BY_SETTING, why_off
from stacktui.tui.host.diff_rendering.looks import Looks
from stacktui.tui.host.diff_rendering.screen import DiffScreen
from stacktui.tui.host.terminal_driver import TerminalDriver
from stacktui.tui.host.textual_internals import AppInternals, PartialUpdate, WholeUpdate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType
    from textual.screen import Screen

CATCH_UP_SECONDS = 0.02


class DiffDisplay(AppInternals):
    """An app that draws through a DiffScreen, in a terminal, with a version of Textual it was tested with."""

    diff_rendering = True
    """Set to False before the app runs, it draws as Textual does."""
    _diff: DiffScreen | None = None
    _thinness_decided = False
    _seen_disturbances = 0
    _catching_up = False
    shows_secret = False
    """A secret is on the screen in plain: nothing scrolls, as some terminals keep what scrolls away."""
    _showed_secret = False

    @property
    def why_diff_rendering_is_off(self) -> str:
        """Why diff rendering is off, and what to do; "" where it is on."""
        return why_off(os.environ) if self.diff_rendering else OFF_BY_SETTING

    def action_repaint(self) -> None:
        """Draw everything anew, as someone else has drawn on the terminal."""
        if self._diff is not None:
            self._diff.forget()
        self.refresh()

    def scrolls_cheaply(self, *, whole_rows: bool) -> bool:
        """Whether rows that move, or a part of each, cost less than drawing them; see `scrolling_learnt`."""
        return self._diff is not None and (whole_rows or self._diff.has_margins)

    def scrolling_learnt(self) -> None:
        """Called when `scrolls_cheaply` may say something else; for subclasses."""

    def on_margins_found(self) -> None:
        if self._diff is not None:
            self._diff.has_margins = True
            self.scrolling_learnt()

    def _decide_thinness(self) -> None:
        if self._thinness_decided or self.driver is None:
            return
        self._thinness_decided = True
        if isinstance(self.driver, TerminalDriver) and not self.why_diff_rendering_is_off:
            self._diff = DiffScreen(Looks(COLOR_SYSTEMS[self.console.color_system or "truecolor"]))
            self.scrolling_learnt()
            if answers_for_itself(os.environ):
                self.driver.ask_margins()

    def show_update(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        self._decide_thinness()
        if self._diff is None or not isinstance(renderable, WholeUpdate | PartialUpdate):
            super().show_update(screen, renderable)
            return
        if self.may_draw and not self.is_batching:
            if isinstance(renderable, WholeUpdate):
                self._diff.take_layout(renderable)
            elif not self._diff.take_chops(renderable):
                self.refresh()
            self._send_difference()
        self.post_display_hook()

    def _send_difference(self) -> None:
        driver = self.driver
        if self._diff is None or not isinstance(driver, TerminalDriver) or not self.may_draw:
            return
        if driver.backlog:
            if not self._catching_up:
                self._catching_up = True
                self.set_timer(CATCH_UP_SECONDS, self._catch_up)
            return
        if driver.disturbances != self._seen_disturbances:
            self._seen_disturbances = driver.disturbances
            self._diff.forget()
        may_scroll = not (self._showed_secret or self.shows_secret)
        self._showed_secret = self.shows_secret
        if difference := self._diff.difference(self.cursor_position, may_scroll=may_scroll):
            driver.write(difference)

    def _catch_up(self) -> None:
        self._catching_up = False
        self._send_difference()


def answers_for_itself(environ: Mapping[str, str]) -> bool:
    """False in a terminal within another: the outer one may answer, and the inner one does not do what it can."""
    is_inner = environ.get("TMUX") or environ.get("STY") or environ.get("ZELLIJ")
    return not is_inner and not environ.get("TERM", "").startswith(("tmux", "screen"))
