"""The list of stacks, page by page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from stacktui.explorer.loadable import SERVICE
from stacktui.explorer.query import Backend, Kind, Query
from stacktui.index.query import StackListPlan

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import StackFilter, StackIdentifier, StackPage, StackSummary

T = TypeVar("T")


class _Pages:
    """The pages of a plan (`query.Method`).

    List entries contain no tags, so the plan's other filters are requested first, concurrently; their results filter
    each page of the base list as it arrives.
    """

    source = SERVICE
    needs = None

    async def load(self, asking: Asking[tuple[StackPage, ...]]) -> AsyncIterator[tuple[StackPage, ...]]:
        plan = asking.query.argument_as(StackListPlan)
        narrowing = await asyncio.gather(*(_identifiers(asking, filter_) for filter_ in plan.narrowed_by))
        without = await asyncio.gather(*(_identifiers(asking, filter_) for filter_ in plan.without))

        def belongs(summary: StackSummary) -> bool:
            stack = summary.identifier
            return all(stack in found for found in narrowing) and not any(stack in found for found in without)

        pages: list[StackPage] = []
        async for page in asking.source.list_user_stacks(plan.base):
            pages.append(replace(page, stacks=tuple(filter(belongs, page.stacks))))
            yield tuple(pages)


async def _identifiers(asking: Asking[T], filter_: StackFilter) -> frozenset[StackIdentifier]:
    found: set[StackIdentifier] = set()
    async for page in asking.source.list_user_stacks(filter_):
        found.update(summary.identifier for summary in page.stacks)
    return frozenset(found)


STACKS = Kind("stacks", (_Pages(),), is_kept=False)


def stacks_of(plan: StackListPlan) -> Query[tuple[StackPage, ...]]:
    """The pages of a plan that have arrived."""
    return Query(STACKS, Backend(), argument=plan)
