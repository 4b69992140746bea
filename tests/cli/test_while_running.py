"""A running update at the command line: shown, filtered by, and protected against writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.demo.company.stacks import Operation
from stacktui.demo.server import create_app
from stacktui.pulumi.stack import StackIdentifier

if TYPE_CHECKING:
    from tests.cli.shell import Shell

RUNNING = "acme/web-shop/prod"
EMPTY = "acme/analytics/staging"
WAY_OUT = f"If its pulumi process was killed, cancel it with:\n  pulumi cancel {RUNNING}\n"


@pytest.fixture(params=[False, True], ids=["currentOperation", "activeUpdate"])
def active_update_only(request: pytest.FixtureRequest, shell: Shell) -> bool:
    assert isinstance(request.param, bool)
    shell.app = create_app(failures="", latency=0, active_update_only=request.param)
    return request.param


def sentence(active_update_only: bool) -> str:
    if active_update_only:
        return "An update is running: the server reports its status as `running`."
    return "bob is running: update."


@pytest.mark.requirement("D4", "H2")
@pytest.mark.parametrize(
    "line",
    [
        f"delete {RUNNING} --yes --confirm {RUNNING}",
        f"delete {RUNNING} --force --yes --confirm {RUNNING}",
        f"transfer {RUNNING} globex --yes",
    ],
)
@pytest.mark.parametrize("terminal", [True, False])
def test_unattended_nothing_is_sent(shell: Shell, active_update_only: bool, line: str, terminal: bool) -> None:
    result = shell.run(line, terminal=terminal)
    assert (result.code, result.out, shell.sent) == (4, "", [])
    assert sentence(active_update_only) in result.err
    assert WAY_OUT in result.err
    assert "An update is running, so nothing was sent." in result.err


@pytest.mark.requirement("D3", "D4")
@pytest.mark.parametrize(
    ("line", "phrase", "confirmed"),
    [
        (f"delete {RUNNING}", "delete while an update runs", RUNNING),
        (f"transfer {RUNNING} globex", "transfer while an update runs", "globex"),
    ],
)
def test_at_a_terminal_exactly_that_is_confirmed(
    shell: Shell, active_update_only: bool, line: str, phrase: str, confirmed: str
) -> None:
    for typed in (f"{confirmed}\n{confirmed}\n", f"{phrase}.\n", f"{phrase}\nno\n"):
        refused = shell.run(line, typed, terminal=True)
        assert (refused.code, shell.sent) == (4, []), typed
        assert sentence(active_update_only) in refused.err
        assert WAY_OUT in refused.err
    shell.run(line, f"{phrase}\n{confirmed}\n", terminal=True)
    assert len(shell.sent) == 1


@pytest.mark.requirement("D7")
@pytest.mark.parametrize("line", [f"delete {EMPTY} --yes --confirm {EMPTY}", f"transfer {EMPTY} globex --yes"])
def test_a_409_is_a_running_update(shell: Shell, line: str) -> None:
    shell.app = create_app(failures="delete:409,transfer:409", latency=0)
    result = shell.run(line)
    assert (result.code, len(shell.sent)) == (4, 1)
    assert "an update is running" in result.err
    assert f"pulumi cancel {EMPTY}" in result.err


def test_a_read_that_is_refused_by_409_ends_with_4(shell: Shell) -> None:
    shell.app = create_app(failures="export:409", latency=0)
    result = shell.run(f"tree {EMPTY}")
    assert result.code == 4
    assert "an update is running" in result.err


@pytest.mark.requirement("D1", "D7", "D9", "H2")
@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("create acme/new-thing/dev", "creating stacks"),
        (f"delete {EMPTY} --yes --confirm {EMPTY}", "deleting stacks"),
        (f"transfer {EMPTY} globex --yes", "transferring stacks"),
    ],
)
def test_what_the_server_does_not_support_is_said_once_and_known(shell: Shell, line: str, what: str) -> None:
    shell.app = create_app(failures="create:405,delete:405,transfer:405", latency=0)
    result = shell.run(f"{line} --json")
    assert (result.code, result.values[0]["outcome"]) == (4, "rejected")
    assert f"does not support {what}: nothing changed." in result.err
    assert [str(write.outcome) for write in shell.writes] == ["None", "rejected"]
    assert shell.app.journal[-1].method != "GET"  # nothing is looked for afterwards


def test_show_says_what_is_running(shell: Shell, active_update_only: bool) -> None:
    text = shell.run(f"show {RUNNING}").out
    [value] = shell.run(f"show {RUNNING} --json").values
    running = value["runningUpdate"]
    assert isinstance(running, dict)
    assert running["id"]
    assert running["problem"] is None
    if active_update_only:
        assert "↻ an update is running, status: running\n" + WAY_OUT in text
        assert (running["status"], running["author"], value["currentOperation"]) == ("running", None, None)
    else:
        assert "↻ update by bob, 4m ago" in text
        assert (running["status"], running["author"]) == (None, "bob")
    [idle] = shell.run(f"show {EMPTY} --json").values
    assert idle["runningUpdate"] is None


def test_a_status_that_cannot_be_read_is_shown_as_a_problem(shell: Shell) -> None:
    shell.app = create_app(failures="update_status:403", latency=0, active_update_only=True)
    assert "treated as running: the status of the latest update cannot be read" in shell.run(f"show {RUNNING}").out
    [value] = shell.run(f"show {RUNNING} --json").values
    assert isinstance(value["runningUpdate"], dict)
    assert "lacks permission for" in str(value["runningUpdate"]["problem"])


def running_ones(shell: Shell) -> set[str]:
    return {"/".join(record.key) for record in shell.app.tenant._records.values() if record.operation}


def test_ls_finds_what_runs_however_it_is_reported(shell: Shell, active_update_only: bool) -> None:
    result = shell.run("ls --json state:running org:acme")
    assert {str(value["name"]) for value in result.values} == running_ones(shell)
    assert all(value["isUpdating"] and value["lastUpdate"] is None for value in result.values)
    asked = [request.path for request in shell.app.journal if request.path.startswith("/api/stacks/")]
    assert bool(asked) is active_update_only
    rest = shell.run("ls --json org:acme -- -state:running").values
    assert not running_ones(shell) & {str(value["name"]) for value in rest}


def test_only_what_the_rest_of_the_line_lets_through_is_asked_and_only_for_that_filter(shell: Shell) -> None:
    shell.app = create_app(failures="", latency=0, active_update_only=True)
    shell.run("ls --json project:web-shop state:running")
    asked = {request.path for request in shell.app.journal if request.path.startswith("/api/stacks/acme/web-shop/")}
    assert asked == {request.path for request in shell.app.journal if request.path.startswith("/api/stacks/")}
    before = len(shell.app.journal)
    shell.run("ls --json project:web-shop state:updated")
    assert all(request.path == "/api/user/stacks" for request in shell.app.journal[before:])


def test_progress_and_unreadable_stacks_are_reported(shell: Shell) -> None:
    shell.app = create_app(failures="get:403x2", latency=0, active_update_only=True)
    result = shell.run("ls project:web-shop state:running", terminal=True)
    assert "stacks for running updates…" in result.err
    assert "2 of 8 stacks unreadable: may be updating" in result.err.replace("\r\x1b[K", "\n")
    assert result.code == 0


def test_what_was_not_asked_is_said_and_the_answer_is_no_success(shell: Shell) -> None:
    shell.app = create_app(failures="get:401", latency=0, active_update_only=True)
    result = shell.run("ls project:web-shop state:running")
    assert (result.code, result.out) == (1, "")
    assert "rejected the access token" in result.err
    assert "8 of 8 stacks not checked: may be updating" in result.err
    assert "No stack matches." not in result.err  # that is not known


def test_an_update_that_begins_while_a_person_confirms_is_not_written_over(
    shell: Shell, active_update_only: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def confirm(*_asked: object) -> None:
        shell.app.tenant.find(StackIdentifier.parse(EMPTY)).operation = Operation("update", "bob", 5)

    monkeypatch.setattr("stacktui.cli.changing.ask_for", confirm)
    result = shell.run(f"delete {EMPTY}", terminal=True)
    assert (result.code, shell.sent) == (4, [])
    assert f"has changed, so nothing was sent. {sentence(active_update_only)}" in " ".join(result.err.split())
