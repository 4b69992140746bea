"""A program inside a real tmux copies, and the terminal around tmux holds exactly the text."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TMUX = shutil.which("tmux") or ""
PROGRAM = """
import asyncio, os, sys, pathlib
from stacktui.tui.host.clipboard import Place, copy
text = pathlib.Path(sys.argv[1]).read_text()
write = lambda data: print(data, end="", flush=True)
print(asyncio.run(copy(text, "auto", Place(os.environ, write), secret="secret" in sys.argv)).sentence)
input()
"""

pytestmark = [pytest.mark.skipif(not TMUX, reason="tmux is not installed"), pytest.mark.requirement("C1", "C2", "C4")]


class Inside:
    """tmux in a terminal, with a program in its only pane."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "socket"
        self.terminal: Terminal | None = None

    def start(self, text: str, *words: str, environment: dict[str, str] | None = None) -> Terminal:
        path = self.folder / "text"
        path.write_text(text)
        command: list[str | Path] = [
            TMUX,
            "-S",
            self.socket,
            "-f",
            "/dev/null",
            "new-session",
            sys.executable,
            "-c",
            PROGRAM,
            path,
            *words,
        ]
        self.terminal = Terminal(command, environment=environment, size=(200, 10))
        return self.terminal

    def tmux(self, *words: str) -> bytes:
        return subprocess.run([TMUX, "-S", self.socket, *words], check=True, capture_output=True).stdout

    def stop(self) -> None:
        subprocess.run([TMUX, "-S", self.socket, "kill-server"], check=False, capture_output=True)
        if self.terminal is not None:
            self.terminal.close()


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    inside = Inside(tmp_path)
    yield inside
    inside.stop()


@pytest.mark.parametrize(
    "text", ["urn:pulumi:prod::web-shop::aws:s3/bucket:Bucket::logs", "ünïcode 漢字", "x" * 200_000]
)
def test_the_terminal_around_tmux_gets_the_text_and_tmux_keeps_none_of_it(inside: Inside, text: str) -> None:
    terminal = inside.start(text)
    terminal.wait_for("through tmux")
    terminal.wait_for(lambda: terminal.copied() == (text,))
    assert inside.tmux("list-buffers") == b""


def test_a_terminal_without_a_clipboard_leaves_the_text_in_a_buffer(inside: Inside) -> None:
    terminal = inside.start("plain value", environment={"TERM": "vt220"})
    terminal.wait_for("not reached")
    assert inside.tmux("show-buffer", "-b", "stacktui") == b"plain value"
    assert terminal.copied() == ()


def test_a_secret_is_left_in_no_buffer(inside: Inside) -> None:
    terminal = inside.start("canary", "secret", environment={"TERM": "vt220"})
    terminal.wait_for("cannot reach")
    assert inside.tmux("list-buffers") == b""
    assert terminal.copied() == ()
