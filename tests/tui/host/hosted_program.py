"""A small app in a session, run in a pseudo-terminal by the tests beside it.

Its words choose how it misbehaves; keys: q quits, z suspends, c crashes, t starts a thread that does not end.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from stacktui.files.hardening import harden
from stacktui.tui.host import terminal_run

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

CANARY = "canary-5fd1"
WORDS = sys.argv[1:]

terminal_run.prepare(os.environ)
if refused := terminal_run.refusal(os.environ):
    if sys.__stderr__ is not None:
        os.write(2, refused.encode())
    sys.exit(2)

from textual.widgets import Input, Static  # noqa: E402  # Textual reads its settings when it is imported

from stacktui.tui.host import terminal_driver  # noqa: E402
from stacktui.tui.host.crash import Crashes  # noqa: E402
from stacktui.tui.host.hosted_app import HostedApp  # noqa: E402


class Painful(Static):
    def render(self) -> str:
        raise ValueError(CANARY)


class Program(HostedApp):
    CSS = "Screen { overflow: hidden; }"  # scrollbars come and go for ever in a window of one cell
    BINDINGS = (("q", "quit", "Quit"), ("z", "suspend_process", "Suspend"), ("c", "crash", "Crash"))  # type: ignore[assignment]  # a list, but never changed

    ticks = 0

    def compose(self) -> ComposeResult:
        token = CANARY
        if "crash-compose" in WORDS:
            raise KeyError(token)
        yield Static(f"running as {os.getpid()}", markup=False)
        yield Static(id="said")
        if "hostile" in WORDS:
            yield Static("begin\x1b]52;c;cHduZWQ=\x1b\\\x1b[2J\x9b2J\x0e\u202eend of it", markup=False)
        if "input" in WORDS:
            yield Input(CANARY, password=True)

    def on_mount(self) -> None:
        secret = {"token": CANARY}
        if "crash-mount" in WORDS:
            raise ValueError(f"{secret} {CANARY}")
        if "crash-timer" in WORDS:
            self.set_timer(0.01, self.fail)
        if "crash-worker" in WORDS:
            self.run_worker(self.fail_later(CANARY))
        if "crash-thread-worker" in WORDS:
            self.run_worker(lambda: self.fail(CANARY), thread=True)
        if "crash-thread" in WORDS:
            threading.Thread(target=self.fail).start()
        if "crash-recursion" in WORDS:
            self.recurse(CANARY)
        if "crash-render" in WORDS:
            self.mount(Painful())
        if "crash-reader" in WORDS:
            os.close(0)
        if "flood" in WORDS:
            self.set_interval(0.001, self.repaint)
        if "stuck" in WORDS:
            self.run_worker(lambda: time.sleep(60), thread=True)

    def on_resize(self, event: events.Resize) -> None:
        if "sized" in WORDS:
            self.query_one("#said", Static).update(f"{event.size.width} by {event.size.height}")

    def repaint(self) -> None:
        """Another screen each time; the 500th is told in a file."""
        self.ticks += 1
        if self.ticks == 500:
            (Path(os.environ["HOME"]) / "500").touch()
        self.query_one("#said", Static).update(f"tick {self.ticks} " + secrets.token_hex(1000))

    def fail(self, token: str = CANARY) -> None:
        raise RuntimeError(f"the token is {token}")

    async def fail_later(self, token: str) -> None:
        self.fail(token)

    def recurse(self, token: str) -> None:
        self.recurse(token)

    def action_crash(self) -> None:
        self.fail()


if "patient" in WORDS:
    terminal_driver.DRAIN_SECONDS = 60.0  # the tests beside it may be slow
crashes = Crashes(Path(os.environ["HOME"]) / "state", lambda text: text.replace(CANARY, "[redacted]"))
harden()
sys.exit(
    terminal_run.run(
        Program(crashes=crashes), farewell=lambda: "outcome unknown: delete" if "farewell" in WORDS else ""
    )
)
