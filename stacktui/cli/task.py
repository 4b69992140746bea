"""The context of a printing command: session, printer, and the stack it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from msgspec import Struct

from stacktui.cli.failures import CommandFailed, Exit
from stacktui.explorer.kinds.account import DEFAULT_ORGANIZATION
from stacktui.presentation.text.safe_text import fill
from stacktui.presentation.text.wording import size
from stacktui.pulumi.console import known_link
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi_cli.workspace import full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from stacktui.cli.arguments import Arguments
    from stacktui.cli.printing import Printer
    from stacktui.explorer.loadable import Loadable
    from stacktui.explorer.query import Query
    from stacktui.pulumi.stack import StackSummary
    from stacktui.session import Session

T = TypeVar("T")

OpenSession: TypeAlias = "Callable[[Arguments], Session]"
"""Raises CredentialsProblem, ConfigProblem or PulumiError."""


class Task(Struct, frozen=True):
    """A running command."""

    arguments: Arguments
    printer: Printer
    environ: Mapping[str, str]
    stdin: TextIO
    now: float
    """Unix seconds."""
    session: Session

    def link(self, stack: StackIdentifier, summary: StackSummary | None = None) -> str | None:
        """The stack's page in the console; `summary` is its list entry, which may contain it."""
        return known_link(self.session.console, stack, summary)

    async def get(self, query: Query[T]) -> T:
        """Answer a query, with progress on a terminal."""

        def show(known: Loadable[T]) -> None:
            if known.wait is not None and known.wait.received:
                of = f" of {size(known.wait.total)}" if known.wait.total else ""
                self.printer.progress(fill("Loading {}: {}{}", str(query.scope), size(known.wait.received), of))

        return await self.session.store.get(query, on_change=show)

    async def stack(self) -> StackIdentifier:
        """The stack that STACK names, completed from the current project and the user's defaults.

        Raises:
            CommandFailed: a part is missing and unknown.
        """
        text = self.arguments.stack.strip()
        if text.count("/") < 2 and not self.session.project:
            raise CommandFailed(
                f"`{text}` has no project: write organization/project/stack, or run this in a Pulumi project's folder.",
                Exit.USAGE,
            )
        organization = "" if "/" in text else await self._organization()
        try:
            return StackIdentifier.parse(full_name(text, self.session.project, organization))
        except ValueError as error:
            raise CommandFailed(f"{error}.", Exit.USAGE) from None

    async def _organization(self) -> str:
        """The user's default organization, then the server's, then the user's name (hs/backend.go:244-271)."""
        return self.session.organization or await self.get(DEFAULT_ORGANIZATION)
