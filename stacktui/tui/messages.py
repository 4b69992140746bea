"""What reaches sections and screens from outside: what became known of a query, and what became of a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.message import Message

if TYPE_CHECKING:
    from stacktui.explorer.query import Kind, Query
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.errors import PulumiError


T = TypeVar("T")


class _About(Message):
    """A message about a query."""

    def __init__(self, query: Query[object]) -> None:
        super().__init__()
        self.query = query

    def of(self, kind: Kind[T]) -> bool:
        """Whether the query is of this kind."""
        return self.query.kind is kind


class Loaded(_About):
    """The value or progress of a query has changed; `Store.known` returns it."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Loaded) and message.query == self.query


class Failed(_About):
    """A query failed; its previous value stays."""

    def __init__(self, query: Query[object], error: PulumiError) -> None:
        super().__init__(query)
        self.error = error


class WriteChanged(Message):
    """A write was sent or ended, or its outcome was determined."""

    def __init__(self, write: Write) -> None:
        super().__init__()
        self.write = write
