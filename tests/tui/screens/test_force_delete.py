"""Force: a second, different confirmation with the number of resources that are left behind."""

from __future__ import annotations

import pytest

from stacktui.tui.screens.delete_stack import DeleteStack
from stacktui.tui.screens.dialog import Dialog, Field
from stacktui.tui.screens.force_delete import ForceDelete
from stacktui.writes import WriteKind
from tests.tui.screens.stage import FULL, Server, Stage, enter_text, ready, until, words_on


@pytest.mark.requirement("D1", "D3")
async def test_enter_hammered_through_a_refusal_sends_one_request(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = DeleteStack(FULL, server.desk)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, str(FULL))
        monkeypatch.setattr(Dialog, "GUARD", 3600.0)
        for _ in range(20):
            await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForceDelete))
        await enter_text(pilot, "orphan 64 resources")
        for _ in range(20):
            await pilot.press("enter")
    assert server.transport.writes == [f"DELETE /api/stacks/{FULL}?force=false"]


@pytest.mark.requirement("D3", "D7")
async def test_a_stack_with_resources_needs_a_second_phrase_with_their_number(server: Server) -> None:
    dialog = DeleteStack(FULL, server.desk)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, str(FULL))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForceDelete))
        force = pilot.app.screen
        assert isinstance(force, ForceDelete)
        await ready(pilot, force)
        assert force.has_class("-danger")
        assert "Force orphans 64 resources" in words_on(force)
        await enter_text(pilot, str(FULL))
        await pilot.press("enter")
        await pilot.pause()
        assert server.transport.writes == [f"DELETE /api/stacks/{FULL}?force=false"]
        force.query_one("#confirm", Field).value = ""
        await enter_text(pilot, "orphan 64 resources")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: bool(app.results))
    assert server.transport.writes[1:] == [f"DELETE /api/stacks/{FULL}?force=true"]
    assert app.results[0] is not None
    assert app.results[0].kind is WriteKind.FORCE_DELETE
    assert app.results[0].is_done


@pytest.mark.requirement("D4")
async def test_force_sends_nothing_when_the_number_of_resources_changed(server: Server) -> None:
    dialog = ForceDelete(FULL, server.desk)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        server.demo.tenant.find(FULL).count = 70
        await enter_text(pilot, "orphan 64 resources")
        await pilot.press("enter")
        await until(pilot, lambda: "Type orphan 70 resources to force it:" in words_on(dialog))
        await until(pilot, lambda: "It had 64 resources and has 70 now." in words_on(dialog))
    assert server.transport.writes == []


async def test_leaving_the_force_stage_leaves_the_first_one_open_and_the_stack_there(server: Server) -> None:
    dialog = DeleteStack(FULL, server.desk)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, str(FULL))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForceDelete))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is dialog)
        assert app.results == []
        assert "still contains resources" in words_on(dialog)
    assert FULL in server.demo.tenant
