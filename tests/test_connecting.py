"""The entry point: a session reads the login again when necessary, and its journal contains the server's user."""

from __future__ import annotations

import asyncio
import io
import json
from typing import TYPE_CHECKING

import pytest

from stacktui.__main__ import connect
from stacktui.cli.parsing import parse_arguments
from stacktui.cli.run import run_command
from stacktui.explorer.changes.delete import Delete
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.stack import StackIdentifier
from tests.pulumi.http.raw_server import RawServer, http
from tests.pulumi_cli.pulumi_files import Home

if TYPE_CHECKING:
    from pathlib import Path

PROD = StackIdentifier("acme", "web-shop", "prod")
EXPIRED = http(b'{"code":401,"message":"Unauthorized"}', status="401 Unauthorized")
GOOD = http(b'{"orgName":"acme","projectName":"web-shop","stackName":"prod","version":7}')


def stored(url: str, token: str) -> dict[str, object]:
    return {"current": url, "accounts": {url: {"accessToken": token, "username": "alice"}}}


@pytest.mark.requirement("A8", "S9")
async def test_a_token_that_pulumi_refreshed_is_taken_and_kept_out_of_the_log(tmp_path: Path) -> None:
    home, log = Home(tmp_path), tmp_path / "requests.log"
    environ = home.also(STACKTUI_STATE_HOME=str(tmp_path))
    async with RawServer([(EXPIRED,), (GOOD,)]) as server:
        home.holds(stored(server.url, "pul-old"))
        session = connect(parse_arguments(["show", str(PROD), "--log", str(log)], environ), environ)
        home.holds(stored(server.url, "pul-new"))
        assert (await session.source.get_stack(PROD)).version == 7
        await session.source.aclose()
        assert [one.headers["authorization"] for one in server.requests] == ["token pul-old", "token pul-new"]
    assert session.redactor is not None
    assert session.redactor("pul-old pul-new") == "[redacted] [redacted]"
    assert [json.loads(line)["status"] for line in log.read_text().splitlines()] == [401, 200]


@pytest.mark.requirement("D9")
async def test_the_journal_names_the_user_that_the_server_named(tmp_path: Path) -> None:
    environ = {"PULUMI_HOME": str(tmp_path), "STACKTUI_STATE_HOME": str(tmp_path), "PULUMI_ACCESS_TOKEN": "pul-1"}
    async with RawServer([(http(b"", status="204 No Content"),)]) as server:
        arguments = parse_arguments(["--backend", server.url, "delete", str(PROD)], environ)
        session = connect(arguments, environ)
        assert session.login is not None
        assert session.login.token == AccessToken("pul-1")
        session.know_user("carol")
        await session.writes.send(Delete(PROD, "id-1"))
        await session.source.aclose()
    written = (tmp_path / "journal.jsonl").read_text().splitlines()
    assert [(json.loads(line)["outcome"], json.loads(line)["user"]) for line in written] == [
        ("sent", "carol"),
        ("done", "carol"),
    ]


@pytest.mark.requirement("D9")
async def test_a_journal_and_a_log_that_cannot_be_written_are_said_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nowhere = str(tmp_path / "file")
    environ = {"PULUMI_HOME": str(tmp_path), "STACKTUI_STATE_HOME": nowhere, "PULUMI_ACCESS_TOKEN": "pul-1"}
    absent = http(b'{"code":404,"message":"not found"}', status="404 Not Found")
    async with RawServer([(absent,)]) as server:
        words = ["--backend", server.url, "--log", f"{nowhere}/log", "create", str(PROD)]
        out, err = io.StringIO(), io.StringIO()
        arguments = parse_arguments(words, environ)
        await asyncio.to_thread(
            run_command, arguments, lambda _: connect(arguments, environ), out, err, environ=environ
        )
        assert server.requests[-1].method == "POST"
    for what in ("Changes", "Requests"):
        assert err.getvalue().count(f"{what} are not recorded (Not a directory): {nowhere}/") == 1
