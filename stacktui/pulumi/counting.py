"""How many resources a stack has, from the first of several sources that tells it: none that fails counts as none left.

The server's own count comes first. Not every server has that endpoint, and what it says may be contradicted by the
refusal of a delete: then the state itself is counted. The list comes last, as its number may be that of long ago.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.stack import StackFilter, StackIdentifier

if TYPE_CHECKING:
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.stack import ResourceCount, Stack
    from stacktui.pulumi.state.deployment import Deployment


class CountSource(StrEnum):
    """What told a number of resources."""

    SERVER = "the server's count"
    LIST = "the list of stacks"
    STATE = "its state"


class Counted(NamedTuple):
    """A number of resources and what told it."""

    number: int
    source: CountSource


class LoadedState(NamedTuple):
    """How many resources a state that was read before holds; true while the stack has that version."""

    version: int | None
    resources: int

    @classmethod
    def of(cls, deployment: Deployment) -> LoadedState:
        return cls(deployment.stack_version, _size(deployment))


async def count_resources(
    client: PulumiClient, stack: Stack, told: ResourceCount | None, loaded: LoadedState | None, *, at_least: int = 0
) -> Counted | None:
    """The number of resources of a stack; None where nothing tells it.

    Args:
        client: Who is asked.
        stack: As it is now.
        told: The server's own count, where it could be read.
        loaded: A state that was read before.
        at_least: A smaller number is known to be wrong: 1 once the server said that there are resources.
    """
    if told is not None and told.resource_count >= at_least:
        return Counted(told.resource_count, CountSource.SERVER)
    held = await _exported(client, stack.identifier)
    if held is None and loaded is not None and loaded.version == stack.version:
        held = loaded.resources
    if held is not None and held >= at_least:
        return Counted(held, CountSource.STATE)
    listed = await _listed(client, stack.identifier)
    return Counted(listed, CountSource.LIST) if listed is not None and listed >= at_least else None


async def _listed(client: PulumiClient, stack: StackIdentifier) -> int | None:
    try:
        async for page in client.list_user_stacks(StackFilter(stack.organization, stack.project)):
            for summary in page.stacks:
                if summary.identifier == stack:
                    return summary.resource_count
    except PulumiError:
        return None
    return None


async def _exported(client: PulumiClient, stack: StackIdentifier) -> int | None:
    try:
        deployment = await client.export_stack(stack)
    except PulumiError:
        return None
    return None if deployment.names else _size(deployment)  # a state of other names may be another stack's


def _size(deployment: Deployment) -> int:
    """Entries that cannot be read are resources too."""
    return len(deployment.resources) + len(deployment.unreadable)
