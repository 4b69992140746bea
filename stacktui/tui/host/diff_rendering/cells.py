"""What stands in the columns of a screen: cells, made from the strips that Textual draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import split_graphemes

from stacktui.tui.host.diff_rendering.looks import PLAIN, Looks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.strip import Strip

Cell = tuple[str, int]
"""What stands in a column, and the number of its look; the column after a wide character holds ""."""
Picture = list[list[Cell]]

BLANK: Cell = (" ", PLAIN)


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


def is_certain(text: str) -> bool:
    """True for characters of which all terminals agree how many columns they take."""
    return len(text) == 1 and (
        text < "\u0300" or "\u2010" <= text <= "\u2027" or "\u2190" <= text <= "\u21ff" or "\u2500" <= text <= "\u25fc"
        or "\u3041" <= text <= "\u9fff" or "\uac00" <= text <= "\ud7a3"
    )  # fmt: skip
