"""Lines and blocks as shapes, because a font would leave gaps between cells."""

from __future__ import annotations

from typing import NamedTuple

WIDTH, HEIGHT = 9, 19
"""Pixels of a cell; odd, so that a line of one pixel has a middle to stand on."""

_MIDDLE_X, _MIDDLE_Y = WIDTH / 2, HEIGHT / 2
_THICKNESS = {"l": 1, "h": 3}
_ARMS = {
    "─": "ll..", "━": "hh..", "│": "..ll", "┃": "..hh", "┌": ".l.l", "┐": "l..l", "└": ".ll.", "┘": "l.l.",
    "├": ".lll", "┤": "l.ll", "┬": "ll.l", "┴": "lll.", "┼": "llll", "╴": "l...", "╶": ".l..", "╵": "..l.",
    "╷": "...l", "┏": ".h.h", "┓": "h..h", "┗": ".hh.", "┛": "h.h.", "┣": ".hhh", "┫": "h.hh", "┳": "hh.h", "┻": "hhh.",
    "╋": "hhhh",
}  # fmt: skip
"""What goes to the left, right, up and down from the middle: light, heavy or nothing."""
_ROUND = {"╭": (WIDTH, HEIGHT), "╮": (0, HEIGHT), "╰": (WIDTH, 0), "╯": (0, 0)}
"""Where a round corner goes: the side, and up or down."""


class Box(NamedTuple):
    """A rectangle, in pixels of the picture or of one cell."""

    x: float
    y: float
    width: float
    height: float


def boxes(text: str) -> tuple[Box, ...]:
    """The rectangles of a character within its cell; none for characters drawn by a font."""
    if text in _ARMS:
        return _lines(_ARMS[text])
    if len(text) != 1 or not "\u2580" <= text <= "\u2595" or "\u2591" <= text <= "\u2593":
        return ()
    return (_block(ord(text) - 0x2580),)


def curve(text: str, x: float, y: float) -> str:
    """The path of a round corner whose cell begins there; empty for any other character."""
    if text not in _ROUND:
        return ""
    side, end = _ROUND[text]
    middle_x, middle_y = x + _MIDDLE_X, y + _MIDDLE_Y
    turn = middle_y + (_MIDDLE_X if end else -_MIDDLE_X)
    return f"M{x + side:g} {middle_y:g}Q{middle_x:g} {middle_y:g} {middle_x:g} {turn:g}V{y + end:g}"


def _lines(arms: str) -> tuple[Box, ...]:
    left, right, up, down = (_THICKNESS.get(arm, 0) for arm in arms)
    found: list[Box] = []
    if left or right:
        thick = max(left, right)
        across = max(up, down, 1) / 2
        start = 0 if left else _MIDDLE_X - across
        end = WIDTH if right else _MIDDLE_X + across
        found.append(Box(start, _MIDDLE_Y - thick / 2, end - start, thick))
    if up or down:
        thick = max(up, down)
        across = max(left, right, 1) / 2
        start = 0 if up else _MIDDLE_Y - across
        end = HEIGHT if down else _MIDDLE_Y + across
        found.append(Box(_MIDDLE_X - thick / 2, start, thick, end - start))
    return tuple(found)


def _block(number: int) -> Box:
    """The blocks from U+2580 on: upper half, eighths from below, eighths from the left, right half, two edges."""
    if number == 0x00:
        return Box(0, 0, WIDTH, HEIGHT / 2)
    if number <= 0x08:
        height = HEIGHT * number / 8
        return Box(0, HEIGHT - height, WIDTH, height)
    if number <= 0x0F:
        return Box(0, 0, WIDTH * (16 - number) / 8, HEIGHT)
    if number == 0x10:
        return Box(WIDTH / 2, 0, WIDTH / 2, HEIGHT)
    if number == 0x14:
        return Box(0, 0, WIDTH, HEIGHT / 8)
    return Box(WIDTH * 7 / 8, 0, WIDTH / 8, HEIGHT)
