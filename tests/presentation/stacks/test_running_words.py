"""A running update in words: what is known about it, and how to end one whose process is gone."""

from __future__ import annotations

import pytest

from stacktui.presentation.stacks.running_words import running_lines, running_sentence
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.errors import Forbidden
from stacktui.pulumi.running import RunningUpdate
from stacktui.pulumi.stack import StackIdentifier
from tests.kit.clock import NOW

STACK = StackIdentifier("acme", "web shop", "prod")
WAY_OUT = ["If its pulumi process was killed, cancel it with:", "  pulumi cancel 'acme/web shop/prod'"]
DAY = 86_400


@pytest.mark.parametrize(
    ("running", "lines"),
    [
        (RunningUpdate("u", "update", "bob", NOW - 60), ["↻ update by bob, 1m ago"]),
        (RunningUpdate("u", "update", "bob"), ["↻ update by bob", *WAY_OUT]),
        (
            RunningUpdate("u", "update", "bob", NOW - 2 * DAY),
            ["↻ update by bob, started 2d ago, possibly stuck: `pulumi cancel` ends it", *WAY_OUT],
        ),
        (RunningUpdate("u", status="in\x1bprogress"), ["↻ an update is running, status: in␛progress", *WAY_OUT]),
        (
            RunningUpdate("u", error=Forbidden("No\x07.", status=403)),
            ["↻ treated as running: the status of the latest update cannot be read", "No␇.", *WAY_OUT],
        ),
    ],
)
def test_a_running_update_is_described_as_far_as_it_is_known(running: RunningUpdate, lines: list[str]) -> None:
    assert [plain_text(line) for line in running_lines(STACK, running, NOW)] == lines


def test_the_way_out_is_named_where_it_is_asked_for() -> None:
    running = RunningUpdate("u", "update", "bob", NOW - 60)
    assert [plain_text(line) for line in running_lines(STACK, running, NOW, names_way_out=True)][1:] == WAY_OUT


@pytest.mark.requirement("D4")
@pytest.mark.parametrize(
    ("running", "sentence"),
    [
        (RunningUpdate("u", "update", "bob"), "bob is running: update."),
        (RunningUpdate(""), "Someone is running: an operation."),
        (RunningUpdate("u", status="x\x1b"), "An update is running: the server reports its status as `x␛`."),
        (
            RunningUpdate("u", error=Forbidden("No.", status=403)),
            "Cannot tell whether an update is running, so one is assumed: No.",
        ),
        (None, "No update is running."),
    ],
)
def test_a_running_update_is_one_sentence(running: RunningUpdate | None, sentence: str) -> None:
    assert running_sentence(running) == sentence
