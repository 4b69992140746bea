"""Emulates a terminal for a program's bytes: the screen, the active modes, and the clipboard."""

from __future__ import annotations

import base64
import copy
import itertools
import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import pyte
from pyte.modes import IRM
from pyte.screens import wcwidth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MODES: Mapping[int, tuple[str, bool]] = {
    1049: ("alternate screen", False), 1047: ("alternate screen (1047)", False), 47: ("alternate screen (47)", False),
    1000: ("mouse clicks", False), 1002: ("mouse drags", False), 1003: ("mouse moves", False),
    1005: ("mouse in UTF-8", False), 1006: ("mouse in SGR", False), 1015: ("mouse in urxvt", False),
    1016: ("mouse in pixels", False), 1004: ("focus reports", False), 2004: ("bracketed paste", False),
    2026: ("synchronized output", False), 2048: ("in-band resize", False), 69: ("left and right margins", False),
    6: ("origin mode", False), 5: ("reverse video", False), 1: ("application cursor keys", False),
    7: ("line wrap off", True), 25: ("hidden cursor", True),
}  # fmt: skip
"""Private modes → what a person would call it when it is left on, and how it stood before."""

SEQUENCE = re.compile(
    rb"\x1b(?:\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    rb"|[P^_X](?P<string>(?:[^\x1b]|\x1b[^\\])*)\x1b\\"
    rb"|\[(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    rb"|[ -/]*[0-OQ-WYZ\\`-~])"
)


BEGUN = re.compile(rb"\x1b(?:\][^\x07\x1b]*\x1b?|[P^_X](?:[^\x1b]|\x1b[^\\])*\x1b?|\[[0-?]*[ -/]*|[ -/]*)?")
"""A sequence whose rest may follow."""
CUT = re.compile(rb"\x1b(?:\[[0-?]*)?[ -/]*(?=\x1b)")
"""A sequence that another one cuts short, as tmux sends while it ends: terminals drop it (ECMA-48, VT500 parser)."""


class Size(NamedTuple):
    columns: int
    rows: int


MARGIN_MODE = 69
NUMBERS = re.compile(rb"[\d;]*")


class Cells(dict[str, pyte.screens.Char]):
    """Characters with the same style → their cells, each of which is created once."""

    def __init__(self, look: pyte.screens.Char) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, character: str) -> pyte.screens.Char:
        self[character] = cell = self._look._replace(data=character)
        return cell


cells_of = lru_cache(4096)(Cells)


class Screen(pyte.Screen):
    """pyte's screen with what it lacks: the alternate buffer, left and right margins, SU and SD, and the colour of rows
    that come in by scrolling.

    While there are left and right margins nothing but scrolling is known here, and anything else fails.
    """

    scrollback: list[str] | None = None
    """Set to a list, this is a GNU screen as it comes: no alternate screen, and what scrolls away or is cleared as a
    whole is kept here."""
    sides: tuple[int, int] | None = None
    """The left and right margin, where the terminal has been given any."""

    @property
    def display(self) -> list[str]:
        """The rows as text."""
        return [self._text(self.buffer[row]) for row in range(self.lines)]

    def _text(self, row: Mapping[int, pyte.screens.Char]) -> str:
        cells = [row[column].data if column in row else " " for column in range(self.columns)]
        text = "".join(cells)
        if set(map(wcwidth, text)) == {1}:
            return text
        shown, is_behind_wide = [], False
        for data in cells:
            if not is_behind_wide:
                shown.append(data)
            is_behind_wide = not is_behind_wide and wcwidth(data[0]) == 2
        return "".join(shown)

    _looks: ClassVar[dict[tuple[object, ...], pyte.screens.Char]] = {}

    def select_graphic_rendition(self, *attrs: int) -> None:
        """SGR; what it makes of a look is found out once."""
        change = (self.cursor.attrs, attrs, self.default_char)
        if change not in self._looks:
            super().select_graphic_rendition(*attrs)
            self._looks[change] = self.cursor.attrs
        self.cursor.attrs = self._looks[change]

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        if 1049 in modes and 1049 << 5 not in self.mode and self.scrollback is None:
            self._main = (self.buffer, copy.copy(self.cursor))
            self.buffer = defaultdict(lambda: pyte.screens.StaticDefaultDict(self.default_char))
        super().set_mode(*modes, **kwargs)
        if MARGIN_MODE in modes:
            self.sides = (0, self.columns - 1)

    def reset_mode(self, *modes: int, **kwargs: bool) -> None:
        if 1049 in modes and 1049 << 5 in self.mode and self.scrollback is None:
            self.buffer, self.cursor = self._main
        super().reset_mode(*modes, **kwargs)
        if MARGIN_MODE in modes:
            self.sides = None

    def set_sides(self, left: int, right: int) -> None:
        """DECSLRM; columns from 0."""
        if self.sides is not None and 0 <= left < right < self.columns:
            self.sides = left, right
            self.cursor_position()

    def scroll(self, rows: int) -> None:
        """SU, or SD where negative: rows move within all margins, wherever the cursor is."""
        top, bottom = self.margins or (0, self.lines - 1)
        self._keep(range(top, top + rows))
        left, right = self.sides or (0, self.columns - 1)
        for row, edge in itertools.product(range(top, bottom + 1), (left, right + 1)):
            assert edge == self.columns or self.buffer[row][edge].data, "a margin cuts a wide character"
        before = {row: dict(self.buffer[row]) for row in range(top, bottom + 1)}
        blank = self.default_char._replace(bg=self.cursor.attrs.bg)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                come = before.get(row + rows)
                self.buffer[row][column] = blank if come is None else come.get(column, self.default_char)

    def draw(self, data: str) -> None:
        assert self.sides is None, "drawn between left and right margins"
        end = self.cursor.x + len(data)
        if end > self.columns or IRM in self.mode or set(map(wcwidth, data)) != {1}:
            super().draw(data)
            return
        line, cells = self.buffer[self.cursor.y], cells_of(self.cursor.attrs)  # the same, without its price a cell
        for column, character in enumerate(data, self.cursor.x):
            line[column] = cells[character]
        self.cursor.x = end
        self.dirty.add(self.cursor.y)

    def index(self) -> None:
        assert self.sides is None, "moved between left and right margins"
        bottom = self.margins.bottom if self.margins else self.lines - 1
        comes_in = self.cursor.y == bottom
        if comes_in:
            self._keep([self.margins.top if self.margins else 0])
        super().index()
        if comes_in:
            self._fill(bottom)

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: object) -> None:
        if how == 2 or (how == 0 and (self.cursor.x, self.cursor.y) == (0, 0)):
            self._keep(range(self.lines))
        super().erase_in_display(how, *args, **kwargs)

    def _keep(self, rows: Iterable[int]) -> None:
        if self.scrollback is not None:
            self.scrollback += [self.display[row] for row in rows]

    def reverse_index(self) -> None:
        assert self.sides is None, "moved between left and right margins"
        top = self.margins.top if self.margins else 0
        comes_in = self.cursor.y == top
        super().reverse_index()
        if comes_in:
            self._fill(top)

    def _fill(self, row: int) -> None:
        """A row that comes in has the background of the moment, as in xterm."""
        for column in range(self.columns):
            self.buffer[row][column] = self.default_char._replace(bg=self.cursor.attrs.bg)


class Emulator:
    """Bytes of a program → the screen a person sees, the modes that are on, and what reached the clipboard.

    Sequences that pyte would draw as text (strings, kitty keyboard) are kept from it; one cut in two by a read is kept
    until its rest has come.
    """

    def __init__(self, size: Size) -> None:
        self.screen = Screen(size.columns, size.rows)
        self.stream = pyte.ByteStream(self.screen)
        self.modes: dict[int, bool] = {}
        self.kitty_keyboard = 0
        self.clipboard: list[bytes] = []
        self.queries: list[bytes] = []
        self._rest = b""

    def feed(self, data: bytes) -> None:
        data = self._rest + data
        position = 0
        while (start := data.find(b"\x1b", position)) >= 0:
            self.stream.feed(data[position:start])
            if (cut := CUT.match(data, start)) is not None:
                position = cut.end()
                continue
            match = SEQUENCE.match(data, start)
            if match is None:
                assert BEGUN.fullmatch(data, start), f"no terminal knows {data[start : start + 20]!r}"
                self._rest = data[start:]
                return
            self._take(match)
            position = match.end()
        self.stream.feed(data[position:])
        self._rest = b""

    def _take(self, match: re.Match[bytes]) -> None:
        osc = match["osc"]
        if osc is not None:
            if osc.startswith(b"52;"):
                self.clipboard.append(base64.b64decode(osc.rsplit(b";", 1)[1]))
            return
        if match["string"] is not None:
            return
        parameters, final = match["parameters"] or b"", match["final"]
        if final == b"u" and parameters[:1] in (b">", b"<", b"="):
            self.kitty_keyboard += {b">": 1, b"<": -1, b"=": 0}[parameters[:1]]
            return
        if final in (b"h", b"l") and parameters[:1] == b"?":
            self.modes |= {int(mode): final == b"h" for mode in parameters[1:].split(b";")}
        if final in (b"p", b"n", b"c") and final is not None:
            self.queries.append(match[0])
            return
        if final == b"s" and self.screen.sides is not None:
            left, right = (int(number) for number in parameters.split(b";"))
            self.screen.set_sides(left - 1, right - 1)
            return
        if final in (b"S", b"T"):
            rows = int(parameters or b"1")
            self.screen.scroll(rows if final == b"S" else -rows)
            return
        known = pyte.Stream.csi.get((final or b"").decode())
        if known and not match["between"] and NUMBERS.fullmatch(parameters):  # without its price a byte
            getattr(self.screen, known)(*(int(number or 0) for number in parameters.split(b";")))
        else:
            self.stream.feed(match[0])
