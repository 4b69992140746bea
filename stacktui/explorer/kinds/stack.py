"""A stack, and the update running on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.explorer.kinds.once import Once
from stacktui.explorer.query import Kind, Query
from stacktui.pulumi.running_reading import read_stack

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import Stack, StackIdentifier


class StackNow(Struct, frozen=True):
    """A stack in its current version."""

    stack: Stack
    running: RunningUpdate | None


async def _stack(asking: Asking[StackNow]) -> StackNow:
    return StackNow(*await read_stack(asking.source, asking.query.stack))


STACK = Kind("stack", (Once(_stack),))


def stack_now(stack: StackIdentifier) -> Query[StackNow]:
    """The current version of a stack."""
    return Query(STACK, stack)
