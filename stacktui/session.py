"""The context of commands and UI: source, settings, login, and remembered values."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from msgspec import Struct, field

from stacktui.files.subscribers import Signal
from stacktui.index.query import with_organization, with_project
from stacktui.index.stacks import SortKey, StackSort
from stacktui.local import remembered
from stacktui.local.config import Config
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi_cli.workspace import find_project, full_name, selected_stack

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Iterable, Mapping

    from stacktui.explorer.source import Source
    from stacktui.explorer.store import Store
    from stacktui.explorer.writes import StackWrites
    from stacktui.pulumi.redaction import Redactor
    from stacktui.pulumi_cli.credentials import Login

_SORTS: tuple[SortKey, ...] = get_args(SortKey)


class AccountChoice(Struct, frozen=True):
    """An account that the user can switch to."""

    backend_url: str
    username: str
    is_current: bool


def _forget(_stacks: Iterable[StackIdentifier], *, is_whole_list: bool) -> None:
    del is_whole_list


def _leave(_stack: str, _sort: StackSort) -> None:
    """Remember nothing."""


class Session(Struct, frozen=True):
    """Created by the entry point and immutable. Its user must close the source."""

    store: Store
    writes: StackWrites
    clock: Callable[[], float]
    """Unix seconds."""
    config: Config = Config()
    login: Login | None = None
    """The source of backend and token; None for the demo or a file."""
    project: str = ""
    """The project of the working directory."""
    organization: str = ""
    """The user's default; empty: ask the server."""
    console: str | None = None
    """The base of console links; None if unknown."""
    know_user: Callable[[str], None] = lambda _user: None
    """Reports the token's user, according to the server, to the journal."""
    redactor: Redactor | None = None
    """Contains the token, including ones read later; None if there is no token."""
    unrecorded: Signal[str] = field(default_factory=Signal)
    """A sentence for each file, journal or log, that cannot be written."""
    on_stray: Callable[[AbstractEventLoop, dict[str, object]], None] | None = None
    """Called for errors in tasks that nothing waits for: asyncio itself would print their messages."""

    # For the UI

    host: str = ""
    """The backend as displayed, `api.pulumi.com`, or the opened file."""
    is_demo: bool = False
    starts_with_state: bool = False
    """A state file was opened: show its resources."""
    start_filter: str = ""
    start_stack: StackIdentifier | None = None
    """Requested, or selected with pulumi; if it lacks an organization, the user's default applies."""
    last_stack: StackIdentifier | None = None
    """The stack of the last session."""
    sort: StackSort = StackSort()
    accounts: tuple[AccountChoice, ...] = ()
    remember_stacks: Callable[..., None] = _forget
    remember_place: Callable[[str, StackSort], None] = _leave

    @property
    def source(self) -> Source:
        """The source of stacks."""
        return self.store.source

    @property
    def is_read_only(self) -> bool:
        return self.writes.is_read_only

    @property
    def is_insecure(self) -> bool:
        """The pulumi CLI is set not to verify the certificate of the backend; stacktui verifies it all the same."""
        return self.login is not None and self.login.insecure

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings to show once at the start, about credentials."""
        return () if self.login is None else self.login.warnings


class Asked(Struct, frozen=True):
    """The start position requested on the command line."""

    stack: str = ""
    organization: str = ""
    is_demo: bool = False
    is_file: bool = False


class Start:
    """The start position of the UI: filter, stack and order.

    It depends on the command line, the working directory and the last session. The demo and opened files ignore the
    user's files.
    """

    def __init__(self, session: Session, asked: Asked, environ: Mapping[str, str]) -> None:
        self._backend = session.source.backend_url
        self._environ = environ
        self._asked = asked
        self._project = session.project
        self._organization = session.organization
        self._remembers = session.config.remember and session.login is not None
        self._last = remembered.last_session(environ, self._backend) if self._remembers else remembered.LastSession()

    @property
    def filter(self) -> str:
        """The requested organization, and the project of the working directory."""
        text = with_organization("", self._asked.organization)
        if self._asked.stack or not self._project or self._asked.is_file:
            return text
        return with_project(text, self._project)

    @property
    def stack(self) -> StackIdentifier | None:
        """The requested stack, or else the one selected with pulumi, which may lack its organization.

        Raises:
            ValueError: the requested stack lacks a part that is unknown.
        """
        if self._asked.is_file:
            return None
        if self._asked.stack:
            return StackIdentifier.parse(full_name(self._asked.stack, self._project, self._organization))
        return None if self._asked.is_demo else self._selected()

    def _selected(self) -> StackIdentifier | None:
        found = selected_stack(self._environ, find_project(self._environ), self._backend)
        parts = full_name(found, self._project, self._organization).split("/")
        return StackIdentifier(*parts) if len(parts) == 3 and all(parts[1:]) else None

    @property
    def last_stack(self) -> StackIdentifier | None:
        """The stack of the last session, unless the working directory or an argument requests others."""
        try:
            last = StackIdentifier.parse(self._last.stack)
        except ValueError:
            return None
        is_meant = (self._asked.organization or last.organization, self._project or last.project)
        return last if is_meant == last[:2] and not self._asked.is_file else None

    @property
    def sort(self) -> StackSort:
        return next((StackSort(by, self._last.reverse) for by in _SORTS if by == self._last.sort), StackSort())

    def remember_place(self, stack: str, sort: StackSort) -> None:
        """Remember the stack and sort order for the next session."""
        if self._remembers:
            remembered.remember(self._environ, self._backend, remembered.LastSession(stack, sort.by, sort.reverse))

    def remember_stacks(self, stacks: Iterable[StackIdentifier], *, is_whole_list: bool) -> None:
        """Remember names for completion in the shell."""
        if self._remembers:
            remembered.remember_stacks(self._environ, self._backend, stacks, is_whole_list=is_whole_list)


def account_choices(login: Login | None, environ: Mapping[str, str]) -> tuple[AccountChoice, ...]:
    """The accounts of `pulumi login`; none if the file is unusable, which the login reports."""
    if login is None:
        return ()
    from stacktui.pulumi_cli.credentials import accounts
    from stacktui.pulumi_cli.stored_accounts import CredentialsProblem

    try:
        found = accounts(environ)
    except CredentialsProblem:
        return ()
    return tuple(AccountChoice(one.backend_url, one.username, one.backend_url == login.backend_url) for one in found)
