"""How the program starts or refuses to, and every way to end it with its exit code."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.tui.stories.program import SHOP, escape, find_stack, folders, open_resources, program, read_dialog, wait_list

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.tui.stories.program import Start

DEAD = "http://127.0.0.1:9"
"""Nothing listens there."""


@pytest.mark.parametrize(
    ("settings", "words", "status"),
    [
        ({"PULUMI_BACKEND_URL": DEAD}, "No access token for http://127.0.0.1:9.", 1),
        (
            {"PULUMI_BACKEND_URL": "file:///srv/state", "PULUMI_ACCESS_TOKEN": "pul-x"},
            "names a self-managed backend (file://)",
            2,
        ),
        (
            {"PULUMI_BACKEND_URL": DEAD, "PULUMI_ACCESS_TOKEN": "two words"},
            "contains a character that access tokens cannot have",
            1,
        ),
        (
            {"PULUMI_BACKEND_URL": "http://pulumi.example", "PULUMI_ACCESS_TOKEN": "pul-x"},
            "Plain http to pulumi.example would expose the access token",
            2,
        ),
        ({"TERM": "dumb"}, "The terminal type “dumb” is not supported", 2),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    start: Start, settings: Mapping[str, str], words: str, status: int
) -> None:
    terminal = start("--config", os.devnull, settings=settings)
    assert terminal.wait_exit() == status
    said = "".join(line.ljust(120) for line in terminal.lines()).strip()
    assert said.startswith("stacktui: ")
    assert words in said
    assert "Traceback" not in said
    assert "two words" not in said
    assert terminal.restore_report() == ()


@pytest.mark.parametrize("redirected", ["stdin", "stderr"])
def test_without_a_terminal_it_does_not_start(tmp_path: Path, redirected: str) -> None:
    ended = subprocess.run(
        program("--demo"),
        env={"PATH": os.environ["PATH"], "TERM": "xterm", **folders(tmp_path)},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=20,
    )
    assert ended.returncode == 2
    assert ended.stdout == b""
    assert ended.stderr.startswith(
        b"stacktui: Standard input and standard error must be a terminal: do not redirect them."
    )


def test_what_pulumi_login_left_is_used_and_stays_as_it_was(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "pulumi" / "credentials.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"current": DEAD, "accessTokens": {DEAD: "pul-kept"}, "accounts": {}}))
    before = file.read_bytes(), file.stat().st_mtime_ns
    terminal = start("--backend", DEAD)
    terminal.wait_for("127.0.0.1:9 · read-write")
    terminal.press("ctrl+c")
    assert terminal.wait_exit() == 0
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert [path.name for path in file.parent.iterdir()] == ["credentials.json"]


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
def test_each_key_that_quits_leaves_the_terminal_as_it_was(start: Start, key: str) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press(key)
    assert terminal.wait_exit() == 0
    assert terminal.restore_report() == ()


def test_esc_and_q_go_back_level_by_level_and_only_q_quits(start: Start) -> None:
    terminal = start(size=(80, 24))
    wait_list(terminal)
    find_stack(terminal, SHOP)
    open_resources(terminal)
    terminal.press("enter")
    terminal.wait_for("urn:pulumi:prod::web-shop")
    escape(terminal)
    terminal.wait_for("▾ ◇ Stack")
    terminal.press("q")
    terminal.wait_for("1 of 312 stacks")
    escape(terminal)
    wait_list(terminal)
    escape(terminal)
    assert terminal.process.poll() is None
    terminal.press("q")
    assert terminal.wait_exit() == 0


@pytest.mark.parametrize("dialog", ["N", "D", "y", "?", "s", ":"])
def test_ctrl_c_quits_from_every_dialog(start: Start, dialog: str) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press(dialog)
    read_dialog(terminal, "esc" if dialog != ":" else "Commands ─")
    terminal.press("ctrl+c")
    assert terminal.wait_exit() == 0
    assert terminal.restore_report() == ()


def test_ctrl_z_gives_the_terminal_back_and_fg_draws_again(start: Start) -> None:
    terminal = start(in_shell=True)
    wait_list(terminal)
    terminal.press("ctrl+z")
    terminal.wait_stopped()
    assert not terminal.shows("312 stacks")
    assert terminal.restore_report() == ()
    terminal.say_fg()
    wait_list(terminal)
    terminal.press("j")
    terminal.wait_for("▸ acme/analytics/prod")
    terminal.press("q")
    assert terminal.wait_exit() == 0


def test_the_stack_that_is_named_is_shown_at_once(start: Start) -> None:
    terminal = start("--demo", SHOP)
    terminal.wait_for(f"▸ {SHOP}")
    terminal.wait_for("↻ update by bob, 4m ago")


def test_read_only_opens_no_way_to_change_anything(start: Start) -> None:
    terminal = start("--demo", "--read-only", SHOP)
    terminal.wait_for("read-only")
    terminal.wait_for(f"▸ {SHOP}")
    for key in "NTD":
        terminal.press(key)
        read_dialog(terminal, "read-only")
        terminal.wait_for("esc close")
        terminal.type("acme/web-shop/prod")
        terminal.press("enter")
        terminal.settle()
        escape(terminal)
        terminal.wait_gone("esc close")
    terminal.press("r")
    wait_list(terminal)


def test_the_demo_leaves_nothing_of_itself_behind(start: Start, tmp_path: Path) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
