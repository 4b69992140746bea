"""Textual's pilot, without the 20 ms that it sleeps twice after every key."""

from __future__ import annotations

import asyncio
import time
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest
from textual._context import active_app

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET = 0.002
frame_waits = attrgetter("screen._update_timer._active")  # mypy takes the event for a Never


async def wait_for_idle(_min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until no callback is ready, no thread computes and nothing is to be drawn."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # asyncio says it nowhere else
    end = time.monotonic() + max_sleep
    while time.monotonic() < end:
        spent = time.process_time()
        await asyncio.sleep(QUIET)
        if not ready and time.process_time() - spent < QUIET / 2 and not draw():
            return


def draw() -> bool:
    """Take a new size, or draw what waits for the next frame, now; whether there was something."""
    app = active_app.get()
    if not app.is_running or not app.screen_stack:
        return False
    if app._resize_timer is not None:
        app._check_resize()
    elif frame_waits(app).is_set():
        app.screen._on_timer_update()
    else:
        return False
    return True


@pytest.fixture(autouse=True, scope="session")
def _pilot_waits_no_longer_than_needed() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in ("app", "pilot"):
            patch.setattr(f"textual.{module}.wait_for_idle", wait_for_idle)
        yield
