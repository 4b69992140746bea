"""Writes what makes a row of the terminal another one, by the shortest moves, style changes and erasing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.tui.host.diff_rendering.cells import is_certain
from stacktui.tui.host.diff_rendering.looks import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stacktui.tui.host.diff_rendering.cells import Cell
    from stacktui.tui.host.diff_rendering.looks import Looks
    from stacktui.tui.host.diff_rendering.scrolling import Scroll

SHORTEST_ERASE = 9  # blanks that cost more than erasing them and moving on
LONGEST_STEP = 4  # unchanged cells that are sent again rather than moved over


class Pen:
    """Where the terminal's cursor is and how it would draw, and what was written to bring it there."""

    def __init__(self, looks: Looks, width: int) -> None:
        self.looks = looks
        self.width = width
        self.written: list[str] = []
        self.column: int | None = None
        self.row: int | None = None
        self.look = PLAIN

    def begin(self, width: int) -> None:
        self.width = width
        self.written = []

    def text(self) -> str:
        return "".join(self.written)

    def place(self, column: int, row: int) -> None:
        """Move by the shortest way."""
        if column == self.column and row == self.row:
            return
        ways = [f"\x1b[{row + 1}H" if column == 0 else f"\x1b[{row + 1};{column + 1}H"]
        if row == self.row:
            ways.append("\r" if column == 0 else f"\x1b[{column + 1}G")
            if self.column is not None:
                step = column - self.column
                ways.append(f"\x1b[{abs(step) if abs(step) > 1 else ''}{'C' if step > 0 else 'D'}")
        elif self.row is not None and row == self.row + 1 and column == 0:
            ways.append("\r\n")
        elif column == self.column:
            ways.append(f"\x1b[{row + 1}d")
        self.written.append(min(ways, key=len))
        self.column, self.row = column, row

    def wear(self, look: int) -> None:
        if look != self.look:
            self.written.append(self.looks.change(self.look, look))
            self.look = look

    def wear_for_blanks(self, look: int, following: Iterable[Cell] = ()) -> None:
        """Change only what shows on blanks, and where that must be, what the next characters need as well."""
        if self.looks.same_on_blanks(self.look, look):
            return
        after = next((worn for text, worn in following if text != " "), look)
        if self.looks.same_on_blanks(after, look):
            self.wear(after)
        else:
            self.wear(self.looks.on_ground(self.look, look) if self.looks.erases(self.look) else look)

    def can_draw(self, cell: Cell) -> bool:
        """True where a cell is drawn by its one byte or little more, and the cursor stays known."""
        text, look = cell
        worn = look == self.look or (text == " " and self.looks.same_on_blanks(self.look, look))
        return worn and is_certain(text) and text < "\u2e80"

    def draw(self, text: str, columns: int) -> None:
        """Draw a character of so many columns, and know where the cursor is then."""
        after = (self.column or 0) + columns
        if text > "~" and not is_certain(text):
            self.written.append(f"\x1b[{columns}X")  # where it is narrower than thought, nothing old shows beside it
            self.column = None
        else:
            self.column = after if after < self.width else None  # terminals disagree on where it waits at the edge
        self.written.append(text)

    def scroll(self, scroll: Scroll) -> None:
        """Move rows within others, or a part of each; no margin is left behind."""
        top, bottom, left, right, distance = scroll
        rows = abs(distance)
        self.wear(PLAIN)
        region = f"\x1b[{top + 1};{bottom + 1}r"
        if (left, right) == (0, self.width - 1):
            edge, step = (bottom, "\x1bD") if distance > 0 else (top, "\x1bM")
            self.written.append(f"{region}\x1b[{edge + 1}H{step * rows}\x1b[r")
        else:
            step = f"\x1b[{rows if rows > 1 else ''}{'S' if distance > 0 else 'T'}"
            self.written.append(f"\x1b[?69h\x1b[{left + 1};{right + 1}s{region}{step}\x1b[?69l\x1b[r")
        self.column = self.row = None


def draw_row(pen: Pen, row: int, shown: Sequence[Cell], wanted: Sequence[Cell]) -> None:
    """Write what makes one row of the terminal the wanted one."""
    changed = [column for column, cell in enumerate(wanted) if shown[column] != cell]
    tail = _blank_tail(pen, wanted)
    done = 0
    for number, column in enumerate(changed):
        if column < done:
            continue
        between = wanted[done:column]
        if row == pen.row and pen.column == done and len(between) < LONGEST_STEP and all(map(pen.can_draw, between)):
            for text, _ in between:
                pen.draw(text, 1)
        pen.place(column, row)
        if column >= tail and len(changed) - number > LONGEST_STEP:
            pen.wear_for_blanks(wanted[column][1])
            pen.written.append("\x1b[K")
            return
        done = _draw_here(pen, column, wanted)


def _blank_tail(pen: Pen, row: Sequence[Cell]) -> int:
    """The column from which on a row is blank as if erased; its width where it is not."""
    last = row[-1]
    tail = len(row)
    if last[0] == " " and pen.looks.erases(last[1]):
        while tail > 0 and row[tail - 1] == last:
            tail -= 1
    return tail


def _draw_here(pen: Pen, column: int, wanted: Sequence[Cell]) -> int:
    """Draw the cell at the pen, or the run of blanks that begins there; return the column after it."""
    text, look = wanted[column]
    after = column + 1
    if text == " " and pen.looks.erases(look):
        while after < len(wanted) and wanted[after] == (text, look):
            after += 1
        pen.wear_for_blanks(look, wanted[column:])
        if after - column > SHORTEST_ERASE:
            pen.written.append(f"\x1b[{after - column}X")
            return after
        pen.draw(text, 1)
        return column + 1
    while after < len(wanted) and wanted[after][0] == "":
        after += 1
    pen.wear(look)
    pen.draw(text, after - column)
    return after
