"""Saving and copying: a private file, and a text in tmux or on the clipboard."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.kit.clock import NOW
from tests.states import pulumi_imports
from tests.terminal import Terminal
from tests.tui.stories.program import (
    SHOP,
    escape,
    filter_by,
    find_stack,
    folders,
    open_resources,
    program,
    read_dialog,
    wait_list,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.stories.program import Start

TMUX = shutil.which("tmux") or ""
URN = "urn:pulumi:prod::web-shop::acme:net:StaticSite$aws:s3/bucket:Bucket::site"


def test_a_saved_state_is_private_and_masked_and_not_replaced_at_once(start: Start, tmp_path: Path) -> None:
    terminal = start()
    wait_list(terminal)
    find_stack(terminal, "acme/identity/dev")
    open_resources(terminal)
    terminal.press("ctrl+s")
    read_dialog(terminal, "Save to a file")
    terminal.press("enter")
    terminal.wait_for("secrets masked, to acme-identity-dev.json")
    file = tmp_path / "acme-identity-dev.json"
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert "[secret]" in text
    assert "ciphertext" not in text
    assert not pulumi_imports(text.encode())
    file.write_text("mine")

    terminal.press("ctrl+s")
    read_dialog(terminal, "Save to a file")
    terminal.press("enter")
    read_dialog(terminal, "already exists and will be replaced.")
    escape(terminal)
    terminal.wait_gone("Save to a file")
    assert file.read_text() == "mine"

    file.write_text(text)
    opened = start("open", str(file))
    opened.wait_for("masked export, its secrets are missing")
    opened.press("ctrl+s")
    read_dialog(opened, "Save to a file")
    assert "`pulumi stack import` refuses this file." in opened.screen_text()
    assert " Masked " not in opened.screen_text()  # with secrets it cannot be had


def test_no_secret_is_on_the_screen_or_in_what_is_copied(start: Start) -> None:
    terminal = start(size=(120, 70))
    wait_list(terminal)
    find_stack(terminal, "acme/triage/secrets")
    open_resources(terminal)
    filter_by(terminal, "name:main-db-password")
    terminal.wait_for("1 of 52")
    terminal.press("enter")
    terminal.wait_for("[secret]")
    terminal.press("y")
    terminal.wait_for("its key copies")
    terminal.press("j")
    terminal.wait_for(lambda: len(terminal.copied()) == 1)
    assert "ciphertext" not in terminal.copied()[0]
    assert b"ciphertext" not in terminal.output


@pytest.mark.requirement("C1", "C2")
@pytest.mark.skipif(not TMUX, reason="tmux is not installed")
@pytest.mark.parametrize("holds", ["clipboard", "buffer"])
def test_inside_tmux_a_copied_urn_is_whole(tmp_path: Path, holds: str) -> None:
    socket = tmp_path / "tmux"
    environment = folders(tmp_path) | {"STACKTUI_DEMO_NOW": str(NOW)}
    if holds == "buffer":  # a terminal without a clipboard: what is copied stays in tmux
        environment |= {"TERM": "vt220", "COLORTERM": ""}
    command = [TMUX, "-S", str(socket), "-f", "/dev/null", "new-session", *program("--demo")]
    with Terminal(command, size=(120, 36), environment=environment, cwd=tmp_path) as terminal:
        try:
            wait_list(terminal)
            find_stack(terminal, SHOP)
            open_resources(terminal)
            filter_by(terminal, "id:site-4095de3")
            terminal.wait_for("2 of 412 resources and 1 pending operation")
            terminal.settle()
            terminal.press("c")
            if holds == "clipboard":
                terminal.wait_for("through tmux")
                terminal.wait_for(lambda: terminal.copied() == (URN,))
            else:
                terminal.wait_for("not reached")
                shown = subprocess.run(
                    [TMUX, "-S", socket, "show-buffer", "-b", "stacktui"], check=True, capture_output=True
                )
                assert shown.stdout == URN.encode()
            terminal.press("q", "q")
            assert terminal.wait_exit() == 0
        finally:
            subprocess.run([TMUX, "-S", socket, "kill-server"], check=False, capture_output=True)
