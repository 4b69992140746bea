"""A stack, alone or with the update running on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.explorer.kinds.once import Once
from stacktui.explorer.query import Kind, Query
from stacktui.pulumi.running_reading import read_running

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import Stack, StackIdentifier


class StackNow(Struct, frozen=True):
    """A stack in its current version."""

    stack: Stack
    running: RunningUpdate | None


async def _stack(asking: Asking[Stack]) -> Stack:
    return await asking.source.get_stack(asking.query.stack)


STACK = Kind("stack", (Once(_stack),))


def stack_itself(stack: StackIdentifier) -> Query[Stack]:
    """The stack, whether or not an update runs on it."""
    return Query(STACK, stack)


async def _stack_now(asking: Asking[StackNow]) -> StackNow:
    stack = await asking.get(stack_itself(asking.query.stack), again=True)
    return StackNow(stack, await read_running(asking.source, stack))


STACK_NOW = Kind("stack now", (Once(_stack_now),))


def stack_now(stack: StackIdentifier) -> Query[StackNow]:
    """The stack and the update running on it."""
    return Query(STACK_NOW, stack)
