"""Transferring: to an organization of the user, confirmed by its name, refused while an update runs."""

from __future__ import annotations

import pytest

from stacktui.demo.server import create_app
from stacktui.pulumi.errors import Outcome
from stacktui.tui.dialogs.dialog import Field
from stacktui.tui.dialogs.picker import Picker
from stacktui.tui.dialogs.transfer_stack import TransferStack
from stacktui.tui.dialogs.write_dialog import Phase
from tests.kit.clock import NOW
from tests.kit.waiting import until
from tests.tui.dialogs.stage import FULL, Server, Stage, enter_text, ready, serve, words_on

MINE = ("acme", "globex", "initech")


async def test_says_what_changes_and_what_does_not(server: Server) -> None:
    dialog = TransferStack(FULL, server.context, organizations=("acme", "globex"))
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        said = words_on(dialog)
    assert "becomes globex/network/prod" in said
    assert "Its full name changes: update the programs, scripts and CI that use it." in said
    assert "console" not in said
    assert "still name acme as the owner of their secrets" in said
    assert "use the old name" in said
    assert "on api.pulumi.com as alice" in said


async def test_what_it_becomes_follows_what_is_typed(server: Server) -> None:
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        assert "becomes …/network/prod" in words_on(dialog)
        await enter_text(pilot, "initech")
        await until(pilot, lambda: "becomes initech/network/prod" in words_on(dialog))
        await pilot.press("backspace")
        await until(pilot, lambda: "becomes …/network/prod" in words_on(dialog))


@pytest.mark.requirement("D1", "D2")
async def test_typing_the_organization_sends_one_request(server: Server) -> None:
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    app = Stage(dialog)
    server.gate.hold("POST")
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, "initech")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: bool(server.gate.writes))
        dialog.query_one("#confirm", Field).value = "globex"
        await pilot.press("enter", "enter")
        server.gate.release()
        await until(pilot, lambda: bool(app.results))
    assert server.gate.writes == [f"POST /api/stacks/{FULL}/transfer"]
    assert app.results[0] is not None
    assert app.results[0].change.to == "initech"
    assert app.results[0].outcome is Outcome.DONE
    assert ("initech", "network", "prod") in server.demo.tenant


async def test_what_is_typed_after_the_confirmation_changes_nothing(server: Server) -> None:
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        confirm = dialog.query_one("#confirm", Field)
        confirm.value = "initech"
        dialog.begin()
        confirm.value = "globex"
        await until(pilot, lambda: bool(app.results))
    assert app.results[0] is not None
    assert app.results[0].change.to == "initech"


@pytest.mark.parametrize("typed", ["", "acme", "Globex", "somebody", "globex/network/prod"])
async def test_only_an_organization_of_the_user_can_be_the_target(server: Server, typed: str) -> None:
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, typed)
        await pilot.press("enter")
        await pilot.pause()
    assert server.gate.writes == []


async def test_what_was_picked_must_be_what_is_typed(server: Server) -> None:
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        dialog.query_one("#choose").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Picker))
        await enter_text(pilot, "globex")
        await pilot.press("enter")
        await until(pilot, lambda: "Type globex to transfer it there:" in words_on(dialog))
        assert "becomes globex/network/prod" in words_on(dialog)
        await enter_text(pilot, "initech")
        await pilot.press("enter")
        await pilot.pause()
    assert server.gate.writes == []


async def test_without_another_organization_there_is_nothing_to_confirm(server: Server) -> None:
    dialog = TransferStack(FULL, server.context, organizations=("acme",))
    async with Stage(dialog).run_test() as pilot:
        await until(pilot, lambda: dialog.phase is Phase.REFUSED)
        assert "You are not a member of another organization" in words_on(dialog)


@pytest.mark.requirement("D4")
async def test_another_stack_of_the_same_name_is_noticed(server: Server) -> None:
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        server.demo.tenant.find(FULL).id = "00000000-0000-0000-0000-000000000000"
        await enter_text(pilot, "globex")
        await pilot.press("enter")
        await until(pilot, lambda: "deleted and created again" in words_on(dialog))
    assert server.gate.writes == []


@pytest.mark.requirement("D1", "D8")
async def test_a_lost_answer_says_where_the_stack_is(server: Server) -> None:
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    app = Stage(dialog)
    server.gate.loses = ("POST",)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, "initech")
        await pilot.press("enter")
        await until(pilot, lambda: dialog.phase is Phase.ENDED)
        await pilot.pause()
        assert "and is now initech/network/prod (verified)" in words_on(dialog)
        await pilot.press("escape")
    assert len(server.gate.writes) == 1
    assert app.results[0] is not None
    assert app.results[0].is_done


@pytest.mark.requirement("D6")
async def test_read_only_says_so_and_sends_nothing() -> None:
    server = serve(read_only=True)
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    async with Stage(dialog).run_test() as pilot:
        await until(pilot, lambda: dialog.preflight is not None)
        await pilot.pause()
        assert "Read-only" in words_on(dialog)
        await enter_text(pilot, "globex")
        await pilot.press("enter")
        await pilot.pause()
    await server.writes._client.aclose()
    assert server.gate.writes == []


@pytest.mark.parametrize("failures", ["", "get:403"])
async def test_an_answer_that_comes_after_the_dialog_has_closed_is_dropped(failures: str) -> None:
    server = serve(demo=create_app(now=NOW, failures=failures))
    dialog = TransferStack(FULL, server.context, organizations=MINE)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await until(pilot, lambda: dialog.phase is not Phase.READING)
        await pilot.press("escape")
        await until(pilot, lambda: bool(app.results))
        await dialog._open()
    await server.context.writes._client.aclose()

    assert app.results == [None]
