"""Sees that a part of the screen has scrolled: moving its rows may be shorter than drawing them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stacktui.tui.thin_display.cells import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.tui.thin_display.cells import Cell, Picture

SAMPLED = 80  # changed cells that vote on how far a pane has scrolled


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
