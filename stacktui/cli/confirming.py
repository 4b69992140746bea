"""Asks the user to type something before a change; without a terminal, the change is refused."""

from __future__ import annotations

import contextlib
import termios
import unicodedata
from typing import TYPE_CHECKING

from stacktui.cli.failures import CommandFailed, Exit
from stacktui.files.threads import in_background

if TYPE_CHECKING:
    from stacktui.cli.task import Task


def need_terminal(task: Task, instead: str) -> None:
    """Check that there is a terminal to ask on, before anything else is asked.

    Raises:
        CommandFailed: there is none; `instead` names the options to use without one.
    """
    if not task.stdin.isatty():
        raise CommandFailed(f"No terminal to confirm on: use {instead}. Nothing was sent.", Exit.USAGE)


async def ask_for(task: Task, question: str, expected: str) -> None:
    """Wait until exactly `expected` is typed. Keys typed before the question do not count (SECURITY.md, D3).

    Raises:
        CommandFailed: something else was typed.
    """
    task.printer.note(f"{question}:")
    with contextlib.suppress(OSError, ValueError, termios.error):
        termios.tcflush(task.stdin.fileno(), termios.TCIFLUSH)
    typed = await in_background(task.stdin.readline)
    if unicodedata.normalize("NFC", typed.rstrip("\r\n")) != expected:
        raise CommandFailed("The confirmation does not match, so nothing was changed.", Exit.REFUSED)
