"""Wherever the real program crashes, it reveals no token and no secret: on the terminal, in its report, in any file."""

from __future__ import annotations

import contextlib
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stacktui.demo.server import create_app
from stacktui.demo.state.odd_values import CANARY
from tests.demo.serving import serve
from tests.security.terminal_bytes import foreign
from tests.security.walking import Step, walk
from tests.terminal import NeverCame, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(__file__).with_name("crashing_program.py")
TOKEN = "pul-" + "c4a7" * 10
STACK = "acme/triage/secrets"

BY_RELOADING = (
    "handler", "group", "recursion", "worker", "thread-worker", "timer", "later", "panic", "system-exit",
)  # fmt: skip
SHAPES = dict.fromkeys(BY_RELOADING, "r") | {
    "compose": "?", "render": "2", "decode": "2", "detail": "2", "unmount": "ctrl+q",
}  # fmt: skip
"""How the mistake is put into the program, and the key that meets it."""


@pytest.fixture(scope="module")
def backend() -> Iterator[str]:
    app = create_app(failures="")
    app.token = TOKEN
    with serve(app) as url:
        yield url


def run(shape: str, backend: str, *arguments: str, **environment: str) -> Terminal:
    given = {"PULUMI_ACCESS_TOKEN": TOKEN, "XDG_STATE_HOME": "", "XDG_CACHE_HOME": ""} | environment
    return Terminal([sys.executable, PROGRAM, shape, *arguments, STACK, "--backend", backend], environment=given)


def assert_nothing_told(terminal: Terminal) -> None:
    for secret in (TOKEN, CANARY, TOKEN[4:]):
        assert secret.encode() not in terminal.output
        for path in terminal.home.rglob("*"):
            if path.is_file():
                assert secret.encode() not in path.read_bytes(), path
                assert secret not in path.name
    assert foreign(terminal.output, copies=True) == ()


@pytest.mark.requirement("S1", "S2", "H1", "H2")
@pytest.mark.parametrize("shape", SHAPES)
def test_a_crash_of_the_program_reveals_no_secret(shape: str, backend: str) -> None:
    with run(shape, backend) as terminal:
        with contextlib.suppress(NeverCame):  # what is fetched ahead may meet it without a key
            terminal.wait_for("version ")
            terminal.press("enter")
            terminal.press(SHAPES[shape])
        assert terminal.wait_exit() == 1
        assert terminal.restore_report() == ()
        assert "stacktui crashed (" in terminal.screen_text()
        assert_nothing_told(terminal)
        (report,) = terminal.home.rglob("crash-*.txt")
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        assert shape == "panic" or re.search(r"\.py:\d+ in ", report.read_text())


@pytest.mark.requirement("S1", "S2")
@pytest.mark.parametrize("shape", ["start", "farewell"])
def test_a_crash_outside_the_screen_reveals_no_secret(shape: str, backend: str) -> None:
    with run(shape, backend) as terminal:
        if shape == "farewell":
            terminal.wait_for("version ")
            terminal.press("ctrl+q")
        assert terminal.wait_exit() != 0
        assert terminal.restore_report() == ()
        assert_nothing_told(terminal)


@pytest.mark.requirement("S1", "S2")
@pytest.mark.parametrize("shape", ["thread", "loop", "task", "finalizer"])
def test_a_background_crash_reveals_no_secret(shape: str, backend: str) -> None:
    with run(shape, backend) as terminal:
        terminal.wait_for("version ")
        terminal.press("r")
        walk(terminal, [Step("?", "Help · "), Step("esc", goes="Help · ")])
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 1
        assert "stacktui crashed (" in terminal.screen_text()
        assert_nothing_told(terminal)


@pytest.mark.requirement("S1", "S2", "H2")
@pytest.mark.parametrize("shape", ["stray-task", "stray-callback", "stray-thread", "stray-finalizer"])
def test_a_background_crash_of_a_printing_command_reveals_no_secret(shape: str, backend: str) -> None:
    with run(shape, backend, "show") as terminal:
        assert terminal.wait_exit() == 1
        assert STACK.encode() in terminal.output  # it went on
        assert "stacktui crashed (Broken, " in terminal.screen_text()
        assert_nothing_told(terminal)
        (report,) = terminal.home.rglob("crash-*.txt")
        assert stat.S_IMODE(report.stat().st_mode) == 0o600


@pytest.mark.requirement("S1", "S3", "S4")
def test_no_object_of_the_program_shows_a_secret_when_it_is_printed(backend: str) -> None:
    with run("reprs", backend) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("enter"), Step("2", "resources"), Step("/"), Step("'forms"), Step("enter"), Step("g")])
        walk(terminal, [Step("j"), Step("enter"), Step("G")])
        terminal.press("r")
        terminal.wait_for((terminal.home / "done").exists)
        assert (terminal.home / "reprs").read_text() == ""
