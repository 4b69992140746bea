"""Determines whether an update runs on a stack, also if the server reports it only by `activeUpdate`.

`GET S` contains `activeUpdate` for an idle stack too (protocol.md §2.3). If nothing else reports a running update, its
status is requested, and anything but an ended update counts as running.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Protocol

from stacktui.pulumi.errors import ConnectionFailed, PulumiError, RateLimited, TlsFailed, Unauthorized
from stacktui.pulumi.running import Looked, RunningUpdate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacktui.pulumi.observed import Observed
    from stacktui.pulumi.stack import Stack, StackIdentifier

AT_ONCE = 4
"""The number of stacks checked concurrently."""
_ENDED = frozenset({"succeeded", "failed", "cancelled"})
_ABOUT_ALL = (Unauthorized, RateLimited, ConnectionFailed, TlsFailed)
"""Errors that would occur for the next stack too."""


class StackReader(Protocol):
    """A source of stacks and of the status of updates."""

    @property
    def observed(self) -> Observed: ...
    async def get_stack(self, stack: StackIdentifier) -> Stack: ...
    async def get_update_status(self, stack: StackIdentifier, update: str) -> str: ...


async def read_stack(client: StackReader, stack: StackIdentifier) -> tuple[Stack, RunningUpdate | None]:
    """A stack and the update running on it; raises if the stack itself cannot be read."""
    found = await client.get_stack(stack)
    return found, await read_running(client, found)


async def read_running(client: StackReader, stack: Stack) -> RunningUpdate | None:
    """The update running on a stack; only an `activeUpdate` without other evidence costs a request."""
    operation, update = stack.current_operation, stack.active_update
    if operation is not None:
        return RunningUpdate(update, operation.kind, operation.author, operation.started)
    if not update or client.observed.reports_running or client.observed.has_ended(update):
        return None
    try:
        status = await client.get_update_status(stack.identifier, update)
    except PulumiError as error:
        return RunningUpdate(update, error=error)
    if status not in _ENDED:
        return RunningUpdate(update, status=status or "not reported")
    client.observed.saw_ended(update)
    return None


async def look_for_running(
    client: StackReader, stacks: Iterable[StackIdentifier], on_looked: Callable[[Looked], None]
) -> PulumiError | None:
    """Check each stack for a running update; returns the error that ended it early."""
    waiting, ended_by = deque(stacks), None

    async def work() -> None:
        nonlocal ended_by
        while waiting:
            looked = await _look(client, waiting.popleft())
            if isinstance(looked.error, _ABOUT_ALL):
                ended_by = looked.error
                waiting.clear()
            else:
                on_looked(looked)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())
    return ended_by


async def _look(client: StackReader, stack: StackIdentifier) -> Looked:
    try:
        _, running = await read_stack(client, stack)
    except PulumiError as error:
        return Looked(stack, None, error)
    return Looked(stack, running)
