"""Every change is recorded before and after, every request if enabled, and no line contains a secret."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.transfer import Transfer
from stacktui.explorer.writes import Write
from stacktui.local import journal as journal_module
from stacktui.local.journal import Journal, RequestLog, journal_file
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import Exchange
from stacktui.pulumi.errors import Conflict, Outcome, PulumiError
from stacktui.pulumi.redaction import Redactor
from stacktui.pulumi.stack import StackIdentifier

if TYPE_CHECKING:
    from pathlib import Path

BACKEND = "https://api.here.example"
PROD = StackIdentifier("acme", "web shop", "prod")
CANARY = 'pul-canary"5d1c/+'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "journal.jsonl"


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]


@pytest.mark.requirement("D9")
def test_the_user_that_the_server_names_stands_in_later_lines(file: Path) -> None:
    journal = Journal(file, BACKEND)
    for told in ("", "alice", ""):
        journal.know_user(told)
        journal.record(Write(1, Delete(PROD)))
    assert [line["user"] for line in lines(file)] == [None, "alice", "alice"]


@pytest.mark.requirement("D9")
def test_a_change_is_written_before_it_is_sent_and_when_its_outcome_is_known(file: Path) -> None:
    journal = Journal(file, BACKEND, user="alice")
    write = Write(1, Delete(PROD, "id-1", force=True))
    journal.record(write)
    journal.note_exchange(Exchange("GET", "/api/stacks/acme/web%20shop/prod", 200, 0.1, 10, "req-get", 1, ""))
    journal.note_exchange(Exchange("DELETE", "/api/stacks/acme/web%20shop/prod", 204, 0.1, 0, "req-7", 1, ""))
    journal.record(replace(write, outcome=Outcome.DONE))
    sent, done = lines(file)
    assert sent["outcome"] == "sent"
    assert sent["requestId"] is None
    assert {name: done[name] for name in ("outcome", "change", "stack", "method", "path", "backend", "user")} == {
        "outcome": "done",
        "change": "force-delete",
        "stack": "acme/web shop/prod",
        "method": "DELETE",
        "path": "/api/stacks/acme/web%20shop/prod?force=true",
        "backend": BACKEND,
        "user": "alice",
    }
    assert (done["requestId"], done["stackId"], done["number"]) == ("req-7", "id-1", 1)
    assert str(done["time"]).endswith("Z")
    assert done["localHost"]
    assert done["localUser"]


@pytest.mark.requirement("D9")
@pytest.mark.parametrize(
    ("write", "method", "path"),
    [
        (Write(1, Create(PROD)), "POST", "/api/stacks/acme/web%20shop"),
        (Write(1, Transfer(PROD, to_organization="beta")), "POST", "/api/stacks/acme/web%20shop/prod/transfer"),
        (Write(1, Delete(PROD)), "DELETE", "/api/stacks/acme/web%20shop/prod?force=false"),
        (Write(1, Delete(StackIdentifier("acme", "x", ".."))), "", ""),
    ],
)
def test_each_kind_of_change_records_its_request(file: Path, write: Write, method: str, path: str) -> None:
    Journal(file, BACKEND).record(write)
    assert [(line["method"], line["path"]) for line in lines(file)] == [(method, path)]


@pytest.mark.requirement("D9")
def test_a_refusal_is_recorded_with_kind_and_request_id_without_the_servers_words(file: Path) -> None:
    error = Conflict("busy", status=409, server_message="the server's words", request_id="req-9")
    Journal(file, BACKEND).record(Write(1, Delete(PROD), outcome=Outcome.REJECTED, error=error))
    [line] = lines(file)
    assert (line["error"], line["requestId"]) == ("Conflict", "req-9")
    assert "words" not in file.read_text()


@pytest.mark.requirement("D9", "S9")
def test_journal_and_log_are_private_and_made_where_they_are_missing(file: Path) -> None:
    Journal(file, BACKEND).record(Write(1, Create(PROD)))
    RequestLog(file.with_name("log"), Redactor()).note(Exchange("GET", "/api/user", 200, 0.1, 10, "r", 1, ""))
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file, file.with_name("log"))] == [
        0o700,
        0o600,
        0o600,
    ]


@pytest.mark.requirement("S9", "S1")
def test_no_line_holds_the_token_in_any_spelling(file: Path) -> None:
    redact = Redactor(AccessToken(CANARY))
    log = RequestLog(file, redact)
    for path in (f"/api/{CANARY}", "/api/pul-canary%225d1c%2F%2B", "/api/pul-canary%225d1c/%2B"):
        log.note(Exchange("GET", path, 200, 0.1, 10, CANARY, 1, "ReadTimeout"))
    Journal(file, BACKEND, user=CANARY, redact=redact).record(Write(1, Create(PROD), error=PulumiError(CANARY)))
    assert "5d1c" not in file.read_text()
    assert [line.get("path") for line in lines(file)][:3] == ["/api/[redacted]"] * 3


@pytest.mark.requirement("S9", "T3")
def test_a_name_cannot_forge_a_line_or_speak_to_a_terminal(file: Path) -> None:
    hostile = StackIdentifier("acme", "x\n{}", "\x1b]52;c;AAAA\x07\x9b2J\x7f\u202e\ud800")
    Journal(file, BACKEND).record(Write(1, Create(hostile)))
    text = file.read_bytes().decode("ascii")
    assert text.count("\n") == 1
    assert text.strip().isprintable()
    assert json.loads(text)["stack"] == str(hostile)


@pytest.mark.requirement("S9")
def test_a_log_that_has_grown_is_put_aside(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "LARGEST_LOG", 100)
    log = RequestLog(file, Redactor())
    for number in range(3):
        log.note(Exchange("GET", f"/api/{number}", 200, 0.1, 10, "r", 1, ""))
    assert [line["path"] for line in lines(file)] == ["/api/2"]
    assert [line["path"] for line in lines(file.with_name("journal.jsonl.1"))] == ["/api/1"]


@pytest.mark.requirement("S9")
def test_a_log_line_contains_what_a_request_cost(file: Path) -> None:
    RequestLog(file, Redactor()).note(Exchange("GET", "/api/user", None, 1.23456, 0, "", 3, "ConnectTimeout"))
    [line] = lines(file)
    del line["time"]
    assert line == {
        "method": "GET",
        "path": "/api/user",
        "status": None,
        "seconds": 1.235,
        "bytesReceived": 0,
        "requestId": None,
        "attempt": 3,
        "error": "ConnectTimeout",
    }


@pytest.mark.requirement("D9")
def test_a_file_that_cannot_be_written_is_reported_once_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told: list[str] = []
    journal = Journal(tmp_path / "file" / "journal", BACKEND, on_problem=told.append)
    journal.record(Write(1, Create(PROD)))
    journal.record(Write(2, Create(PROD)))
    assert told == [f"Changes are not recorded (Not a directory): {tmp_path}/file/journal cannot be written."]


def test_the_journal_is_among_the_state_files(tmp_path: Path) -> None:
    assert journal_file({"STACKTUI_STATE_HOME": str(tmp_path)}) == tmp_path / "journal.jsonl"


@pytest.mark.requirement("S9")
def test_revealed_values_go_with_their_lines_and_spellings() -> None:
    redact = Redactor()
    redact.add('first "line"\nsecond long line')
    redact.add("ü/secret")
    for text in (
        'first "line"\nsecond long line',
        'first \\"line\\"\\nsecond long line',
        "second long line",
        "ü/secret",
        "\\u00fc/secret",
        "%C3%BC%2Fsecret",
        "%C3%BC/secret",
    ):
        assert redact(f"<{text}>") == "<[redacted]>"
    assert "secret" not in repr(redact)


@pytest.mark.parametrize("text", ["", "ab", "true", "False"])
def test_texts_that_stand_everywhere_are_left(text: str) -> None:
    redact = Redactor()
    redact.add(text)
    assert redact("absolutely true or False") == "absolutely true or False"
