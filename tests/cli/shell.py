"""Runs command lines against the demo in process, with their own standard streams, like a shell or a pipe."""

from __future__ import annotations

import io
import json
import time
from typing import TYPE_CHECKING, NamedTuple

from stacktui.cli.parsing import parse_arguments
from stacktui.cli.run import run_command
from stacktui.demo.in_process import InProcess
from stacktui.demo.server import DEMO_TOKEN, create_app
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites
from stacktui.local.config import Config
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.console import console_url
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi_cli.credentials import BackendSource, Login, TokenSource
from stacktui.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from stacktui.cli.arguments import Arguments
    from stacktui.demo.application import DemoApplication
    from stacktui.explorer.writes import Write

BACKEND = "https://api.demo.example"
NEW = "acme/new-thing/dev"
"""The stack that the fixture `created` makes."""


class Stream(io.StringIO):
    """A standard stream, a terminal or not."""

    def __init__(self, text: str = "", *, is_terminal: bool = False) -> None:
        super().__init__(text)
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def values(self) -> list[dict[str, object]]:
        """What `--json` printed: one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


class Shell:
    """One demo, and the command lines run against it one after the other."""

    def __init__(self, environ: dict[str, str], app: DemoApplication | None = None) -> None:
        self.app = app or create_app(failures="", latency=0)
        self.environ = {"TERM": "xterm", **environ}
        self.config = Config()
        self.policy = RequestPolicy()
        self.token: AccessToken | None = AccessToken(DEMO_TOKEN)
        self.project = self.organization = ""
        self.writes: list[Write] = []
        self.opened = 0
        self.transport: Callable[[DemoApplication], httpx.AsyncBaseTransport] = InProcess
        self.expires_at: float | None = None

    def run(self, line: str, typed: str = "", *, terminal: bool = False, words: tuple[str, ...] = ()) -> Result:
        out, err = Stream(is_terminal=terminal), Stream(is_terminal=terminal)
        arguments = parse_arguments([*line.split(), *words], self.environ)
        stdin = Stream(typed, is_terminal=terminal)
        code = run_command(arguments, self._open, out, err, stdin=stdin, environ=self.environ)
        return Result(code, out.getvalue(), err.getvalue())

    def _open(self, arguments: Arguments) -> Session:
        self.opened += 1
        client = PulumiClient(
            BACKEND,
            self.token,
            transport=self.transport(self.app),
            read_only=arguments.read_only,
            policy=self.policy,
        )
        login = Login(BACKEND, self.token, BackendSource.FLAG, TokenSource.ENVIRONMENT, expires_at=self.expires_at)
        store = Store(client)
        return Session(
            store,
            StackWrites(client, store, self.writes.append),
            time.time,
            self.config,
            login,
            self.project,
            self.organization,
            console_url(BACKEND, self.environ.get("PULUMI_CONSOLE_DOMAIN", "")),
        )

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Every request that could change something."""
        return [(request.method, request.path) for request in self.app.journal if request.method != "GET"]

    @property
    def deletes(self) -> list[str]:
        """The query of every delete that was sent."""
        return [request.query for request in self.app.journal if request.method == "DELETE"]


def exists(shell: Shell, name: str) -> bool:
    return shell.run(f"show {name}").code == 0


def last_line(result: Result) -> str:
    return result.err.splitlines()[-1]
