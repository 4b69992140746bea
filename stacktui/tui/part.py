"""One part of what is shown of a stack, in the state it is in: not asked, loading, here, empty or failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from stacktui.pulumi.errors import PulumiError
    from stacktui.store import Fetched

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """What is known of one answer. A value stays while it is asked for again and when that fails."""

    fetched: Fetched[T] | None = None
    loading: bool = False
    error: PulumiError | None = None
    received: int = 0
    """Bytes that have come while `loading`."""
    total: int | None = None

    @property
    def value(self) -> T | None:
        return None if self.fetched is None else self.fetched.value

    @property
    def is_not_asked(self) -> bool:
        return self.fetched is None and not self.loading and self.error is None

    @property
    def is_stale(self) -> bool:
        """There is a value, but asking for it again failed."""
        return self.fetched is not None and self.error is not None

    def asked(self) -> Part[T]:
        return replace(self, loading=True, error=None, received=0, total=None)

    def progressed(self, received: int, total: int | None) -> Part[T]:
        return replace(self, received=received, total=total)

    def arrived(self, fetched: Fetched[T]) -> Part[T]:
        return Part(fetched)

    def failed(self, error: PulumiError) -> Part[T]:
        return replace(self, loading=False, error=error)

    def cancelled(self) -> Part[T]:
        return replace(self, loading=False)
