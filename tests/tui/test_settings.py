"""Each setting of config.toml has its effect in the running program."""

from __future__ import annotations

import json
import re
import sys
import time
from typing import TYPE_CHECKING

import pytest

from stacktui import __main__ as wiring
from stacktui.cli.parsing import parse_arguments
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites
from stacktui.index.stacks import StackSort
from stacktui.local.config import SETTINGS, TABLES, Config
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi_cli.credentials import BackendSource, Login, TokenSource
from stacktui.session import Asked, Session, Start
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Protocol

    class Begin(Protocol):
        """Starts the program with a config.toml."""

        def __call__(self, settings: str, *arguments: str) -> Terminal: ...


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    running: list[Terminal] = []

    def begin(settings: str, *arguments: str) -> Terminal:
        file = tmp_path / "config.toml"
        file.write_text(settings)
        command = [sys.executable, "-m", "stacktui", "--config", str(file), *(arguments or ("--demo",))]
        environment = {"PULUMI_HOME": str(tmp_path), "STACKTUI_STATE_HOME": str(tmp_path), "TZ": "UTC"}
        running.append(Terminal(command, environment=environment, cwd=tmp_path))
        return running[-1]

    yield begin
    for terminal in running:
        terminal.close()


def state_file(folder: Path) -> str:
    """A state with a value that only looks like a secret."""
    urn = "urn:pulumi:prod::shop::random:index/randomPet:RandomPet::pet"
    resource = {"urn": urn, "custom": True, "type": "random:index/randomPet:RandomPet", "id": "pet"}
    resource["outputs"] = {"password": "hunter2"}
    file = folder / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": [resource]}}))
    return str(file)


def test_every_setting_has_its_test_here() -> None:
    tested = {
        "theme", "ascii", "diff_rendering", "auto_reload", "clipboard", "osc52_limit", "state_cache_size", "read_only",
        "remember", "mask_suspected_secrets", "keys", "filters",
    }  # fmt: skip
    assert {setting.name for setting in SETTINGS} | set(TABLES) == tested


def test_a_custom_key_works_and_is_shown(begin: Begin) -> None:
    terminal = begin('[keys]\n"browser.filter" = "z"\n')
    terminal.wait_for("312 stacks")
    assert "z filter  " in terminal.screen_text()
    terminal.press("z", *"billing/qa", "enter")
    terminal.wait_for("1 of 312 stacks")


def test_a_rejected_key_is_reported_and_its_default_stays(begin: Begin) -> None:
    terminal = begin('[keys]\n"browser.delete" = "d"\n')
    terminal.wait_for("its keys must be capital letters")
    assert "browser.delete changes the server" in terminal.screen_text()


def test_a_saved_filter_is_offered_and_taken(begin: Begin) -> None:
    terminal = begin('[filters]\nour-shop = "project:web-shop -dev"\n')
    terminal.wait_for("312 stacks")
    terminal.press("m")
    terminal.wait_for("our-shop")
    terminal.press("enter")
    terminal.wait_for("/ project:web-shop -dev")
    terminal.wait_for(re.compile(r"\d+ of \d+ stacks|^ *\d stacks", re.MULTILINE))


def test_ascii_draws_every_view_with_ascii_only(begin: Begin) -> None:
    terminal = begin("ascii = true\n", "--demo", "acme/web-shop/prod")
    for keys, words in (
        ((), "acme/web-shop/qa"),
        (("2", "enter"), "v o Stack"),
        (("enter",), "urn "),
        (("3",), "[3 References]"),
        (("4",), "#####"),
        (("?",), "- Help "),
        (("escape",), "[4 Count]"),
        (("y",), "- Copy -"),
        (("escape",), "[4 Count]"),
        (("ctrl+p",), "Copy menu"),
        (("escape",), "[4 Count]"),
        (("N",), "- New stack -"),
    ):
        terminal.press(*keys)
        terminal.wait_for(words)
        terminal.settle(0.35)
        assert [line for line in terminal.lines() if not line.isascii()] == []


@pytest.mark.parametrize(("masks", "shown"), [("true", "[looks secret]"), ("false", "hunter2")])
@pytest.mark.requirement("S5")
def test_what_only_looks_secret_is_masked_or_not(begin: Begin, tmp_path: Path, masks: str, shown: str) -> None:
    terminal = begin(f"mask_suspected_secrets = {masks}\n", "open", state_file(tmp_path))
    terminal.wait_for("pet")
    terminal.press("G")
    terminal.wait_for(shown)


@pytest.mark.parametrize(
    ("theme", "sent", "not_sent"),
    [
        ("dark", b"38;5;117", b"38;5;24m"),
        ("light", b"38;5;24m", b"38;5;117"),
        ("contrast", b"38;5;226", b"38;5;117"),
        ("terminal", b"\x1b[0;32m", b"8;5;"),
    ],
)
def test_a_theme_has_its_colours(begin: Begin, theme: str, sent: bytes, not_sent: bytes) -> None:
    terminal = begin(f'theme = "{theme}"\n')
    terminal.wait_for("312 stacks")
    assert sent in terminal.output
    assert not_sent not in terminal.output


def test_the_diff_rendering_sends_less_and_can_be_switched_off(begin: Begin) -> None:
    sizes: list[int] = []
    for is_on in ("true", "false"):
        terminal = begin(f"diff_rendering = {is_on}\n")
        terminal.wait_for("312 stacks")
        terminal.settle()
        before = len(terminal.output)
        for _ in range(3):
            terminal.press("j")
            terminal.settle()
        sizes.append(len(terminal.output) - before)
    assert 2 * sizes[0] < sizes[1]
    terminal.press("?", *["pagedown"] * 6)
    terminal.wait_for("Diff rendering is off: `diff_rendering` is false")


def test_the_clipboard_can_be_switched_off(begin: Begin) -> None:
    terminal = begin('clipboard = "off"\n')
    terminal.wait_for("312 stacks")
    terminal.press("c")
    terminal.wait_for("the clipboard setting is off")
    assert b"\x1b]52;" not in terminal.output


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(("limit", "words"), [(100, "Not copied"), (10_000, "Sent 2")])
def test_no_more_is_sent_than_the_terminal_takes(begin: Begin, limit: int, words: str) -> None:
    terminal = begin(f"osc52_limit = {limit}\n")
    terminal.wait_for("312 stacks")
    terminal.press("y")
    terminal.wait_for("JSON")
    terminal.settle(0.35)
    terminal.press("j")
    terminal.wait_for(words)


def test_auto_reload_asks_again_by_itself(begin: Begin) -> None:
    terminal = begin("auto_reload = 5\n")
    terminal.wait_for("auto-reload 5s")
    terminal.wait_for("312 stacks")
    first = re.search(r"loaded at \S+", terminal.screen_text())
    assert first
    terminal.wait_for(lambda: "loaded at " in terminal.screen_text() and first.group() not in terminal.screen_text())


@pytest.mark.requirement("D6")
def test_read_only_is_in_force(begin: Begin) -> None:
    terminal = begin("read_only = true\n")
    terminal.wait_for("read-only")
    terminal.wait_for("312 stacks")
    assert "D delete" not in terminal.screen_text()


def test_state_cache_size_is_what_the_store_keeps_to(tmp_path: Path) -> None:
    environ = {"STACKTUI_STATE_CACHE_SIZE": "2 MB", "HOME": str(tmp_path), "PULUMI_HOME": str(tmp_path)}
    arguments = parse_arguments(["--demo"], environ)
    assert wiring.connect(arguments, environ).store.kept_bytes == 2_000_000


@pytest.mark.requirement("S11")
@pytest.mark.parametrize("remembers", [True, False])
def test_what_was_last_is_remembered_only_where_wanted(tmp_path: Path, remembers: bool) -> None:
    environ = {name: str(tmp_path) for name in ("STACKTUI_STATE_HOME", "STACKTUI_CACHE_HOME", "PULUMI_HOME", "HOME")}
    login = Login("https://api.here.example", None, BackendSource.FLAG, TokenSource.NOWHERE)
    client = PulumiClient(login.backend_url, None)
    store = Store(client)
    writes = StackWrites(client, store, lambda _write: None)
    session = Session(store, writes, time.time, Config(remember=remembers), login)
    start = Start(session, Asked(), environ)
    start.remember_place("acme/web-shop/prod", StackSort("updated"))
    start.remember_stacks([StackIdentifier("acme", "web-shop", "prod")], is_whole_list=True)
    assert bool([path for path in tmp_path.rglob("*") if path.is_file()]) is remembers
