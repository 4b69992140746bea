"""GNU screen has no alternate screen by default; nothing of ours stays on its screen or in its scrollback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

SCREEN = shutil.which("screen") or ""
PROGRAM = Path(__file__).with_name("two_panes_program.py")


@pytest.mark.skipif(not SCREEN, reason="GNU screen is not installed")
@pytest.mark.requirement("S6", "H1", "H4")
def test_what_was_drawn_is_neither_on_the_screen_nor_in_the_scrollback(tmp_path: Path) -> None:
    folder = {"SCREENDIR": str(tmp_path / "sockets")}
    (tmp_path / "sockets").mkdir(mode=0o700)
    (tmp_path / "screenrc").write_text("startup_message off\ndefscrollback 2000\n")
    kept = tmp_path / "kept"
    shell = f"echo before; {sys.executable} {PROGRAM}; echo after; read line"
    command: list[str | Path] = [SCREEN, "-c", tmp_path / "screenrc", "-S", "stacktui-test", "/bin/sh", "-c", shell]
    with Terminal(command, environment=folder) as terminal:
        terminal.wait_for("stage-0")
        terminal.press("ctrl+l")
        terminal.settle()
        terminal.press("q")
        terminal.wait_for("after")
        asking: list[str | Path] = [SCREEN, "-S", "stacktui-test", "-X", "hardcopy", "-h", kept]
        subprocess.run(asking, env=os.environ | folder, check=True)
        terminal.wait_for(lambda: kept.exists() and "after" in kept.read_text())
        terminal.press("enter")
        terminal.wait_exit()
    words = kept.read_text().split()
    assert "before" in words
    assert "stage-0" not in kept.read_text()
