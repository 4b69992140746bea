"""The copy menu: everything that can be copied, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from stacktui.presentation.copying import NOTHING_TO_COPY
from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import clean
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.dialogs.dialog import STYLES, Words
from stacktui.tui.widgets.columns import column
from stacktui.tui.widgets.drawing import content
from stacktui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from stacktui.presentation.copying import Copyable

_BORDERS_AND_WORD = 3


class CopyChoice(NamedTuple):
    """What to copy, and whether unquoted even if it contains line breaks or invisible characters."""

    copyable: Copyable
    raw: bool

    @property
    def text(self) -> str:
        return self.copyable.raw if self.raw else self.copyable.text


class Copyables(Lines):
    """Key, label and beginning of the text."""

    MARKER: ClassVar[Line] = (literal("▸"), literal(" "))

    def __init__(self, copyables: Sequence[Copyable]) -> None:
        super().__init__(id="copyables")
        self.can_focus = False
        self.copyables = tuple(copyables)
        self._label_width = max((len(each.label) for each in copyables), default=0)

    @property
    def row_count(self) -> int:
        return len(self.copyables)

    def line(self, row: int, width: int) -> Line:
        each = self.copyables[row]
        label_width = min(self._label_width, max(8, width // 2))
        head = (
            Span(clean(each.key), Tone.ACCENT),
            literal("  "),
            *column(Span(each.label), label_width),
            literal("  "),
        )
        tone = Tone.WARNING if each.risky else Tone.MUTED
        return (*head, *column(Span(clean(each.text), tone), width - label_width - 5))


class CopyMenu(ModalScreen[CopyChoice | None]):
    """What can be copied of the selection."""

    AUTO_FOCUS = ""
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.COPY_MENU)

    def __init__(self, title: Line, copyables: Sequence[Copyable]) -> None:
        super().__init__(classes="list-dialog")
        self.menu_title = title
        self._copyables = copyables
        self._raw = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as box:
            box.border_title = content(self.menu_title)
            box.border_subtitle = Content("its key copies · esc close")
            yield Copyables(self._copyables)
            yield Words(id="matches")

    def on_mount(self) -> None:
        self.show_form()
        self.on_resize()

    def on_resize(self) -> None:
        choices = self._list()
        choices.styles.height = max(1, min(choices.row_count, self.size.height - _BORDERS_AND_WORD))

    def show_form(self) -> None:
        """Show the form in which a risky text will be copied."""
        if not self._copyables:
            line: Line = NOTHING_TO_COPY
        elif not any(each.risky for each in self._copyables):
            line = ()
        elif self._raw:
            line = (literal("ctrl+r: copying raw, with line breaks and invisible characters", Tone.WARNING),)
        else:
            line = (literal("ctrl+r: copying quoted as JSON where pasting raw could be unsafe", Tone.MUTED),)
        self.query_one("#matches", Words).show((line,) if line else ())

    def on_key(self, event: events.Key) -> None:
        for each in self._copyables:
            if event.character == each.key:
                event.stop()
                self.dismiss(CopyChoice(each, self._raw))
                return

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        if self._copyables:
            self.dismiss(CopyChoice(self._copyables[self._list().cursor], self._raw))

    def action_toggle_raw(self) -> None:
        self._raw = not self._raw
        self.show_form()

    def action_close(self) -> None:
        self.dismiss(None)

    def action_cursor_down(self) -> None:
        self._list().action_cursor_down()

    def action_cursor_up(self) -> None:
        self._list().action_cursor_up()

    def _list(self) -> Copyables:
        return self.query_one(Copyables)
