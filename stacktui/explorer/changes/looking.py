"""Checks the outcome of a change whose response was lost, with read requests only (security.md §5).

A 404 alone proves nothing, because it also means "no access". Nothing here ever repeats the change.
"""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from stacktui.pulumi.errors import NotFound, PulumiError
from stacktui.pulumi.stack import StackFilter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.stack import Stack, StackIdentifier

WAITS = (1.0, 2.0)
"""Seconds before the second and third check."""


class Doubt(StrEnum):
    """Why the outcome could not be determined."""

    UNREADABLE = "unreadable"
    LISTED = "listed"
    """The list contains the stack that cannot be read."""
    LIST_NOT_WHOLE = "list not whole"


class Verdict(NamedTuple):
    """The result of a check. `done` is valid only if `known`; `seen` is a code of the change, or a Doubt."""

    known: bool
    done: bool
    seen: StrEnum
    error: PulumiError | None = None
    """Why the check failed."""


def done(seen: StrEnum) -> Verdict:
    """The change is visible."""
    return Verdict(known=True, done=True, seen=seen)


def not_done(seen: StrEnum) -> Verdict:
    """The change is not visible yet."""
    return Verdict(known=True, done=False, seen=seen)


def unknown(seen: StrEnum, error: PulumiError | None = None) -> Verdict:
    """The outcome is unknown."""
    return Verdict(known=False, done=False, seen=seen, error=error)


async def look_until_done(look: Callable[[], Awaitable[Verdict]]) -> Verdict:
    """Check repeatedly, with pauses, until the change is visible; return the last result."""
    for wait in (*WAITS, None):
        try:
            verdict = await look()
        except PulumiError as error:
            verdict = unknown(Doubt.UNREADABLE, error)
        if wait is None or (verdict.known and verdict.done):
            return verdict
        await asyncio.sleep(wait)
    raise AssertionError  # pragma: no cover - None ends the loop


async def find(client: PulumiClient, stack: StackIdentifier) -> Stack | None:
    """The stack, or None if the server reports not found, which may also mean no access."""
    try:
        return await client.get_stack(stack)
    except NotFound:
        return None


async def doubt_of_absence(client: PulumiClient, stack: StackIdentifier) -> Doubt | None:
    """Why a stack that was not found may still exist; None if the token works and the project's list agrees."""
    await client.get_current_user()
    async for page in client.list_user_stacks(StackFilter(stack.organization, stack.project)):
        if any(summary.identifier == stack for summary in page.stacks):
            return Doubt.LISTED
        if page.unreadable or page.foreign:
            return Doubt.LIST_NOT_WHOLE
    return None
