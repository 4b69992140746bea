"""Converts a terminal emulator's screen to cells with colours for a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyte.screens import Char

    from tests.emulator import Screen

INK, GROUND = "#d3d7cf", "#1a1d21"
"""What the terminal uses where the program names no colour."""

SIXTEEN = {
    "black": "#2e3436", "red": "#e5565b", "green": "#7fb83d", "brown": "#d2a536", "blue": "#5f8fd0",
    "magenta": "#b583b9", "cyan": "#3fb3b8", "white": "#d3d7cf", "brightblack": "#868a86", "brightred": "#ff7b80",
    "brightgreen": "#a6e060", "brightbrown": "#f5dc6a", "brightblue": "#8fb8f0", "brightmagenta": "#d8a8dc",
    "bfightmagenta": "#d8a8dc", "brightcyan": "#6fe0e0", "brightwhite": "#ffffff",
}  # fmt: skip
"""The terminal's own sixteen by pyte's names; pyte calls yellow brown, and misspells one background."""


class Cell(NamedTuple):
    """One cell; `text` is empty in the second half of a wide character."""

    text: str
    ink: str
    ground: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


Row = tuple[Cell, ...]


def rows_of(screen: Screen) -> tuple[Row, ...]:
    """Every row of a screen, from the top."""
    return tuple(tuple(_row(screen, y)) for y in range(screen.lines))


def _row(screen: Screen, y: int) -> Iterator[Cell]:
    row = screen.buffer[y]
    return (cell_of(row[x]) for x in range(screen.columns))


def cell_of(char: Char) -> Cell:
    """A cell with its colours: the terminal's default if none is set, weaker if faint, swapped if reversed."""
    ink, ground = _colour(char.fg, INK), _colour(char.bg, GROUND)
    if char.blink:
        ink = _between(ink, ground)
    if char.reverse:
        ink, ground = ground, ink
    return Cell(char.data, ink, ground, char.bold, char.italics, char.underscore, char.strikethrough)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return SIXTEEN.get(name) or f"#{name.lower()}"


def _between(ink: str, ground: str) -> str:
    """Two thirds of the way from background to foreground, as terminals draw faint text."""
    parts = ((int(ink[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{(2 * of_ink + of_ground) // 3:02x}" for of_ink, of_ground in parts)
