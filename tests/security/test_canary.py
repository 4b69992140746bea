"""A token and secrets that are unique strings are searched for in all output of the program."""

from __future__ import annotations

import json
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stacktui.demo.server import create_app
from stacktui.demo.state.odd_values import CANARY
from stacktui.tui.sections.resource_detail import REVEALED_FOR
from tests.demo.serving import serve
from tests.security.test_crashes import PROGRAM, STACK, TOKEN, assert_nothing_told
from tests.security.walking import DIALOGS, LIST, Step, start, walk
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOKS_SECRET = ("hunter2", "tok_live_1234")
TO_THE_SECRET = (
    Step("enter"), Step("2", "◇ Stack"), Step("/"), Step("'name:forms", "of 52"), Step("enter"), Step("G"),
    Step("enter"), Step("G"), Step("k"),
)  # fmt: skip
"""From the list to a plaintext secret under the cursor of the detail."""
REVEALED = Step("x", CANARY)


@pytest.fixture(scope="module")
def backend() -> Iterator[str]:
    app = create_app(failures="")
    app.token = TOKEN
    with serve(app) as url:
        yield url


def program(backend: str, *arguments: str, in_shell: bool = False, **environment: str) -> Terminal:
    given = {"PULUMI_ACCESS_TOKEN": TOKEN} | environment
    return start(STACK, "--backend", backend, *arguments, environment=given, in_shell=in_shell)


def leave(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0


@pytest.mark.requirement("S1", "S4", "S5", "S9", "S11", "T2")
def test_no_secret_leaves_through_any_screen_log_or_file(backend: str) -> None:
    with program(backend) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [step for step in (*LIST, *DIALOGS) if step.keys != "ctrl+a"])
        walk(terminal, [Step("enter"), Step("2", "◇ Stack"), Step("e"), Step("e"), Step("g")])
        walk(terminal, [Step("j")] * 60)  # each resource's detail is drawn
        walk(
            terminal, [Step("/"), Step("'canary-7f3a", "No resource matches"), Step("esc", goes="No resource matches")]
        )
        for name in ("forms", "deep", "in-json", "whole", "malformed", "by-name", "unmarked"):
            walk(terminal, [Step("/"), Step(f"'name:{name}", "of 52"), Step("enter"), Step("G"), Step("enter")])
            walk(terminal, [Step("G"), Step("y", "JSON"), Step("j", "JSON"), Step("ctrl+u"), Step("ctrl+u")])
            walk(terminal, [Step("c"), Step("esc"), Step("/"), Step("esc")])
        walk(terminal, [Step("3", "upstream"), Step("4", "by package"), Step("1", "version ")])
        leave(terminal)
        assert_nothing_told(terminal)
        for secret in (*LOOKS_SECRET, CANARY, TOKEN):
            assert secret.encode() not in terminal.output
            assert all(secret not in copied for copied in terminal.copied())
        assert len(terminal.copied()) > 7


@pytest.mark.requirement("S1", "S8", "S4")
def test_the_file_that_is_saved_holds_no_secret(backend: str, tmp_path: Path) -> None:
    with program(backend) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("enter"), Step("2", "◇ Stack"), Step("ctrl+s", "Save to a file")])
        terminal.settle(0.4)  # keys are heard once the dialog was seen
        walk(
            terminal, [Step("ctrl+a"), Step("end"), Step(" ".join(["backspace"] * 60)), Step(f"'{tmp_path}/state.json")]
        )
        walk(terminal, [Step("enter", "Saved ")])
        leave(terminal)
    saved = tmp_path / "state.json"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert len(json.loads(saved.read_bytes())["deployment"]["resources"]) == 52
    assert CANARY.encode() not in saved.read_bytes()


@pytest.mark.requirement("S6", "S1")
def test_what_was_revealed_is_masked_again_when_one_goes_on(backend: str) -> None:
    to_the_detail = [Step("enter"), Step("G"), Step("k")]
    with program(backend) as terminal:
        terminal.wait_for("version ")
        walk(terminal, TO_THE_SECRET)
        for going, back in (
            ([Step("x")], []),
            ([Step("?", "Help · "), Step("esc", goes="Help · ")], []),
            ([Step("tab")], [Step("shift+tab")]),
            ([Step("esc")], to_the_detail),
            ([Step("1", "version "), Step("2", "of 52")], to_the_detail),
            ([Step("-"), Step("3", "upstream"), Step("2", "of 52")], to_the_detail),
        ):
            walk(terminal, [REVEALED])
            assert terminal.screen_text().count(CANARY) == 1  # this one only
            walk(terminal, going)
            terminal.wait_gone(CANARY)
            walk(terminal, back)
        walk(terminal, [REVEALED])
        leave(terminal)
        assert CANARY not in terminal.screen_text()
        assert b"\x1b[?1049l" in terminal.output.rpartition(CANARY.encode())[2]  # nothing of it after the screen


@pytest.mark.requirement("S6")
def test_what_was_revealed_is_masked_when_it_is_suspended(backend: str) -> None:
    with program(backend, in_shell=True) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [*TO_THE_SECRET, REVEALED])
        terminal.press("ctrl+z")
        terminal.wait_stopped()
        assert CANARY not in terminal.screen_text()
        back = terminal.mark()
        terminal.say_fg()
        terminal.wait_for("? help")
        walk(terminal, [Step("?", "Help · "), Step("esc", "x reveals it", goes="Help · ")])  # all of it is drawn again
        assert CANARY.encode() not in terminal.bytes_since(back)
        leave(terminal)


@pytest.mark.requirement("S6", "H1")
def test_nothing_revealed_stays_in_a_terminal_without_alternate_screen(backend: str) -> None:
    with program(backend, in_shell=True) as terminal:
        terminal.screen.scrollback = scrollback = list[str]()
        terminal.wait_for("version ")
        walk(terminal, [*TO_THE_SECRET, REVEALED, Step("pagedown"), Step("G"), Step("g", "type "), Step("G")])
        walk(terminal, [Step("k"), REVEALED, Step("ctrl+l")])
        terminal.press("ctrl+z")
        terminal.wait_stopped()
        assert not terminal.shows("secrets")
        assert not terminal.shows(CANARY)
        terminal.say_fg()
        terminal.wait_for("x reveals it")
        walk(terminal, [REVEALED])
        leave(terminal)
        assert terminal.screen_text().strip() == ""
        assert CANARY not in "".join(scrollback)


@pytest.mark.requirement("S6")
def test_what_was_revealed_is_masked_when_the_terminal_loses_the_focus(backend: str) -> None:
    with program(backend) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [*TO_THE_SECRET, REVEALED])
        terminal.write(b"\x1b[O")
        terminal.wait_gone(CANARY)
        back = terminal.mark()
        terminal.write(b"\x1b[I")
        walk(terminal, [Step("?", "Help · "), Step("esc", goes="Help · ")])
        assert CANARY.encode() not in terminal.bytes_since(back)
        leave(terminal)


@pytest.mark.requirement("S6")
def test_what_was_revealed_is_masked_after_a_while(backend: str) -> None:
    assert REVEALED_FOR <= 30
    command: list[str | Path] = [sys.executable, PROGRAM, "short-reveal", "0.4", STACK, "--backend", backend]
    with Terminal(command, environment={"PULUMI_ACCESS_TOKEN": TOKEN}) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [*TO_THE_SECRET, REVEALED])
        terminal.wait_gone(CANARY)
        terminal.wait_for("x reveals it")
        leave(terminal)


@pytest.mark.requirement("S10", "C6")
def test_programs_that_are_started_get_no_token(backend: str, tmp_path: Path) -> None:
    helper = tmp_path / "xclip"
    helper.write_text(f"#!/bin/sh\nenv > {tmp_path}/environment\ncat > {tmp_path}/input\necho noise >&2\n")
    helper.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    with program(backend, DISPLAY=":9", PATH=path, STACKTUI_CLIPBOARD="native") as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("c", "full stack name: Copied")])
        leave(terminal)
        assert b"noise" not in terminal.output
    assert (tmp_path / "input").read_text() == STACK
    environment = (tmp_path / "environment").read_text()
    assert "DISPLAY=:9" in environment
    assert TOKEN not in environment
    assert "PULUMI_ACCESS_TOKEN" not in environment


@pytest.mark.requirement("S10")
def test_no_argument_takes_a_token_and_no_core_is_left(backend: str) -> None:
    with program(backend) as terminal:
        terminal.wait_for("version ")
        process = Path(f"/proc/{terminal.process.pid}")
        assert re.search(r"Max core file size +0 +0 ", (process / "limits").read_text())
        assert TOKEN not in (process / "cmdline").read_text()
        leave(terminal)


@pytest.mark.requirement("S7")
def test_there_is_no_command_that_draws_the_screen_into_a_file(backend: str) -> None:
    with program(backend) as terminal:
        terminal.wait_for("version ")
        walk(
            terminal,
            [
                Step("ctrl+p", "Commands ─"),
                Step("'screenshot", "No matches"),
                Step("enter"),
                Step("esc", goes="Commands ─"),
            ],
        )
        leave(terminal)
        assert not list(terminal.home.rglob("*.svg"))


@pytest.mark.requirement("S1", "S9", "S3", "A8")
@pytest.mark.parametrize("fault", ["list:401", "export:403", "*:html", "*:empty", "get:404"])
def test_no_failure_reveals_the_token(fault: str) -> None:
    app = create_app(failures=fault)
    app.token = TOKEN
    with serve(app) as url, program(url, "--log", "/dev/null") as terminal:
        terminal.wait_for(re.compile("✗|version "))
        walk(terminal, [Step("enter"), Step("2"), Step("r"), Step("3"), Step("r")])
        leave(terminal)
        assert_nothing_told(terminal)
