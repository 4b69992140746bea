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
    """Something about a query."""

    def __init__(self, query: Query[object]) -> None:
        super().__init__()
        self.query = query

    def of(self, kind: Kind[T]) -> bool:
        """Whether the query is of this kind."""
        return self.query.kind is kind


class Loaded(_About):
    """More is known of a query, or how far asking has come; `Store.known` says what."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Loaded) and message.query == self.query


class Failed(_About):
    """A query could not be answered; what was known of it stays."""

    def __init__(self, query: Query[object], error: PulumiError) -> None:
        super().__init__(query)
        self.error = error


class WriteChanged(Message):
    """A write was sent, ended, or became known."""

    def __init__(self, write: Write) -> None:
        super().__init__()
        self.write = write
