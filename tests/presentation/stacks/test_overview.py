from __future__ import annotations

import pytest

from stacktui.presentation.stacks.overview import overview_lines
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.running import RunningUpdate
from stacktui.pulumi.stack import (
    CurrentOperation,
    EnvironmentConfig,
    NotificationSettings,
    Stack,
    StackMetadata,
    Update,
    UserInfo,
)
from tests.kit.clock import NOW

STACK = Stack("acme", "web", "prod", version=47, active_update="u")
UPDATE = Update(
    47,
    "update",
    "succeeded",
    NOW - 7200,
    NOW - 7100,
    "Fix the queue\nfor good",
    "bob",
    {"create": 3, "same": 9, "delete": 0},
    12,
)


def text(
    stack: Stack = STACK,
    metadata: StackMetadata | None = None,
    updates: tuple[Update, ...] | None = (UPDATE,),
    link: str | None = None,
) -> list[str]:
    operation = stack.current_operation
    running = None
    if operation is not None:
        running = RunningUpdate("u", operation.kind, operation.author, operation.started)
    return [plain_text(line).rstrip() for line in overview_lines(stack, running, metadata, updates, link, NOW)]


def test_an_overview_says_all_that_is_known() -> None:
    stack = Stack(
        "acme",
        "web",
        "prod",
        version=47,
        active_update="u",
        current_operation=CurrentOperation("update", "bob", NOW - 60),
        tags={"vcs:kind": "github.com", "pulumi:project": "web", "env": "prod", "a\x1b": "b\n"},
        config=EnvironmentConfig("web/prod"),
    )
    metadata = StackMetadata(
        user_permission=103,
        notification_settings=NotificationSettings(notify_update_failure=True),
        owned_by=UserInfo("Alice A.", "alice"),
    )
    assert text(stack, metadata, (UPDATE,), "https://app.pulumi.com/acme/web/prod") == [
        "↻ update by bob, 1m ago",
        "version        47  2026-05-28 18:26:40 UTC, 2h ago",
        "owner          Alice A. (alice)",
        "permission     admin",
        "notifications  after failed updates",
        "configuration  ESC environment web/prod",
        "web link       https://app.pulumi.com/acme/web/prod",
        "",
        "tags",
        "  a␛                        b␊",
        "  env                       prod",
        "  set by Pulumi",
        "    pulumi:project          web",
        "  version control",
        "    vcs:kind                github.com",
        "",
        "last updates",
        "  #47   update   succeeded  2h ago, took 1m 40s  by bob",
        "      3 create  12 resources",
        "      Fix the queue␊for good",
    ]


def test_what_did_not_come_is_said_so() -> None:
    assert text(updates=None) == [
        "version        47",
        "owner          not loaded",
        "permission     not loaded",
        "notifications  not loaded",
        "web link       none for this backend",
        "",
        "tags",
        "  none",
        "",
        "last updates",
        "  not loaded",
    ]


@pytest.mark.parametrize(
    ("stack", "first", "last"),
    [
        (Stack("a", "b", "c"), "version        never updated", "  none"),
        (STACK, "version        47", "  not reported by the server"),
    ],
)
def test_a_stack_that_was_never_updated_says_so(stack: Stack, first: str, last: str) -> None:
    lines = text(stack, updates=())
    assert (lines[0], lines[-1]) == (first, last)


@pytest.mark.parametrize(
    ("owner", "words"),
    [
        (None, "not reported by the server"),
        (UserInfo(), "not reported by the server"),
        (UserInfo("", "alice"), "alice"),
        (UserInfo("alice", "alice"), "alice"),
    ],
)
def test_an_owner_is_shown_as_far_as_known(owner: UserInfo | None, words: str) -> None:
    assert text(metadata=StackMetadata(owned_by=owner))[1] == f"owner          {words}"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (None, "not reported by the server"),
        (NotificationSettings(notify_update_failure=True, notify_update_success=True), "after every update"),
        (NotificationSettings(notify_update_success=True), "after successful updates"),
        (NotificationSettings(), "off"),
    ],
)
def test_notification_settings_are_words(settings: NotificationSettings | None, words: str) -> None:
    assert text(metadata=StackMetadata(notification_settings=settings))[3] == f"notifications  {words}"


def test_an_update_without_times_and_author_is_shown_without_them() -> None:
    update = Update(3, "preview", "failed", 0, None, "", "", {}, None)
    assert text(updates=(update,))[-1] == "  #3    preview  ✗ failed  n/a"


@pytest.mark.requirement("T6")
def test_an_odd_name_is_marked() -> None:
    lines = text(Stack("acme", "we\u202eb", "prod", config=EnvironmentConfig("")))
    assert lines[0] == "⚠ unusual name: we<202E>b"
