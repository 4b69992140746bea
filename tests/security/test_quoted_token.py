"""A server that quotes the Authorization header: the program repeats it on no screen, in no output and in no file."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from stacktui.__main__ import run
from tests.pulumi.http.raw_server import http
from tests.security.raw_answers import answering
from tests.security.test_crashes import TOKEN, assert_nothing_told
from tests.security.walking import Step, start, walk

if TYPE_CHECKING:
    from pathlib import Path

STACK = "acme/web-shop/prod"
QUOTE = f"sent was Authorization: token {TOKEN}"
SPLIT = f"sent was {TOKEN[:20]}\u200b\x1b{TOKEN[20:]}"
ENCODED = base64.b64encode(f"token {TOKEN}".encode()).decode()
HEADERS = (f"X-Pulumi-Warning: {QUOTE}", f"X-Pulumi-Request-ID: {TOKEN}")
REFUSED = http(json.dumps({"code": 403, "message": QUOTE}).encode(), *HEADERS, status="403 Forbidden")
PAGE = http(f"<html>{QUOTE} {ENCODED}".encode(), *HEADERS, status="404 Not Found", content_type="text/html")
HIDDEN = http(json.dumps({"code": 409, "message": SPLIT}).encode(), *HEADERS, status="409 Conflict")
NAMES = {"orgName": "acme", "projectName": "web-shop", "stackName": "prod"}
FULL = {
    **NAMES,
    "version": 7,
    "tags": {"note": QUOTE, "split": SPLIT, "encoded": ENCODED},
    "currentOperation": {"kind": "update", "author": QUOTE, "started": 1},
    "stacks": [NAMES, NAMES | {"stackName": QUOTE}, NAMES | {"stackName": SPLIT}],
    "githubLogin": QUOTE,
    "updates": [{"version": 7, "kind": "update", "result": "failed", "message": QUOTE}],
    "referencedStacks": [{"organization": QUOTE, "routingProject": SPLIT, "name": "s"}],
    "messages": [{"message": QUOTE, "severity": "warning"}, {"message": SPLIT}],
    "deployment": {"resources": [{"urn": QUOTE, "type": "a:b:C", "custom": True, "id": SPLIT, "inputs": {"a": QUOTE}}]},
}
GIVEN = http(json.dumps(FULL).encode(), *HEADERS)


def assert_the_token_is_nowhere(told: str, folder: Path) -> None:
    texts = [told, *(path.read_text() for path in folder.rglob("*") if path.is_file())]
    assert len(texts) > 1
    assert "redacted" in told
    for part in (TOKEN, TOKEN[4:20], TOKEN[20:], ENCODED[12:40]):
        assert all(part not in text for text in texts)


SHOW, EXPORT, DELETE = ["show", STACK], ["export", STACK], ["delete", STACK, "--yes", "--confirm", STACK]
READS = (["ls"], ["ls", "--json"], ["whoami"], ["tree", STACK], ["resource", STACK, STACK, "--json"], ["refs", STACK])
ASKED = [
    *((command, answer) for command in (SHOW, EXPORT, DELETE) for answer in (REFUSED, PAGE, HIDDEN, GIVEN)),
    *((command, GIVEN) for command in (*READS, [*SHOW, "--json"], ["create", f"{STACK}2", "--json"])),
]


@pytest.mark.requirement("S1", "S3", "S9")
@pytest.mark.parametrize(("command", "answer"), ASKED)
def test_no_command_prints_or_logs_a_token_that_was_quoted(
    command: list[str], answer: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    environ = {"PULUMI_ACCESS_TOKEN": TOKEN, "PULUMI_HOME": str(tmp_path), "STACKTUI_STATE_HOME": str(tmp_path)}
    environ["STACKTUI_CACHE_HOME"] = str(tmp_path)
    with answering(answer) as server:
        run([*command, "--backend", server.url, "--log", str(tmp_path / "requests.log")], environ)
        assert server.requests[0].headers["authorization"] == f"token {TOKEN}"
    assert_the_token_is_nowhere("".join(capfd.readouterr()), tmp_path)


@pytest.mark.requirement("S1", "S3", "S9")
@pytest.mark.parametrize(("answer", "first"), [(HIDDEN, "✗"), (GIVEN, "acme/web-shop/prod")], ids=["hidden", "given"])
def test_no_view_shows_a_token_that_was_quoted(answer: bytes, first: str, tmp_path: Path) -> None:
    environment = {"PULUMI_ACCESS_TOKEN": TOKEN}
    arguments = ("--log", str(tmp_path / "requests.log"))
    with answering(answer) as server, start("--backend", server.url, *arguments, environment=environment) as terminal:
        terminal.wait_for(first)
        walk(terminal, [Step("enter"), *(Step(key) for key in "1234"), Step("r")])
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert_nothing_told(terminal)
        assert_the_token_is_nowhere(terminal.output.decode(errors="replace"), tmp_path)
