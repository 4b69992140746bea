"""Writes a terminal's cells as SVG: the same cells give the same bytes, and columns align whatever font there is.

Backgrounds, lines and blocks are shapes; text is drawn in runs, each held to the width of its cells. A character that
a monospace font may lack is a run of its own, so that a fallback font moves nothing. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from screenshots.shapes import HEIGHT, WIDTH, Box, boxes, curve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from screenshots.cells import Cell, Row

PADDING = 12
BASELINE = 14.5
FONT_SIZE = 15
EDGE = "#888888"
"""Seen on white as on black."""
FONTS = "ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"

_IMPOSSIBLE = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


class Run(NamedTuple):
    """Text that one font draws in one go."""

    column: int
    columns: int
    text: str
    cell: Cell
    """Where its colour and its weight are from."""


def draw(rows: Sequence[Row], title: str) -> str:
    """A picture of a screen.

    Args:
        rows: Its cells, every row equally long.
        title: What a reader who sees no picture is told.
    """
    width = len(rows[0]) * WIDTH + 2 * PADDING
    height = len(rows) * HEIGHT + 2 * PADDING
    ground = Counter(cell.ground for row in rows for cell in row).most_common(1)[0][0]
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label={quoteattr(title)} font-family={quoteattr(FONTS)} font-size="{FONT_SIZE}">',
        f"<title>{escape(title)}</title>",
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8" fill="{ground}" stroke="{EDGE}"/>',
        f'<g transform="translate({PADDING} {PADDING})">',
        '<g shape-rendering="crispEdges">',
        *_all_boxes(rows, ground),
        "</g>",
        *_curves(rows),
        *_texts(rows),
        "</g>",
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _all_boxes(rows: Sequence[Row], ground: str) -> Iterator[str]:
    """Backgrounds first, then what stands on them; neighbours in a row of one colour are one."""
    for y, row in enumerate(rows):
        yield from _written(
            (cell.ground, Box(x * WIDTH, y * HEIGHT, WIDTH, HEIGHT))
            for x, cell in enumerate(row)
            if cell.ground != ground
        )
    for y, row in enumerate(rows):
        yield from _written(
            (cell.ink, Box(x * WIDTH + box.x, y * HEIGHT + box.y, box.width, box.height))
            for x, cell in enumerate(row)
            for box in (*boxes(cell.text), *_rules(cell))
        )


def _rules(cell: Cell) -> Iterator[Box]:
    """Under a cell and through it; of our own, as a font would rule no blank at the end."""
    if cell.underlined:
        yield Box(0, BASELINE + 2, WIDTH, 1)
    if cell.struck:
        yield Box(0, BASELINE - 5, WIDTH, 1)


def _written(found: Iterable[tuple[str, Box]]) -> Iterator[str]:
    last: tuple[str, Box] | None = None
    for colour, box in found:
        if last is not None and _continues(last, colour, box):
            before = last[1]
            last = (colour, before._replace(width=before.width + box.width))
            continue
        if last is not None:
            yield _rect(*last)
        last = (colour, box)
    if last is not None:
        yield _rect(*last)


def _continues(last: tuple[str, Box], colour: str, box: Box) -> bool:
    before = last[1]
    return last[0] == colour and (before.x + before.width, before.y, before.height) == (box.x, box.y, box.height)


def _rect(colour: str, box: Box) -> str:
    return f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" fill="{colour}"/>'


def _curves(rows: Sequence[Row]) -> Iterator[str]:
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            path = curve(cell.text, x * WIDTH, y * HEIGHT)
            if path:
                yield f'<path d="{path}" fill="none" stroke="{cell.ink}"/>'


def _texts(rows: Sequence[Row]) -> Iterator[str]:
    for y, row in enumerate(rows):
        for run in runs(row):
            look = (' font-weight="bold"' if run.cell.bold else "") + (
                ' font-style="italic"' if run.cell.italic else ""
            )
            place = f'x="{run.column * WIDTH}" y="{y * HEIGHT + BASELINE:g}" textLength="{run.columns * WIDTH}"'
            text = escape(_drawable(run.text))
            yield f'<text {place} lengthAdjust="spacingAndGlyphs" fill="{run.cell.ink}"{look}>{text}</text>'


def runs(row: Row) -> Iterator[Run]:
    """The text of a row; a run goes on over one blank, and ends at two."""
    open_run: Run | None = None
    for x, cell in enumerate(row):
        if cell.is_blank or boxes(cell.text) or curve(cell.text, 0, 0):
            continue
        columns = 2 if x + 1 < len(row) and not row[x + 1].text else 1
        if open_run is not None and _goes_on(open_run, row, x):
            gap = " " * (x - open_run.column - open_run.columns)
            open_run = open_run._replace(columns=x + 1 - open_run.column, text=open_run.text + gap + cell.text)
            continue
        if open_run is not None:
            yield open_run
        open_run = Run(x, columns, cell.text, cell)
    if open_run is not None:
        yield open_run


def _goes_on(run: Run, row: Row, x: int) -> bool:
    end = run.column + run.columns
    look, cell = run.cell, row[x]
    return (
        is_common(cell.text)
        and is_common(run.text[-1])
        and (x == end or (x == end + 1 and row[end].is_blank))
        and (look.ink, look.bold, look.italic) == (cell.ink, cell.bold, cell.italic)
    )


def is_common(text: str) -> bool:
    """True for what every monospace font draws in one cell: Latin letters, digits, signs, usual punctuation."""
    return len(text) == 1 and (" " <= text <= "\u024f" or "\u2010" <= text <= "\u2027")


def _drawable(text: str) -> str:
    """XML cannot hold control characters, half a surrogate pair, nor two that are no characters."""
    return _IMPOSSIBLE.sub("\ufffd", text)
