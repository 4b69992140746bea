"""What a printing command works with: an open client, settings, a printer, and which stack is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from stacktui.cli.failures import CommandFailed, Exit
from stacktui.files.subscribers import Signal
from stacktui.local.config import Config
from stacktui.presentation.text.safe_text import fill
from stacktui.presentation.text.wording import size
from stacktui.pulumi.console import console_url, known_link
from stacktui.pulumi.http.conditions import Conditions
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi_cli.workspace import full_name

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from stacktui.cli.arguments import Arguments
    from stacktui.cli.printing import Printer
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.redaction import Redactor
    from stacktui.pulumi.stack import StackSummary
    from stacktui.pulumi_cli.credentials import Login


class Connection(Struct, frozen=True):
    """An open client and what is known beside it; whoever runs a command closes it."""

    client: PulumiClient
    login: Login | None = None
    """None: the demo."""
    config: Config = Config()
    record: Callable[[Write], None] = lambda _write: None
    """The journal."""
    project: str = ""
    """That of the folder one stands in."""
    organization: str = ""
    """The user's default; empty: ask the server."""
    know_user: Callable[[str], None] = lambda _user: None
    """Tells the journal whom the server says the token belongs to."""
    redactor: Redactor | None = None
    """Knows the token, also one that was read later; None: there is none to know."""
    unrecorded: Signal[str] = field(default_factory=Signal)
    """A sentence for each file, journal or log, that cannot be written."""
    on_stray: Callable[[AbstractEventLoop, dict[str, object]], None] | None = None
    """Hears of errors in tasks that nobody waits for: asyncio itself would print their words."""


OpenConnection: TypeAlias = "Callable[[Arguments], Connection]"
"""Raises CredentialsProblem, ConfigProblem or PulumiError where it cannot."""


class Task(Struct, frozen=True):
    """One command on its way."""

    arguments: Arguments
    printer: Printer
    environ: Mapping[str, str]
    stdin: TextIO
    now: float
    """Unix seconds."""
    connection: Connection

    @property
    def client(self) -> PulumiClient:
        return self.connection.client

    def console(self) -> str | None:
        """The console's address; None where it is not known, or there is none."""
        if self.connection.login is None:
            return None
        return console_url(self.client.backend_url, self.environ.get("PULUMI_CONSOLE_DOMAIN", ""))

    def link(self, stack: StackIdentifier, summary: StackSummary | None = None) -> str | None:
        """The stack's page in the console; `summary` is its entry in the list, which may report it."""
        return known_link(self.console(), stack, summary)

    def downloading(self, what: str) -> PulumiClient:
        """The client for a download: whoever watches a terminal sees how far it is."""

        def show(received: int, total: int | None) -> None:
            of = f" of {size(total)}" if total else ""
            self.printer.progress(fill("Reading {}: {}{}", what, size(received), of))

        return self.client.under(Conditions(on_progress=show))

    async def stack(self) -> StackIdentifier:
        """The stack that STACK names; what it leaves out is that of the folder's project and the user's default.

        Raises:
            CommandFailed: a part is missing and nothing tells it.
        """
        text = self.arguments.stack.strip()
        if text.count("/") < 2 and not self.connection.project:
            raise CommandFailed(
                f"`{text}` lacks its project: write organization/project/stack, or start in a project's folder.",
                Exit.USAGE,
            )
        organization = "" if "/" in text else await self._organization()
        try:
            return StackIdentifier.parse(full_name(text, self.connection.project, organization))
        except ValueError as error:
            raise CommandFailed(f"{error}.", Exit.USAGE) from None

    async def _organization(self) -> str:
        """The user's own default, the server's, or the user's name (hs/backend.go:244-271)."""
        return (
            self.connection.organization
            or await self.client.get_default_organization()
            or (await self.client.get_current_user()).github_login
        )
