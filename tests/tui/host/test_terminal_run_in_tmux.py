"""Inside tmux, detached and attached again in a window of another size, the screen is drawn anew."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

TMUX = shutil.which("tmux") or ""
PROGRAM = Path(__file__).with_name("two_panes_program.py")


@pytest.mark.skipif(not TMUX, reason="tmux is not installed")
@pytest.mark.requirement("H4")
@pytest.mark.parametrize("display", ["diff", "stock"])
def test_attached_in_another_size_it_is_drawn_anew(tmp_path: Path, display: str) -> None:
    tmux: list[str | Path] = [TMUX, "-S", tmp_path / "socket", "-f", "/dev/null"]
    environment = {"STACKTUI_DISPLAY": display}
    try:
        with Terminal([*tmux, "new-session", sys.executable, PROGRAM], environment=environment) as terminal:
            terminal.wait_for("stage-0")
            terminal.press("ctrl+b", "d")
            assert terminal.wait_exit() == 0
        with Terminal([*tmux, "attach-session"], size=(90, 20)) as terminal:
            terminal.wait_for("stage-0")
            terminal.wait_for(lambda: "? help" in terminal.lines()[18])
            terminal.press("j")
            terminal.wait_for("stage-919")
            terminal.settle()  # tmux throws away what it cannot send while it ends
            terminal.press("q")
            terminal.wait_exit()
            terminal.settle()
            assert terminal.restore_report() == ()
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
