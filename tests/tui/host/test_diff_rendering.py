"""Diff rendering shows, cell by cell, what Textual's own would show, and sends less."""

from __future__ import annotations

import random
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from stacktui.__main__ import run
from stacktui.tui.host.diff_rendering import availability
from stacktui.tui.host.diff_rendering.availability import why_off
from stacktui.tui.host.diff_rendering.looks import Looks
from stacktui.tui.host.diff_rendering.screen import DiffScreen
from tests.emulator import Emulator, Size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyte

WORDS = (
    "acme/web-shop/prod",
    "aws:s3:Bucket",
    "logs",
    "   ",
    "  ─── ",
    "漢字",
    "│",
    "é",
    "🔒",
    "▸ ",
    "312",
    "…",
    "⚠ x",
    "e\u0301",
)
STYLES = (
    None,
    Style(),
    Style(color="red"),
    Style(bgcolor="#1e1e2e"),
    Style(color="#e0e0e0", bgcolor="#1e1e2e"),
    Style(bold=True),
    Style(bold=True, dim=True, color="green"),
    Style(reverse=True, color="blue"),
    Style(underline=True, bgcolor="yellow"),
    Style(italic=True, strike=True),
    Style(color="#abcdef", bgcolor="#123456", bold=True),
    Style(color="default", bgcolor="default"),
)


class Seen(NamedTuple):
    """A cell as a person sees it: of a blank, only what shows."""

    text: str
    ground: str
    underlined: bool
    struck: bool
    reverse: bool
    ink: str
    bold: bool
    italic: bool


def seen(cell: pyte.screens.Char) -> Seen:
    if cell.data == " " and not (cell.underscore or cell.strikethrough or cell.reverse):
        return Seen(" ", cell.bg, False, False, False, "", False, False)
    return Seen(cell.data, cell.bg, cell.underscore, cell.strikethrough, cell.reverse, cell.fg, cell.bold, cell.italics)


def picture(emulator: Emulator) -> list[list[Seen]]:
    screen = emulator.screen
    return [[seen(screen.buffer[row][column]) for column in range(screen.columns)] for row in range(screen.lines)]


class Pair:
    """The same updates on two terminals: one fed by Textual, one by diff rendering."""

    def __init__(self, columns: int, rows: int, *, has_margins: bool = False) -> None:
        self.console = Console(color_system="truecolor", force_terminal=True)
        self.diff = DiffScreen(Looks(ColorSystem.TRUECOLOR))
        self.diff.has_margins = has_margins
        self.used_margins = 0
        self.resize(columns, rows)
        self.stock_bytes = self.diff_bytes = 0

    def resize(self, columns: int, rows: int) -> None:
        self.size = Region(0, 0, columns, rows)
        self.stock, self.ours = (Emulator(Size(columns, rows)) for _ in range(2))
        for emulator in (self.stock, self.ours):
            emulator.feed(b"\x1b[?1049h\x1b[?7l")

    def layout(self, rows: list[list[Strip]]) -> None:
        update = LayoutUpdate([list(row) for row in rows], self.size)
        self.diff.take_layout(update)
        self._send(update)

    def chops(self, changes: Mapping[int, tuple[int, Strip]]) -> None:
        chops: list[dict[int, Strip | None]] = []
        ends: list[list[int]] = []
        for row in range(self.size.height):
            column, strip = changes.get(row, (0, None))
            end = column + (strip.cell_length if strip else self.size.width)
            beside = Strip([Segment("?" * self.size.width)]) if strip else None  # drawn too, and not to be shown
            parts: dict[int, Strip | None] = {0: beside} if column else {}
            parts[column] = strip
            parts |= {end: beside} if end < self.size.width else {}
            chops.append(parts)
            ends.append([*list(parts)[1:], self.size.width])
        spans = [(row, column, column + strip.cell_length) for row, (column, strip) in sorted(changes.items())]
        update = ChopsUpdate(chops, spans, ends)
        assert self.diff.take_chops(update)
        self._send(update)

    def _send(self, update: LayoutUpdate | ChopsUpdate) -> None:
        stock, ours = update.render_segments(self.console).encode(), self.diff.difference().encode()
        self.stock_bytes += len(stock)
        self.diff_bytes += len(ours)
        self.used_margins += ours.count(b"\x1b[?69h")
        self.stock.feed(stock)
        self.ours.feed(ours)

    def check(self) -> None:
        for row in range(self.size.height):
            stock, ours = self.stock.screen.buffer[row], self.ours.screen.buffer[row]
            if dict.__eq__(stock, ours):  # many times as fast as a look at each cell
                continue
            for column in range(self.size.width):
                if ours[column] != stock[column]:
                    assert seen(ours[column]) == seen(stock[column]), f"row {row}, column {column}"
        assert self.ours.screen.margins is None
        assert self.ours.screen.sides is None


def some_strip(chance: random.Random, width: int) -> Strip:
    strip = Strip(
        [
            Segment(chance.choice(WORDS) * chance.choice((1, 1, 1, 4)), chance.choice(STYLES))
            for _ in range(chance.randint(0, 9))
        ]
    )
    return strip.adjust_cell_length(width, chance.choice(STYLES) or Style())


def some_rows(chance: random.Random, columns: int, rows: int) -> list[list[Strip]]:
    side = chance.randint(1, columns - 1)
    return [[some_strip(chance, side), some_strip(chance, columns - side)] for _ in range(rows)]


@pytest.mark.requirement("S6")
@pytest.mark.parametrize("may_scroll", [True, False])
def test_where_nothing_may_scroll_no_row_goes_into_the_scrollback(may_scroll: bool) -> None:
    pair = Pair(40, 12)
    scrollback = pair.ours.screen.scrollback = list[str]()
    rows = [[Strip([Segment(f"row {number} " + "x" * (number % 7))]).adjust_cell_length(40)] for number in range(20)]
    pair.layout(rows[:12])
    pair.diff.take_layout(LayoutUpdate([*rows[:1], *rows[2:13]], pair.size))
    pair.ours.feed(pair.diff.difference(may_scroll=may_scroll).encode())
    assert [row.split()[1] for row in pair.ours.screen.display] == ["0", *map(str, range(2, 13))]
    assert bool(scrollback) == may_scroll


@pytest.mark.parametrize("has_margins", [False, True], ids=["without margins", "with margins"])
@pytest.mark.parametrize("seed", range(150))
def test_random_screens_look_alike(seed: int, has_margins: bool) -> None:
    chance = random.Random(seed)
    columns, rows = chance.choice(((80, 24), (30, 8), (2, 2), (11, 3)))
    pair = Pair(columns, rows, has_margins=has_margins)
    content = some_rows(chance, columns, rows)
    pair.layout(content)
    pair.check()
    for _ in range(12):
        what = chance.choice(("row", "rows", "scroll", "scroll", "all", "part", "same", "resize", "forget"))
        if what == "row":
            content[chance.randrange(rows)] = some_rows(chance, columns, 1)[0]
        elif what == "rows":
            for row in range(rows):
                if chance.random() < 0.3:
                    content[row] = [*content[row][:1], some_strip(chance, columns - content[row][0].cell_length)]
        elif what == "scroll":
            content = scrolled(chance, content, columns)
        elif what == "all":
            content = some_rows(chance, columns, rows)
        elif what == "forget":
            pair.diff.forget()
            pair.ours.feed(b"\x1b[5;1Hspoilt")
        elif what == "resize":
            columns, rows = columns + 3, rows + 1
            content = some_rows(chance, columns, rows)
            pair.resize(columns, rows)
        if what == "part":
            row = chance.randrange(rows)
            strip = Strip.join(content[row])
            start = chance.randrange(columns)
            part = some_strip(chance, chance.randint(1, columns - start))
            end = start + part.cell_length
            content[row] = [strip.crop(0, start), part, strip.crop(end, columns)]
            pair.layout(content)  # cutting may halve a wide character, which Textual blanks
            part = some_strip(chance, part.cell_length)
            content[row][1] = part
            pair.chops({row: (start, part)})
        else:
            pair.layout(content)
        pair.check()
    assert has_margins or not pair.used_margins


def scrolled(chance: random.Random, content: list[list[Strip]], columns: int) -> list[list[Strip]]:
    """Some rows moved, whole or only their left half."""
    rows = len(content)
    top, distance = chance.randrange(rows), chance.choice((-3, -2, -1, 1, 2))
    half = chance.random() < 0.5
    if half:
        side = chance.randint(1, columns - 1)
        content = [[line.crop(0, side), line.crop(side, columns)] for line in map(Strip.join, content)]
    moved = list(content)
    for row in range(top, rows):
        place = row + distance
        fresh = some_rows(chance, columns, 1)[0]
        source = content[place] if top <= place < rows else fresh
        moved[row] = [Strip.join(source).crop(0, side), content[row][1]] if half else source
    return moved


@pytest.mark.parametrize("seed", range(60))
def test_panes_that_scroll_beside_each_other_look_alike(seed: int) -> None:
    chance = random.Random(seed)
    columns, rows = chance.choice(((120, 36), (80, 24), (40, 12)))
    pair = Pair(columns, rows, has_margins=True)
    panes = some_panes(chance, columns, rows)
    pair.layout(beside(panes))
    for _ in range(20):
        for pane in chance.sample(panes, chance.choice((1, 1, 1, 2))):
            pane.turn(chance)
        pair.layout(beside(panes))
        pair.check()
    assert pair.used_margins >= 5


class ScrollingPane:
    """Some rows, of which a part is in view between a heading and a foot that stand."""

    def __init__(self, chance: random.Random, width: int, height: int) -> None:
        self.width = width
        self.rows = [some_strip(chance, width) for _ in range(height * 3)]
        self.head, self.foot = some_strip(chance, width), some_strip(chance, width)
        self.height = height - 2
        self.top = chance.randrange(height)

    def turn(self, chance: random.Random) -> None:
        """Scroll by some rows; perhaps one of them is another then, as a cursor is."""
        step = chance.choice((-3, -2, -1, -1, -1, 1, 1, 1, 2, 3))
        self.top = max(0, min(len(self.rows) - self.height, self.top + step))
        if chance.random() < 0.5:
            self.rows[self.top + chance.randrange(self.height)] = some_strip(chance, self.width)

    def shown(self) -> list[Strip]:
        return [self.head, *self.rows[self.top : self.top + self.height], self.foot]


def some_panes(chance: random.Random, columns: int, rows: int) -> list[ScrollingPane]:
    widths = [columns // 3, columns // 4]
    return [ScrollingPane(chance, width, rows) for width in (*widths, columns - sum(widths))]


def beside(panes: list[ScrollingPane]) -> list[list[Strip]]:
    return [list(row) for row in zip(*(pane.shown() for pane in panes), strict=True)]


def a_list(first: int, selected: int, width: int, rows: int) -> list[list[Strip]]:
    ground, ink = Style(bgcolor="#1e1e2e"), Style(color="#e0e0e0", bgcolor="#1e1e2e")
    chosen = Style(color="#ffffff", bgcolor="#45475a", bold=True)
    lines = []
    for row in range(rows):
        number = first + row
        style = chosen if number == selected else ink
        text = f"  acme/service-{number * 7919 % 1000}/prod"
        lines.append(
            [
                Strip(
                    [Segment(text, style), Segment(" " * (width - len(text)), style if number == selected else ground)],
                    width,
                )
            ]
        )
    return lines


@pytest.mark.parametrize(("first", "selected", "limit"), [(0, 11, 250), (1, 10, 500)])
def test_a_step_in_a_list_is_a_few_bytes(first: int, selected: int, limit: int) -> None:
    pair = Pair(120, 36)
    pair.layout(a_list(0, 10, 120, 36))
    pair.diff_bytes = pair.stock_bytes = 0
    pair.layout(a_list(first, selected, 120, 36))
    pair.check()
    assert pair.diff_bytes <= limit
    assert pair.diff_bytes * 10 < pair.stock_bytes


@pytest.mark.parametrize("distance", [1, -1])
def test_a_scroll_by_a_line_beside_another_pane_is_a_few_bytes_with_margins(distance: int) -> None:
    pair = Pair(120, 36, has_margins=True)
    beside = a_list(500, 0, 70, 36)
    first, then = (a_list(top, top + 20, 50, 36) for top in (10, 10 + distance))
    pair.layout([one + other for one, other in zip(first, beside, strict=True)])
    pair.diff_bytes = pair.stock_bytes = 0
    pair.layout([one + other for one, other in zip(then, beside, strict=True)])
    pair.check()
    assert pair.used_margins == 1
    assert pair.diff_bytes <= 500
    assert pair.diff_bytes * 10 < pair.stock_bytes


def test_nothing_is_sent_where_nothing_changed() -> None:
    pair = Pair(120, 36)
    pair.layout(a_list(0, 10, 120, 36))
    pair.diff_bytes = 0
    pair.layout(a_list(0, 10, 120, 36))
    assert pair.diff_bytes == 0


def test_what_a_terminal_would_obey_is_not_sent() -> None:
    diff = DiffScreen(Looks(ColorSystem.TRUECOLOR))
    text = "a\x1b]52;c;aGVsbG8=\x07b\x9bc\x00d\x7fe\n"
    diff.take_layout(LayoutUpdate([[Strip([Segment(text, Style(link="https://x\x1b\\"))])]], Region(0, 0, 30, 1)))
    sent = diff.difference()
    assert "a]52;c;aGVsbG8=bcde" in sent.replace("\x1b[m", "")
    assert not set("\x07\x9b\x00\x7f\n") & set(sent)
    assert sent.count("\x1b") == sent.count("\x1b[")


def test_where_terminals_disagree_on_a_width_the_next_cell_is_placed_anew() -> None:
    diff = DiffScreen(Looks(ColorSystem.TRUECOLOR))
    family = "👩\u200d👩\u200d👧"
    diff.take_layout(LayoutUpdate([[Strip([Segment(f"{family}x")])]], Region(0, 0, 9, 1)))
    assert diff.difference().endswith(f"\x1b[2X{family}\x1b[3Gx")


@pytest.mark.parametrize(
    ("asked", "rests"), [((-69, 1), (0, 1)), ((40, 1), (8, 1)), ((3, -2), (3, 0)), ((3, 7), (3, 1)), ((3, 1), (3, 1))]
)
def test_a_cursor_that_is_asked_beyond_the_screen_rests_at_its_edge(
    asked: tuple[int, int], rests: tuple[int, int]
) -> None:
    diff, emulator = DiffScreen(Looks(ColorSystem.TRUECOLOR)), Emulator(Size(9, 2))
    rows: list[Iterable[Strip]] = [[Strip([Segment("123456789")])], [Strip([Segment("abcdefghi")])]]
    diff.take_layout(LayoutUpdate(rows, Region(0, 0, 9, 2)))
    emulator.feed(diff.difference(asked).encode())
    assert (emulator.screen.cursor.x, emulator.screen.cursor.y) == rests
    assert list(emulator.screen.display) == ["123456789", "abcdefghi"]


def test_chops_of_a_screen_of_another_size_are_not_taken() -> None:
    diff = DiffScreen(Looks(ColorSystem.TRUECOLOR))
    update = ChopsUpdate([{0: Strip([Segment("x")])}], [(0, 0, 1)], [[1]])
    assert not diff.take_chops(update)
    assert diff.difference() == ""


def test_it_is_used_with_the_version_of_textual_that_is_locked() -> None:
    lock = Path(__file__).parents[3] / "requirements.lock"
    (locked,) = (line.split()[0] for line in lock.read_text().splitlines() if line.startswith("textual=="))
    assert locked.removeprefix("textual==") in availability.TESTED
    assert why_off({}) == ""


def test_where_it_is_not_used_the_reason_and_the_next_step_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Unset it" in why_off({"STACKTUI_DISPLAY": "stock"})
    monkeypatch.setattr(availability, "TESTED", ("8.1.0", "8.3.0"))
    told = why_off({})
    assert f"tested with Textual 8.1.0 and 8.3.0, and {version('textual')} is installed" in told
    assert "install textual==8.3.0, or a newer stacktui." in told


@pytest.mark.parametrize(("tested", "note"), [((version("textual"),), ""), (("8.3.0",), "Diff rendering is off: ")])
def test_the_version_of_the_program_says_where_diff_rendering_is_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tested: tuple[str, ...], note: str
) -> None:
    monkeypatch.setattr(availability, "TESTED", tested)
    with pytest.raises(SystemExit):
        run(["--version"], {})
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == f"stacktui {version('stacktui')}"
    assert [line[: len(note)] for line in rest] == ([note] if note else [])
