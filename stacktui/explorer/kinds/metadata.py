"""What the service stores about a stack besides its state: permissions, owner, notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.once import Once
from stacktui.explorer.query import Kind, Query
from stacktui.pulumi.offers import Feature

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import StackIdentifier, StackMetadata


async def _metadata(asking: Asking[StackMetadata]) -> StackMetadata:
    return await asking.source.get_stack_metadata(asking.query.stack)


METADATA = Kind("metadata", (Once(_metadata, needs=Feature.METADATA),))


def metadata_of(stack: StackIdentifier) -> Query[StackMetadata]:
    """The metadata of a stack."""
    return Query(METADATA, stack)
