"""The most recent updates of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.once import Once, attempt
from stacktui.explorer.kinds.stack import stack_itself
from stacktui.explorer.query import Kind, Query
from stacktui.pulumi.errors import PulumiError

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import StackIdentifier, Update

FEW = 10


async def _updates(asking: Asking[tuple[Update, ...]]) -> tuple[Update, ...]:
    """The first page, which is number 1 on Pulumi Cloud and 0 on some servers.

    There page 1 is the second one: its newest update is older than the stack, or it has none.
    """
    source, stack, number = asking.source, asking.query.stack, asking.query.argument_as(int)
    if source.observed.first_page == 0:
        return await source.list_stack_updates(stack, page=0, page_size=number)
    updates = await source.list_stack_updates(stack, page_size=number)
    now = await attempt(lambda: asking.get(stack_itself(stack)))
    if isinstance(now, PulumiError) or _newest(updates) >= now.version:
        return updates
    before = await attempt(lambda: source.list_stack_updates(stack, page=0, page_size=number))
    if isinstance(before, PulumiError) or _newest(before) <= _newest(updates):
        return updates
    source.observed.first_page = 0
    return before


def _newest(updates: tuple[Update, ...]) -> int:
    return max((update.version for update in updates), default=0)


UPDATES = Kind("updates", (Once(_updates),))


def updates_of(stack: StackIdentifier, number: int = FEW) -> Query[tuple[Update, ...]]:
    """That many updates, newest first."""
    return Query(UPDATES, stack, argument=number)
