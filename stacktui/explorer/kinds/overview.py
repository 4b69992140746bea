"""The data of the overview: the stack, its metadata and its recent updates."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.explorer.kinds.metadata import metadata_of
from stacktui.explorer.kinds.once import Once, attempt
from stacktui.explorer.kinds.stack import stack_itself, stack_now
from stacktui.explorer.kinds.updates import updates_of
from stacktui.explorer.query import Kind, Query
from stacktui.pulumi.errors import NotFound, NotSupported, PulumiError
from stacktui.pulumi.offers import Feature

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import Stack, StackIdentifier, StackMetadata, Update


class Overview(Struct, frozen=True):
    """A part that failed is None, and `problems` holds the reason."""

    stack: Stack
    running: RunningUpdate | None
    metadata: StackMetadata | None
    updates: tuple[Update, ...] | None
    problems: tuple[PulumiError, ...]


async def _overview(asking: Asking[Overview]) -> Overview:
    """Only the stack itself must be readable."""
    stack = asking.query.stack
    async with asyncio.TaskGroup() as group:
        itself = group.create_task(attempt(lambda: asking.get(stack_itself(stack), again=True)))
        metadata = group.create_task(attempt(lambda: asking.get(metadata_of(stack), again=True)))
        updates = group.create_task(attempt(lambda: asking.get(updates_of(stack), again=True)))
    parts = (metadata.result(), updates.result())
    if isinstance(found := itself.result(), PulumiError):
        raise found
    now = await asking.get(stack_now(stack), again=True)  # afterwards: the updates often say that none is running
    if isinstance(parts[0], NotFound | NotSupported):  # every stack has metadata: the endpoint is missing
        asking.source.offers.saw_lack(Feature.METADATA, stack.organization)
    return Overview(
        now.stack,
        now.running,
        None if isinstance(parts[0], PulumiError) else parts[0],
        None if isinstance(parts[1], PulumiError) else parts[1],
        tuple(part for part in parts if isinstance(part, PulumiError)),
    )


OVERVIEW = Kind("overview", (Once(_overview),))


def overview_of(stack: StackIdentifier) -> Query[Overview]:
    """The stack, its metadata and its recent updates, requested concurrently."""
    return Query(OVERVIEW, stack)
