"""Closed widgets are freed: hours of opening and closing leave nothing in memory."""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from textual.strip import Strip
from textual.widget import Widget

from stacktui.tui.dialogs.dialog import Dialog
from tests.kit.waiting import until
from tests.tui.screens.world import World, is_listed

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture(autouse=True)
def _hears_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dialog, "GUARD", 0.0)


def alive() -> Counter[str]:
    """Widgets and lines that they drew, of all that there are in this process."""
    gc.collect()
    kinds = ((kind.__name__, kind) for kind in (Widget, Strip))
    things = gc.get_objects()
    return Counter({name: sum(isinstance(thing, kind) for thing in things) for name, kind in kinds})


async def open_and_close(pilot: Pilot[int], world: World, key: str) -> None:
    await pilot.press(key)
    await until(pilot, lambda: len(world.app.screen_stack) == 2)
    await pilot.pause()
    await pilot.press("escape")
    await until(pilot, lambda: len(world.app.screen_stack) == 1)
    await pilot.pause()


@pytest.mark.requirement("N5")
@pytest.mark.parametrize("key", ["question_mark", "colon", "N", "y", "ctrl+o"])
async def test_a_closed_dialog_leaves_no_widget_and_no_line(tmp_path: Path, key: str) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        await open_and_close(pilot, world, key)
        before = alive()
        for _ in range(5):
            await open_and_close(pilot, world, key)
        after = alive()
        assert after <= before
