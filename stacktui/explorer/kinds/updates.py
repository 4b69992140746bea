"""The most recent updates of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.once import Once
from stacktui.explorer.query import Kind, Query

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import StackIdentifier, Update

FEW = 10


async def _updates(asking: Asking[tuple[Update, ...]]) -> tuple[Update, ...]:
    return await asking.source.list_stack_updates(asking.query.stack, page_size=asking.query.argument_as(int))


UPDATES = Kind("updates", (Once(_updates),))


def updates_of(stack: StackIdentifier, number: int = FEW) -> Query[tuple[Update, ...]]:
    """That many updates, newest first."""
    return Query(UPDATES, stack, argument=number)
