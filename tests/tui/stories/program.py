"""Starts the real program in a pseudo-terminal, with all of its folders in a temporary one."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Protocol

from tests.terminal import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.terminal import Terminal

WIDE, SMALL = (120, 36), (80, 24)
SHOP = "acme/web-shop/prod"
READ = 0.35
"""Seconds of a quiet screen after which a person has read a dialog; it is deaf to what was typed before."""


class Start(Protocol):
    """Starts the program, which is ended after the test."""

    def __call__(
        self,
        *arguments: str,
        size: tuple[int, int] = WIDE,
        settings: Mapping[str, str] | None = None,
        answers: Mapping[bytes, bytes] = ANSWERS,
        in_shell: bool = False,
        **more: str,
    ) -> Terminal: ...


def folders(home: Path) -> dict[str, str]:
    """An environment in which nothing of the machine's user is read or written."""
    return {
        "HOME": str(home),
        "PULUMI_HOME": str(home / "pulumi"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "STACKTUI_STATE_HOME": str(home / "stacktui-state"),
        "STACKTUI_CACHE_HOME": str(home / "stacktui-cache"),
        "TZ": "UTC",
    }


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "stacktui", *arguments]


def wait_list(terminal: Terminal) -> None:
    """Until every stack of the demo is listed."""
    terminal.wait_for("312 stacks")


def escape(terminal: Terminal) -> None:
    """Press esc and wait for what it does: it may begin a sequence, and is taken after a delay."""
    terminal.press("escape")
    terminal.settle()


def filter_by(terminal: Terminal, text: str) -> None:
    """Filter what has the focus, and keep the filter."""
    terminal.press("/")
    terminal.type(text)
    terminal.press("enter")


def find_stack(terminal: Terminal, stack: str) -> None:
    """Filter the list to one stack and put the cursor on it."""
    filter_by(terminal, stack)
    terminal.wait_for(re.compile(rf"▸ {re.escape(stack)}\b"))
    terminal.settle()


def open_resources(terminal: Terminal, number: str = "resource") -> None:
    """Go to the resources of the stack under the cursor, and into the tree."""
    terminal.press("2", "enter")
    terminal.wait_for(re.compile(rf"^.*{number}.*$", re.MULTILINE))
    terminal.wait_for("▾ ◇ Stack")


def read_dialog(terminal: Terminal, words: str) -> None:
    """Wait for a dialog and read it."""
    terminal.wait_for(words)
    terminal.settle(READ)


def cursor_line(terminal: Terminal, words: str) -> str:
    """The first line of the screen with these words."""
    return next(line for line in terminal.lines() if words in line)
