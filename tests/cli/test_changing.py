"""Commands that change something ask, send once, and report the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.cli import changing
from stacktui.demo.server import create_app
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.stack import StackIdentifier
from tests.cli.shell import NEW, exists

if TYPE_CHECKING:
    from tests.cli.shell import Shell


@pytest.mark.requirement("D4")
@pytest.mark.parametrize("line", [f"delete {NEW}", f"transfer {NEW} globex"])
def test_what_changed_while_a_person_confirmed_is_not_sent(
    created: Shell, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def confirm(*_asked: object) -> None:
        created.app.tenant.find(StackIdentifier.parse(NEW)).version += 1

    monkeypatch.setattr(changing, "ask_for", confirm)
    before = created.sent
    result = created.run(line, terminal=True)
    assert result.code == 4
    assert "has changed, so nothing was sent. Its version changed from 0 to 1." in " ".join(result.err.split())
    assert created.sent == before


@pytest.mark.requirement("D9")
def test_a_stack_is_created_with_its_tags_and_written_down(shell: Shell) -> None:
    result = shell.run(f"create {NEW} --tag team=core --tag note=")
    assert (result.code, result.out) == (0, f"Created {NEW}.\n")
    [value] = shell.run(f"show {NEW} --json").values
    assert isinstance(value["tags"], dict)
    assert (value["tags"]["team"], value["tags"]["note"]) == ("core", "")
    assert [str(write.outcome) for write in shell.writes] == ["None", "done"]


@pytest.mark.requirement("H2")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("create acme/new-thing/d:v", "cannot contain `:` (position 2)"),
        ("create a/new-thing/dev", "must have at least 3 characters"),
        ("create acme/x!/dev", "The project name cannot contain `!`"),
        ("create acme/x/dev --tag team", "`team` is not a tag: write NAME=VALUE"),
        ("create acme/x/dev --tag te!am=x", "The tag name cannot contain `!`"),
        ("transfer acme/x/dev b", "must have at least 3 characters"),
        ("transfer acme/x/dev acme --yes", "acme/x/dev is already in acme"),
    ],
)
def test_what_the_service_would_refuse_is_not_sent(shell: Shell, line: str, words: str) -> None:
    result = shell.run(line, terminal=True)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert shell.app.journal == []


@pytest.mark.requirement("D6")
@pytest.mark.parametrize(
    "line", [f"create {NEW}", f"transfer {NEW} globex --yes", f"delete {NEW} --yes --confirm {NEW}"]
)
def test_read_only_refuses_before_anything_is_asked(shell: Shell, line: str) -> None:
    result = shell.run(f"{line} --read-only")
    assert (result.code, result.out, shell.app.journal) == (4, "", [])
    assert result.err.startswith("stacktui is read-only; nothing was sent.")


def test_a_name_that_is_taken_is_refused_in_the_servers_words(created: Shell) -> None:
    result = created.run(f"create {NEW} --json")
    assert result.code == 4
    assert result.values[0]["outcome"] == "rejected"
    assert result.values[0]["requestId"]
    assert "already exists" in result.err


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    "line",
    [
        f"delete {NEW}",
        f"delete {NEW} --yes",
        f"delete {NEW} --confirm {NEW}",
        f"delete {NEW} --force",
        f"transfer {NEW} globex",
    ],
)
def test_without_a_terminal_nothing_is_assumed(created: Shell, line: str) -> None:
    before = created.sent
    result = created.run(line, f"{NEW}\n")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("No terminal to confirm on: use --yes")
    assert created.sent == before


def test_a_transfer_moves_the_stack(shell: Shell) -> None:
    before = "acme/docs-site/prod"
    refused = shell.run(f"transfer {before} initech", "globex\n", terminal=True)
    assert (refused.code, exists(shell, before)) == (4, True)
    assert "It becomes initech/docs-site/prod" in refused.err
    done = shell.run(f"transfer {before} initech --json", "initech\n", terminal=True)
    assert done.code == 0, done.err
    assert done.values[0]["newStack"] == "initech/docs-site/prod"
    assert exists(shell, "initech/docs-site/prod")
    assert [sent for sent in shell.sent if sent[0] == "POST"] == [("POST", f"/api/stacks/{before}/transfer")]


@pytest.mark.requirement("D1", "D9")
@pytest.mark.parametrize(
    ("failures", "code", "outcome"),
    [
        ("delete:drop", 0, "done"),
        ("delete:500x1", 1, "unknown"),
        ("delete:403", 4, "rejected"),
        ("delete:409", 4, "rejected"),
    ],
)
def test_an_outcome_that_is_lost_is_looked_up_and_never_guessed(
    created: Shell, failures: str, code: int, outcome: str
) -> None:
    tenant = created.app.tenant
    created.app = create_app(failures=failures, latency=0)
    created.app.tenant = tenant
    created.policy = RequestPolicy(attempts=1)
    result = created.run(f"delete {NEW} --yes --confirm {NEW} --json")
    assert [sent for sent in created.sent if sent[0] == "DELETE"] == [("DELETE", f"/api/stacks/{NEW}")]
    assert (result.code, result.values[0]["outcome"], result.values[0]["newStack"]) == (code, outcome, None)
    assert str(created.writes[-1].outcome) == outcome
