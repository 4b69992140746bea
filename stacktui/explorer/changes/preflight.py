"""The facts about a stack that are checked before a change is confirmed, and again before it is sent."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from msgspec import Struct

from stacktui.explorer.kinds.account import USER
from stacktui.explorer.kinds.count_for_delete import counted_of
from stacktui.explorer.kinds.metadata import metadata_of
from stacktui.explorer.kinds.once import attempt
from stacktui.explorer.kinds.references import readers_of
from stacktui.explorer.kinds.restorable import restorable_in
from stacktui.explorer.kinds.stack import stack_now
from stacktui.explorer.kinds.updates import updates_of
from stacktui.pulumi.errors import PulumiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.explorer.kinds.count_for_delete import Counted
    from stacktui.explorer.loadable import Loadable, Wait
    from stacktui.explorer.query import Query
    from stacktui.explorer.store import Store
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import Stack, StackIdentifier, StackMetadata, StackReference, Update, User

T = TypeVar("T")


class Fact(StrEnum):
    """A fact that a change may require."""

    STACK = "stack"
    """The stack itself, and its running update."""
    USER = "user"
    COUNT = "count"
    """The number of its resources."""
    LEFT = "left"
    """The number of its resources, after the server has refused to delete it because of them."""
    METADATA = "metadata"
    READERS = "readers"
    LAST_UPDATE = "last update"
    RESTORABLE = "restorable"


EVERY_FACT = (Fact.STACK, Fact.USER, Fact.COUNT, Fact.METADATA, Fact.READERS, Fact.LAST_UPDATE, Fact.RESTORABLE)


class Difference(StrEnum):
    """A difference between two preflights."""

    IDENTITY = "identity"
    VERSION = "version"
    RUNNING = "running"
    COUNT = "count"


class Preflight(Struct, frozen=True):
    """The facts about a stack just before a change; None for what could not be read or was not requested."""

    stack: Stack
    running: RunningUpdate | None
    user: User | None
    count: Counted | None
    metadata: StackMetadata | None
    downstream: tuple[StackReference, ...] | None
    last_update: Update | None
    is_restorable: bool = False
    """Whether the stack could be restored after a delete, if known."""
    asked: tuple[Fact, ...] = EVERY_FACT

    def differences(self, later: Preflight) -> tuple[Difference, ...]:
        """What changed since; empty if the change may proceed."""
        before, after = self.stack, later.stack
        began = later.running is not None and (self.running is None or not self.running.is_same(later.running))
        had, has = self.count and self.count.number, later.count and later.count.number
        found = {
            Difference.IDENTITY: before.id != after.id,
            Difference.VERSION: before.version != after.version,
            Difference.RUNNING: began,
            Difference.COUNT: had != has,
        }
        return tuple(difference for difference, differs in found.items() if differs)


OnWait: TypeAlias = "Callable[[tuple[Fact, ...], Wait | None], None]"
"""Called with the facts that are still loading and, for a retry, with its time and reason."""


class Gathering:
    """Requests several facts about a stack concurrently."""

    def __init__(self, store: Store, stack: StackIdentifier, facts: tuple[Fact, ...], on_wait: OnWait) -> None:
        self._store = store
        self._stack = stack
        self._facts = facts
        self._on_wait = on_wait
        self._waiting = list(facts)

    async def preflight(self) -> Preflight:
        """Raises if the stack itself cannot be read; nothing else is requested then."""
        stack, least = self._stack, 1 if Fact.LEFT in self._facts else 0  # the server refused: at least one is left
        counting = Fact.LEFT if least else Fact.COUNT
        self._on_wait(self._facts, None)
        try:
            async with asyncio.TaskGroup() as group:
                now = group.create_task(self._get(Fact.STACK, stack_now(stack)))
                count = group.create_task(self._part(counting, counted_of(stack, at_least=least)))
                user = group.create_task(self._part(Fact.USER, USER))
                metadata = group.create_task(self._part(Fact.METADATA, metadata_of(stack)))
                readers = group.create_task(self._part(Fact.READERS, readers_of(stack)))
                updates = group.create_task(self._part(Fact.LAST_UPDATE, updates_of(stack, 1)))
                restorable = group.create_task(self._part(Fact.RESTORABLE, restorable_in(stack.organization)))
        except* PulumiError as failed:
            error = failed.exceptions[0]
        else:
            newest = updates.result()
            return Preflight(
                now.result().stack,
                now.result().running,
                user.result(),
                count.result(),
                metadata.result(),
                readers.result(),
                newest[0] if newest else None,
                bool(restorable.result()),
                self._facts,
            )
        raise error

    async def _part(self, fact: Fact, query: Query[T]) -> T | None:
        """None if not requested or unreadable."""
        if fact not in self._facts:
            return None
        found = await attempt(lambda: self._get(fact, query))
        return None if isinstance(found, PulumiError) else found

    async def _get(self, fact: Fact, query: Query[T]) -> T:
        try:
            return await self._store.get(query, again=True, on_change=self._report)
        finally:
            self._waiting.remove(fact)
            self._on_wait(tuple(self._waiting), None)

    def _report(self, known: Loadable[object]) -> None:
        if known.wait is not None and known.wait.reason is not None:
            self._on_wait(tuple(self._waiting), known.wait)
