"""`delete` shows what it deletes and keeps, asks like the dialog, and orphans only a confirmed number of resources."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from stacktui.cli import changing, deleting
from stacktui.cli.parsing import parse_arguments
from stacktui.demo.server import create_app
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.stack import StackIdentifier
from tests.cli.shell import NEW, exists, last_line
from tests.demo.odd_answers import answer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.shell import Result, Shell

FULL = "acme/payments/prod"
"""Has 903 resources."""
UNATTENDED = f"delete {FULL} --yes --confirm {FULL}"
NO_COUNT = {
    "not found": ("count:404", b""),
    "forbidden": ("count:403", b""),
    "fault": ("count:500", b""),
    "cut": ("count:drop", b""),
    "a web page": ("count:html", b""),
    "empty": ("count:empty", b""),
    "nothing in it": ("", b"{}"),
    "text": ("", b'{"resourceCount":"903"}'),
    "zero": ("", b'{"resourceCount":0,"version":9}'),
    "below zero": ("", b'{"resourceCount":-1,"version":9}'),
}
"""Ways in which the server's own count does not tell how many resources there are."""


def uncounted(shell: Shell, monkeypatch: pytest.MonkeyPatch, fault: str, body: bytes, *more: str) -> None:
    shell.app = create_app(failures=",".join(filter(None, (fault, *more))), latency=0)
    shell.policy = RequestPolicy(attempts=1)
    if body:
        answer(monkeypatch, "count", body)


def commands_in(result: Result) -> list[str]:
    """The command lines suggested in the output."""
    return re.findall(r"`(stacktui [^`]*)`", result.err)


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    "typed", ["", "\n", "dev\n", "acme/new-thing/de\n", " acme/new-thing/dev\n", "ACME/new-thing/dev\n", "y\n"]
)
def test_only_the_full_name_deletes(created: Shell, typed: str) -> None:
    result = created.run(f"delete {NEW}", typed, terminal=True)
    assert result.code == 4
    assert last_line(result) == "The confirmation does not match, so nothing was changed."
    assert exists(created, NEW)


@pytest.mark.requirement("D3", "D1")
def test_the_full_name_typed_deletes_once(created: Shell) -> None:
    result = created.run(f"delete {NEW}", f"{NEW}\n", terminal=True)
    assert result.code == 0
    assert f"Deleted {NEW}." in result.out
    assert "Will not be deleted: resources in your cloud." in result.err
    assert "one of the last 25 deleted stacks" in result.err
    assert [sent for sent in created.sent if sent[0] == "DELETE"] == [("DELETE", f"/api/stacks/{NEW}")]
    assert not exists(created, NEW)


@pytest.mark.requirement("D3")
def test_without_a_terminal_the_name_is_repeated(created: Shell) -> None:
    wrong = created.run(f"delete {NEW} --yes --confirm acme/new-thing/prod")
    assert wrong.code == 4
    assert "nothing was sent" in wrong.err
    assert exists(created, NEW)
    assert created.run(f"delete {NEW} --yes --confirm {NEW}").code == 0
    assert not exists(created, NEW)


@pytest.mark.requirement("D5", "D7")
def test_a_stack_with_resources_needs_force_and_says_what_is_at_stake(shell: Shell) -> None:
    result = shell.run(f"delete {FULL} --yes --confirm {FULL}")
    assert result.code == 4
    for words in (
        "https://api.demo.example as alice",
        "resources 903 resources according to the server's count",
        "read by 1: acme/web-shop/prod",
        "still contains",
    ):
        assert words in " ".join(result.err.split())
    assert exists(shell, FULL)


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    ("second", "code"), [("orphan 903 resources\n", 0), (f"{FULL}\n", 4), ("orphan 902 resources\n", 4)]
)
def test_force_asks_for_another_phrase(shell: Shell, second: str, code: int) -> None:
    result = shell.run(f"delete {FULL} --force", f"{FULL}\n{second}", terminal=True)
    assert result.code == code
    assert "Force orphans 903 resources: they go on running, and costing, in your cloud" in result.err
    assert "Type `orphan 903 resources` to force it:" in result.err
    assert shell.deletes == ["force=false", "force=true"][: 2 - bool(code)]
    assert exists(shell, FULL) is (code != 0)
    assert ("Deleted" in result.out + result.err) is (code == 0)


@pytest.mark.requirement("D3", "T6")
@pytest.mark.parametrize("line", ["delete --force --yes --confirm NAME NAME", "transfer --yes NAME globex"])
def test_a_name_that_cannot_be_read_cannot_be_confirmed(shell: Shell, line: str) -> None:
    shell.app = create_app(failures="", latency=0, poison=True)
    name = "org-10\u202e/project/stack"
    result = shell.run("", words=tuple(name if word == "NAME" else word for word in line.split()))
    assert (result.code, shell.sent) == (4, [])
    assert "characters that Pulumi does not allow" in result.err


@pytest.mark.requirement("D3")
def test_force_on_an_empty_stack_deletes_it_without_force(created: Shell) -> None:
    assert created.run(f"delete {NEW} --force --yes --confirm {NEW}").code == 0
    assert created.deletes == ["force=false"]


@pytest.mark.requirement("D3")
@pytest.mark.parametrize("given", ["", "--orphan 902", "--orphan 1"])
def test_unattended_nothing_is_orphaned_whose_number_is_not_named(shell: Shell, given: str) -> None:
    result = shell.run(f"{UNATTENDED} --force {given}")
    assert (result.code, result.out) == (4, "")
    assert "Deleted" not in result.err
    assert last_line(result).startswith("--orphan is ")
    assert f"{FULL} has 903 resources according to the server's count; it was not deleted." in last_line(result)
    assert shell.deletes == ["force=false"]
    [_, line] = commands_in(result)
    assert line == f"stacktui delete {FULL} --force --yes --confirm {FULL} --orphan 903"
    done = shell.run(line.removeprefix("stacktui "))
    assert (done.code, shell.deletes) == (0, ["force=false", "force=false", "force=true"])
    assert not exists(shell, FULL)


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(("fault", "body"), NO_COUNT.values(), ids=NO_COUNT)
def test_no_failure_of_the_count_weakens_the_guard(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, fault: str, body: bytes
) -> None:
    uncounted(shell, monkeypatch, fault, body)
    refused = shell.run(f"{UNATTENDED} --force")
    assert (refused.code, shell.deletes) == (4, ["force=false"])
    assert f"{FULL} has 903 resources according to its state" in last_line(refused)
    mistyped = shell.run(f"delete {FULL} --force", f"{FULL}\norphan 0 resources\n", terminal=True)
    assert (mistyped.code, shell.deletes[1:]) == (4, ["force=false"])
    assert "Type `orphan 903 resources` to force it:" in mistyped.err
    assert shell.run(f"{UNATTENDED} --force --orphan 903").code == 0


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(("fault", "body"), NO_COUNT.values(), ids=NO_COUNT)
def test_where_nothing_is_known_nothing_is_orphaned_unattended(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, fault: str, body: bytes
) -> None:
    uncounted(shell, monkeypatch, fault, body, "list:403", "export:403")
    for given in ("", "--orphan 903", "--orphan 1"):
        result = shell.run(f"{UNATTENDED} --force {given}")
        assert (result.code, result.out) == (4, "")
        assert f"The number of resources in {FULL} is unknown, so it was not deleted" in last_line(result)
        assert commands_in(result)[-1] == f"stacktui delete {FULL} --force"
    phrase = "orphan an unknown number of resources"
    assert shell.run(f"delete {FULL} --force", f"{FULL}\norphan resources\n", terminal=True).code == 4
    assert set(shell.deletes) == {"force=false"}
    assert shell.run(f"delete {FULL} --force", f"{FULL}\n{phrase}\n", terminal=True).code == 0


@pytest.mark.requirement("D4")
def test_another_number_before_sending_is_refused_with_the_new_one(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = (b'{"resourceCount":%d,"version":1291}' % number for number in (903, 904))
    answer(monkeypatch, "count", before, before, before, after)
    result = shell.run(f"{UNATTENDED} --force --orphan 903")
    assert (result.code, shell.deletes) == (4, ["force=false"])
    assert f"{FULL} has changed, so it was not deleted. Its number of resources changed from 903 to 904." in result.err
    again = shell.run(f"{UNATTENDED} --force --orphan 903")
    assert again.code == 4
    assert "--orphan 904`" in last_line(again)


@pytest.mark.requirement("D4")
def test_another_number_while_a_person_confirmed_is_refused_with_the_new_one(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def confirm(_task: object, _question: str, phrase: str) -> None:
        if phrase == "orphan 903 resources":
            shell.app.tenant.find(StackIdentifier.parse(FULL)).count = 904

    monkeypatch.setattr(changing, "ask_for", confirm)
    result = shell.run(f"delete {FULL} --force", terminal=True)
    assert (result.code, shell.deletes) == (4, ["force=false"])
    assert "Its number of resources changed from 903 to 904." in last_line(result)


@pytest.mark.requirement("D3")
def test_a_wrong_number_is_refused_at_a_terminal_too(shell: Shell) -> None:
    result = shell.run(f"delete {FULL} --force --orphan 5", f"{FULL}\norphan 903 resources\n", terminal=True)
    assert (result.code, shell.deletes) == (4, ["force=false"])


def test_a_number_without_force_is_a_mistake(shell: Shell) -> None:
    assert shell.run(f"{UNATTENDED} --orphan 903").code == 2
    assert shell.app.journal == []


@pytest.mark.requirement("D7")
@pytest.mark.parametrize("fault", ["", "count:404", "count:404,list:403,export:403"])
def test_a_refused_delete_names_the_exact_next_command(shell: Shell, fault: str) -> None:
    shell.app = create_app(failures=fault, latency=0)
    shell.policy = RequestPolicy(attempts=1)
    attended = shell.run(f"delete {FULL}", f"{FULL}\n", terminal=True)
    assert commands_in(attended)[-1] == f"stacktui delete {FULL} --force"
    assert f"`pulumi destroy --stack {FULL}`" in attended.err
    number = "" if "list" in fault else f" --yes --confirm {FULL} --orphan 903"
    options = "--backend https://api.demo.example --insecure-http"
    unattended = shell.run(f"{UNATTENDED} {options}")
    assert commands_in(unattended)[-1] == f"stacktui delete {FULL} --force{number} {options}"
    assert shell.deletes == ["force=false", "force=false"]


@pytest.mark.requirement("D5")
@pytest.mark.parametrize(("fault", "is_restorable"), [("", True), ("deleted:404", False), ("deleted:403", False)])
def test_a_restore_is_promised_only_where_the_server_has_one(created: Shell, fault: str, is_restorable: bool) -> None:
    tenant = created.app.tenant
    created.app = create_app(failures=fault, latency=0)
    created.app.tenant = tenant
    result = created.run(f"delete {NEW} --yes --confirm {NEW}")
    assert (result.code, result.out) == (0, f"Deleted {NEW}.\n")
    assert ("one of the last 25 deleted stacks" in result.err) is is_restorable
    assert ("This cannot be undone on this server." in result.err) is not is_restorable
    assert "console" not in result.err


@pytest.mark.requirement("D5")
def test_the_export_that_is_offered_first_is_a_command_line_that_works(shell: Shell, tmp_path: Path) -> None:
    result = shell.run(f"delete {FULL}", "\n", terminal=True)
    line = f"stacktui export {FULL} --with-secrets -o acme-payments-prod.secrets.json"
    assert commands_in(result) == [line]
    words = shlex.split(line)
    words[-1] = str(tmp_path / words[-1])
    assert shell.run("", words=tuple(words[1:])).code == 0
    assert (tmp_path / "acme-payments-prod.secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_command_line_that_is_named_means_the_same_stack_whatever_its_name_holds() -> None:
    arguments = parse_arguments(["delete", "x", "--demo", "--config", "my file"], {})
    line = deleting._delete_line(arguments, StackIdentifier("acme", "it's", "a b"), "--force")
    again = parse_arguments(shlex.split(line)[1:], {})
    assert (again.stack, again.force, again.demo, again.config) == ("acme/it's/a b", True, True, "my file")
