"""A query about the backend, an organization or a stack, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from msgspec import Struct

from stacktui.pulumi.stack import StackIdentifier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Hashable

    from stacktui.explorer.loadable import Loadable
    from stacktui.explorer.source import Source
    from stacktui.pulumi.http.slots import Priority
    from stacktui.pulumi.offers import Feature

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


class Backend(NamedTuple):
    """The whole backend: everything that the access token can access."""


class Organization(NamedTuple):
    """One organization of the backend."""

    name: str


Scope: TypeAlias = StackIdentifier | Organization | Backend


class UpdateRef(Struct, frozen=True):
    """An update, identified by its ID if the server reports one, otherwise by the other fields."""

    id: str
    version: int | None
    kind: str
    started: int
    """Unix seconds."""


class Query(Struct, Generic[T_co], frozen=True):
    """A query. Equal queries share one request and one answer."""

    kind: Kind[T_co]
    scope: Scope
    at: int | UpdateRef | None = None
    """A version of the stack, or one of its updates; None: the current one."""
    argument: Hashable = ""

    @property
    def stack(self) -> StackIdentifier:
        """The stack it is about.

        Raises:
            TypeError: it is about something else.
        """
        if not isinstance(self.scope, StackIdentifier):
            raise TypeError(f"{self.kind!r} of {self.scope} is not about a stack")
        return self.scope

    def argument_as(self, kind: type[U]) -> U:
        """The argument, checked to be of this type.

        Raises:
            TypeError: it is of another type.
        """
        if not isinstance(self.argument, kind):
            raise TypeError(f"{self.argument!r} is no argument of {self.kind!r}")
        return self.argument

    @property
    def version(self) -> int | None:
        """The requested version of the stack; None for the current one."""
        return self.at if isinstance(self.at, int) else None

    @property
    def organization(self) -> str:
        """The organization it is about; empty for the whole backend."""
        match self.scope:
            case StackIdentifier(organization=name) | Organization(name=name):
                return name
            case _:
                return ""


class Known(Protocol):
    """Returns the current value of a query without a request: `Store.known`."""

    def __call__(self, query: Query[T], /) -> Loadable[T]: ...


class Asking(Protocol[T_co]):
    """What a method can use to answer a query."""

    @property
    def query(self) -> Query[T_co]: ...

    @property
    def source(self) -> Source:
        """The source; requests have the urgency of the subscribers and report progress to them."""
        ...

    @property
    def known(self) -> T_co | None:
        """The complete answer of an earlier request."""
        ...

    async def get(self, query: Query[U], *, again: bool = False, priority: Priority | None = None) -> U:
        """The answer to another query, shared with its other subscribers; with `again`, one newer than this query.

        Without `priority` it is as urgent as this query.
        """
        ...


class Method(Protocol[T]):
    """One way to answer a query."""

    @property
    def source(self) -> str:
        """The source of the answer; `loadable.SERVICE` for the dedicated endpoint."""
        ...

    @property
    def needs(self) -> Feature | None:
        """The feature that the source must support; None if every source does."""
        ...

    def load(self, asking: Asking[T], /) -> AsyncIterator[T]:
        """Yield successive values, each replacing the previous one, the last one complete.

        Raises:
            NotSupported, NotFound: the source may not support it; the next method is tried.
            PulumiError: another failure.
        """
        ...


@dataclass(frozen=True, eq=False)
class Kind(Generic[T]):
    """A kind of data: one entry in a file of `kinds/`. Equal only to itself."""

    name: str
    methods: tuple[Method[T], ...]
    """The ways to answer, best first."""
    never_changes: Callable[[Query[T]], bool] = lambda _query: False
    """The answer is never requested again: the state at an older version."""
    size: Callable[[T], int] | None = None
    """Bytes of memory of a value, if their sum is limited; None: it is small."""
    prepare: Callable[[T], None] | None = None
    """Called on a thread once a value has arrived, to precompute what is needed later."""
    is_kept: bool = True
    """False: a value is dropped with its last subscriber, and when it is requested again."""

    def __repr__(self) -> str:
        return f"Kind({self.name})"
