"""The facts shown before a change, including those that could not be read."""

from __future__ import annotations

from msgspec.structs import replace

from stacktui.explorer.changes.preflight import Preflight
from stacktui.explorer.kinds.count_for_delete import Counted, CountSource
from stacktui.presentation.changes.preflight_lines import preflight_lines, protected_line
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.running import RunningUpdate
from stacktui.pulumi.stack import Stack, StackIdentifier, StackMetadata, StackReference, Update, User
from tests.kit.clock import NOW

SHOP = StackIdentifier("acme", "web-shop", "prod")
STACK = Stack("acme", "web-shop", "prod", version=7)
UPDATE = Update(7, "refresh", "succeeded", NOW - 240, NOW - 200, "", "bob", {}, 3)
FULL = Preflight(
    STACK,
    None,
    User("alice"),
    Counted(3, CountSource.STATE),
    StackMetadata(user_permission=103),
    (StackReference("acme", "network", "prod", 2),),
    UPDATE,
)


def told(preflight: Preflight) -> list[str]:
    lines = preflight_lines(preflight, "api.pulumi.com", NOW)
    return [" ".join(plain_text(line).split()) for line in lines]


def test_all_that_is_known_has_a_line() -> None:
    assert told(FULL) == [
        "stack acme/web-shop/prod",
        "on api.pulumi.com as alice",
        "version 7, refresh by bob 4m ago: succeeded",
        "resources 3 resources according to its state",
        "read by 1: acme/network/prod",
        "you may admin",
    ]


def test_what_could_not_be_read_is_not_called_none() -> None:
    assert told(Preflight(STACK, None, None, None, None, None, None)) == [
        "stack acme/web-shop/prod",
        "on api.pulumi.com as (unknown user)",
        "version 7, no known update",
        "resources could not be counted",
        "read by could not be read",
    ]


def test_an_update_without_author_and_kind_is_shown_without_them() -> None:
    assert told(replace(FULL, last_update=replace(UPDATE, kind="", author="")))[2] == (
        "version 7, update 4m ago: succeeded"
    )


def test_a_running_update_is_shown_with_how_to_end_it() -> None:
    running = RunningUpdate("u1", "update", "bob", NOW - 240)
    assert told(replace(FULL, running=running))[6:] == [
        "running ↻ update by bob, 4m ago",
        "If its pulumi process was killed, cancel it with:",
        "pulumi cancel acme/web-shop/prod",
        "ctrl+y copies that command.",
    ]


def test_protected_resources_are_named_or_said_not_to_be_known() -> None:
    lines = [plain_text(protected_line(names)).split(maxsplit=1)[1] for names in (None, (), ("a", "b"))]
    assert lines == ["unknown: the state is not loaded", "none", "2: a, b"]
