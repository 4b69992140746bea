"""Waits for conditions, never for a number of seconds."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.pilot import Pilot

T = TypeVar("T")

PATIENCE = 15.0
"""Seconds after which what should have come is said not to come; generous, as the machine may be busy."""


async def until(pilot: Pilot[T], claim: Callable[[], bool]) -> None:
    """Let an app run until a condition holds; fails with the screen if it never does."""
    await comes_true(claim, pilot.pause, lambda: "\n".join(seen(pilot.app)))


async def turns(count: int) -> None:
    """Run the loop so many times, before asserting that something did not happen."""
    for _ in range(count):
        await asyncio.sleep(0)


async def comes_true(
    claim: Callable[[], bool],
    pause: Callable[[], Awaitable[None]] = lambda: turns(1),
    picture: Callable[[], str] = str,
) -> None:
    """Run the loop until a condition holds, if no event reports it."""
    end = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < end, "it never came to be\n" + picture()
        await pause()


def seen(app: App[T]) -> list[str]:
    """The lines of the screen, without trailing blanks."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
