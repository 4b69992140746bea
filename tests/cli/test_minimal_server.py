"""Against a server that serves what the pulumi CLI asks for and no more, each command gives what can be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.demo.server import create_app

if TYPE_CHECKING:
    from tests.cli.shell import Shell

PROD = "acme/web-shop/prod"


@pytest.fixture
def minimal(shell: Shell) -> Shell:
    shell.app = create_app(failures="", latency=0, minimal=True)
    return shell


def test_stacks_are_listed_and_shown_and_what_is_not_reported_is_not_missed(minimal: Shell) -> None:
    assert any(value["name"] == PROD for value in minimal.run("ls --json").values)
    result = minimal.run(f"show {PROD} --json")
    (shown,) = result.values
    assert (result.code, shown["id"], shown["metadata"]) == (0, "", None)
    updates = shown["updates"]
    assert isinstance(updates, list)
    assert updates[0]["version"] == shown["version"]  # its pages are counted from 0
    assert shown["runningUpdate"] is not None  # by `activeUpdate` alone


def test_the_count_and_the_references_come_from_the_state(minimal: Shell) -> None:
    assert minimal.run(f"count {PROD} --json").values[0]["source"] == "state"
    directions = {value["direction"] for value in minimal.run(f"refs {PROD} --json").values}
    assert directions == {"upstream"}


def test_an_older_version_is_read_from_its_export(minimal: Shell) -> None:
    result = minimal.run("tree acme/network/prod --version 3")
    assert (result.code, result.out != "") == (0, True)
    asked = [request.path for request in minimal.app.journal]
    assert asked[-1:] == ["/api/stacks/acme/network/prod/export/3"]


def test_a_change_that_the_server_does_not_support_says_so_and_exits_with_4(minimal: Shell) -> None:
    result = minimal.run("transfer acme/network/prod globex --yes")
    assert result.code == 4
    assert "does not support transferring stacks" in result.err


def test_writes_that_the_cli_makes_too_are_made(minimal: Shell) -> None:
    assert minimal.run("create acme/new-thing/dev").code == 0
    assert minimal.run("delete acme/new-thing/dev --yes --confirm acme/new-thing/dev").code == 0
    assert minimal.run("show acme/new-thing/dev").code == 3


def test_the_option_needs_the_demo(minimal: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        minimal.run("ls --minimal")
    assert ended.value.code == 2
    assert "--minimal needs --demo" in capsys.readouterr().err
