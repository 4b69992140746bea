"""Bytes on the line, in pseudo-terminals: the program, itself drawn by Textual, and a stock Tree.

A terminal answers at the start whether it has left and right margins. With them, or where a pane is as wide as the
screen, a held key scrolls by one line; else half a page at a time.
"""

from __future__ import annotations

import contextlib
import functools
import re
import statistics
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from bench.pty_line import Line, program
from bench.table import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = 200
IDLE = 5.0
TREE_OF = "acme/data-lake/dev"
WIDE, SMALL = (120, 36), (80, 24)
QUESTION, HAS_MARGINS = b"\x1b[?69$p", b"\x1b[?69;2$y"


class Part(NamedTuple):
    """Where the names of a list's rows are on the screen; its marker, its ages and its scroll bar stand beside them."""

    rows: slice
    columns: slice

    def of(self, line: Line) -> list[str]:
        line.show()
        return [text.ljust(200)[self.columns] for text in line.lines()[self.rows]]


LIST = {WIDE: Part(slice(3, 34), slice(2, 34)), SMALL: Part(slice(3, 22), slice(2, 50))}
TREE = {WIDE: Part(slice(5, 21), slice(51, 118)), SMALL: Part(slice(5, 23), slice(0, 78))}


class Held(NamedTuple):
    """Bytes for one key held down over 200 rows."""

    median: float
    mean: float


class Bytes(NamedTuple):
    """What the program sent."""

    first_screen: float
    idle: float
    in_list: Held
    in_tree: Held


@contextlib.contextmanager
def _started(size: tuple[int, int], *, has_margins: bool = False, stock: bool = False) -> Iterator[Line]:
    with Line(program("--demo"), {"STACKTUI_DISPLAY": "stock"} if stock else {}, size=size) as line:
        line.wait_for("312 stacks")
        if has_margins:
            assert QUESTION in line.output
            line.write(HAS_MARGINS)
        line.settle(1.0)
        yield line


def _go_to_tree(line: Line) -> None:
    """Go to a stack in the middle of the list of which every second row has another type."""
    line.press("/")
    line.type(TREE_OF)
    line.press("enter")
    line.wait_for("1 of 312 stacks")
    line.press("escape")
    line.wait_for(re.compile("^312 stacks", re.MULTILINE))
    line.press("2")
    if line.screen.columns >= WIDE[0]:
        line.press("tab")
    line.wait_for("1,019 resources")
    line.settle(1.0)
    line.press("e")
    line.wait_for("aws:lambda:Function")
    line.settle(1.0)


def held(*, stock: bool) -> Bytes:
    """Without margins, so that a list scrolls by half a page."""
    with _started(WIDE, stock=stock) as line:
        first = len(line.output)
        in_list = [line.bytes_of("j") for _ in range(KEYS)]
        line.settle(1.0)
        idle = _idle(line)
        _go_to_tree(line)
        in_tree = [line.bytes_of("j") for _ in range(KEYS)]
    return Bytes(first, idle, _summary(in_list), _summary(in_tree))


def moves() -> tuple[float, float]:
    """Medians of a cursor move in list and tree: ten rows down and up again, where nothing scrolls."""
    keys = ("j" * 10 + "k" * 10) * (KEYS // 20)
    with _started(WIDE, has_margins=True) as line:
        in_list = [line.bytes_of(key) for key in keys]
        _go_to_tree(line)
        in_tree = [line.bytes_of(key) for key in keys]
    return statistics.median(in_list), statistics.median(in_tree)


def letters() -> tuple[float, int]:
    """Median of a letter in the filter line, and what comes while the cursor stands behind the last one."""
    with _started(WIDE) as line:
        line.press("/")
        line.settle(1.0)
        sizes = [line.bytes_of(letter, quiet=0.3) for letter in TREE_OF]
        return statistics.median(sizes), _idle(line)


def _idle(line: Line) -> int:
    before = line.mark()
    end = time.monotonic() + IDLE
    while time.monotonic() < end:
        line.read(0.1)
    return line.mark() - before


def scrolls(size: tuple[int, int], *, has_margins: bool) -> tuple[float, float]:
    """Medians of a scroll by one line in list and tree.

    Raises:
        NeverCame: a key did something else.
    """
    with _started(size, has_margins=has_margins) as line:
        in_list = _scrolls(line, LIST[size])
        _go_to_tree(line)
        in_tree = _scrolls(line, TREE[size])
    return in_list, in_tree


def _scrolls(line: Line, part: Part) -> float:
    line.press(*"j" * len(part.of(line)))
    line.settle(1.0)
    sizes = []
    for _ in range(KEYS):
        before, mark = part.of(line), line.mark()
        line.press("j")
        line.wait_for(functools.partial(_has_scrolled, line, part, before))
        line.settle(0.05)
        sizes.append(line.mark() - mark)
    return statistics.median(sizes)


def _has_scrolled(line: Line, part: Part, before: list[str]) -> bool:
    after = part.of(line)
    return after != before and after[:-1] == before[1:]


def _summary(sizes: list[int]) -> Held:
    return Held(statistics.median(sizes), statistics.fmean(sizes))


def of_stock_tree() -> tuple[int, Held]:
    """Textual's Tree with a Header and a Footer: its first screen; moves at first, then a scroll with each key."""
    with Line([sys.executable, "-m", "bench.stock_programs"]) as line:
        line.wait_for("thing-20")
        line.settle(1.0)
        first = len(line.output)
        return first, _summary([line.bytes_of("down") for _ in range(KEYS)])


def measure() -> list[Row]:
    list_move, tree_move = moves()
    letter, after_letters = letters()
    list_scroll, tree_scroll = scrolls(WIDE, has_margins=True)
    small_list, small_tree = scrolls(SMALL, has_margins=False)
    mine, stock, (tree_first, tree) = held(stock=False), held(stock=True), of_stock_tree()
    as_drawn, peer = "itself, drawn by Textual", "stock Tree app"
    with_margins, without = "120x36, margins", "120x36, no margins, half a page at a time"
    return [
        Row("a cursor move in the list, median of 200", list_move, "bytes", 250, asked="4.4"),
        Row("a cursor move in the tree, median of 200", tree_move, "bytes", 250, asked="4.4"),
        Row(f"scroll by one line in the list, median of 200 ({with_margins})", list_scroll, "bytes", 500, asked="4.4"),
        Row(f"scroll by one line in the tree, median of 200 ({with_margins})", tree_scroll, "bytes", 500, asked="4.4"),
        Row("scroll by one line in the list, median of 200 (80x24, no margins)", small_list, "bytes", 500),
        Row("scroll by one line in the tree, median of 200 (80x24, no margins)", small_tree, "bytes", 500),
        Row(f"a line further down the list, mean ({without})", mine.in_list.mean, "bytes", 500),
        Row(f"a line further down the tree, mean ({without})", mine.in_tree.mean, "bytes", 500),
        Row("first screen, list and overview", mine.first_screen, "bytes", 15_000, asked="4.4"),
        Row(f"nothing happens for {IDLE:.0f} s", mine.idle, "bytes", 0, asked="4.4"),
        Row(f"a letter in the filter line, median of {len(TREE_OF)}", letter, "bytes", 60),
        Row(f"nothing happens for {IDLE:.0f} s in the filter line", after_letters, "bytes", 0),
        Row("a cursor move in the list", list_move, "bytes", 1 / 10, as_drawn, stock.in_list.median),
        Row(
            "a line further down the tree (no margins)", mine.in_tree.mean, "bytes", 1 / 4, as_drawn, stock.in_tree.mean
        ),
        Row("a line further down the tree (no margins)", mine.in_tree.mean, "bytes", 1 / 10, peer, tree.mean),
        Row("scroll by one line in the tree (margins)", tree_scroll, "bytes", 1 / 10, peer, tree.mean),
        Row("first screen", mine.first_screen, "bytes", 1 / 2, peer, tree_first),
    ]
