"""`ls` prints what the UI's list shows, as a table or as JSON lines; `whoami` shows the source of the login."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from stacktui.cli.failures import CommandFailed
from stacktui.cli.listing import filter_line
from stacktui.demo.server import create_app
from stacktui.local.config import Config
from stacktui.local.remembered import known_stacks
from tests.cli.shell import BACKEND, Shell

if TYPE_CHECKING:
    from pathlib import Path


def names(shell: Shell, line: str) -> list[object]:
    return [value["name"] for value in shell.run(f"ls --json {line}").values]


def test_people_get_a_table_and_nothing_else_on_standard_output(shell: Shell) -> None:
    result = shell.run("ls project:web-shop tag:env=prod")
    lines = result.out.splitlines()
    assert lines[0].split() == ["STACK", "RESOURCES", "UPDATED"]
    assert any(line.split()[:2] == ["acme/web-shop/prod", "412"] and line.endswith(" now") for line in lines)
    assert (result.code, result.err) == (0, "")


def test_programs_get_one_object_a_line(shell: Shell) -> None:
    [prod] = [value for value in shell.run("ls --json prod").values if value["name"] == "acme/web-shop/prod"]
    assert prod == {
        "organization": "acme",
        "project": "web-shop",
        "stack": "prod",
        "name": "acme/web-shop/prod",
        "resourceCount": 412,
        "lastUpdate": None,
        "isUpdating": True,
        "url": "https://app.pulumi.example/acme/web-shop/prod",
    }


def test_a_link_is_that_of_the_users_own_console_else_what_the_server_reports_and_never_guessed(shell: Shell) -> None:
    urls = {value["name"]: value["url"] for value in shell.run("ls --json").values}
    assert urls["acme/web-shop/prod"] == "https://app.pulumi.example/acme/web-shop/prod"
    assert None in urls.values()
    shell.environ["PULUMI_CONSOLE_DOMAIN"] = "console.corp.example"
    own = {value["name"]: value["url"] for value in shell.run("ls --json").values}
    assert own["acme/web-shop/prod"] == "https://console.corp.example/acme/web-shop/prod"
    assert None not in own.values()


def test_unreported_and_never_are_distinguished(shell: Shell) -> None:
    found = shell.run("ls --json").values
    assert {type(value["resourceCount"]) for value in found} == {int, type(None)}
    assert any(value["lastUpdate"] is None and value["isUpdating"] is False for value in found)
    assert any(value["lastUpdate"] == 0 for value in found) is False


def test_terms_narrow_the_list_and_negated_ones_take_away(shell: Shell) -> None:
    everything = set(names(shell, ""))
    prod = set(names(shell, "tag:env=prod"))
    rest = set(names(shell, "-tag:env=prod"))
    assert prod
    assert rest
    assert prod | rest == everything
    assert not prod & rest
    assert {str(name).split("/")[0] for name in names(shell, "--organization globex")} == {"globex"}


def test_an_order_is_kept_in_both_forms(shell: Shell) -> None:
    counted = [value["resourceCount"] for value in shell.run("ls --json --sort resources resources:>0").values]
    assert counted == sorted((int(str(number)) for number in counted), reverse=True)
    table = shell.run("ls --sort resources --reverse resources:>0").out.splitlines()[1:]
    shown = [int(re.split(r"\s{2,}", line)[1]) for line in table]
    assert shown == sorted(shown)
    assert len(shown) == len(counted)


def test_streamed_lines_tell_each_stack_once_and_the_same_as_the_table(shell: Shell) -> None:
    streamed = names(shell, "")
    assert len(streamed) == len(set(streamed)) == len(shell.run("ls").out.splitlines()) - 1


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_for_a_terminal_only(shell: Shell, terminal: bool) -> None:
    result = shell.run("ls", terminal=terminal)
    assert ("stacks so far" in result.err) is terminal
    assert "stacks so far" not in result.out
    assert result.err.endswith("\r\x1b[K") is terminal


@pytest.mark.parametrize(("line", "environ"), [("--plain", {}), ("", {"NO_COLOR": "1"}), ("", {"TERM": "dumb"})])
def test_colours_are_left_out_when_asked(shell: Shell, line: str, environ: dict[str, str]) -> None:
    assert "\x1b[" in shell.run("ls project:web-shop", terminal=True).out
    shell.environ |= environ
    assert "\x1b[" not in shell.run(f"ls project:web-shop {line}", terminal=True).out


def test_no_match_is_an_empty_answer_and_a_word(shell: Shell) -> None:
    for form in ("", "--json"):
        result = shell.run(f"ls {form} nothing-has-this-name")
        assert (result.code, result.out, result.err) == (0, "", "No stack matches.\n")


@pytest.mark.requirement("H2")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("state:sleeping", "`sleeping` is not a state: use never, running, updated.\n"),
        ("colour:red", "`colour:` is not a filter"),
        ("@late", "No saved filter @late: none is saved; add them under [filters].\n"),
    ],
)
def test_a_filter_that_is_not_understood_ends_with_2(shell: Shell, words: str, sentence: str) -> None:
    result = shell.run(f"ls {words}")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(sentence)
    assert shell.app.journal == []


def test_a_saved_filter_stands_for_its_line(shell: Shell) -> None:
    shell.config = Config(filters=(("live", "tag:env=prod project:web-shop"),))
    assert names(shell, "@live") == names(shell, "tag:env=prod project:web-shop")
    assert names(shell, "@live")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("a", "tag:b=c"), "a tag:b=c"),
        (("core infra",), '"core infra"'),
        (("tag:team=core infra",), 'tag:team="core infra"'.replace('team="core infra"', '"team=core infra"')),
        (("-core infra", "-tag:x y"), '-"core infra" -tag:"x y"'),
        (('tag:"x y"',), 'tag:"x y"'),
    ],
)
def test_words_keep_the_blanks_that_the_shell_unquoted(words: tuple[str, ...], line: str) -> None:
    assert filter_line(words) == line


def test_an_unknown_saved_filter_names_those_there_are() -> None:
    with pytest.raises(CommandFailed, match="No saved filter @x: @live"):
        filter_line(["@x"], (("live", "a"),))


@pytest.mark.requirement("S11")
def test_names_are_kept_for_completion_unless_disabled(shell: Shell, tmp_path: Path) -> None:
    shell.config = Config(remember=False)
    shell.run("ls")
    assert known_stacks(shell.environ) == ()
    shell.config = Config()
    shell.run("ls project:web-shop tag:env=prod")
    some = known_stacks(shell.environ, BACKEND)
    assert "acme/web-shop/prod" in some
    shell.run("ls")
    assert len(known_stacks(shell.environ, BACKEND)) > len(some)


def test_whoami_says_who_where_and_which_source_won(shell: Shell) -> None:
    result = shell.run("whoami --read-only")
    assert "alice (Alice Ng)" in result.out
    assert "api.demo.example  from --backend" in result.out
    assert "from PULUMI_ACCESS_TOKEN" in result.out
    assert re.search(r"access +read-only", result.out)
    [value] = shell.run("whoami --json").values
    assert value == {
        "user": "alice",
        "name": "Alice Ng",
        "organizations": ["acme", "globex", "initech"],
        "backend": BACKEND,
        "backendSource": "--backend",
        "tokenSource": "PULUMI_ACCESS_TOKEN",
        "defaultOrganization": "acme",
        "readOnly": False,
    }


def test_a_refused_default_organization_costs_its_own_line_only(shell: Shell) -> None:
    shell.app = create_app(failures="default_organization:403", latency=0)
    result = shell.run("whoami")
    assert (result.code, "alice (Alice Ng)" in result.out, "acme, globex, initech" in result.out) == (0, True, True)
    assert re.search(r"^default +not known$", result.out, re.MULTILINE)
    assert "default organization" in result.err
    assert shell.run("whoami --json").values[0]["defaultOrganization"] is None


@pytest.mark.parametrize(("status", "code"), [("403", 3), ("401", 1), ("503", 1)])
def test_a_short_name_is_the_users_own_where_the_default_is_refused(shell: Shell, status: str, code: int) -> None:
    shell.app = create_app(failures=f"default_organization:{status}", latency=0)
    shell.project = "web-shop"
    result = shell.run("show prod")
    assert result.code == code
    assert ("alice/web-shop/prod" in result.err) is (status == "403")


def test_whoami_says_whose_token_it_is(shell: Shell) -> None:
    user = {
        "githubLogin": "bot",
        "name": "",
        "tokenInfo": {"name": "ci\x1b", "organization": "acme", "team": "platform"},
    }
    shell.transport = lambda app: httpx.MockTransport(lambda request: httpx.Response(200, json=user))
    out = shell.run("whoami").out
    assert "from PULUMI_ACCESS_TOKEN  ci␛, organization acme, team platform" in out


@pytest.mark.requirement("A8")
def test_whoami_shows_when_the_token_expires(shell: Shell) -> None:
    shell.expires_at = 2_093_517_067.0
    assert "from PULUMI_ACCESS_TOKEN  expires 2036-05-04 12:31 UTC" in shell.run("whoami").out
    assert shell.run("whoami --json").values[0]["tokenExpires"] == "2036-05-04 12:31 UTC"


@pytest.mark.requirement("T2", "T3")
@pytest.mark.parametrize("command", ["ls", "ls --json", "whoami", "whoami --json"])
@pytest.mark.parametrize("terminal", [True, False])
def test_hostile_names_reach_no_terminal(shell: Shell, command: str, terminal: bool) -> None:
    shell.app = create_app(failures="", latency=0, poison=True)
    result = shell.run(f"{command} --plain", terminal=terminal)
    assert result.code == 0
    lines = [*result.out.split("\n"), *result.err.replace("\r\x1b[K", "").split("\n")]
    assert all(line.replace("\u200d", "").isprintable() for line in lines)  # joiners stay within emoji
