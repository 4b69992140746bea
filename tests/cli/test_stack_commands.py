"""`show`, `refs` and `count` print what the server reports about one stack; a short name is completed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.demo.server import create_app
from stacktui.pulumi.http.policy import RequestPolicy

if TYPE_CHECKING:
    from tests.cli.shell import Shell

PROD = "acme/web-shop/prod"


def test_show_describes_a_stack(shell: Shell) -> None:
    out = shell.run(f"show {PROD}").out
    for words in (
        PROD,
        " update by bob",
        "Alice Ng (alice)",
        "env                       prod",
        "none for this backend",
    ):
        assert words in out
    [value] = shell.run(f"show {PROD} --json").values
    assert value["url"] is None
    assert value["version"] == 187
    assert isinstance(value["tags"], dict)
    assert value["tags"]["env"] == "prod"
    assert isinstance(value["updates"], list)
    assert value["updates"][0]["version"] == 187
    assert value["problems"] == []


def test_a_part_that_cannot_be_read_is_said_and_the_rest_is_shown(shell: Shell) -> None:
    shell.app = create_app(failures="metadata:403", latency=0)
    result = shell.run(f"show {PROD} --json")
    assert result.code == 0
    assert result.values[0]["metadata"] is None
    assert result.values[0]["problems"] != []
    assert "lacks permission" in result.err


@pytest.mark.parametrize(
    ("project", "organization", "text"),
    [("", "", PROD), ("web-shop", "", "acme/prod"), ("web-shop", "", "prod"), ("web-shop", "acme", "prod")],
)
def test_what_a_short_name_leaves_out_is_known(shell: Shell, project: str, organization: str, text: str) -> None:
    shell.project, shell.organization = project, organization
    assert shell.run(f"count {text}").out == "412 resources  at version 187\n"


@pytest.mark.requirement("H2")
@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("prod", 2, "`prod` has no project: write organization/project/stack"),
        ("a//c", 2, "is not a full stack name"),
        ("a/b/c/d", 2, "is not a full stack name"),
        ("acme/web-shop/nope", 3, "was not found"),
        ("acme/web-shop/..", 2, "A name must not be empty"),
    ],
)
@pytest.mark.parametrize("command", ["show", "count", "tree", "refs", "export"])
def test_a_stack_that_is_not_there_or_no_name_has_its_exit_code(
    shell: Shell, command: str, text: str, code: int, words: str
) -> None:
    result = shell.run(f"{command} {text}")
    assert (result.code, result.out) == (code, "")
    assert words in result.err


@pytest.mark.requirement("H2")
@pytest.mark.parametrize(("fault", "code"), [("401", 1), ("403", 4), ("404", 3), ("500", 1), ("html", 1)])
def test_each_refusal_has_its_exit_code_and_request_id(shell: Shell, fault: str, code: int) -> None:
    shell.app = create_app(failures=f"count:{fault},export:{fault}", latency=0)
    shell.policy = RequestPolicy(attempts=1)
    result = shell.run(f"count {PROD}")
    assert (result.code, result.out) == (code, "")
    assert result.err.count("\n") <= 3
    assert ("Request ID" in result.err) is (fault != "html")


@pytest.mark.requirement("H2")
def test_what_a_server_does_not_report_is_worked_out_from_the_state(shell: Shell) -> None:
    shell.app = create_app(failures="count:404,downstream:404,upstream:404", latency=0)
    counted = shell.run(f"count {PROD} --json").values[0]
    assert (counted["source"], counted["resourceCount"]) == ("state", 412)
    result = shell.run(f"refs {PROD}")
    assert "neither the server nor the state reports them" in result.out
    assert "acme/payments/prod" in result.out


def test_refs_tell_both_directions_and_how_far_behind(shell: Shell) -> None:
    found = shell.run(f"refs {PROD} --json").values
    payments = next(value for value in found if value["name"] == "acme/payments/prod")
    assert payments["direction"] == "upstream"
    assert (payments["version"], payments["currentVersion"], payments["behind"]) == (1289, 1291, 2)
    [reader] = [v for v in shell.run("refs acme/payments/prod --json").values if v["direction"] == "downstream"]
    assert reader["name"] == PROD
    assert "2 versions behind, now 1291" in shell.run(f"refs {PROD}").out


def test_what_the_server_cannot_tell_is_read_from_the_state(shell: Shell) -> None:
    shell.app = create_app(failures="upstream:404", latency=0)
    found = [value for value in shell.run(f"refs {PROD} --json").values if value["direction"] == "upstream"]
    assert {value["name"] for value in found} == {
        "acme/network/prod",
        "acme/platform/prod",
        "acme/payments/prod",
        "acme/search/prod",
    }
    assert {value["version"] for value in found} == {None}


def test_count_is_the_servers_or_with_groups_the_states(shell: Shell) -> None:
    assert shell.run(f"count {PROD} --json").values == [
        {"resourceCount": 412, "version": 187, "source": "server"},
    ]
    [value] = shell.run(f"count {PROD} --by package --json").values
    assert value["source"] == "state"
    groups = value["groups"]
    assert isinstance(groups, list)
    assert sum(group["count"] for group in groups) == value["resourceCount"] == 412
    lines = shell.run(f"count {PROD} --by type").out.splitlines()
    assert lines[0].split() == ["COUNT", "TYPE"]
    assert sum(int(line.split()[0]) for line in lines[1:]) == 412


def test_without_a_token_nothing_is_asked(shell: Shell) -> None:
    shell.token = None
    result = shell.run(f"count {PROD}")
    assert (result.code, shell.app.journal) == (1, [])
    assert result.err.startswith("No access token for https://api.demo.example. Run `pulumi login`")
