"""Printed output, messages after the UI has closed, log and journal are as safe as the screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stacktui.demo.company.poison import OPEN
from stacktui.demo.server import create_app
from tests.demo.serving import serve
from tests.pulumi.http.raw_server import http
from tests.security.raw_answers import answering
from tests.security.terminal_bytes import foreign
from tests.security.walking import Step, start, walk

if TYPE_CHECKING:
    from pathlib import Path

STACK = "/".join(OPEN)
HOSTILE = "\x1b]52;c;cHduZWQ=\x07\x1b[2J\x9b2J\u202e\x1b]0;pwned\x07"
TOKEN = {"PULUMI_ACCESS_TOKEN": "pul-demo"}

COMMANDS = [
    ["ls"],
    ["ls", "--json"],
    ["ls", "tag:team"],
    ["show", STACK],
    ["show", STACK, "--json"],
    ["tree", STACK],
    ["resource", STACK, "bucket"],
    ["refs", STACK],
    ["count", STACK, "--by", "type"],
    ["whoami"],
    ["delete", STACK, "--yes", "--confirm", STACK],
    ["create", f"{OPEN[0]}/{OPEN[1]}/new", "--tag", "a=b"],
    ["show", f"{STACK}x"],
]


@pytest.mark.requirement("T3", "T2")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_printing_command_prints_no_payload(command: list[str]) -> None:
    with start(*command, "--demo", environment={"STACKTUI_DEMO_POISON": "1"}, size=(200, 50)) as terminal:
        terminal.wait_exit()
        assert "␛]52" in terminal.output.decode()  # it was there, and came out as text
        spoken = terminal.output.replace("\u0301".encode(), b"") if "--json" in command else terminal.output
        assert foreign(spoken) == ()
        assert terminal.copied() == ()


@pytest.mark.requirement("T3")
@pytest.mark.parametrize(
    "arguments",
    [
        [f"--{HOSTILE}"],
        [HOSTILE],
        ["show", f"a/b/{HOSTILE}", "--demo"],
        ["ls", "--demo", f"--sort={HOSTILE}"],
        ["open", f"/nowhere/{HOSTILE}"],
        ["ls", "--config", f"/nowhere/{HOSTILE}"],
        ["ls", "--backend", f"https://x{HOSTILE}"],
        ["completion", HOSTILE],
        ["--help"],
        ["ls", "--help"],
        ["--version"],
    ],
    ids=lambda arguments: ascii(" ".join(arguments)),
)
def test_what_was_typed_comes_back_harmless(arguments: list[str]) -> None:
    with start(*arguments, environment=TOKEN) as terminal:
        terminal.wait_exit()
        assert terminal.output
        assert foreign(terminal.output) == ()


@pytest.mark.requirement("T3", "T2", "S9", "N1.65")
def test_headers_and_reason_phrases_reach_neither_terminal_nor_log(tmp_path: Path) -> None:
    headers = (f"X-Pulumi-Warning: {HOSTILE[:-1]}", f"X-Pulumi-Request-ID: id{HOSTILE[:-1]}")
    both = b'{"stacks": [{"orgName": "a", "projectName": "b", "stackName": "c"}], "githubLogin": "alice", "version": 1}'
    sent = [text.encode().decode("latin-1") for text in (*headers, f"200 {HOSTILE[:-1]}")]
    with answering(http(both, *sent[:2], status=sent[2])) as server:
        arguments = ("--backend", server.url, "--log", str(tmp_path / "log"))
        with start(*arguments, environment=TOKEN) as terminal:
            terminal.wait_for("a/b/c")
            terminal.wait_for("␛]52")  # the warning, as text
            walk(terminal, [Step("2"), Step("3"), Step("4"), Step("r")])
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            assert foreign(terminal.output) == ()
    assert foreign((tmp_path / "log").read_bytes().replace(b"\n", b" ")) == ()


@pytest.mark.requirement("T3", "T2", "D7", "N1.49")
@pytest.mark.parametrize("status", ["403", "404", "302", "999"])
def test_an_error_with_a_hostile_reason_and_body_is_shown_safely(status: str) -> None:
    reason = f"{status} {HOSTILE[:-1]}".encode().decode("latin-1")
    body = json.dumps({"code": 403, "message": HOSTILE * 3}).encode()
    location = f"Location: https://evil.example/{HOSTILE[:-1]}".encode().decode("latin-1")
    with answering(http(body, location, status=reason)) as server:
        with start("ls", "--backend", server.url, environment=TOKEN) as terminal:
            assert terminal.wait_exit() != 0
            assert terminal.lines()[0]
            assert foreign(terminal.output) == ()
        with start("--backend", server.url, environment=TOKEN) as terminal:
            terminal.wait_for("✗")
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            assert foreign(terminal.output) == ()


@pytest.mark.requirement("T3", "S9", "D9")
def test_log_and_journal_hold_no_byte_that_a_terminal_obeys() -> None:
    with serve(create_app(poison=True, failures="create:409")) as url, start("--version") as home:
        log = home.home / "requests.log"
        environment = TOKEN | {"XDG_STATE_HOME": str(home.home / "state")}
        for command in (["show", STACK], ["create", STACK]):
            with start(*command, "--backend", url, "--log", str(log), environment=environment) as terminal:
                terminal.wait_exit()
        written = [path for path in home.home.rglob("*") if path.is_file()]
        assert log in written
        assert len(written) > 1  # the journal too
        for path in written:
            assert foreign(path.read_bytes().replace(b"\n", b" ")) == ()
            assert path.stat().st_mode & 0o777 == 0o600
            assert b"pul-demo" not in path.read_bytes()
