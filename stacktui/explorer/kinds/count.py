"""The number of resources of a stack: the server's count, or else the state's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.once import Once
from stacktui.explorer.kinds.state import state_of
from stacktui.explorer.query import Kind, Query
from stacktui.pulumi.offers import Feature
from stacktui.pulumi.stack import ResourceCount

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import StackIdentifier


async def _count(asking: Asking[ResourceCount]) -> ResourceCount:
    return await asking.source.get_stack_resource_count(asking.query.stack)


async def _of_state(asking: Asking[ResourceCount]) -> ResourceCount:
    deployment = (await asking.get(state_of(asking.query.stack))).deployment
    return ResourceCount(deployment.resource_count, deployment.stack_version)


COUNT = Kind("count", (Once(_count, needs=Feature.COUNT), Once(_of_state, source="export")))


def count_of(stack: StackIdentifier) -> Query[ResourceCount]:
    """The number of resources of a stack."""
    return Query(COUNT, stack)
