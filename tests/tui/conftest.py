"""Textual's pilot, without the 20 ms that it sleeps twice after every key, and style sheets that are read once."""

from __future__ import annotations

import asyncio
import time
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest
from textual._context import active_app
from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.css.model import RuleSet

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


@pytest.fixture(autouse=True, scope="session")
def _styles_are_parsed_once() -> Iterator[None]:
    """For all apps with the same colours: it is a sixth of what a test of a dialog takes."""
    parse, known = Stylesheet._parse_rules, dict[object, list["RuleSet"]]()

    def parse_rules(sheet: Stylesheet, css: str, **source: object) -> list[RuleSet]:
        key = (css, *source.items(), *sheet._variables.items())
        if key not in known:
            known[key] = parse(sheet, css, **source)  # type: ignore[arg-type]  # as they were given
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_rules)
        yield
