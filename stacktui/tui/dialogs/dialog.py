"""The base of every dialog: one box that fits any terminal and ignores keys typed before it was visible."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from stacktui.presentation.text.lines import LABEL_WIDTH
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.widgets.drawing import content
from stacktui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import LiteralString

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Size
    from textual.widget import Widget

    from stacktui.presentation.text.lines import Line

T = TypeVar("T")

_BORDERS = 2
_ALWAYS_HEARD = frozenset({"escape", "tab", "shift+tab", "pagedown", "pageup"})


class Words(Static):
    """Wrapping text, beside a label if there is one; hidden while empty."""

    ALLOW_SELECT = False

    def __init__(self, *lines: Line, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(_content(lines, 0), id=id, classes=classes, markup=False)
        self.lines: tuple[Line, ...] = lines
        self.display = bool(lines)

    def show(self, lines: Iterable[Line]) -> None:
        """Show these lines instead."""
        self.lines = tuple(lines)
        self.update(_content(self.lines, self.content_size.width))
        self.display = bool(self.lines)

    def on_resize(self, event: events.Resize) -> None:
        if self._is_labelled() and event.size.width:
            self.update(_content(self.lines, self.content_size.width))

    def _is_labelled(self) -> bool:
        return any(_is_labelled(line) for line in self.lines)


def _is_labelled(line: Line) -> bool:
    return len(line) > 1 and len(line[0].text) == LABEL_WIDTH


def _content(lines: Iterable[Line], width: int) -> Content:
    """The lines as one content; wrapped text stays beside its label at a known width (0: unknown)."""
    gap = Content("\n" + " " * LABEL_WIDTH)
    made: list[Content] = []
    for line in lines:
        if _is_labelled(line) and width > 2 * LABEL_WIDTH:
            rows = content(line[1:]).wrap(width - LABEL_WIDTH)
            made.append(content(line[:1]) + gap.join(rows))
        else:
            made.append(content(line))
    return Content("\n").join(made)


class Field(TextInput):
    """A text field that ignores keys together with its dialog."""

    def on_key(self, event: events.Key) -> None:
        self._drop_if_deaf(event)

    def on_paste(self, event: events.Paste) -> None:
        self._drop_if_deaf(event)

    def _drop_if_deaf(self, event: events.Key | events.Paste) -> None:
        if isinstance(self.screen, Dialog) and self.screen.is_deaf_to(event):
            event.stop()
            event.prevent_default()


class OneLineButton(Button):
    """A button of one line however narrow it is: Textual cannot wrap words in no width at all."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's signature
        return 1


def button(words: LiteralString, *, id: str) -> Button:  # noqa: A002 - Textual's
    """A one-line button."""
    made = OneLineButton(Content(words), compact=True, id=id)
    made.active_effect_duration = 0
    return made


class _Rest(Vertical):
    """The part below the body; if its height changes, the body gets the remaining space."""

    def on_resize(self) -> None:
        if isinstance(self.screen, Dialog):
            self.screen.fit()


STYLES = Path(__file__).with_name("dialogs.tcss")
"""Parsed with the first dialog, not before the first screen."""


class Dialog(ModalScreen[T], Generic[T]):
    """A box with a scrolling body, fields below it that stay visible, and a row of buttons.

    Keys typed before the dialog was visible, and for `GUARD` seconds after, are dropped (SECURITY.md, D3). `hold`
    restarts that when something new is shown; enter is accepted only after a pause, so that repeated presses send
    nothing.
    """

    AUTO_FOCUS = ""
    CSS_PATH = STYLES
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012 - Textual declares it as an instance's
    GUARD: ClassVar[float] = 0.25
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.DIALOG)
    PANES: ClassVar[tuple[Pane, ...]] = (Pane.DIALOG,)
    """The panes whose keys its help lists."""
    HINT: ClassVar[LiteralString] = "pgup pgdn scroll · esc close"

    def __init__(self, title: Line) -> None:
        super().__init__()
        self.dialog_title = title
        self._deaf_until = math.inf

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as box:
            box.border_title = content(self.dialog_title)
            box.border_subtitle = Content(self.HINT)
            with VerticalScroll(id="dialog-body", can_focus=False):
                yield from self.body()
                yield Words(id="answer")
            with _Rest(id="dialog-rest"):
                with Vertical(id="dialog-below") as below:
                    stays = tuple(self.below())
                    below.display = bool(stays)
                    yield from stays
                with Horizontal(id="dialog-buttons"):
                    yield from self.buttons()

    def body(self) -> Iterable[Widget]:
        """The scrolling part."""
        return ()

    def below(self) -> Iterable[Widget]:
        """The part below the body that stays visible."""
        return ()

    def buttons(self) -> Iterable[Widget]:
        """The row of buttons."""
        return (button("Close", id="close"),)

    def first(self) -> str:
        """The selector of the initial focus."""
        return "#close"

    def on_mount(self) -> None:
        self.query_one(self.first()).focus()
        self.call_after_refresh(self.hold)
        self.fit()

    def on_resize(self) -> None:
        self.fit()

    def fit(self) -> None:
        """Set the height of the body to the remaining space."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        body = self.query_one("#dialog-body", VerticalScroll)
        taken = self.query_one(_Rest).outer_size.height
        body.styles.max_height = max(1, self.size.height - taken - _BORDERS)

    def show_message(self, *lines: Line) -> None:
        """Show lines at the end of the body, and scroll to them; an empty tuple removes them."""
        self.query_one("#answer", Words).show(lines)
        self.fit()
        if lines:
            self.call_after_refresh(self.query_one("#dialog-body", VerticalScroll).scroll_end, animate=False)

    def show_message_too(self, line: Line) -> None:
        """Append a line to those shown."""
        shown = self.query_one("#answer", Words).lines
        self.show_message(*(each for each in shown if each != line), line)

    def hold(self) -> None:
        """Ignore keys for `GUARD` seconds, because something new is shown."""
        self._deaf_until = time.monotonic() + self.GUARD

    def is_deaf_to(self, event: events.Key | events.Paste) -> bool:
        """Whether a key was pressed before the user can have read what is shown."""
        key = getattr(event, "key", "")
        if key in _ALWAYS_HEARD or event.time >= self._deaf_until:
            return False
        if key == "enter":
            self._deaf_until = max(self._deaf_until, event.time + self.GUARD)
        return True

    def on_key(self, event: events.Key) -> None:
        if self.is_deaf_to(event):
            event.stop()
            event.prevent_default()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "close":
            self.action_close()
        else:
            self.pressed(event.button.id or "")

    def pressed(self, name: str) -> None:
        """A button other than Close was pressed."""

    def action_close(self) -> None:
        self.dismiss(None)

    @property
    def command(self) -> str:
        """The command that the dialog suggests; empty if none."""
        return ""

    def action_copy_command(self) -> None:
        if self.command:
            self.app.copy_to_clipboard(self.command)

    def action_page_down(self) -> None:
        self.query_one("#dialog-body", VerticalScroll).scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        self.query_one("#dialog-body", VerticalScroll).scroll_page_up(animate=False)
