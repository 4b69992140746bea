"""The picture of what the terminal shows beside the picture of what it should show, and what to send between them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from stacktui.tui.host.diff_rendering.cells import BLANK, Picture, cells_of
from stacktui.tui.host.diff_rendering.looks import PLAIN, Looks
from stacktui.tui.host.diff_rendering.pen import Pen, draw_row
from stacktui.tui.host.diff_rendering.scrolling import Scroll, find_scrolls, scrolled
from stacktui.tui.host.modes import CLEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stacktui.tui.host.textual_internals import PartialUpdate, WholeUpdate

FEWEST_ROWS = 4  # rows that must have changed before a scroll is looked for


class DiffScreen:
    """What the terminal shows and what it should show; `difference` is what must be sent."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.wanted: Picture = []
        self.shown: Picture = []
        self.pen = Pen(looks, 0)
        self._touched: set[int] = set()
        self.has_margins = False
        """True where the terminal scrolls a part of its rows: it has left and right margins."""
        self._unknown = True

    def forget(self) -> None:
        """The terminal may show anything: it was resized, or someone else drew on it."""
        self._unknown = True

    def take_layout(self, update: WholeUpdate) -> None:
        """Take a drawing of the whole screen."""
        width = update.region.width
        rows = [cells_of(strips, self.looks)[:width] for strips in update.strips]
        picture = [row + [BLANK] * (width - len(row)) for row in rows]
        if len(picture) != len(self.wanted) or width != self._width():
            self.forget()
        self.wanted = picture
        self._touched.update(range(len(picture)))

    def take_chops(self, update: PartialUpdate) -> bool:
        """Take a drawing of parts; False where it does not fit the screen as it is known."""
        if not self.wanted or max(row for row, _, _ in update.spans) >= len(self.wanted):
            return False
        for row, start, end in update.spans:
            line = list(self.wanted[row])
            for stop, (column, strip) in zip(update.chop_ends[row], update.chops[row].items(), strict=True):
                if strip is not None and column < end and stop > start:
                    cells = cells_of((strip,), self.looks)[: stop - column]
                    line[column : column + len(cells)] = cells
            if len(line) != self._width():
                return False
            self.wanted[row] = line
            self._touched.add(row)
        return True

    def _width(self) -> int:
        return len(self.wanted[0]) if self.wanted else 0

    def difference(self, cursor: tuple[int, int] = (0, 0), *, may_scroll: bool = True) -> str:
        """What to send so that the terminal shows what is wanted; `cursor` (column, row) rests there unless 0, 0.

        Not `may_scroll`: rows are only drawn over, as some terminals keep what scrolls away.
        """
        if not self.wanted:
            return ""
        self.pen.begin(self._width())
        is_anew = self._unknown
        if is_anew:
            self.shown = [[BLANK] * self._width() for _ in self.wanted]
            self._touched = set(range(len(self.wanted)))
            self.pen.look, self.pen.column, self.pen.row = PLAIN, 0, 0
            self.pen.written.append(CLEAR)
            self._unknown = False
        changed = [row for row in sorted(self._touched) if self.shown[row] != self.wanted[row]]
        self._touched.clear()
        if changed:
            self._draw(changed, may_scroll=may_scroll and not is_anew)
            self.shown = list(self.wanted)
        if self.pen.written and cursor != (0, 0):
            column, row = cursor  # of a text field that has just scrolled, it may be beyond an edge
            self.pen.place(max(0, min(column, self._width() - 1)), max(0, min(row, len(self.wanted) - 1)))
        return self.pen.text()

    def _draw(self, changed: Sequence[int], *, may_scroll: bool) -> None:
        """By the shortest of the ways there are."""
        scrolls: list[Scroll] = []
        if may_scroll and len(changed) >= FEWEST_ROWS:
            scrolls = find_scrolls(self.shown, self.wanted, changed, has_margins=self.has_margins)
        pens = [self._drawn(changed), *(self._drawn(range(len(self.wanted)), scroll) for scroll in scrolls)]
        self.pen = min(pens, key=lambda pen: len(pen.text().encode()))

    def _drawn(self, rows: Iterable[int], scroll: Scroll | None = None) -> Pen:
        """A pen that has drawn rows, after a scroll."""
        pen, shown = copy.copy(self.pen), self.shown
        pen.written = list(self.pen.written)
        if scroll is not None:
            pen.scroll(scroll)
            shown = scrolled(shown, scroll)
        for row in rows:
            if shown[row] != self.wanted[row]:
                draw_row(pen, row, shown[row], self.wanted[row])
        return pen
