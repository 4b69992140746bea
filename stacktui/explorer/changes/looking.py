"""Finds out what became of a change whose answer was lost, by reading only (security.md §5).

A 404 alone proves nothing: it also means "no access". Nothing here ever repeats the change.
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
"""Seconds before the second and third look."""


class Doubt(StrEnum):
    """Why looking did not tell what became of a change, whichever it was."""

    UNREADABLE = "unreadable"
    LISTED = "listed"
    """The list names the stack that cannot be read."""
    LIST_NOT_WHOLE = "list not whole"


class Verdict(NamedTuple):
    """What looking found. `done` counts only when `known`; `seen` is a code of the change, or a Doubt."""

    known: bool
    done: bool
    seen: StrEnum
    error: PulumiError | None = None
    """Why it could not be looked at."""


def done(seen: StrEnum) -> Verdict:
    """The change shows."""
    return Verdict(known=True, done=True, seen=seen)


def not_done(seen: StrEnum) -> Verdict:
    """The change does not show, so far."""
    return Verdict(known=True, done=False, seen=seen)


def unknown(seen: StrEnum, error: PulumiError | None = None) -> Verdict:
    """Looking did not tell."""
    return Verdict(known=False, done=False, seen=seen, error=error)


async def look_until_done(look: Callable[[], Awaitable[Verdict]]) -> Verdict:
    """Look, and while the change does not show, wait and look again; the last look counts."""
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
    """The stack; None where the server does not find it, which may also mean that it may not be seen."""
    try:
        return await client.get_stack(stack)
    except NotFound:
        return None


async def doubt_of_absence(client: PulumiClient, stack: StackIdentifier) -> Doubt | None:
    """Why a stack that was not found may be there all the same.

    None: the token still works and the project's list agrees.
    """
    await client.get_current_user()
    async for page in client.list_user_stacks(StackFilter(stack.organization, stack.project)):
        if any(summary.identifier == stack for summary in page.stacks):
            return Doubt.LISTED
        if page.unreadable or page.foreign:
            return Doubt.LIST_NOT_WHOLE
    return None
