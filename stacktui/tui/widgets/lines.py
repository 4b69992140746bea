"""The base of every list: it draws only the visible lines, whatever their number.

A base class in its own module, because widgets that subclass it do not import each other. It scrolls by itself instead
of through Textual's scroll bars: no animation, no layout when rows change, no redraw on hover, and a cursor movement
redraws two lines, because each byte crosses SSH.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.geometry import Region, clamp
from textual.message import Message
from textual.strip import Strip

from stacktui.presentation.text.lines import Line, Tone, literal
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.widgets.columns import blanks, width_of, wrapped
from stacktui.tui.widgets.drawing import Toned, strip

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

WHEEL_ROWS = 3
MARGIN = 1
"""Rows kept between the cursor and the edge, if there are more rows."""
BAR = literal("┃", Tone.MUTED)
NO_BAR = literal(" ")


WIDGET_ACTIONS = frozenset({"expand", "collapse", "toggle_below"})
"""Actions that a pane's widget implements; the pane's other keys belong to the section around it."""


def widget_bindings(pane: Pane) -> list[BindingType]:
    """The key bindings of a pane for its widget."""
    return [each for each in bindings_of(pane) if _is_own(each)]


def _is_own(binding: BindingType) -> bool:
    return isinstance(binding, Binding) and binding.action in WIDGET_ACTIONS


class ScrollStep(Enum):
    """How far the view scrolls when the cursor passes its edge.

    On a slow connection, half a page at once is cheaper.
    """

    LINE = auto()
    HALF_PAGE = auto()


class Lines(Toned, can_focus=True):
    """Rows of one line each, with a cursor. Subclasses implement `row_count` and `line`."""

    ALLOW_SELECT = False
    HAS_HEADING: ClassVar[bool] = False
    """True: `heading` stays above the rows."""
    SHOWS_CURSOR_BLURRED: ClassVar[bool] = True
    """False: no row is highlighted without the focus."""
    MARKER: ClassVar[Line] = ()
    """Shown before the cursor's row; blanks of the same width before the others."""

    has_cursor: bool = True
    """False: no row is highlighted. The cursor keeps its place, where it appears when moved by a key."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Pane.LIST)]

    class Highlighted(Message):
        """The cursor has moved to another row."""

        def __init__(self, lines: Lines, row: int) -> None:
            super().__init__()
            self.lines = lines
            self.row = row

        @property
        def control(self) -> Lines:
            return self.lines

    class Chosen(Highlighted):
        """Enter, or a double click."""

    def __init__(
        self,
        *,
        scroll_step: ScrollStep = ScrollStep.HALF_PAGE,
        id: str | None = None,  # noqa: A002 - the name Textual gives it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.scroll_step = scroll_step
        self._cursor = 0
        self._top = 0
        self._notice: tuple[Line, ...] = ()

    @property
    def row_count(self) -> int:
        """The number of rows."""
        raise NotImplementedError

    def line(self, row: int, width: int) -> Line:
        """The text of a row in `width` cells; requested for visible rows only."""
        raise NotImplementedError

    def heading(self, width: int) -> Line:
        """The fixed heading, if HAS_HEADING."""
        raise NotImplementedError

    def cursor_cells(self, width: int) -> int:
        """How many of a row's `width` cells the cursor covers; each costs a byte per movement."""
        return width

    def highlighted(self, row: int) -> Message | None:
        """The message to post when the cursor has moved to a row; None posts nothing."""
        return self.Highlighted(self, row)

    def chosen(self, row: int) -> Message | None:
        """The message to post when a row was chosen."""
        return self.Chosen(self, row)

    @property
    def cursor(self) -> int:
        """The cursor's row; 0 if there are no rows."""
        return self._cursor

    @property
    def top(self) -> int:
        """The first visible row."""
        return self._top

    @property
    def page(self) -> int:
        """The number of rows that fit on the screen; at least 1."""
        return max(1, self.size.height - self.HAS_HEADING)

    @property
    def text_width(self) -> int:
        """The width of `line`, without the marker and the scroll bar."""
        return max(0, self.size.width - 1 - width_of(self.MARKER))

    @property
    def notice(self) -> tuple[Line, ...]:
        """The lines shown in place of the rows."""
        return self._notice

    def show_notice(self, lines: tuple[Line, ...]) -> None:
        """Show these lines in place of the rows; () shows the rows again. Keys are ignored meanwhile."""
        if lines != self._notice:
            self._notice = lines
            self.refresh()

    def rows_changed(self, cursor: int | None = None) -> None:
        """Redraw because the rows changed; the cursor, perhaps with a new row number, keeps its place on the screen."""
        above = self._cursor - self._top
        last = max(0, self.row_count - 1)
        self._cursor = clamp(self._cursor if cursor is None else cursor, 0, last)
        self._top = self._clamped_top(self._cursor - clamp(above, 0, self.page - 1))
        self.refresh()

    def move_to(self, row: int, *, announce: bool = True) -> None:
        """Move the cursor and scroll to it; `announce` posts the result of `highlighted`."""
        if self.row_count:
            row = clamp(row, 0, self.row_count - 1)
            self._set(row, self._top_for(row), announce=announce)

    def _set(self, row: int, top: int, *, announce: bool) -> None:
        before, before_top = self._cursor, self._top
        is_moved = row != before or not self.has_cursor
        self._cursor, self._top, self.has_cursor = row, top, True
        if top != before_top:
            self.refresh()
        elif is_moved:
            self.refresh_row(before)
            self.refresh_row(row)
        if is_moved and announce:
            self._post(self.highlighted(row))

    def scroll_rows(self, rows: int) -> None:
        """Scroll the view without moving the cursor."""
        top = self._clamped_top(self._top + rows)
        if top != self._top and not self._notice:
            self._top = top
            self.refresh()

    def refresh_row(self, row: int) -> None:
        """Redraw one row if it is visible."""
        y = row - self._top
        if 0 <= y < self.page:
            self.refresh(Region(0, y + self.HAS_HEADING, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if self._notice:
            return self._notice_strip(y, width)
        if self.HAS_HEADING and y == 0:
            return strip(
                self, (blanks(width_of(self.MARKER)), *self.heading(self.text_width)), width, over="lines--heading"
            )
        row = self._top + y - self.HAS_HEADING
        if not 0 <= row < self.row_count:
            return strip(self, (), width)
        return self._row_strip(row, width)

    def _row_strip(self, row: int, width: int) -> Strip:
        line = self.line(row, self.text_width)
        bar = strip(self, (BAR if self._is_in_bar(row - self._top) else NO_BAR,), 1)
        has_focus = self.has_focus or not self.can_focus
        is_under_cursor = self.has_cursor and row == self._cursor
        if not is_under_cursor or not (has_focus or self.SHOWS_CURSOR_BLURRED):
            return Strip.join([strip(self, (blanks(width_of(self.MARKER)), *line), width - 1), bar])
        over = "lines--cursor" if has_focus else "lines--cursor-blurred"
        cells = self.cursor_cells(self.text_width) + width_of(self.MARKER)
        return Strip.join([strip(self, (*self.MARKER, *line), width - 1, over=over, over_cells=cells), bar])

    def _notice_strip(self, y: int, width: int) -> Strip:
        rows = [row for line in self._notice for row in wrapped(line, width - 1)]
        return strip(self, rows[y] if y < len(rows) else (), width)

    def _is_in_bar(self, y: int) -> bool:
        """Whether the scroll bar's thumb is in this row of the screen; there is none if everything fits."""
        count, page = self.row_count, self.page
        if count <= page:
            return False
        length = max(1, page * page // count)
        start = round(self._top * (page - length) / (count - page))
        return start <= y < start + length

    def _clamped_top(self, top: int) -> int:
        return clamp(top, 0, max(0, self.row_count - self.page))

    def _top_for(self, row: int) -> int:
        """The first visible row with which `row` is visible, as near to the current one as `scroll_step` allows."""
        page = self.page
        margin = min(MARGIN, (page - 1) // 2)
        above = self._top + margin - row
        below = row - (self._top + page - 1 - margin)
        step = max(1, page // 2) if self.scroll_step is ScrollStep.HALF_PAGE else 1
        if max(above, below) > page:
            return self._clamped_top(row - page // 2)
        if above > 0:
            return self._clamped_top(self._top - max(step, above))
        if below > 0:
            return self._clamped_top(self._top + max(step, below))
        return self._top

    def announce(self) -> None:
        """Post the result of `highlighted` for the cursor's row."""
        if self.row_count:
            self._post(self.highlighted(self._cursor))

    def _post(self, message: Message | None) -> None:
        if message is not None:
            # Posted while a section handles another message, it would be attributed to the section and not reach it.
            self.post_message(message.set_sender(self))

    def action_cursor_down(self) -> None:
        self._go(self._cursor + self.has_cursor)

    def action_cursor_up(self) -> None:
        self._go(self._cursor - self.has_cursor)

    def action_cursor_top(self) -> None:
        self._go(0)

    def action_cursor_bottom(self) -> None:
        self._go(self.row_count - 1)

    def action_page_down(self) -> None:
        self._turn(self.page - 1)

    def action_page_up(self) -> None:
        self._turn(1 - self.page)

    def action_half_page_down(self) -> None:
        self._turn(self.page // 2)

    def action_half_page_up(self) -> None:
        self._turn(-(self.page // 2))

    def action_open(self) -> None:
        if self.row_count and not self._notice:
            self._post(self.chosen(self._cursor))

    def _go(self, row: int) -> None:
        """Move the cursor for a key, unless a notice hides the rows."""
        if not self._notice:
            self.move_to(row)

    def _turn(self, rows: int) -> None:
        """Move view and cursor together, so that the cursor keeps its place on the screen."""
        if self.row_count and not self._notice:
            row = clamp(self._cursor + (rows or 1), 0, self.row_count - 1)
            top = self._clamped_top(self._top + rows)
            in_view = top <= row < top + self.page
            self._set(row, top if in_view else self._top_for(row), announce=True)

    def on_resize(self) -> None:
        top = self._clamped_top(self._top)
        if not top <= self._cursor < top + self.page:
            top = self._clamped_top(self._cursor - self.page // 2)
        if top != self._top:
            self._top = top
            self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self._notice:
            return
        row = self._top + offset.y - self.HAS_HEADING
        if not self._top <= row < self.row_count:
            return
        event.stop()
        self.move_to(row)
        self.clicked(row, offset.x - width_of(self.MARKER), again=event.chain > 1)

    def clicked(self, row: int, x: int, *, again: bool) -> None:  # noqa: ARG002 - for subclasses
        """A click on a row, `x` cells into its line; a double click chooses it."""
        if again:
            self._post(self.chosen(row))
