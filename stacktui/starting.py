"""Where the explorer starts: filter, stack and order, by the arguments, the folder and the last time."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from stacktui.cli.failures import CommandFailed, Exit
from stacktui.index.query import with_organization, with_project
from stacktui.index.stacks import SortKey, StackSort
from stacktui.local.remembered import LastTime, last_time, remember, remember_stacks
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi_cli.workspace import find_project, full_name, selected_stack
from stacktui.tui.workplace import AccountChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stacktui.cli.arguments import Arguments
    from stacktui.cli.connection import Connection
    from stacktui.pulumi_cli.credentials import Login


class Start:
    """What is known before the first answer. The demo knows nothing of the user's own files."""

    def __init__(self, connection: Connection, arguments: Arguments, environ: Mapping[str, str]) -> None:
        self._backend = connection.client.backend_url
        self._environ = environ
        self._arguments = arguments
        self._project = connection.project
        self._organization = connection.organization
        self._remembers = connection.config.remember and connection.login is not None
        self._last = last_time(environ, self._backend) if self._remembers else LastTime()

    @property
    def filter(self) -> str:
        """The organization that was asked for, and the project of the folder."""
        text = with_organization("", self._arguments.organization)
        if self._arguments.stack or not self._project or self._arguments.command == "open":
            return text
        return with_project(text, self._project)

    @property
    def stack(self) -> StackIdentifier | None:
        """The stack that was named, else the one selected with pulumi, which may lack its organization.

        Raises:
            CommandFailed: the named stack lacks a part and nothing tells it.
        """
        named = self._arguments.stack
        if self._arguments.command == "open":
            return None
        if named:
            try:
                return StackIdentifier.parse(full_name(named, self._project, self._organization))
            except ValueError as error:
                raise CommandFailed(str(error), Exit.USAGE) from None
        return None if self._arguments.demo else self._selected()

    def _selected(self) -> StackIdentifier | None:
        found = selected_stack(self._environ, find_project(self._environ), self._backend)
        parts = full_name(found, self._project, self._organization).split("/")
        return StackIdentifier(*parts) if len(parts) == 3 and all(parts[1:]) else None

    @property
    def last_stack(self) -> StackIdentifier | None:
        """That of the last time, unless the folder or an argument asks for others."""
        try:
            last = StackIdentifier.parse(self._last.stack)
        except ValueError:
            return None
        is_meant = (self._arguments.organization or last.organization, self._project or last.project)
        return last if is_meant == last[:2] and self._arguments.command != "open" else None

    @property
    def sort(self) -> StackSort:
        return next((StackSort(by, self._last.reverse) for by in _SORTS if by == self._last.sort), StackSort())

    def remember_place(self, stack: str, sort: StackSort) -> None:
        """Keep where one is for the next time."""
        if self._remembers:
            remember(self._environ, self._backend, LastTime(stack, sort.by, sort.reverse))

    def remember_stacks(self, stacks: Iterable[StackIdentifier], *, is_whole_list: bool) -> None:
        """Keep names for completion in the shell."""
        if self._remembers:
            remember_stacks(self._environ, self._backend, stacks, is_whole_list=is_whole_list)


_SORTS: tuple[SortKey, ...] = get_args(SortKey)


def account_choices(login: Login | None, environ: Mapping[str, str]) -> tuple[AccountChoice, ...]:
    """The accounts of `pulumi login`; none where the file cannot be used, as the login itself says."""
    if login is None:
        return ()
    from stacktui.pulumi_cli.credentials import accounts
    from stacktui.pulumi_cli.stored_accounts import CredentialsProblem

    try:
        found = accounts(environ)
    except CredentialsProblem:
        return ()
    return tuple(AccountChoice(one.backend_url, one.username, one.backend_url == login.backend_url) for one in found)
