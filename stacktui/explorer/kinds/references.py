"""The stacks that read a stack, and the stacks that it reads."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.explorer.kinds.once import Once, attempt
from stacktui.explorer.kinds.stack import stack_itself, stack_now
from stacktui.explorer.kinds.state import state_of
from stacktui.explorer.query import Kind, Query
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.http.slots import Priority
from stacktui.pulumi.offers import Feature

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import Stack, StackIdentifier, StackReference


async def _readers(asking: Asking[tuple[StackReference, ...]]) -> tuple[StackReference, ...]:
    return await asking.source.list_downstream_stack_references(asking.query.stack)


READERS = Kind("readers", (Once(_readers),))


def readers_of(stack: StackIdentifier) -> Query[tuple[StackReference, ...]]:
    """The stacks that read a stack."""
    return Query(READERS, stack)


class References(Struct, frozen=True):
    """Downstream and upstream references; None for a direction that the server does not report.

    `version` is the stack's current version, `versions` those of the upstream stacks, if readable.
    """

    version: int | None
    downstream: tuple[StackReference, ...] | None
    upstream: tuple[StackReference, ...] | None
    versions: tuple[tuple[StackIdentifier, int], ...] = ()


async def _references(asking: Asking[References]) -> References:
    stack = asking.query.stack
    async with asyncio.TaskGroup() as group:
        version = group.create_task(_version(asking))
        down = group.create_task(attempt(lambda: asking.get(readers_of(stack), again=True)))
        up = group.create_task(attempt(lambda: asking.source.list_upstream_stack_references(stack)))
    downstream, upstream = down.result(), up.result()
    if isinstance(downstream, PulumiError):
        raise downstream
    readable = None if isinstance(upstream, PulumiError) else upstream
    named = dict.fromkeys(reference.identifier for reference in readable or ())
    async with asyncio.TaskGroup() as group:
        asked = [(other, group.create_task(attempt(partial(_itself, asking, other)))) for other in named]
    answers = ((other, task.result()) for other, task in asked)
    versions = tuple((other, answer.version) for other, answer in answers if not isinstance(answer, PulumiError))
    return References(version.result(), downstream, readable, versions)


async def _from_state(asking: Asking[References]) -> References:
    """A state contains only upstream references; the state's reader looks them up there."""
    await asking.get(state_of(asking.query.stack))
    return References(await _version(asking), None, None)


async def _itself(asking: Asking[References], other: StackIdentifier) -> Stack:
    """A stack upstream: one request for all that read it, until a reload."""
    return await asking.get(stack_itself(other), again=asking.known is not None, priority=Priority.VISIBLE)


async def _version(asking: Asking[References]) -> int | None:
    found = await attempt(lambda: asking.get(stack_now(asking.query.stack), again=asking.known is not None))
    return None if isinstance(found, PulumiError) else found.stack.version


REFERENCES = Kind("references", (Once(_references, needs=Feature.REFERENCES), Once(_from_state, source="export")))


def references_of(stack: StackIdentifier) -> Query[References]:
    """Downstream and upstream references, with the current versions of the upstream stacks."""
    return Query(REFERENCES, stack)
