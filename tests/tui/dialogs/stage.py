"""Shows one dialog: a bare app with the program's styles, the real client, and the demo behind a request counter."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from textual.app import App

import stacktui.tui
from stacktui.demo.server import DEMO_TOKEN, create_app
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.actions.save import save_state
from stacktui.tui.dialogs.dialog import Words
from stacktui.tui.dialogs.write_dialog import Phase, WriteContext
from tests.kit.clock import NOW
from tests.kit.gate import Gate
from tests.kit.waiting import until

if TYPE_CHECKING:
    from textual.pilot import Pilot
    from textual.screen import Screen

    from stacktui.demo.application import DemoApplication
    from stacktui.explorer.writes import Write
    from stacktui.tui.dialogs.write_dialog import WriteDialog

T = TypeVar("T")

HOST = "api.pulumi.com"
EMPTY = StackIdentifier("acme", "analytics", "staging")
"""Has a history and no resources."""
FULL = StackIdentifier("acme", "network", "prod")
"""Has 64 resources, and stacks that read it."""
RUNNING = StackIdentifier("acme", "web-shop", "prod")
TUI = Path(stacktui.tui.__file__).parent


class Server(NamedTuple):
    """The demo, what arrives there, and the write context of the dialogs."""

    demo: DemoApplication
    gate: Gate
    context: WriteContext
    record: list[Write]

    @property
    def writes(self) -> StackWrites:
        return self.context.writes


def serve(*, read_only: bool = False, demo: DemoApplication | None = None) -> Server:
    """A server of its own for one test; close its client by `close`."""
    demo = demo or create_app(now=NOW, latency=0, failures="", stacks=0, poison=False)
    gate = Gate(demo)
    client = PulumiClient(
        f"https://{HOST}",
        AccessToken(DEMO_TOKEN),
        transport=gate,
        read_only=read_only,
        policy=RequestPolicy(attempts=2, backoff=(0.0,), jitter=0.0),
    )
    record: list[Write] = []
    store = Store(client)
    writes = StackWrites(client, store, record.append)
    context = WriteContext(writes, HOST, lambda: NOW, partial(save_state, store, suspect=True), read_only)
    return Server(demo, gate, context, record)


class Stage(App[None], Generic[T]):
    """Shows one dialog and keeps its result."""

    CSS_PATH = [TUI / "app.tcss", TUI / "dialogs" / "dialogs.tcss"]  # noqa: RUF012 - Textual wants a list

    def __init__(self, dialog: Screen[T]) -> None:
        super().__init__()
        self.dialog = dialog
        self.results: list[T | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.results.append)


async def ready(pilot: Pilot[None], dialog: WriteDialog) -> None:
    """Wait until a dialog can be confirmed."""
    await until(pilot, lambda: dialog.phase is Phase.ASKING)
    await pilot.pause()


def words_on(screen: Screen[T]) -> str:
    """All that a dialog says, a line each, with single blanks."""
    lines = (plain_text(line) for words in screen.query(Words) if words.display for line in words.lines)
    return "\n".join(" ".join(line.split()) for line in lines)


async def enter_text(pilot: Pilot[None], text: str) -> None:
    """Type a text key by key."""
    await pilot.press(*text)
