"""The first screen does not wait for what nobody sees yet, and keys typed before it is there are not lost."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from tests.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-m", "stacktui", "--demo"]
BARE = """
import sys
from textual.app import App
class Bare(App):
    def on_ready(self):
        open(sys.argv[1], "w").write(" ".join(sys.modules))
        self.exit()
Bare().run()
"""
OURS = """
import sys
from stacktui.tui.screens.browser import BrowserScreen
async def begin(screen):
    open(sys.argv[1], "w").write(" ".join(sys.modules))
    screen.app.exit(0)
BrowserScreen._begin = begin
from stacktui.__main__ import run
sys.exit(run(["--demo"], {"HOME": "/nonexistent", "TERM": "xterm"}))
"""
MORE = r"gc|resource|_?ctypes\b.*|concurrent\.futures\.thread|msgspec\b.*|rich\._unicode_data\..*"
"""What is loaded of others beside what a bare app loads."""
UNSEEN = (
    r"stacktui\.(demo\..+|cli\.command.*|local\.journal|pulumi_cli\.(credentials|stored_accounts)"
    r"|presentation\.(text\.(error|filter)_words|stacks\.overview|resources\..+)"
    r"|pulumi\.(http\.(transport|connection|tls)|state\.(decoding|deployment|json_cursor)|outcome|properties\..+)"
    r"|index\.(resources|tree)|tui\.(actions\..+|host\.(ascii_lines|clipboard)|palette|places|dialogs\..+)"
    r"|tui\.(sections\.resource.*|widgets\.(detail_view|reference_list|resource_tree)))"
)
"""What is loaded of ours once it is needed."""


def loaded(program: str, told: Path) -> set[str]:
    """The modules that a program has loaded at its first screen."""
    with Terminal([sys.executable, "-c", program, str(told)]) as terminal:
        assert terminal.wait_exit() == 0
    return set(told.read_text().split())


def test_a_view_wanted_before_the_first_screen_is_shown() -> None:
    with Terminal(PROGRAM) as terminal:
        terminal.press("2")
        terminal.wait_for("[2 Resources]")
        terminal.press("4")
        terminal.wait_for("[4 Count]")


def test_the_first_screen_loads_little_more_than_a_bare_app(tmp_path: Path) -> None:
    more = loaded(OURS, tmp_path / "ours") - loaded(BARE, tmp_path / "bare")

    assert [name for name in more if not name.startswith("stacktui") and not re.fullmatch(MORE, name)] == []
    assert [name for name in more if re.fullmatch(UNSEEN, name)] == []
