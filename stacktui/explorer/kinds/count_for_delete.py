"""How many resources a stack has that may be deleted, from the first source that knows: a failure never means none.

The server's count comes first. Some servers do not have that endpoint, and a refused delete may contradict it: then the
resources in the state are counted. The list comes last, because its number may be old.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from stacktui.explorer.kinds.once import Once, attempt
from stacktui.explorer.kinds.state import state_of
from stacktui.explorer.query import Kind, Query
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.offers import Feature
from stacktui.pulumi.stack import StackFilter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import StackIdentifier


class CountSource(StrEnum):
    """The source of a number of resources."""

    SERVER = "the server's count"
    LIST = "the list of stacks"
    STATE = "its state"


class Counted(NamedTuple):
    """A number of resources and its source."""

    number: int
    source: CountSource


async def _counted(asking: Asking[Counted | None]) -> Counted | None:
    least = asking.query.argument_as(int)
    async for found in _sources(asking):
        if found.number >= least:
            return found
    return None


async def _sources(asking: Asking[Counted | None]) -> AsyncIterator[Counted]:
    """Each source is queried only if the previous ones did not know."""
    stack, source = asking.query.stack, asking.source
    if source.offers.of(Feature.COUNT, stack.organization) is not False:
        reported = await attempt(lambda: source.get_stack_resource_count(stack))
        if not isinstance(reported, PulumiError):
            yield Counted(reported.resource_count, CountSource.SERVER)
    state = await attempt(lambda: asking.get(state_of(stack), again=True))
    if not isinstance(state, PulumiError) and not state.deployment.names:  # of other names: perhaps another stack's
        yield Counted(state.deployment.resource_count, CountSource.STATE)
    listed = await attempt(lambda: _listed(asking, stack))
    if isinstance(listed, int):
        yield Counted(listed, CountSource.LIST)


async def _listed(asking: Asking[Counted | None], stack: StackIdentifier) -> int | None:
    async for page in asking.source.list_user_stacks(StackFilter(stack.organization, stack.project)):
        for summary in page.stacks:
            if summary.identifier == stack:
                return summary.resource_count
    return None


COUNTED = Kind("counted", (Once(_counted),))


def counted_of(stack: StackIdentifier, *, at_least: int = 0) -> Query[Counted | None]:
    """The number of resources, or None if no source reports it.

    `at_least`: smaller numbers are known to be wrong; 1 after the server has reported that resources exist.
    """
    return Query(COUNTED, stack, argument=at_least)
