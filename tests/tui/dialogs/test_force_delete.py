"""Force: a second, different confirmation with the number of orphaned resources."""

from __future__ import annotations

import pytest

from stacktui.demo.server import create_app
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.kinds.state import state_of
from stacktui.tui.dialogs.delete_stack import DeleteStack, ForceDelete
from stacktui.tui.dialogs.dialog import Dialog, Field
from tests.demo.odd_answers import answer
from tests.kit.clock import NOW
from tests.kit.waiting import until
from tests.tui.dialogs.stage import FULL, Server, Stage, enter_text, ready, serve, words_on


@pytest.mark.requirement("D1", "D3")
async def test_enter_hammered_through_a_refusal_sends_one_request(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = DeleteStack(Delete(FULL), server.context)
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
    assert server.gate.writes == [f"DELETE /api/stacks/{FULL}?force=false"]


@pytest.mark.requirement("D3", "D7")
async def test_a_stack_with_resources_needs_a_second_phrase_with_their_number(server: Server) -> None:
    dialog = DeleteStack(Delete(FULL), server.context)
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
        assert server.gate.writes == [f"DELETE /api/stacks/{FULL}?force=false"]
        force.query_one("#confirm", Field).value = ""
        await enter_text(pilot, "orphan 64 resources")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: bool(app.results))
    assert server.gate.writes[1:] == [f"DELETE /api/stacks/{FULL}?force=true"]
    assert app.results[0] is not None
    assert app.results[0].change.name == "force-delete"
    assert app.results[0].is_done


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    ("failures", "body", "phrase"),
    [
        ("count:404", b"", "orphan 64 resources"),
        ("count:500,export:403", b"", "orphan 64 resources"),
        ("", b"{}", "orphan 64 resources"),
        ("", b'{"resourceCount":0}', "orphan 64 resources"),
        ("", b'{"resourceCount":-5}', "orphan 64 resources"),
        ("list:403,export:403", b'{"resourceCount":0}', "orphan an unknown number of resources"),
        ("count:403,list:403,export:403", b"", "orphan an unknown number of resources"),
    ],
)
async def test_no_failure_of_the_count_weakens_the_phrase(
    monkeypatch: pytest.MonkeyPatch, failures: str, body: bytes, phrase: str
) -> None:
    server = serve(demo=create_app(now=NOW, latency=0, failures=failures))
    if body:
        answer(monkeypatch, "count", body)
    dialog = ForceDelete(Delete(FULL, force=True), server.context)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        assert f"Type {phrase} to force it:" in words_on(dialog)
        for wrong in ("orphan 0 resources", "orphan -5 resources", "orphan resources"):
            dialog.query_one("#confirm", Field).value = wrong
            await pilot.press("enter")
        assert server.gate.writes == []
        dialog.query_one("#confirm", Field).value = phrase
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.results))
    await server.writes._client.aclose()
    assert server.gate.writes == [f"DELETE /api/stacks/{FULL}?force=true"]


async def test_a_loaded_state_counts_where_the_server_does_not() -> None:
    server = serve(demo=create_app(now=NOW, latency=0, failures="count:404,list:403"))
    held = len((await server.context.writes.store.get(state_of(FULL))).deployment.resources)
    server.gate.refuses = ("/export",)
    dialog = DeleteStack(Delete(FULL), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        assert f"{held} resources according to its state" in words_on(dialog)
        await enter_text(pilot, str(FULL))
        await pilot.press("enter")
        await until(pilot, lambda: f"Type orphan {held} resources to force it:" in words_on(pilot.app.screen))
    await server.writes._client.aclose()


@pytest.mark.requirement("D4")
async def test_force_sends_nothing_when_the_number_of_resources_changed(server: Server) -> None:
    dialog = ForceDelete(Delete(FULL, force=True), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        server.demo.tenant.find(FULL).count = 70
        await enter_text(pilot, "orphan 64 resources")
        await pilot.press("enter")
        await until(pilot, lambda: "Type orphan 70 resources to force it:" in words_on(dialog))
        await until(pilot, lambda: "Its number of resources changed from 64 to 70." in words_on(dialog))
    assert server.gate.writes == []


async def test_leaving_the_force_stage_leaves_the_first_one_open_and_the_stack_there(server: Server) -> None:
    dialog = DeleteStack(Delete(FULL), server.context)
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
