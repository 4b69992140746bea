"""Sends to the terminal only what changed: a key costs some hundred bytes where Textual sends thousands.

Textual draws every widget that changed, whole. Here its drawing is kept as a picture, cell by cell, beside a picture of
what the terminal shows; what differs is sent, with the shortest moves and style changes, by scrolling where that is
shorter. While the terminal takes nothing more, frames are not queued: the newest one is sent when it does.

It leans on private parts of Textual, so it is used only with versions it was tested with; `STACKTUI_DISPLAY=stock`
switches it off.
"""

from __future__ import annotations

import copy
import os
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

from rich._palettes import EIGHT_BIT_PALETTE
from rich.cells import split_graphemes
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App

from stacktui.tui.session_driver import SessionDriver

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.color import Color
    from rich.console import RenderableType
    from rich.style import Style
    from textual.screen import Screen
    from textual.strip import Strip

TESTED = ("8.2.8",)
CATCH_UP_SECONDS = 0.02
SHORTEST_ERASE = 9  # blanks that cost more than erasing them and moving on
LONGEST_STEP = 4  # unchanged cells that are sent again rather than moved over
FEWEST_ROWS = 4  # rows that must have changed before a scroll is looked for
SAMPLED = 80  # changed cells that vote on how far a pane has scrolled
MOST_STYLES = 4096

ATTRIBUTES = (
    ("bold", 1, 22), ("dim", 2, 22), ("italic", 3, 23), ("underline", 4, 24), ("blink", 5, 25), ("blink2", 6, 25),
    ("reverse", 7, 27), ("conceal", 8, 28), ("strike", 9, 29), ("underline2", 21, 24), ("frame", 51, 54),
    ("encircle", 52, 54), ("overline", 53, 55),
)  # fmt: skip
"""Rich's attributes with the codes that switch them on and off."""
SEEN_ON_BLANKS = frozenset({4, 7, 9, 21, 51, 52, 53})


class Look(NamedTuple):
    """How a cell is drawn: the codes of its attributes, and of its colours ("" for the terminal's own)."""

    attributes: tuple[int, ...]
    ink: str
    ground: str


PALETTE = {EIGHT_BIT_PALETTE[number]: number for number in range(16, 256)}
"""The colours that every terminal of 256 colours has under the same number."""

PLAIN = 0
"""The look of what the terminal itself erases."""

Cell = tuple[str, int]
"""What stands in a column, and the number of its look; the column after a wide character holds ""."""
Picture = list[list[Cell]]

BLANK: Cell = (" ", PLAIN)


class Looks:
    """Numbers for looks, so that cells compare fast; and the shortest way from one to another."""

    def __init__(self, color_system: ColorSystem) -> None:
        self.color_system = color_system
        self._looks: list[Look] = [Look((), "", "")]
        self._numbers: dict[Look, int] = {self._looks[0]: PLAIN}
        self._of_style: dict[Style, tuple[int, int]] = {}
        self._changes: dict[tuple[int, int], str] = {}

    def of(self, style: Style | None) -> tuple[int, int]:
        """The look of a style's characters, and of its blanks: on those only some of it can be seen."""
        if style is None:
            return PLAIN, PLAIN
        known = self._of_style.get(style)
        if known is None:
            if len(self._of_style) > MOST_STYLES:
                self._of_style.clear()
            known = self._of_style[style] = self._make(style)
        return known

    def _make(self, style: Style) -> tuple[int, int]:
        attributes = tuple(code for name, code, _ in ATTRIBUTES if getattr(style, name))
        look = Look(attributes, self._codes(style.color, ink=True), self._codes(style.bgcolor, ink=False))
        seen = SEEN_ON_BLANKS.intersection(attributes)
        return self._number(look), self._number(look if seen else Look((), "", look.ground))

    def _codes(self, color: Color | None, *, ink: bool) -> str:
        if color is None or color.is_default:
            return ""
        shown = color.downgrade(self.color_system)
        number = PALETTE.get(shown.triplet) if shown.triplet is not None else None
        if number is not None:  # the very same colour in half the bytes
            return f"{38 if ink else 48};5;{number}"
        return ";".join(shown.get_ansi_codes(ink))

    def _number(self, look: Look) -> int:
        number = self._numbers.setdefault(look, len(self._looks))
        if number == len(self._looks):
            self._looks.append(look)
        return number

    def erases(self, look: int) -> bool:
        """True where erased columns look like this; terminals fill them with the background."""
        return not SEEN_ON_BLANKS.intersection(self._looks[look].attributes)

    def same_on_blanks(self, one: int, other: int) -> bool:
        """True where a blank looks the same in both."""
        return one == other or (
            self.erases(one) and self.erases(other) and self._looks[one].ground == self._looks[other].ground
        )

    def on_ground(self, look: int, ground: int) -> int:
        """A look with the background of another."""
        return self._number(self._looks[look]._replace(ground=self._looks[ground].ground))

    def change(self, before: int, after: int) -> str:
        """The shortest sequence that makes one look into another."""
        change = self._changes.get((before, after))
        if change is None:
            change = self._changes[before, after] = _shortest_change(self._looks[before], self._looks[after])
        return change


def _shortest_change(before: Look, after: Look) -> str:
    if before == after:
        return ""
    anew = [*map(str, after.attributes), *filter(None, (after.ink, after.ground))]
    whole = f"\x1b[{';'.join(['0', *anew])}m" if anew else "\x1b[m"
    off = {code for _, on, code in ATTRIBUTES if on in before.attributes and on not in after.attributes}
    kept_off = {on for _, on, code in ATTRIBUTES if code in off}
    steps = [str(code) for code in sorted(off)]
    steps += [str(on) for on in after.attributes if on not in before.attributes or on in kept_off]
    if after.ink != before.ink:
        steps.append(after.ink or "39")
    if after.ground != before.ground:
        steps.append(after.ground or "49")
    return min(f"\x1b[{';'.join(steps)}m", whole, key=len)


def is_certain(text: str) -> bool:
    """True for characters of which all terminals agree how many columns they take."""
    return len(text) == 1 and (
        text < "\u0300" or "\u2010" <= text <= "\u2027" or "\u2190" <= text <= "\u21ff" or "\u2500" <= text <= "\u25fc"
        or "\u3041" <= text <= "\u9fff" or "\uac00" <= text <= "\ud7a3"
    )  # fmt: skip


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

    def scroll(self, top: int, bottom: int, rows: int) -> None:
        """Move whole rows up (or down, where negative) within others; blank rows come in."""
        self.wear(PLAIN)
        edge, step = (bottom, "\x1bD") if rows > 0 else (top, "\x1bM")
        self.written.append(f"\x1b[{top + 1};{bottom + 1}r\x1b[{edge + 1}H{step * abs(rows)}\x1b[r")
        self.column = self.row = None


def cells_of(strips: Iterable[Strip], looks: Looks) -> list[Cell]:
    """The cells of strips side by side; characters without a column are dropped, so none can be obeyed."""
    cells: list[Cell] = []
    for strip in strips:
        for text, style, control in strip:
            look, blank = looks.of(style)
            if control:
                continue
            if text.isascii() and text.isprintable():
                cells += [(" ", blank) if character == " " else (character, look) for character in text]
                continue
            for start, end, columns in split_graphemes(text)[0]:
                if columns:
                    shown = "".join(character for character in text[start:end] if not _is_control(character))
                    cells.append((shown or " ", look) if shown.strip() else (" ", blank))
                    cells += [("", look)] * (columns - 1)
    return cells


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


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


def find_scroll(shown: Picture, wanted: Picture, changed: Sequence[int]) -> tuple[int, int, int] | None:
    """The top, bottom and distance of a scroll that would put most of what changed in place; None where none does.

    Only changed cells are compared, as a pane may scroll beside others that stand.
    """
    cells = {row: [at for at, cell in enumerate(wanted[row]) if shown[row][at] != cell] for row in changed}
    sample = [(row, at) for row in changed for at in cells[row] if wanted[row][at][0] not in ("", " ")]
    sample = sample[:: len(sample) // SAMPLED + 1]
    scores: Counter[int] = Counter()
    for row, at in sample:
        cell = wanted[row][at]
        scores.update(place - row for place in range(changed[0], changed[-1] + 1) if shown[place][at] == cell)
    for distance, score in scores.most_common(1):
        if distance and score * 2 > len(sample):
            rows = [row for row in changed if _came_from(row + distance, cells[row], shown, wanted[row])]
            places = [*rows, *(row + distance for row in rows)]
            return (min(places), max(places), distance) if rows else None
    return None


def _came_from(place: int, columns: Sequence[int], shown: Picture, row: Sequence[Cell]) -> bool:
    return 0 <= place < len(shown) and all(shown[place][column] == row[column] for column in columns)


def scrolled(picture: Picture, top: int, bottom: int, distance: int) -> Picture:
    """The picture after a scroll on the terminal."""
    width = len(picture[0])
    moved = list(picture)
    for row in range(top, bottom + 1):
        inside = top <= row + distance <= bottom
        moved[row] = picture[row + distance] if inside else [BLANK] * width
    return moved


class ThinScreen:
    """What the terminal shows and what it should show; `difference` is what must be sent."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.wanted: Picture = []
        self.shown: Picture = []
        self.pen = Pen(looks, 0)
        self._touched: set[int] = set()
        self._unknown = True

    def forget(self) -> None:
        """The terminal may show anything: it was resized, or someone else drew on it."""
        self._unknown = True

    def take_layout(self, update: LayoutUpdate) -> None:
        """Take a drawing of the whole screen."""
        width = update.region.width
        rows = [cells_of(strips, self.looks)[:width] for strips in update.strips]
        picture = [row + [BLANK] * (width - len(row)) for row in rows]
        if len(picture) != len(self.wanted) or width != self._width():
            self.forget()
        self.wanted = picture
        self._touched.update(range(len(picture)))

    def take_chops(self, update: ChopsUpdate) -> bool:
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

    def difference(self, cursor: tuple[int, int] = (0, 0)) -> str:
        """What to send so that the terminal shows what is wanted; `cursor` (column, row) rests there unless 0, 0."""
        if not self.wanted:
            return ""
        self.pen.begin(self._width())
        if self._unknown:
            self.shown = [[BLANK] * self._width() for _ in self.wanted]
            self._touched = set(range(len(self.wanted)))
            self.pen.look, self.pen.column, self.pen.row = PLAIN, 0, 0
            self.pen.written.append("\x1b[r\x1b[m\x1b[2J\x1b[H")
            self._unknown = False
        changed = [row for row in sorted(self._touched) if self.shown[row] != self.wanted[row]]
        self._touched.clear()
        if changed:
            self._draw(changed)
            self.shown = list(self.wanted)
        if self.pen.written and cursor != (0, 0):
            self.pen.place(*cursor)
        return self.pen.text()

    def _draw(self, changed: Sequence[int]) -> None:
        scroll = find_scroll(self.shown, self.wanted, changed) if len(changed) >= FEWEST_ROWS else None
        other = copy.copy(self.pen)
        other.written = list(self.pen.written)
        for row in changed:
            draw_row(self.pen, row, self.shown[row], self.wanted[row])
        if scroll is None:
            return
        moved = scrolled(self.shown, *scroll)
        other.scroll(*scroll)
        for row in range(len(moved)):
            draw_row(other, row, moved[row], self.wanted[row])
        if len(other.text().encode()) < len(self.pen.text().encode()):
            self.pen = other


class ThinDisplay(App[int]):
    """An app that draws through a ThinScreen, in a terminal, with a version of Textual it was tested with."""

    _thin: ThinScreen | None = None
    _thinness_decided = False
    _seen_disturbances = 0
    _catching_up = False

    def action_repaint(self) -> None:
        """Draw everything anew, as someone else has drawn on the terminal."""
        if self._thin is not None:
            self._thin.forget()
        self.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if not self._thinness_decided and self._driver is not None:
            self._thinness_decided = True
            if isinstance(self._driver, SessionDriver) and not self.is_headless and may_be_thin(os.environ):
                self._thin = ThinScreen(Looks(self.console._color_system or ColorSystem.TRUECOLOR))  # noqa: SLF001  # as Textual reads it
        if self._thin is None or not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            super()._display(screen, renderable)
            return
        if self._running and not self._closed and not self._batch_count:
            if isinstance(renderable, LayoutUpdate):
                self._thin.take_layout(renderable)
            elif not self._thin.take_chops(renderable):
                self.refresh()
            self._send_difference()
        self.post_display_hook()

    def _send_difference(self) -> None:
        driver = self._driver
        if self._thin is None or not isinstance(driver, SessionDriver) or not self._running or self._closed:
            return
        if driver.backlog:
            if not self._catching_up:
                self._catching_up = True
                self.set_timer(CATCH_UP_SECONDS, self._catch_up)
            return
        if driver.disturbances != self._seen_disturbances:
            self._seen_disturbances = driver.disturbances
            self._thin.forget()
        if difference := self._thin.difference(self.cursor_position):
            driver.write(difference)

    def _catch_up(self) -> None:
        self._catching_up = False
        self._send_difference()


def may_be_thin(environ: Mapping[str, str]) -> bool:
    """True unless it was switched off or Textual is of a version that it was not tested with."""
    return environ.get("STACKTUI_DISPLAY", "") != "stock" and version("textual") in TESTED
