"""Chooses one of many with a filter: organizations, projects, tags, saved filters, versions, accounts, sort orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import SafeText, words
from stacktui.presentation.text.wording import count
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.dialogs.dialog import STYLES, Field, Words
from stacktui.tui.widgets.columns import column, ends
from stacktui.tui.widgets.drawing import content
from stacktui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input

T = TypeVar("T")

_BORDERS_AND_FIELD = 4


class Choice(NamedTuple, Generic[T]):
    """A choice: its value, its label, a note."""

    value: T
    label: SafeText
    note: SafeText = words("")


class Choices(Lines, Generic[T]):
    """The matching choices."""

    MARKER: ClassVar[Line] = (literal("▸"), literal(" "))

    def __init__(self, choices: Sequence[Choice[T]]) -> None:
        super().__init__(id="choices")
        self.can_focus = False
        self._all = tuple(choices)
        self._haystacks = tuple(f"{choice.label} {choice.note}".casefold() for choice in choices)
        self._shown: Sequence[int] = range(len(self._all))

    @property
    def row_count(self) -> int:
        return len(self._shown)

    @property
    def total(self) -> int:
        return len(self._all)

    def line(self, row: int, width: int) -> Line:
        choice = self._all[self._shown[row]]
        note = (Span(choice.note, Tone.MUTED),) if choice.note else ()
        room = max(10, width - 1 - min(len(choice.note), width // 2)) if note else width
        return ends(column(Span(choice.label), room), note, width) if note else column(Span(choice.label), width)

    def choice(self) -> Choice[T] | None:
        """The selected choice."""
        return self._all[self._shown[self.cursor]] if self._shown else None

    def show_matching(self, text: str) -> None:
        """Show the choices that contain every word of a text, and select the first."""
        wanted = text.casefold().split()
        if wanted:
            self._shown = [at for at, hay in enumerate(self._haystacks) if all(word in hay for word in wanted)]
        else:
            self._shown = range(len(self._all))
        self.rows_changed(0)

    def put_cursor_on(self, value: T) -> None:
        """Select a value if it is among the choices."""
        for row, choice in enumerate(self._all):
            if choice.value == value:
                self.move_to(row, announce=False)
                return


class Picker(ModalScreen["Choice[T] | None"], Generic[T]):
    """Chooses one of many. The result is the choice, or None.

    Args:
        title: What is chosen.
        choices: The choices; may be empty.
        current: The initially selected value.
    """

    AUTO_FOCUS = "#filter"
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.PICKER)

    def __init__(self, title: Line, choices: Sequence[Choice[T]], *, current: T | None = None) -> None:
        super().__init__(classes="list-dialog")
        self.picker_title = title
        self._choices = choices
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as box:
            box.border_title = content(self.picker_title)
            box.border_subtitle = Content("enter choose · esc close")
            yield Field(id="filter", placeholder=words("type to filter"))
            yield Choices(self._choices)
            yield Words(id="matches")

    def on_mount(self) -> None:
        choices = self._list()
        if self._current is not None:
            choices.put_cursor_on(self._current)
        self.show_matches()
        self.on_resize()

    def on_resize(self) -> None:
        choices = self._list()
        choices.styles.height = max(1, min(choices.total, self.size.height - _BORDERS_AND_FIELD))

    def show_matches(self) -> None:
        """Show the number of matches."""
        choices = self._list()
        if not choices.total:
            line: Line = (literal("Nothing to choose from.", Tone.MUTED),)
        elif not choices.row_count:
            line = (literal("No matches.", Tone.WARNING),)
        else:
            line = (Span(count(choices.row_count, "match", "matches"), Tone.MUTED),)
        self.query_one("#matches", Words).show((line,))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list().show_matching(event.value)
        self.show_matches()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_choose()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        chosen = self._list().choice()
        if chosen is not None:
            self.dismiss(chosen)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_cursor_down(self) -> None:
        self._list().action_cursor_down()

    def action_cursor_up(self) -> None:
        self._list().action_cursor_up()

    def action_page_down(self) -> None:
        self._list().action_page_down()

    def action_page_up(self) -> None:
        self._list().action_page_up()

    def _list(self) -> Choices[T]:
        return self.query_one("#choices", Choices)
