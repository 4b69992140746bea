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
"""The source of a value from the dedicated endpoint."""


class Wait(Struct, frozen=True):
    """A request in progress. Times are in Unix seconds, sizes in bytes."""

    since: float
    received: int = 0
    total: int | None = None
    """The total number of bytes, if reported."""
    attempt: int = 1
    of: int = 1
    """The maximum number of attempts."""
    retry_at: float | None = None
    """When the next attempt begins; None during an attempt."""
    reason: PulumiError | None = None
    """Why the previous attempt failed."""


class Loadable(Struct, Generic[T_co], frozen=True):
    """The state of an answer. The value stays during a reload and after a failed one."""

    value: T_co | None = None
    at: float | None = None
    """When `value` arrived, in Unix seconds."""
    wait: Wait | None = None
    error: PulumiError | None = None
    complete: bool = True
    """False while more of `value` is loading, and after it ended early."""
    source: str = SERVICE
    """The source of the value: the dedicated endpoint, or what it was derived from."""

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
