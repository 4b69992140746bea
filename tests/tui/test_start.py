"""The first screen does not wait for what is not visible yet, and keys typed before it are not lost."""

from __future__ import annotations

import re
import sys
from fnmatch import fnmatchcase
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
    "stacktui.cli.command*",
    "stacktui.cli.failures",
    "stacktui.cli.from_file",
    "stacktui.cli.run",
    "stacktui.cli.state_file",
    "stacktui.cli.task",
    "stacktui.demo.*",
    "stacktui.index.references",
    "stacktui.index.resource_query",
    "stacktui.index.resources",
    "stacktui.index.tree",
    "stacktui.local.journal",
    "stacktui.presentation.resources.*",
    "stacktui.presentation.stacks.count_chart",
    "stacktui.presentation.stacks.overview",
    "stacktui.presentation.stacks.reference_rows",
    "stacktui.presentation.text.error_words",
    "stacktui.presentation.text.filter_words",
    "stacktui.pulumi.counting",
    "stacktui.explorer.changes.preflight",
    "stacktui.explorer.opened_state",
    "stacktui.presentation.changes.*",
    "stacktui.pulumi.outcome",
    "stacktui.pulumi.properties.*",
    "stacktui.pulumi.restoring",
    "stacktui.pulumi.http.connection",
    "stacktui.pulumi.http.tls",
    "stacktui.pulumi.http.transport",
    "stacktui.pulumi.state.decoding",
    "stacktui.pulumi.state.deployment",
    "stacktui.pulumi.state.json_cursor",
    "stacktui.pulumi_cli.credentials",
    "stacktui.pulumi_cli.stored_accounts",
    "stacktui.tui.actions.*",
    "stacktui.tui.dialogs.*",
    "stacktui.tui.host.ascii_lines",
    "stacktui.tui.host.clipboard",
    "stacktui.tui.palette",
    "stacktui.tui.sections.resource*",
    "stacktui.tui.widgets.resource_detail_view",
    "stacktui.tui.widgets.reference_list",
    "stacktui.tui.widgets.resource_tree",
    "hashlib",
    "hmac",
    "httpx",
    "importlib.metadata",
    "json",
    "pwd",
    "shlex",
    "tomllib",
    "truststore",
)
"""What must not be loaded before the first screen, of ours and of others: it is loaded once it is needed."""


def is_unseen(module: str) -> bool:
    return any(fnmatchcase(module, pattern) for pattern in UNSEEN)


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
    assert [name for name in more if is_unseen(name)] == []
