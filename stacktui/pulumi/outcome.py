"""Finds out what became of a write whose answer was lost, by reading only (security.md §5).

A 404 alone proves nothing: it also means "no access". Nothing here ever repeats the write.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from stacktui.pulumi.errors import NotFound, PulumiError
from stacktui.pulumi.stack import StackFilter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.stack import Stack, StackIdentifier

WAITS = (1.0, 2.0)
"""Seconds before the second and third look."""


class Verdict(NamedTuple):
    """What reading told. `done` counts only when `known`; `sentence` is for a person."""

    known: bool
    done: bool
    sentence: str


async def verify_delete(
    client: PulumiClient, stack: StackIdentifier, stack_id: str, *, waits: tuple[float, ...] = WAITS
) -> Verdict:
    """Whether a stack was deleted; `stack_id` is its id before, or empty when it was not told."""

    async def look() -> Verdict:
        found = await _find(client, stack)
        if found is None:
            return await _absent(client, stack, f"{stack} was deleted (verified).", done=True)
        if stack_id and found.id and found.id != stack_id:
            return Verdict(known=True, done=True, sentence=f"{stack} was deleted, and somebody created it again.")
        return Verdict(
            known=True, done=False, sentence=f"{stack} still exists; the request may still be in progress: look again."
        )

    return await _look_until_done(look, stack, waits)


async def verify_transfer(
    client: PulumiClient,
    stack: StackIdentifier,
    to_organization: str,
    stack_id: str,
    *,
    waits: tuple[float, ...] = WAITS,
) -> Verdict:
    """Whether a stack was moved: it is there and no longer here, with the id it had."""
    target = stack._replace(organization=to_organization)

    async def look() -> Verdict:
        moved, left = await _find(client, target), await _find(client, stack)
        is_same = moved is not None and (moved.id == stack_id or not (stack_id and moved.id))
        if is_same and left is None:
            return Verdict(known=True, done=True, sentence=f"{stack} was transferred: it is {target} now (verified).")
        if moved is None and left is not None:
            return Verdict(known=True, done=False, sentence=f"{stack} was not transferred so far; look again.")
        return _unknown(f"Whether {stack} was transferred is unknown: look at both {stack} and {target}.")

    return await _look_until_done(look, stack, waits)


async def verify_create(client: PulumiClient, stack: StackIdentifier, *, waits: tuple[float, ...] = WAITS) -> Verdict:
    """Whether a stack exists now."""

    async def look() -> Verdict:
        if await _find(client, stack) is not None:
            return Verdict(known=True, done=True, sentence=f"{stack} exists: created by this or another request.")
        return await _absent(client, stack, f"{stack} does not exist so far; look again.", done=False)

    return await _look_until_done(look, stack, waits)


async def _look_until_done(
    look: Callable[[], Awaitable[Verdict]], stack: StackIdentifier, waits: tuple[float, ...]
) -> Verdict:
    """Look, and while the write does not show as done, wait and look again; the last look counts."""
    for wait in (*waits, None):
        try:
            verdict = await look()
        except PulumiError as error:
            verdict = _unknown(f"What became of {stack} is unknown: {error.message}")
        if wait is None or (verdict.known and verdict.done):
            return verdict
        await asyncio.sleep(wait)
    raise AssertionError  # pragma: no cover - None ends the loop


async def _find(client: PulumiClient, stack: StackIdentifier) -> Stack | None:
    try:
        return await client.get_stack(stack)
    except NotFound:
        return None


async def _absent(client: PulumiClient, stack: StackIdentifier, sentence: str, *, done: bool) -> Verdict:
    """Believe a 404 only when the token still works and the project's list agrees."""
    await client.get_current_user()
    async for page in client.list_user_stacks(StackFilter(stack.organization, stack.project)):
        if any(summary.identifier == stack for summary in page.stacks):
            return _unknown(f"{stack} is listed but cannot be read: whether it exists is unknown.")
        if page.unreadable or page.foreign:
            return _unknown(f"The list that should show {stack} cannot be read whole.")
    return Verdict(known=True, done=done, sentence=sentence)


def _unknown(sentence: str) -> Verdict:
    return Verdict(known=False, done=False, sentence=sentence)
