"""The first screen does not wait for what nobody sees yet, and keys typed before it is there are not lost."""

from __future__ import annotations

import sys

from tests.terminal import Terminal

PROGRAM = [sys.executable, "-m", "stacktui", "--demo"]


def test_a_view_wanted_before_the_first_screen_is_shown() -> None:
    with Terminal(PROGRAM) as terminal:
        terminal.press("2")
        terminal.wait_for("[2 Resources]")
        terminal.press("4")
        terminal.wait_for("[4 Count]")


def test_the_first_screen_needs_neither_http_nor_dialogs() -> None:
    unneeded = ("httpx", "stacktui.tui.screens.dialog", "stacktui.tui.sections.resources", "json")
    probe = (
        "import sys, stacktui.__main__ as m, stacktui.tui.session as s\n"
        "def run(app, **_): print(*(name for name in sys.argv[2:] if name in sys.modules), file=sys.stderr); return 0\n"
        "s.run = run; s.refusal = lambda *_, **__: ''\n"
        "sys.exit(m.run(['--demo'], {'HOME': sys.argv[1], 'TERM': 'xterm'}))\n"
    )
    with Terminal([sys.executable, "-c", probe, "/nonexistent", *unneeded]) as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.screen_text().strip() == ""
