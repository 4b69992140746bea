"""Ctrl+c during a change: the response is awaited, and an unknown outcome is reported."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from stacktui.cli import changing
from stacktui.demo.application import DemoApplication, Pace
from stacktui.demo.routes.faults import read_faults
from stacktui.demo.server import DEMO_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacktui.demo.application import Receive, Scope, Send
    from tests.cli.shell import Shell

NEW = "acme/new-thing/dev"


class Interrupting(DemoApplication):
    """The demo, with ctrl+c pressed as soon as a delete has arrived."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "DELETE":
            os.kill(os.getpid(), signal.SIGINT)
        await super().__call__(scope, receive, send)


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """Ctrl+c works even if the runner was started in the background, with the signal ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.requirement("D2", "H2")
@pytest.mark.parametrize(
    ("failures", "words", "outcomes"),
    [
        ("", "The server answered", ["None", "done"]),
        ("delete:hang", "Outcome unknown: check with `stacktui show`.", ["None", "unknown"]),
    ],
)
def test_what_was_sent_is_waited_for_a_moment(
    shell: Shell, failures: str, words: str, outcomes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.run(f"create {NEW}")
    tenant = shell.app.tenant
    shell.app = Interrupting(tenant, DEMO_TOKEN, Pace(0, 0, read_faults(failures)))
    shell.writes.clear()
    monkeypatch.setattr(changing, "PATIENCE", 0.1 if failures else 10)
    result = shell.run(f"delete {NEW} --yes --confirm {NEW}")
    assert result.code == 130
    assert "for the server's answer" in result.err
    assert words in result.err
    assert list(dict.fromkeys(str(write.outcome) for write in shell.writes)) == outcomes
