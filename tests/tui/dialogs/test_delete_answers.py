"""After a delete was sent: lost responses are checked, refusals keep the server's words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from stacktui.demo.server import create_app
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.transfer import Transfer
from stacktui.pulumi.errors import Outcome
from stacktui.tui.dialogs.delete_stack import DeleteStack
from stacktui.tui.dialogs.dialog import Field
from stacktui.tui.dialogs.write_dialog import Phase
from tests.kit.clock import NOW
from tests.kit.waiting import until
from tests.tui.dialogs.stage import EMPTY, Server, Stage, enter_text, ready, serve, words_on

if TYPE_CHECKING:
    from stacktui.presentation.text.lines import Line


@pytest.mark.requirement("D2")
async def test_escape_in_flight_says_that_the_request_goes_on_and_does_not_cancel_it(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    app = Stage(dialog)
    server.gate.hold("DELETE")
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: bool(server.gate.writes))
        await pilot.press("escape")
        assert "The request was sent and is in progress." in words_on(dialog)
        await pilot.press("escape")
        await until(pilot, lambda: bool(app.results))
        assert [write.outcome for write in server.writes.open_writes] == [None]
        server.gate.release()
        await until(pilot, lambda: not server.writes.open_writes)
    assert app.results == [None]
    assert server.record[-1].outcome is Outcome.DONE
    assert EMPTY not in server.demo.tenant


@pytest.mark.requirement("D1", "D8")
async def test_after_a_lost_answer_the_outcome_is_checked_and_shown(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    app = Stage(dialog)
    server.gate.loses = ("DELETE",)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: dialog.phase is Phase.ENDED)
        await pilot.pause()
        assert f"Checked: {EMPTY} was deleted (verified)." in words_on(dialog)
        await pilot.press("enter")
    assert len(server.gate.writes) == 1
    assert app.results[0] is not None
    assert app.results[0].is_done


@pytest.mark.requirement("D1")
async def test_a_request_that_never_arrived_is_not_sent_again_by_itself(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        server.gate.drops = ("DELETE",)
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "still exists" in words_on(dialog))
        assert dialog.phase is Phase.ASKING
        assert dialog.query_one("#confirm", Field).value == ""
    assert len(server.gate.writes) == 1


@pytest.mark.requirement("D1")
async def test_an_outcome_that_stays_unknown_is_said_to_be_and_ends_the_dialog(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        server.gate.hold("DELETE")
        server.gate.drops = ("GET",)
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: dialog.phase is Phase.ASKING and "Checking again" not in words_on(dialog))
        assert "Nothing was sent, so nothing has changed." in words_on(dialog)
        server.gate.drops = ()
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: bool(server.gate.writes))
        server.gate.drops = ("GET",)
        server.gate.loses = ("DELETE",)
        server.gate.release()
        await until(pilot, lambda: dialog.phase is Phase.ENDED)
        await pilot.pause()
        assert "Outcome unknown: the change may or may not have been made." in words_on(dialog)
        await pilot.press("escape")
    assert len(server.gate.writes) == 1
    assert app.results[0] is not None
    assert app.results[0].outcome is Outcome.UNKNOWN
    assert [write.number for write in server.writes.open_writes] == [app.results[0].number]


@pytest.mark.requirement("D7")
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "access token"),
        (403, "lacks permission"),
        (404, "not found"),
        (409, "update is running"),
        (423, "locked"),
        (500, "internal error"),
    ],
)
async def test_each_refusal_has_its_own_words_and_the_request_id(status: int, said: str) -> None:
    demo = create_app(now=NOW, latency=0, failures=f"delete:{status}", stacks=0, poison=False)
    server = serve(demo=demo)
    dialog = DeleteStack(Delete(EMPTY), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: "Request ID" in words_on(dialog))
        assert said in words_on(dialog)
    await server.writes._client.aclose()
    assert len(server.gate.writes) == 1
    assert EMPTY in demo.tenant


@pytest.mark.requirement("D2")
async def test_closing_while_it_looks_again_sends_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    app = Stage(dialog)

    async def check_and_close() -> tuple[Line, ...]:
        dialog.action_close()
        return ()

    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        monkeypatch.setattr(dialog, "check", check_and_close)
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.results))
    assert app.results == [None]
    assert server.gate.writes == []


@pytest.mark.requirement("D2")
async def test_while_another_change_of_the_stack_is_under_way_nothing_is_sent(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        server.gate.hold("POST")
        moving = asyncio.create_task(server.writes.send(Transfer(EMPTY, to_organization="globex")))
        await until(pilot, lambda: bool(server.gate.writes))
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: f"Another change to {EMPTY} is still in progress (transfer)" in words_on(dialog))
        assert "Nothing was sent" in words_on(dialog)
        assert len(server.gate.writes) == 1
        server.gate.release()
        await moving
