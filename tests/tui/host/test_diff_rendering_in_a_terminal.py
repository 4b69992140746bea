"""In a real pseudo-terminal diff rendering shows what Textual's own shows, and its bytes stay few."""

from __future__ import annotations

import re
import signal
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.terminal import ANSWERS, Terminal
from tests.tui.host.test_diff_rendering import Seen, picture

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAM = Path(__file__).with_name("two_panes_program.py")
STOCK = {"STACKTUI_DISPLAY": "stock"}
MARGINS = re.compile(rb"\x1b\[(?:\?69[hl]|\d+;\d+s)")
SHORT_WALK = ("j",) * 45
"""Scrolls the list by some rows."""
LONG_WALK = ("j",) * 70 + ("k",) * 50 + ("tab",) + ("j",) * 45


def started(
    *words: str,
    environment: dict[str, str] | None = None,
    answers: Mapping[bytes, bytes] = ANSWERS,
    in_shell: bool = False,
) -> Terminal:
    command: list[str | Path] = [sys.executable, PROGRAM, *words]
    terminal = Terminal(command, environment=environment, answers=answers, in_shell=in_shell)
    terminal.wait_for("? help")
    terminal.wait_for("stage-0")
    terminal.settle()
    return terminal


def walk(terminal: Terminal, *keys: str) -> list[list[Seen]]:
    for key in keys:
        terminal.press(key)
        terminal.read(0.05)
    terminal.settle()
    return picture(terminal.emulator)


@pytest.mark.parametrize("words", [(), ("page",)], ids=["by lines", "by half pages"])
def test_after_a_long_walk_all_displays_show_the_same(words: tuple[str, ...]) -> None:
    with started(*words, environment=STOCK) as terminal:
        stock = walk(terminal, *LONG_WALK)
    for answers in (ANSWERS, {}):
        with started(*words, answers=answers) as terminal:
            assert walk(terminal, *LONG_WALK) == stock
            assert MARGINS.search(terminal.output) or not answers or words


@pytest.mark.parametrize(
    ("setting", "has_margins"),
    [(b"0", False), (b"3", False), (b"4", False), (None, False), (b"2", True)],
    ids=["unknown", "always", "never", "no answer", "not set"],
)
def test_only_a_terminal_that_can_have_margins_is_given_them(setting: bytes | None, has_margins: bool) -> None:
    answers = {} if setting is None else {b"\x1b[?69$p": b"\x1b[?69;" + setting + b"$y"}
    with started(answers=answers) as terminal:
        walk(terminal, *SHORT_WALK)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert bool(MARGINS.search(terminal.output)) is has_margins


@pytest.mark.parametrize("pane", ["list", "tree"])
def test_a_scroll_by_a_line_is_a_few_bytes(pane: str) -> None:
    with started() as terminal:
        walk(terminal, *(("tab",) if pane == "tree" else ()), *("j",) * 40)
        costs = []
        for _ in range(60):
            before, mark = terminal.lines()[2], terminal.mark()
            terminal.press("j")
            terminal.wait_for(lambda before=before: terminal.lines()[2] != before)  # type: ignore[misc]  # mypy infers no default
            terminal.settle(0.01)
            costs.append(len(terminal.bytes_since(mark)))
        assert statistics.median(costs) <= 500


@pytest.mark.parametrize("pane", ["list", "tree"])
def test_a_key_is_a_few_bytes_and_rest_is_none(pane: str) -> None:
    with started("page") as terminal:
        assert terminal.mark() <= 15_000
        if pane == "tree":
            terminal.press("tab")
            terminal.settle()
        costs = []
        for _ in range(100):
            mark = terminal.mark()
            terminal.press("j")
            terminal.wait_for(lambda mark=mark: terminal.mark() > mark)  # type: ignore[misc]  # mypy infers no default
            terminal.settle(0.01)
            costs.append(len(terminal.bytes_since(mark)))
        assert statistics.median(costs) <= 250
        assert max(costs) <= 3500
        assert terminal.settle(0.6) == 0


def test_what_someone_else_drew_is_drawn_over() -> None:
    with started() as terminal:
        before = picture(terminal.emulator)
        terminal.emulator.feed(b"\x1b[5;1Hwall: the system goes down")
        terminal.press("ctrl+l")
        terminal.wait_gone("wall:")
        terminal.settle()
        assert picture(terminal.emulator) == before


def test_a_size_taken_back_before_it_was_noticed_is_drawn_anew() -> None:
    with started() as terminal:
        before = picture(terminal.emulator)
        terminal.send_signal(signal.SIGSTOP)
        terminal.wait_stopped()
        terminal.resize(40, 10)
        terminal.resize(120, 36)
        terminal.send_signal(signal.SIGCONT)
        terminal.wait_for(lambda: picture(terminal.emulator) == before)


def test_another_size_is_drawn_as_textual_draws_it() -> None:
    pictures = []
    for environment in (None, STOCK):
        with started(environment=environment) as terminal:
            terminal.press("j")
            terminal.resize(90, 20)
            terminal.settle()
            terminal.press("j")
            terminal.settle()
            pictures.append(picture(terminal.emulator))
    assert pictures[0] == pictures[1]


def test_after_a_suspension_everything_is_drawn_anew() -> None:
    with started(in_shell=True) as terminal:
        before = picture(terminal.emulator)
        terminal.send_signal(signal.SIGTSTP)
        terminal.wait_stopped()
        assert not terminal.shows("stage-0")
        terminal.say_fg()
        terminal.wait_for(lambda: picture(terminal.emulator) == before)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()


def test_a_terminal_that_does_not_read_does_not_hold_the_program_up() -> None:
    with Terminal([sys.executable, PROGRAM.with_name("hosted_program.py"), "flood"]) as terminal:
        terminal.wait_for("tick")
        terminal.wait_unread((terminal.home / "500").exists)
        terminal.wait_for(lambda: ticks(terminal) >= 500)
        assert terminal.mark() < 500_000  # all frames would be more than a million


def ticks(terminal: Terminal) -> int:
    found = re.search(r"tick (\d+)", terminal.screen_text())
    return int(found[1]) if found else 0
