"""Which of many stacks run an update, by a request for each, if the list does not report it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from stacktui.explorer.query import Backend, Kind, Query
from stacktui.pulumi.running_reading import look_for_running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stacktui.explorer.query import Asking
    from stacktui.pulumi.running import Looked
    from stacktui.pulumi.stack import StackIdentifier

REPORT_EVERY = 0.5
"""Seconds between two progress reports, because each may cross a slow connection."""


class _Sweep:
    """The results so far of requesting each stack (`query.Method`)."""

    source = "sweep"
    needs = None

    async def load(self, asking: Asking[tuple[Looked, ...]]) -> AsyncIterator[tuple[Looked, ...]]:
        looked: list[Looked] = []
        sweep = asyncio.create_task(look_for_running(asking.source, asking.query.argument_as(tuple), looked.append))
        try:
            while not sweep.done():
                await asyncio.wait({sweep}, timeout=REPORT_EVERY)
                yield tuple(looked)
        finally:
            sweep.cancel()
        if (error := sweep.result()) is not None:
            raise error


RUNNING = Kind("running updates", (_Sweep(),), is_kept=False)


def running_on(stacks: tuple[StackIdentifier, ...]) -> Query[tuple[Looked, ...]]:
    """Whether an update runs on each of these stacks, for those checked so far."""
    return Query(RUNNING, Backend(), argument=stacks)
