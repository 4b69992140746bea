"""ESC and a key at once is alt where that does something at this place, else esc and then the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest
from textual.widgets import Static

from stacktui.tui.host.input_messages import TerminalInput
from stacktui.tui.host.key_order import OrderedKeys
from stacktui.tui.widgets.filter_line import FilterLine
from tests.kit.waiting import until

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


SIGNS = ("slash", "question_mark", "colon", "exclamation_mark")


class Pane(Static, can_focus=True):
    pass


class Stage(OrderedKeys):
    """Notes what keys do; `pane` or `filter` has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        (key, f"note('{key}')") for key in (*SIGNS, "escape", "j", "D", "f", "alt+x", "alt+shift+y", "q")
    ]

    def __init__(self, focused: str) -> None:
        super().__init__()
        self.noted: list[str] = []
        self._first = focused

    def compose(self) -> ComposeResult:
        yield Pane(id="pane")
        yield FilterLine(lambda _text, _cursor: (), text="one two", id="filter")

    def on_mount(self) -> None:
        self.query_one(f"#{self._first}").focus()

    def action_note(self, key: str) -> None:
        self.noted.append(key)


@pytest.mark.requirement("D10")
@pytest.mark.parametrize(
    ("data", "does"),
    [
        (b"\x1bj", ["escape", "j"]),
        (b"\x1bjj\x1bj", ["escape", "j", "j", "escape", "j"]),
        (b"\x1bD", ["escape"]),
        (b"\x1bDD", ["escape", "D"]),
        (b"\x1bx", ["alt+x"]),
        (b"\x1bY", ["alt+shift+y"]),
        (b"\x1bf", ["escape", "f"]),
        (b"\x1b[106;3u", []),
        ("\uff0f\uff1f\uff1a\uff01".encode(), [*SIGNS]),  # full-width
        ("\uff24".encode(), []),
    ],
)
async def test_in_a_pane(data: bytes, does: list[str]) -> None:
    app = Stage("pane")
    async with app.run_test() as pilot:
        for message in TerminalInput().take(data + b"q"):
            app.post_message(message)
        await until(pilot, lambda: app.noted[-1:] == ["q"])
    assert app.noted == [*does, "q"]


@pytest.mark.parametrize(
    ("data", "text", "cursor"),
    [
        (b"\x1bb", "one two", 4),
        (b"\x1bb\x1bf", "one two", 7),
        (b"\x1b\x7f", "one ", 4),
        (b"\x1bDx", "x", 1),
        ("\uff1f".encode(), "one two\uff1f", 8),
    ],
)
async def test_in_a_line_of_text(data: bytes, text: str, cursor: int) -> None:
    app = Stage("filter")
    async with app.run_test() as pilot:
        line = app.query_one(FilterLine)
        for message in TerminalInput().take(data):
            app.post_message(message)
        await until(pilot, lambda: (line.value, line.cursor_position) == (text, cursor))
