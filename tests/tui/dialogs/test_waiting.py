"""While a dialog checks a stack it shows what it is waiting for, and esc cancels that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.tui.dialogs.delete_stack import DeleteStack
from stacktui.tui.dialogs.write_dialog import Phase
from tests.kit.waiting import until
from tests.tui.dialogs.stage import EMPTY, words_on
from tests.tui.screens.world import World, open_stack

if TYPE_CHECKING:
    from pathlib import Path

WAITS = f"{EMPTY}: loading the number of its resources… esc closes"


@pytest.mark.requirement("D4")
@pytest.mark.parametrize("again", [False, True], ids=["when it opens", "when it is confirmed"])
async def test_it_says_what_it_waits_for_and_esc_ends_the_requests(tmp_path: Path, again: bool) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, EMPTY)
        await until(pilot, lambda: world.gate.in_flight == 0 and not world.browser.stacks.is_loading)
        if not again:
            world.gate.hold("/resources/count")
        await pilot.press("D")
        await until(pilot, lambda: isinstance(world.app.screen, DeleteStack))
        dialog = world.app.screen
        assert isinstance(dialog, DeleteStack)
        if again:
            await until(pilot, lambda: dialog.phase is Phase.ASKING)
            world.gate.hold("/resources/count")
            await pilot.press(*str(EMPTY), "enter")
        await until(pilot, lambda: WAITS in words_on(dialog))
        assert world.gate.in_flight == 1
        await pilot.press("escape")
        await until(pilot, lambda: world.gate.in_flight == 0)
        assert world.app.screen is world.browser
    assert world.gate.methods == {"GET"}
