"""What is asked of a stack before it is changed, and again before the change is sent."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.running_reading import read_stack

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.counting import Counted, LoadedState
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import Stack, StackIdentifier, StackMetadata, StackReference, Update, User

T = TypeVar("T")


class Fact(StrEnum):
    """One thing that may have to be known before a change."""

    STACK = "stack"
    """The stack itself, and the update that runs on it."""
    USER = "user"
    COUNT = "count"
    """How many resources it has."""
    LEFT = "left"
    """How many resources it has, once the server has refused to delete it because it has some."""
    METADATA = "metadata"
    READERS = "readers"
    LAST_UPDATE = "last update"
    RESTORABLE = "restorable"


EVERY_FACT = (Fact.STACK, Fact.USER, Fact.COUNT, Fact.METADATA, Fact.READERS, Fact.LAST_UPDATE, Fact.RESTORABLE)


class Difference(StrEnum):
    """What changed between two preflights."""

    IDENTITY = "identity"
    VERSION = "version"
    RUNNING = "running"
    COUNT = "count"


class Preflight(Struct, frozen=True):
    """What was true of a stack just before a change. A part that could not be read, or was not asked, is None."""

    stack: Stack
    running: RunningUpdate | None
    user: User | None
    count: Counted | None
    metadata: StackMetadata | None
    downstream: tuple[StackReference, ...] | None
    last_update: Update | None
    is_restorable: bool = False
    """Whether the stack could be brought back once it is deleted, as far as is known."""
    asked: tuple[Fact, ...] = EVERY_FACT

    def differences(self, later: Preflight) -> tuple[Difference, ...]:
        """What changed since; empty when a change may go on."""
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


class Gathering:
    """Asks a stack for some facts, side by side; `on_wait` hears which are still waited for.

    `loaded` is what is known of its state, for a server that does not count resources.
    """

    def __init__(
        self,
        client: PulumiClient,
        stack: StackIdentifier,
        facts: tuple[Fact, ...],
        *,
        loaded: LoadedState | None = None,
        on_wait: Callable[[tuple[Fact, ...]], None] = lambda _facts: None,
    ) -> None:
        self._client = client
        self._stack = stack
        self._facts = facts
        self._loaded = loaded
        self._on_wait = on_wait
        self._waiting = list(facts)

    async def preflight(self) -> Preflight:
        """Raises where the stack itself cannot be read; nothing more is asked then."""
        client, stack = self._client, self._stack
        self._on_wait(self._facts)
        try:
            async with asyncio.TaskGroup() as group:
                counted = group.create_task(self._stack_and_count(group))
                user = group.create_task(self._part(Fact.USER, client.get_current_user))
                metadata = group.create_task(self._part(Fact.METADATA, lambda: client.get_stack_metadata(stack)))
                readers = group.create_task(
                    self._part(Fact.READERS, lambda: client.list_downstream_stack_references(stack))
                )
                updates = group.create_task(
                    self._part(Fact.LAST_UPDATE, lambda: client.list_stack_updates(stack, page_size=1))
                )
                restorable = group.create_task(self._part(Fact.RESTORABLE, self._is_restorable))
        except* PulumiError as failed:
            error = failed.exceptions[0]
        else:
            (found, running), count = counted.result()
            newest = updates.result()
            return Preflight(
                found,
                running,
                user.result(),
                count,
                metadata.result(),
                readers.result(),
                newest[0] if newest else None,
                bool(restorable.result()),
                self._facts,
            )
        raise error

    async def _part(self, fact: Fact, ask: Callable[[], Coroutine[None, None, T]]) -> T | None:
        """None where it is not asked or cannot be read."""
        if fact not in self._facts:
            return None
        value = await _or_none(ask())
        self._came(fact)
        return value

    async def _stack_and_count(
        self, group: asyncio.TaskGroup
    ) -> tuple[tuple[Stack, RunningUpdate | None], Counted | None]:
        """What is left has at least one: the server refused for it."""
        from stacktui.pulumi.counting import count_resources

        client, stack = self._client, self._stack
        counting = next((fact for fact in (Fact.LEFT, Fact.COUNT) if fact in self._facts), None)
        if counting is None:
            return await self._read_stack(), None
        telling = group.create_task(_or_none(client.get_stack_resource_count(stack)))
        found = await self._read_stack()
        at_least = 1 if counting is Fact.LEFT else 0
        count = await count_resources(client, found[0], await telling, self._loaded, at_least=at_least)
        self._came(counting)
        return found, count

    async def _read_stack(self) -> tuple[Stack, RunningUpdate | None]:
        found = await read_stack(self._client, self._stack)
        self._came(Fact.STACK)
        return found

    async def _is_restorable(self) -> bool:
        from stacktui.pulumi.restoring import is_restorable

        return await is_restorable(self._client, self._stack.organization)

    def _came(self, fact: Fact) -> None:
        self._waiting.remove(fact)
        self._on_wait(tuple(self._waiting))


async def _or_none(asked: Coroutine[None, None, T]) -> T | None:
    try:
        return await asked
    except PulumiError:
        return None
