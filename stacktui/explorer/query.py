"""A question about the backend, an organization or a stack, as a value: what is asked, of what, at which version."""

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
    """The whole backend: all that the access token may see."""


class Organization(NamedTuple):
    """One organization of the backend."""

    name: str


Scope: TypeAlias = StackIdentifier | Organization | Backend


class UpdateRef(Struct, frozen=True):
    """An update: by its ID where the server gives one, else by the rest."""

    id: str
    version: int | None
    kind: str
    started: int
    """Unix seconds."""


class Query(Struct, Generic[T_co], frozen=True):
    """A question. Two that are equal share one request and one answer."""

    kind: Kind[T_co]
    scope: Scope
    at: int | UpdateRef | None = None
    """A version of the stack, or one of its updates; None: as it is now."""
    argument: Hashable = ""

    @property
    def stack(self) -> StackIdentifier:
        """The stack that it is about.

        Raises:
            TypeError: it is about something else.
        """
        if not isinstance(self.scope, StackIdentifier):
            raise TypeError(f"{self.kind!r} of {self.scope} is not about a stack")
        return self.scope

    def argument_as(self, kind: type[U]) -> U:
        """The argument, which is of this type.

        Raises:
            TypeError: it is of another.
        """
        if not isinstance(self.argument, kind):
            raise TypeError(f"{self.argument!r} is no argument of {self.kind!r}")
        return self.argument

    @property
    def version(self) -> int | None:
        """The version of the stack that is asked for; None: the present one."""
        return self.at if isinstance(self.at, int) else None

    @property
    def organization(self) -> str:
        """The organization that it is about; empty: the whole backend."""
        match self.scope:
            case StackIdentifier(organization=name) | Organization(name=name):
                return name
            case _:
                return ""


class Known(Protocol):
    """What is known of queries, without asking: `Store.known`."""

    def __call__(self, query: Query[T], /) -> Loadable[T]: ...


class Asking(Protocol[T_co]):
    """What a method has at hand while it answers a query."""

    @property
    def query(self) -> Query[T_co]: ...

    @property
    def source(self) -> Source:
        """Where to ask; its requests are as urgent as whoever wants the answer, and report to them."""
        ...

    @property
    def known(self) -> T_co | None:
        """The whole answer of an earlier time."""
        ...

    async def get(self, query: Query[U], *, again: bool = False, priority: Priority | None = None) -> U:
        """The answer to another query, shared with whoever else wants it.

        With `again` not one from before this query was asked; without `priority` as urgent as this query.
        """
        ...


class Method(Protocol[T]):
    """One way to answer a query."""

    @property
    def source(self) -> str:
        """What the answer comes from; `loadable.SERVICE` for the endpoint made for it."""
        ...

    @property
    def needs(self) -> Feature | None:
        """What the source must offer for it; None: what every source does."""
        ...

    def load(self, asking: Asking[T], /) -> AsyncIterator[T]:
        """Yield the whole value so far, the last one complete.

        Raises:
            NotSupported, NotFound: the source may lack what it needs; the next method is tried.
            PulumiError: it failed otherwise.
        """
        ...


@dataclass(frozen=True, eq=False)
class Kind(Generic[T]):
    """A kind of data: one entry in a file of `kinds/`. Equal only to itself."""

    name: str
    methods: tuple[Method[T], ...]
    """The ways to answer, the best first."""
    never_changes: Callable[[Query[T]], bool] = lambda _query: False
    """The answer is not asked for again: the state at an older version."""
    size: Callable[[T], int] | None = None
    """Bytes of memory that a value holds, where only so many may be kept; None: it is small."""
    prepare: Callable[[T], None] | None = None
    """Called on a thread once a value is here, before anybody needs what it prepares."""
    is_kept: bool = True
    """False: a value is for whoever wants it; it is let go of with them, and when it is asked for again."""

    def __repr__(self) -> str:
        return f"Kind({self.name})"
