"""The committed pictures are up to date, and any screen can be drawn with aligned columns."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from screenshots.cells import GROUND, INK, SIXTEEN, Cell, rows_of
from screenshots.faint import FaintScreen
from screenshots.pictures import PICTURES
from screenshots.shapes import HEIGHT, WIDTH, Box, boxes, curve
from screenshots.svg import draw, runs
from screenshots.take import FOLDER, draw_output, main, take
from tests.emulator import Size

if TYPE_CHECKING:
    from screenshots.cells import Row

SVG = "{http://www.w3.org/2000/svg}"
NAMED = {picture.name: picture for picture in PICTURES}


@pytest.mark.parametrize("name", ["tree", "force-delete"])
def test_a_committed_picture_is_what_the_program_shows(name: str) -> None:
    committed = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert take(NAMED[name]) == committed, f"the program looks different now: python -m screenshots.take {name}"


def test_every_picture_is_there_and_none_that_nobody_draws() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(NAMED)


def test_a_picture_that_does_not_exist_is_refused_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tree", "nonesuch"]) == 2
    assert capsys.readouterr().err.startswith("There is no picture called nonesuch. There are: list, tree, detail")


def row(output: str, columns: int = 12) -> Row:
    screen = FaintScreen(columns, 1)
    draw_output(output.encode(), screen, Size(columns, 1))
    return rows_of(screen)[0]


def look(cell: Cell) -> tuple[str, str]:
    return cell.ink, cell.ground


@pytest.mark.parametrize(
    ("output", "ink", "ground"),
    [
        ("a", INK, GROUND),
        ("\x1b[7ma", GROUND, INK),
        ("\x1b[31;44ma", SIXTEEN["red"], SIXTEEN["blue"]),
        ("\x1b[95;105ma", SIXTEEN["brightmagenta"], SIXTEEN["brightmagenta"]),
        ("\x1b[38;5;231;48;5;16ma", "#ffffff", "#000000"),
        ("\x1b[38;2;1;2;22;48;2;22;2;1ma", "#010216", "#160201"),
        ("\x1b[38;2;90;90;90;48;2;30;30;30;2ma", "#464646", "#1e1e1e"),
        ("\x1b[38;5;231;2;22ma", "#ffffff", GROUND),
        ("\x1b[2;0ma", INK, GROUND),
    ],
)
def test_a_cell_has_the_colours_of_its_terminal(output: str, ink: str, ground: str) -> None:
    assert look(row(output)[0]) == (ink, ground)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("ab cd", [(0, 5, "ab cd")]),
        ("ab  cd", [(0, 2, "ab"), (4, 2, "cd")]),
        (" ab ", [(1, 2, "ab")]),
        ("a\x1b[1mb", [(0, 1, "a"), (1, 1, "b")]),
        ("a\x1b[41mb", [(0, 2, "ab")]),
        ("陳美 (mei)", [(0, 2, "陳"), (2, 2, "美"), (5, 5, "(mei)")]),
        ("a▸b", [(0, 1, "a"), (1, 1, "▸"), (2, 1, "b")]),
        ("e\u0301e", [(0, 2, "ée")]),
        ("x\u0323e", [(0, 1, "x\u0323"), (1, 1, "e")]),
        ("│ a │", [(2, 1, "a")]),
        ("", []),
    ],
)
def test_text_is_cut_where_a_font_could_move_it(output: str, expected: list[tuple[int, int, str]]) -> None:
    assert [(run.column, run.columns, run.text) for run in runs(row(output))] == expected


def texts(drawn: str) -> list[ET.Element]:
    return list(ET.fromstring(drawn).iter(f"{SVG}text"))


def test_text_is_held_to_its_cells_and_escaped() -> None:
    (text,) = texts(draw((row('a<b & "c"'),), "A title"))
    assert text.text == 'a<b & "c"'
    assert (text.get("x"), text.get("textLength"), text.get("lengthAdjust")) == (
        "0",
        str(9 * WIDTH),
        "spacingAndGlyphs",
    )


@pytest.mark.parametrize("text", ["\x00", "\x1b", "\ud800", "\uffff"])
def test_what_xml_cannot_hold_is_replaced(text: str) -> None:
    (drawn,) = texts(draw(((Cell(text, INK, GROUND),),), "A title"))
    assert drawn.text == "\ufffd"


def test_bold_and_italic_are_drawn() -> None:
    first, second = texts(draw((row("\x1b[1ma\x1b[22;3mb"),), "A title"))
    assert (first.get("font-weight"), first.get("font-style")) == ("bold", None)
    assert (second.get("font-weight"), second.get("font-style")) == (None, "italic")


def rects(drawn: str) -> list[tuple[str, ...]]:
    group = next(group for group in ET.fromstring(drawn).iter(f"{SVG}g") if group.get("shape-rendering"))
    return [tuple(each.get(name, "") for name in ("x", "y", "width", "height", "fill")) for each in group]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("abc", []),
        ("a\x1b[41mbc\x1b[42md", [("9", "0", "18", "19", SIXTEEN["red"]), ("27", "0", "9", "19", SIXTEEN["green"])]),
        ("────", [("0", "9", "36", "1", INK)]),
        ("┬─", [("0", "9", "9", "1", INK), ("4", "9", "1", "10", INK), ("9", "9", "9", "1", INK)]),
        ("█▌ ▌", [("0", "0", "13.5", "19", INK), ("27", "0", "4.5", "19", INK)]),
        ("\x1b[4ma b\x1b[24mc", [("0", "16.5", "27", "1", INK)]),
        ("\x1b[9mab", [("0", "9.5", "18", "1", INK)]),
    ],
)
def test_grounds_lines_and_rules_are_shapes_that_join(output: str, expected: list[tuple[str, ...]]) -> None:
    assert rects(draw((row(output),), "A title")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("▀", (Box(0, 0, WIDTH, HEIGHT / 2),)),
        ("█", (Box(0, 0, WIDTH, HEIGHT),)),
        ("▁", (Box(0, HEIGHT * 7 / 8, WIDTH, HEIGHT / 8),)),
        ("▏", (Box(0, 0, WIDTH / 8, HEIGHT),)),
        ("▐", (Box(WIDTH / 2, 0, WIDTH / 2, HEIGHT),)),
        ("▔", (Box(0, 0, WIDTH, HEIGHT / 8),)),
        ("▕", (Box(WIDTH * 7 / 8, 0, WIDTH / 8, HEIGHT),)),
        ("│", (Box(4, 0, 1, HEIGHT),)),
        ("┃", (Box(3, 0, 3, HEIGHT),)),
        ("└", (Box(4, 9, 5, 1), Box(4, 0, 1, 10))),
        ("┏", (Box(3, 8, 6, 3), Box(3, 8, 3, 11))),
        ("▒", ()),
        ("a", ()),
        ("", ()),
    ],
)
def test_a_block_or_a_line_is_drawn_within_its_cell(text: str, expected: tuple[Box, ...]) -> None:
    assert boxes(text) == expected


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("╭", "M18 9.5Q13.5 9.5 13.5 14V19"),
        ("╯", "M9 9.5Q13.5 9.5 13.5 5V0"),
        ("a", ""),
    ],
)
def test_a_round_corner_is_a_curve(text: str, path: str) -> None:
    assert curve(text, WIDTH, 0) == path


def test_the_title_is_available_to_screen_readers() -> None:
    root = ET.fromstring(draw((row("a"),), 'A "title" & more'))
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == 'A "title" & more'
    assert root.get("viewBox") == f"0 0 {12 * WIDTH + 24} {HEIGHT + 24}"


def test_nothing_is_loaded_from_anywhere() -> None:
    for path in FOLDER.glob("*.svg"):
        root = ET.parse(path).getroot()
        assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {"svg", "title", "g", "rect", "path", "text"}
