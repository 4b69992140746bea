"""The same screen in every size, with few colours, with none, and while the window is resized."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacktui.tui.host.modes import CLEAR
from tests.tui.stories.program import SHOP, escape, find_stack, open_resources, read_dialog, wait_list

if TYPE_CHECKING:
    from tests.terminal import Terminal
    from tests.tui.stories.program import Start

SIZES = ((80, 24), (40, 10), (30, 8), (120, 36))
COLOUR = re.compile(rb"\x1b\[[0-9;:]*?(?:[34]8[;:][25]|3[0-7]|4[0-7]|9[0-7]|10[0-7])[0-9;:]*m")
DEEP = re.compile(rb"[34]8[;:][25][;:]")


def resize(terminal: Terminal, size: tuple[int, int]) -> None:
    """Another size, and nothing of the old one."""
    mark = terminal.mark()
    terminal.resize(*size)
    terminal.wait_for(lambda: CLEAR.encode() in terminal.bytes_since(mark))  # all is drawn anew
    terminal.settle(0.05)
    assert len(terminal.screen.display) == size[1]


def test_the_browser_follows_the_window_and_comes_back_whole(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    find_stack(terminal, SHOP)
    terminal.settle()
    before = terminal.screen_text()
    for columns, rows in SIZES:
        resize(terminal, (columns, rows))
        if columns == 30:
            terminal.wait_for("Too small: needs 40x10.")
            assert terminal.screen_text().strip() == "Too small: needs 40x10."
        else:
            terminal.wait_for("acme/web-shop/prod" if columns > 40 else "web-shop/prod")
            assert terminal.shows("version  ") is (columns == 120)
    terminal.wait_for(lambda: terminal.screen_text() == before)


def test_the_tree_follows_the_window(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    find_stack(terminal, SHOP)
    open_resources(terminal)
    for columns, rows in SIZES:
        resize(terminal, (columns, rows))
        terminal.wait_for("Too small" if columns == 30 else "▾ ◇ Stack")
    terminal.press("j")
    terminal.wait_for("web-shop-prod")


DIALOGS = {
    "N": "New stack", "T": "Transfer stack", "D": "Delete stack", "y": "Copy", "s": "Sort by", "o": "Organization",
    "?": "Help", "ctrl+o": "esc",
}  # fmt: skip
"""The keys that open them, and their words."""


def test_each_dialog_follows_the_window_and_still_closes(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    for key, words in DIALOGS.items():
        terminal.press(key)
        terminal.wait_for("╭─")
        read_dialog(terminal, words)
        opened = terminal.screen_text()
        for size in SIZES:
            resize(terminal, size)
            terminal.wait_for(lambda: "╮" in terminal.lines()[0] or terminal.shows("╭─"))
            assert all(len(line) <= size[0] for line in terminal.lines())
        terminal.wait_for(lambda opened=opened: terminal.screen_text() == opened)  # type: ignore[misc]  # mypy infers no default
        escape(terminal)
        terminal.wait_gone("╭─")
        wait_list(terminal)


def test_everything_can_be_done_on_forty_columns(start: Start) -> None:
    terminal = start(size=(40, 10))
    terminal.wait_for("312 stacks")
    assert terminal.shows("read-write")
    find_stack(terminal, "acme/identity/dev")
    terminal.press("2")
    terminal.wait_for("97 resources")
    terminal.press("j", "j", "j", "c")
    terminal.wait_for(lambda: len(terminal.copied()) == 1)
    assert terminal.copied()[0].startswith("urn:pulumi:dev::identity::")
    terminal.press("enter", "enter")  # expand, then open
    terminal.wait_for("component")
    terminal.press("q")
    terminal.wait_for("[2 Res]")
    terminal.press("q")
    terminal.wait_for("1 of 312")
    terminal.press("D")
    read_dialog(terminal, "Delete stack")
    terminal.type("acme/identity/dev")
    terminal.wait_for(re.compile(r"acme/identity/dev *│\n.*Delete"))


def test_no_color_draws_in_none_and_still_marks_the_cursor(start: Start) -> None:
    terminal = start(NO_COLOR="1")
    wait_list(terminal)
    terminal.press("j")
    terminal.wait_for("▸ acme/analytics/prod")
    terminal.press("D")
    read_dialog(terminal, "Delete stack")
    terminal.press("escape")
    terminal.wait_for(lambda: any(line.startswith("▸") for line in terminal.lines()))
    assert COLOUR.search(terminal.output) is None
    row = next(at for at, line in enumerate(terminal.lines()) if line.startswith("▸"))
    assert terminal.screen.buffer[row][4].reverse


def test_sixteen_colours_are_the_terminals_own(start: Start) -> None:
    terminal = start(TERM="xterm", COLORTERM="", STACKTUI_THEME="terminal")
    wait_list(terminal)
    terminal.press("j")
    terminal.wait_for("▸ acme/analytics/prod")
    terminal.press("2")
    terminal.wait_for("74 resources")
    assert DEEP.search(terminal.output) is None
    assert COLOUR.search(terminal.output) is not None
    row = next(at for at, line in enumerate(terminal.lines()) if line.startswith("▸"))
    assert terminal.screen.buffer[row][4].reverse
