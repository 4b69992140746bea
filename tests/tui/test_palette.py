"""The palette costs nothing while nobody types."""

from __future__ import annotations

from textual.widgets import Input

from stacktui.tui.palette import Palette
from tests.tui.screens.stage import Stage


async def test_nothing_blinks_in_the_palette() -> None:
    palette = Palette()
    async with Stage(palette).run_test() as pilot:
        await pilot.pause()
        assert not palette.query_one(Input).cursor_blink
