"""A screen with a header (host and user) and a footer (keys and the last message)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.screen import Screen

from stacktui.presentation.text.frame_words import HeaderState, footer_hints_line, header_sides, too_small_line
from stacktui.presentation.text.lines import Line, literal
from stacktui.tui.bindings import Pane, footer_hints
from stacktui.tui.widgets.columns import width_of
from stacktui.tui.widgets.line_view import LineView
from stacktui.tui.widgets.lines import Lines, ScrollStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from stacktui.pulumi.errors import PulumiError
    from stacktui.pulumi.stack import User
    from stacktui.session import Session
    from stacktui.tui.host.clipboard import CopyResult
    from stacktui.tui.messages import WriteChanged

T = TypeVar("T")

WIDE = 100
"""The width from which two sides fit beside each other."""
LOW = 30
"""The height below which only one side is shown."""
LEAST = (40, 10)


class HostApp(Protocol):
    """What the screens need of the app."""

    @property
    def reload_seconds(self) -> int: ...
    @property
    def own_keys(self) -> dict[str, str]: ...
    @property
    def start_warnings(self) -> tuple[str, ...]: ...
    @property
    def unrecorded(self) -> Line: ...
    def scrolls_cheaply(self, *, whole_rows: bool) -> bool: ...
    def release_keys(self) -> None: ...
    def load_failed(self, error: PulumiError) -> None: ...
    def toggle_auto_reload(self) -> None: ...
    async def action_quit(self) -> None: ...
    async def copy_text(self, text: str, *, raw: bool = False, secret: bool = False) -> CopyResult: ...


class FramedScreen(Screen[None]):
    """A subclass composes what is `inside`, and returns the focused `panes`."""

    BLANK = True

    def __init__(self, session: Session, host_app: HostApp) -> None:
        super().__init__()
        self.host_app = host_app
        self.session = session
        self.user: User | None = None
        self.read_at: float | None = None
        """When the list was read, Unix seconds."""
        self._said: Line = ()
        self._was_seen = False
        self._held: Widget | None = None
        """The widget to focus again once the terminal is large enough."""

    def inside(self) -> ComposeResult:
        """The widgets between header and footer."""
        raise NotImplementedError

    def panes(self) -> tuple[Pane, ...]:
        """The panes whose keys apply now, innermost first."""
        raise NotImplementedError

    def action_reload(self) -> None:
        """Reload what is displayed."""
        raise NotImplementedError

    def hide_secrets(self) -> None:
        """Mask revealed secrets, before the program is suspended."""

    def compose(self) -> ComposeResult:
        yield LineView(id="header")
        yield from self.inside()
        yield LineView(id="footer")

    def help_panes(self) -> tuple[Pane, ...]:
        """The panes shown in the help, the most specific first."""
        special = sorted(self.panes(), key=lambda pane: pane is Pane.BROWSER)
        return (*special, Pane.ANYWHERE)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        event.refresh_styles = self._was_seen  # they have just been parsed
        self._was_seen = True

    def on_resize(self, event: events.Resize) -> None:
        columns, rows = event.size
        is_too_small = columns < LEAST[0] or rows < LEAST[1]
        if is_too_small and self.focused is not None:
            self._held = self.focused  # a hidden widget loses the focus
        self.set_class(columns < WIDE, "-narrow")
        self.set_class(rows < LOW, "-low")
        self.set_class(is_too_small, "-too-small")
        if is_too_small and not self.query("#too-small"):
            self.mount(too_small := LineView(id="too-small"))
            too_small.show(too_small_line(*LEAST))
        self.set_scroll_step()
        if self._held is not None and not is_too_small:
            self.call_after_refresh(self._held.focus)
            self._held = None
        self.show_frame()

    def set_scroll_step(self) -> None:
        """Scroll lists line by line if that is cheap, otherwise half a page at a time."""
        is_cheap = self.host_app.scrolls_cheaply(whole_rows=self.has_class("-narrow"))
        for lines in self.query(Lines):
            lines.scroll_step = ScrollStep.LINE if is_cheap else ScrollStep.HALF_PAGE

    def open_dialog(self, dialog: Screen[T], take: Callable[[T | None], None] | None = None) -> None:
        """Open a dialog; `take` is called with its result."""
        self.app.push_screen(dialog, take)

    async def copy_text(self, text: str, *, secret: bool) -> CopyResult:
        """Copy a text unchanged."""
        return await self.host_app.copy_text(text, raw=True, secret=secret)

    def action_toggle_auto_reload(self) -> None:
        self.host_app.toggle_auto_reload()

    def on_write_changed(self, message: WriteChanged) -> None:
        from stacktui.presentation.changes.write_lines import outcome_line

        self.show_message((*outcome_line(message.write), *self.host_app.unrecorded))

    def show_message(self, line: Line) -> None:
        """Show a message in the footer until the next one."""
        self._said = line
        self.show_frame()

    def show_frame(self) -> None:
        """Update header and footer."""
        width, place = self.app.size.width, self.session
        header = HeaderState(
            host=place.host,
            user="" if self.user is None else self.user.github_login or self.user.name,
            is_read_only=place.is_read_only,
            is_insecure=place.is_insecure,
            is_demo=place.is_demo,
            read_at=self.read_at,
            auto_reload=self.host_app.reload_seconds,
            open_writes=len(place.writes.open_writes),
        )
        self.query_one("#header", LineView).show(*header_sides(header, width=width))
        hints = footer_hints(Pane.ANYWHERE, *self.panes(), own=self.host_app.own_keys, read_only=place.is_read_only)
        room = width - width_of(self._said) - 2
        self.query_one("#footer", LineView).show(footer_hints_line(hints, width=room), (*self._said, literal(" ")))
