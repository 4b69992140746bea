"""The real program in a pseudo-terminal, and a walk through everything it can show."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PROGRAM = Path(sys.executable).with_name("stacktui")


WEB_LINK = re.compile(r"No web link for this backend|https://app\.pulumi\.example/")


class Step(NamedTuple):
    """Keys (a word that begins with `'` is typed), then what must appear and disappear.

    Without either, the program must stay alive.
    """

    keys: str
    comes: str | re.Pattern[str] = ""
    goes: str = ""


def _seen(keys: str, comes: str, *inside: str) -> tuple[Step, ...]:
    """A dialog or menu that opens, the keys pressed in it, and that esc closes it."""
    return (Step(keys, comes), *(Step(each) for each in inside), Step("esc", goes=comes))


LIST = (
    *_seen("o", "Organization ─"), *_seen("p", "Project ─", "'0"), *_seen("t", "Tag (of stacks"),
    *_seen("m", "Saved filter"), *_seen("s", "Sort by"), *_seen("ctrl+p", "Commands ─", "'sus", "down"),
    *_seen("?", "Help · ", "pagedown", "pagedown"), *_seen("ctrl+o", "Unconfirmed changes", "j", "enter"),
    *_seen("y", "full stack name  ", "ctrl+r", "down"),
    Step("ctrl+a", "pulumi login"), Step("ctrl+l"), Step("w", WEB_LINK), Step("c", "full stack name:"),
)  # fmt: skip
"""With the focus on the list."""

DIALOGS = (
    *_seen("N", "New stack ─", "pagedown", "tab", "tab"), *_seen("T", "Transfer stack ─", "pagedown", "tab", "tab"),
    *_seen("D", "Delete stack ─", "pagedown", "tab"),
)  # fmt: skip

VIEWS = (
    Step("enter"), Step("pagedown"), Step("G"), Step("g", "version "),
    Step("2", "40 resources"), Step("!", "problem"), Step("!"), Step("e"), Step("e"), Step("G"), Step("g"), Step("j"),
    Step("j"), *_seen("v", "ersion ─", "down"), *_seen("y", "URN  "), Step("o"), *_seen("u", "Dependents ─", "down"),
    Step("f"), Step("-"), Step("enter"), Step("ctrl+d"), Step("x"), Step("G"), Step("g"), *_seen("y", "URN  "),
    Step("y", "URN  "), Step("j", "JSON"), Step("c"), Step("esc"), Step("/"), Step("'type:"), Step("tab"),
    Step("'zzz", "No resource matches"), Step("esc", goes="No resource matches"),
    *_seen("ctrl+s", "Save to a file", "tab"),
    Step("3", "upstream"), Step("G"), Step("g"), *_seen("y", "full stack name  "), Step("4", "by package"), Step("G"),
    Step("1", "version "), Step("r"),
)  # fmt: skip
"""From the list into the views of the stack."""


def start(
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    size: tuple[int, int] = (120, 36),
    in_shell: bool = False,
) -> Terminal:
    """Start the installed program."""
    return Terminal([PROGRAM, *arguments], environment=environment or {}, size=size, in_shell=in_shell)


def walk(terminal: Terminal, steps: Iterable[Step]) -> None:
    """Do the steps; each must have its result, and leave the program alive."""
    for step in steps:
        for word in step.keys.split():
            terminal.type(word[1:]) if word[0] == "'" else terminal.press(word)
        if step.comes:
            terminal.wait_for(step.comes)
        if step.goes:
            terminal.wait_gone(step.goes)
        if not (step.comes or step.goes):
            terminal.settle(0.15 if step.keys == "esc" else 0.05)  # esc may begin a sequence, and is delayed
        assert terminal.process.poll() is None, step


def rows_with(terminal: Terminal, text: str) -> list[tuple[int, int]]:
    """Where a text stands on the screen: column and row of its beginnings."""
    return [
        (found.start(), row)
        for row, line in enumerate(terminal.lines())
        for found in re.finditer(re.escape(text), line)
    ]
