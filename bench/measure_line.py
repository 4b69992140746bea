"""Bytes on the line, in a pseudo-terminal of 120x36: the program, itself drawn by Textual, and a stock Tree."""

from __future__ import annotations

import statistics
import sys
import time
from typing import NamedTuple

from bench.pty_line import Line, program
from bench.table import Row

KEYS = 200
IDLE = 5.0
DEMO = {"STACKTUI_DEMO_STACKS": "2000", "STACKTUI_DEMO_RESOURCES": "3000"}


class Bytes(NamedTuple):
    """What a program sent."""

    first_screen: float
    list_move: float
    list_mean: float
    tree_move: float
    tree_mean: float
    idle: float


def of_program(*, stock: bool) -> Bytes:
    """List and tree of the program itself, the cursor held down over 200 rows, which scrolls half a page at a time."""
    with Line(program("--demo"), DEMO | ({"STACKTUI_DISPLAY": "stock"} if stock else {})) as line:
        line.wait_for("acme/huge/prod")
        line.settle(1.0)
        first = len(line.output)
        in_list = [line.bytes_of("j") for _ in range(KEYS)]
        line.settle(1.0)
        before = line.mark()
        end = time.monotonic() + IDLE
        while time.monotonic() < end:
            line.read(0.1)
        idle = line.mark() - before
        line.press("g")
        line.settle(1.0)
        line.press("2")
        line.wait_for("3,000 resources")
        line.press("tab", "e")
        line.settle(1.0)
        in_tree = [line.bytes_of("j") for _ in range(KEYS)]
    return Bytes(first, *_summary(in_list), *_summary(in_tree), idle)


def _summary(sizes: list[int]) -> tuple[float, float]:
    return statistics.median(sizes), statistics.fmean(sizes)


def of_stock_tree() -> Bytes:
    """Textual's Tree with a Header and a Footer: moves at first, then a scroll with each key."""
    with Line([sys.executable, "-m", "bench.stock_programs"]) as line:
        line.wait_for("thing-20")
        line.settle(1.0)
        first = len(line.output)
        moves = [line.bytes_of("down") for _ in range(KEYS)]
    return Bytes(first, 0, 0, *_summary(moves), 0)


def measure() -> list[Row]:
    mine, stock, tree = of_program(stock=False), of_program(stock=True), of_stock_tree()
    as_drawn, peer = "itself, drawn by Textual", "stock Tree app"
    return [
        Row("a cursor move in the list, median of 200", mine.list_move, "bytes", 250, asked="4.4"),
        Row("a cursor move in the tree, median of 200", mine.tree_move, "bytes", 250, asked="4.4"),
        Row("a line further down the list, scrolling included, mean", mine.list_mean, "bytes", 500, asked="4.4"),
        Row("a line further down the tree, scrolling included, mean", mine.tree_mean, "bytes", 500, asked="4.4"),
        Row("first screen, list and overview", mine.first_screen, "bytes", 15_000, asked="4.4"),
        Row(f"nothing happens for {IDLE:.0f} s", mine.idle, "bytes", 0, asked="4.4"),
        Row("a cursor move in the list", mine.list_move, "bytes", 1 / 10, as_drawn, stock.list_move),
        Row("a line further down the tree", mine.tree_mean, "bytes", 1 / 4, as_drawn, stock.tree_mean),
        Row("a line further down the tree", mine.tree_mean, "bytes", 1 / 10, peer, tree.tree_mean),
        Row("first screen", mine.first_screen, "bytes", 1 / 2, peer, tree.first_screen),
    ]
