"""Sees that a part of the screen has scrolled: moving its cells may be shorter than drawing them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from stacktui.tui.host.diff_rendering.cells import BLANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.tui.host.diff_rendering.cells import Cell, Picture

SAMPLED = 80  # changed cells that vote on how far a pane has scrolled


class Scroll(NamedTuple):
    """A part of the screen whose rows move up by a distance, or down where it is negative; blank ones come in.

    The last row and the last column belong to it.
    """

    top: int
    bottom: int
    left: int
    right: int
    distance: int


def find_scrolls(shown: Picture, wanted: Picture, changed: Sequence[int], *, has_margins: bool) -> list[Scroll]:
    """Scrolls that would put most of what changed in place: one of whole rows, one of a part of them."""
    cells = {row: [at for at, cell in enumerate(wanted[row]) if shown[row][at] != cell] for row in changed}
    distance = _distance(shown, wanted, cells)
    if not distance:
        return []
    whole = _of_whole_rows(shown, wanted, cells, distance)
    part = _of_a_part(shown, wanted, cells, distance) if has_margins else None
    return [scroll for scroll in (whole, part) if scroll is not None]


def _distance(shown: Picture, wanted: Picture, cells: dict[int, list[int]]) -> int:
    """How far most of the changed cells have moved; 0 where they have not."""
    first, last = min(cells), max(cells)
    sample = [(row, at) for row in cells for at in cells[row] if wanted[row][at][0] not in ("", " ")]
    sample = sample[:: len(sample) // SAMPLED + 1]
    scores: Counter[int] = Counter()
    for row, at in sample:
        cell = wanted[row][at]
        scores.update(place - row for place in range(first, last + 1) if shown[place][at] == cell)
    return next((distance for distance, score in scores.most_common(1) if score * 2 > len(sample)), 0)


def _of_whole_rows(shown: Picture, wanted: Picture, cells: dict[int, list[int]], distance: int) -> Scroll | None:
    """Only changed cells are compared: others can be drawn again."""
    rows = [row for row in cells if _came_from(row + distance, cells[row], shown, wanted[row])]
    places = [*rows, *(row + distance for row in rows)]
    return Scroll(min(places), max(places), 0, len(wanted[0]) - 1, distance) if rows else None


def _came_from(place: int, columns: Sequence[int], shown: Picture, row: Sequence[Cell]) -> bool:
    return 0 <= place < len(shown) and all(shown[place][column] == row[column] for column in columns)


def _of_a_part(shown: Picture, wanted: Picture, cells: dict[int, list[int]], distance: int) -> Scroll | None:
    """The columns, and of their rows those, in which scrolling puts the most cells right, less those it puts wrong."""
    rows = [row for row in range(min(cells), max(cells) + 1) if 0 <= row + distance < len(shown)]
    first, after = min(row[0] for row in cells.values()), max(row[-1] for row in cells.values()) + 1
    gains = [
        [
            (new == moved) - (new == old)
            for old, moved, new in zip(
                shown[row][first:after], shown[row + distance][first:after], wanted[row][first:after], strict=True
            )
        ]
        for row in rows
    ]
    columns = _best_run([sum(column) for column in zip(*gains, strict=True)])
    lines = _best_run([sum(line[columns.start : columns.stop]) for line in gains])
    if not lines:
        return None
    places = [rows[at] + by for at in (lines.start, lines.stop - 1) for by in (0, distance)]
    top, bottom = min(places), max(places)
    part = shown[top : bottom + 1]
    left, right = first + columns.start, first + columns.stop - 1
    while left > 0 and any(row[left][0] == "" for row in part):  # terminals differ on a half of a wide character
        left -= 1
    while right + 1 < len(wanted[0]) and any(row[right + 1][0] == "" for row in part):
        right += 1
    return Scroll(top, bottom, left, right, distance) if left < right else None  # margins hold two columns or more


def _best_run(values: Sequence[int]) -> range:
    """Where the neighbours with the largest sum are; empty where no sum is above 0."""
    best, most, start, total = range(0), 0, 0, 0
    for at, value in enumerate(values):
        if total <= 0:
            start, total = at, 0
        total += value
        if total > most:
            best, most = range(start, at + 1), total
    return best


def scrolled(picture: Picture, scroll: Scroll) -> Picture:
    """The picture after a scroll on the terminal."""
    top, bottom, left, right, distance = scroll
    blanks = [BLANK] * (right + 1 - left)
    moved = list(picture)
    for row in range(top, bottom + 1):
        place = row + distance
        part = picture[place][left : right + 1] if top <= place <= bottom else blanks
        moved[row] = [*picture[row][:left], *part, *picture[row][right + 1 :]]
    return moved
