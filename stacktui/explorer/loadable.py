"""The state of one answer: not loaded, loading, loaded, stale or failed, and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from stacktui.pulumi.errors import PulumiError

T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")

SERVICE = "service"
"""The source of a value that the endpoint made for it answered."""


class Wait(Struct, frozen=True):
    """A request in progress. Times are in Unix seconds, sizes in bytes."""

    since: float
    received: int = 0
    total: int | None = None
    """How many bytes there will be, where the server said it."""
    attempt: int = 1
    of: int = 1
    """Attempts that will be made at most."""
    retry_at: float | None = None
    """When the next attempt begins; None while one is under way."""
    reason: PulumiError | None = None
    """Why the attempt before failed."""


class Loadable(Struct, Generic[T_co], frozen=True):
    """The state of an answer. The value stays during a reload and after a failed one."""

    value: T_co | None = None
    at: float | None = None
    """When `value` came, Unix seconds."""
    wait: Wait | None = None
    error: PulumiError | None = None
    complete: bool = True
    """False while more of `value` is to come, and where it ended early."""
    source: str = SERVICE
    """What answered: the endpoint made for it, or what it was worked out from."""

    @property
    def is_not_asked(self) -> bool:
        return self.at is None and self.wait is None and self.error is None

    @property
    def is_here(self) -> bool:
        """There is a value, possibly stale or partial."""
        return self.at is not None

    @property
    def is_loading(self) -> bool:
        return self.wait is not None

    def asked(self, now: float) -> Loadable[T_co]:
        return replace(self, wait=Wait(now), error=None)

    def waiting(self, wait: Wait) -> Loadable[T_co]:
        """The progress of the request; None if there is none."""
        return self if self.wait is None else replace(self, wait=wait)

    def arrived(self, value: U, now: float, *, complete: bool = True, source: str = SERVICE) -> Loadable[U]:
        """With a new value, the final one if `complete`."""
        return Loadable(value, now, None if complete else self.wait, None, complete, source)

    def failed(self, error: PulumiError) -> Loadable[T_co]:
        return replace(self, wait=None, error=error)

    def stopped(self) -> Loadable[T_co]:
        """Without the request: it was cancelled."""
        return replace(self, wait=None)
