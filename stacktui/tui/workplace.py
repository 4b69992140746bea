"""What the screens work with: who and where one is, the store, the writes, the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from stacktui.files.subscribers import Signal
from stacktui.index.stacks import StackSort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacktui.explorer.store import StackStore
    from stacktui.explorer.writes import StackWrites
    from stacktui.local.config import Config
    from stacktui.pulumi.stack import StackIdentifier


class AccountChoice(Struct, frozen=True):
    """An account that one may change to."""

    backend_url: str
    username: str
    is_current: bool


def _forget(_stacks: Iterable[StackIdentifier], *, is_whole_list: bool) -> None:
    del is_whole_list


def _leave(_stack: str, _sort: StackSort) -> None:
    """Remember nothing."""


class Workplace(Struct, frozen=True):
    """Given to the app by whoever starts it; nothing in it is changed."""

    store: StackStore
    writes: StackWrites
    config: Config
    clock: Callable[[], float]
    """Unix seconds."""
    host: str
    """The backend as people know it: `api.pulumi.com`."""
    console: str | None = None
    """Where the console's pages are; None where no link is better than a wrong one."""
    is_demo: bool = False
    starts_with_state: bool = False
    """A state file was opened: its resources are what one came for."""
    is_insecure: bool = False
    """Certificates are not checked."""
    start_filter: str = ""
    start_stack: StackIdentifier | None = None
    """Named, or selected with pulumi; without its organization it is that of the user's default one."""
    last_stack: StackIdentifier | None = None
    """That of the last time."""
    sort: StackSort = StackSort()
    accounts: tuple[AccountChoice, ...] = ()
    warnings: tuple[str, ...] = ()
    """Said once at the start: of credentials, settings, the terminal."""
    remember_stacks: Callable[..., None] = _forget
    remember_place: Callable[[str, StackSort], None] = _leave
    login: str = ""
    """Where backend and token came from, in words; empty in the demo."""
    know_user: Callable[[str], None] = lambda _user: None
    """Called when the server has told who one is."""
    unrecorded: Signal[str] = field(default_factory=Signal)
    """A sentence for each file, journal or log, that cannot be written."""

    @property
    def is_read_only(self) -> bool:
        return self.store.client.read_only
