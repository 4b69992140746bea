"""Holding a key: scrolling line by line where that is cheap, otherwise by half a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.terminal import ANSWERS
from tests.tui.host.test_diff_rendering import picture
from tests.tui.stories.program import SMALL, WIDE, find_stack, open_resources, wait_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.terminal import Terminal
    from tests.tui.stories.program import Start

SILENT: Mapping[bytes, bytes] = {}
MARGINS = b"\x1b[?69h"


def steps(terminal: Terminal, rows: slice, columns: slice) -> set[int]:
    """By how many rows a part of the screen scrolls when `j` is pressed five times; several times over."""

    def shown() -> list[str]:
        return [line.ljust(200).replace("▸", " ")[columns] for line in terminal.lines()[rows]]

    seen = set()
    for _ in range(7):
        before = shown()
        terminal.press(*"j" * 5)
        terminal.settle()
        seen.add(before.index(shown()[0]))
    return seen


def is_drawn_right(terminal: Terminal) -> bool:
    """Whether the screen is the same when all of it is drawn anew."""
    terminal.settle(0.4)  # what is fetched after a rest of the cursor has come
    shown = picture(terminal.emulator)
    mark = terminal.mark()
    terminal.press("ctrl+l")
    terminal.wait_for(lambda: b"\x1b[2J" in terminal.bytes_since(mark))
    terminal.settle()
    return picture(terminal.emulator) == shown


@pytest.mark.parametrize(
    ("size", "answers", "by"),
    [(WIDE, ANSWERS, {5}), (WIDE, SILENT, {0, 15}), (SMALL, SILENT, {5})],
    ids=["margins", "no margins", "no margins, one pane"],
)
def test_the_list_scrolls_by_the_line_where_that_is_cheap(
    start: Start, size: tuple[int, int], answers: Mapping[bytes, bytes], by: set[int]
) -> None:
    terminal = start(size=size, answers=answers)
    wait_list(terminal)
    terminal.press(*"j" * size[1])
    terminal.settle()
    assert steps(terminal, slice(3, size[1] - 2), slice(2, 36)) == by
    assert is_drawn_right(terminal)
    assert (MARGINS in terminal.output) is (answers is ANSWERS)


@pytest.mark.parametrize(("answers", "by"), [(ANSWERS, {5}), (SILENT, {0, 9})], ids=["margins", "no margins"])
def test_the_tree_scrolls_by_the_line_where_that_is_cheap(
    start: Start, answers: Mapping[bytes, bytes], by: set[int]
) -> None:
    terminal = start(answers=answers)
    wait_list(terminal)
    find_stack(terminal, "acme/data-lake/dev")
    open_resources(terminal, "1,019 resources")
    terminal.press("e", *"j" * 24)
    terminal.settle()
    assert steps(terminal, slice(5, 21), slice(50, 110)) == by
    assert is_drawn_right(terminal)
