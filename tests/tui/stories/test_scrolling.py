"""Holding a key: scrolling line by line where that is cheap, otherwise by half a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.tui.host.modes import CLEAR
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
        terminal.settle(0.25)  # no sign on the screen says that the fifth has arrived
        seen.add(before.index(shown()[0]))
    return seen


def list_steps(terminal: Terminal, times: int) -> list[int]:
    """By how many rows the list scrolls when `j` is pressed five times; several times over.

    All five have arrived when the rows that it scrolled and those that the cursor moved make five.
    """

    def look() -> tuple[list[str], int]:
        lines = terminal.lines()[3:-2]
        return [line.ljust(200)[2:36] for line in lines], next(
            (y for y, line in enumerate(lines) if line[:1] == "▸"), -1
        )

    seen = []
    for _ in range(times):
        before, start = look()

        def scrolled(before: list[str] = before, start: int = start) -> int | None:
            rows, cursor = look()
            by = before.index(rows[0]) if rows[0] in before else -1
            return by if by >= 0 and by + cursor - start == 5 else None

        terminal.press(*"j" * 5)
        terminal.wait_for(lambda scrolled=scrolled: scrolled() is not None)  # type: ignore[misc]  # mypy infers no default
        by = scrolled()
        assert by is not None
        seen.append(by)
    return seen


def is_drawn_right(terminal: Terminal) -> bool:
    """Whether the screen is the same when all of it is drawn anew."""
    terminal.settle(0.4)  # what is fetched after a rest of the cursor has come
    shown = picture(terminal.emulator)
    mark = terminal.mark()
    terminal.press("ctrl+l")
    terminal.wait_for(lambda: CLEAR.encode() in terminal.bytes_since(mark))
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
    list_steps(terminal, size[1] // 5)
    assert set(list_steps(terminal, 7)) == by
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
