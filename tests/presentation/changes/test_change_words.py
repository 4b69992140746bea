"""The words of each change, the same in the UI and at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.changes import create, delete, transfer
from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.looking import Doubt, Verdict, unknown
from stacktui.explorer.changes.preflight import Preflight
from stacktui.explorer.changes.transfer import Transfer
from stacktui.explorer.kinds.count_for_delete import Counted, CountSource
from stacktui.presentation.changes.registry import words_of
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.errors import Forbidden
from stacktui.pulumi.stack import Stack, StackIdentifier, StackReference

if TYPE_CHECKING:
    from stacktui.explorer.changes.change import Change

STACK = StackIdentifier("acme", "web", "prod")
NEW, MOVE = Create(STACK), Transfer(STACK, to_organization="globex")
DELETE, FORCE = Delete(STACK), Delete(STACK, force=True)
READERS = (StackReference("acme", "network", "prod", 2),)
FACTS = Preflight(Stack("acme", "web", "prod"), None, None, Counted(64, CountSource.SERVER), None, READERS, None)


@pytest.mark.parametrize(
    ("change", "subject", "done", "prompt"),
    [
        (NEW, "acme/web/prod", "Created acme/web/prod", "Type acme/web/prod to create it:"),
        (
            MOVE,
            "acme/web/prod → globex",
            "Transferred globex/web/prod from acme",
            "Type globex to transfer it there:",
        ),
        (DELETE, "acme/web/prod", "Deleted acme/web/prod", "Type acme/web/prod to delete it:"),
        (
            FORCE,
            "acme/web/prod",
            "Deleted acme/web/prod; its resources are orphaned",
            "Type orphan 64 resources to force it:",
        ),
    ],
)
def test_what_is_done_and_what_confirms_it(change: Change, subject: str, done: str, prompt: str) -> None:
    words = words_of(change)
    assert (words.subject, words.done, plain_text(words.prompt(FACTS))) == (subject, done, prompt)


@pytest.mark.requirement("D5")
@pytest.mark.parametrize(
    ("change", "effects"),
    [
        (NEW, []),
        (
            MOVE,
            [
                "It becomes globex/web/prod.",
                "Its full name changes",
                "Team and permission",
                "Earlier versions",
                "⚠ Stacks",
            ],
        ),
        (DELETE, ["Will be deleted", "Will not be deleted: resources", "This cannot be undone"]),
        (FORCE, ["The server refused", "⚠ Force orphans 64 resources: ", "To destroy them instead: `pulumi ", "This"]),
    ],
)
def test_what_a_change_does_is_said_before_it_is_confirmed(change: Change, effects: list[str]) -> None:
    said = [plain_text(line) for line in words_of(change).effects(FACTS)]
    assert [line.startswith(begin) for line, begin in zip(said, effects, strict=True)] == [True] * len(effects)


def test_each_change_says_what_it_does_to_an_update_and_what_did_not_happen() -> None:
    assert words_of(DELETE).consequence == words_of(FORCE).consequence != words_of(MOVE).consequence
    assert [words_of(change).unsent for change in (NEW, MOVE, DELETE, FORCE)] == [
        "nothing was sent",
        "nothing was sent",
        "nothing was sent",
        "it was not deleted",
    ]


@pytest.mark.requirement("D1")
@pytest.mark.parametrize("change", [NEW, MOVE, DELETE, FORCE])
def test_whatever_looking_found_has_words(change: Change) -> None:
    seen = {Create: create.Seen, Transfer: transfer.Seen, Delete: delete.Seen}[type(change)]
    verdicts = [Verdict(known=True, done=False, seen=code) for code in seen]
    verdicts += [unknown(Doubt.LISTED), unknown(Doubt.LIST_NOT_WHOLE)]
    sentences = [words_of(change).verdict(verdict) for verdict in verdicts]
    assert len(set(sentences)) == len(sentences)
    assert all(str(STACK) in sentence for sentence in sentences)
    unreadable = words_of(change).verdict(unknown(Doubt.UNREADABLE, Forbidden("No\x1b.", status=403)))
    assert unreadable == "The outcome for acme/web/prod could not be checked: No␛."
