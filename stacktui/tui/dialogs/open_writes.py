"""The list of writes that are in progress or whose outcome is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from stacktui.presentation.changes.write_lines import state_span, subject_span, title_line, write_lines
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.pulumi.errors import Outcome, PulumiError
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.dialogs.dialog import STYLES, Words
from stacktui.tui.dialogs.text_view import TextView
from stacktui.tui.widgets.columns import column
from stacktui.tui.widgets.drawing import content
from stacktui.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from stacktui.explorer.writes import StackWrites, Write

_STATE_WIDTH = 12
_KIND_WIDTH = 13
_NARROW = 50
_BORDERS_AND_WORD = 3


class WriteRows(Lines):
    """One row per write."""

    MARKER: ClassVar[Line] = (literal("▸"), literal(" "))

    def __init__(self, writes: tuple[Write, ...]) -> None:
        super().__init__(id="writes")
        self.can_focus = False
        self.writes = {write.number: write for write in writes}

    @property
    def row_count(self) -> int:
        return len(self.writes)

    def at(self, row: int) -> Write:
        """The write of a row, oldest first."""
        return self.writes[sorted(self.writes)[row]]

    def put(self, write: Write) -> None:
        """Update a write; it stays when it ends, so that its outcome is visible."""
        if write.is_open or write.number in self.writes:
            self.writes[write.number] = write
            self.rows_changed()

    def line(self, row: int, width: int) -> Line:
        write = self.at(row)
        kind_width = _KIND_WIDTH if width >= _NARROW else _KIND_WIDTH - 4
        return (
            *column(state_span(write), _STATE_WIDTH - 2),
            literal("  "),
            *column(cleaned(write.change.name), kind_width - 1),
            literal(" "),
            *column(subject_span(write), width - _STATE_WIDTH - kind_width),
        )


class OpenWrites(ModalScreen[None]):
    """The list; `r` checks the outcome again, enter shows the details."""

    AUTO_FOCUS = ""
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.OPEN_WRITES)

    def __init__(self, writes: StackWrites) -> None:
        super().__init__(classes="list-dialog")
        self.writes = writes
        self._checking: set[int] = set()
        # Created here instead of queried: a write may end before the widgets are mounted, or after they are removed.
        self._rows = WriteRows(writes.open_writes)
        self._word = Words(id="matches")

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as box:
            box.border_title = content((literal("Unconfirmed changes"),))
            box.border_subtitle = Content("r check again · enter show · esc")
            yield self._rows
            yield self._word

    def on_mount(self) -> None:
        self.on_resize()
        self._say()

    def on_resize(self) -> None:
        self._rows.styles.height = max(1, min(self._rows.row_count, self.size.height - _BORDERS_AND_WORD - 1))

    def write_changed(self, write: Write) -> None:
        """Update a write."""
        self._rows.put(write)
        self.on_resize()
        self._say()

    def _say(self, *spans: Span) -> None:
        if spans:
            self._word.show((spans,))
        elif not self._rows.row_count:
            self._word.show(((literal("No unconfirmed changes.", Tone.GOOD),),))
        else:
            still = sum(write.is_open for write in self._rows.writes.values())
            word = (
                literal("All confirmed.", Tone.GOOD) if not still else literal("Checking changes nothing.", Tone.MUTED)
            )
            self._word.show(((word,),))

    def action_check(self) -> None:
        if not self._rows.row_count:
            return
        write = self._rows.at(self._rows.cursor)
        if write.outcome is Outcome.UNKNOWN and write.number not in self._checking:
            self._checking.add(write.number)
            self._say(literal("Checking the outcome…", Tone.MUTED))
            self.run_worker(self._check(write.number), group="check")

    async def _check(self, number: int) -> None:
        try:
            self.write_changed(await self.writes.check(number))
        except PulumiError as error:
            self._say(cleaned(error.message, Tone.WARNING))
        finally:
            self._checking.discard(number)

    def action_show(self) -> None:
        if self._rows.row_count:
            write = self._rows.at(self._rows.cursor)
            self.app.push_screen(TextView(title_line(write), write_lines(write)))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self.action_show()

    def action_close(self) -> None:
        self.dismiss(None)

    def action_cursor_down(self) -> None:
        self._rows.action_cursor_down()

    def action_cursor_up(self) -> None:
        self._rows.action_cursor_up()
