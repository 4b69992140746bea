"""One part of what is shown of a stack, in the state it is in: not asked, loading, here, empty or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from stacktui.explorer.fetches import Fetched
    from stacktui.explorer.store import Overview, References, StackStore, State
    from stacktui.pulumi.errors import PulumiError
    from stacktui.pulumi.stack import ResourceCount, StackIdentifier

PartName: TypeAlias = Literal["overview", "references", "count", "state"]

T = TypeVar("T")


class Part(Struct, Generic[T], frozen=True):
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


class Change(Protocol):
    """Something that happens to a part, whatever it holds."""

    def __call__(self, part: Part[T]) -> Part[T]: ...


class StackParts(Struct, frozen=True):
    """All that is known of one stack."""

    overview: Part[Overview] = Part()
    references: Part[References] = Part()
    count: Part[ResourceCount] = Part()
    state: Part[State] = Part()

    @classmethod
    def known(cls, store: StackStore, stack: StackIdentifier) -> StackParts:
        """What the store remembers."""
        return cls(
            Part(store.known_overview(stack)),
            Part(store.known_references(stack)),
            Part(store.known_count(stack)),
            Part(store.known_state(stack)),
        )

    def is_here(self, name: PartName) -> bool:
        return self._of(name).fetched is not None

    def is_loading(self, name: PartName) -> bool:
        return self._of(name).loading

    def changed(self, name: PartName, change: Change) -> StackParts:
        match name:
            case "overview":
                return replace(self, overview=change(self.overview))
            case "references":
                return replace(self, references=change(self.references))
            case "count":
                return replace(self, count=change(self.count))
            case "state":
                return replace(self, state=change(self.state))

    def _of(self, name: PartName) -> Part[Overview] | Part[References] | Part[ResourceCount] | Part[State]:
        match name:
            case "overview":
                return self.overview
            case "references":
                return self.references
            case "count":
                return self.count
            case "state":
                return self.state


def asked(part: Part[T]) -> Part[T]:
    return part.asked()


def cancelled(part: Part[T]) -> Part[T]:
    return part.cancelled()


def failed(error: PulumiError) -> Change:
    """The change that an error makes."""

    def change(part: Part[T]) -> Part[T]:
        return part.failed(error)

    return change
