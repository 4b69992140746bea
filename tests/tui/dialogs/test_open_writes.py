"""Unconfirmed changes stay listed; quitting while one is in progress asks."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.writes import Write
from stacktui.pulumi.errors import Outcome
from stacktui.tui.dialogs.open_writes import OpenWrites, WriteRows
from stacktui.tui.dialogs.quit_anyway import QuitAnyway
from stacktui.tui.dialogs.text_view import TextView
from tests.kit.waiting import until
from tests.tui.dialogs.stage import EMPTY, FULL, Server, Stage, words_on


async def unknown_delete(server: Server) -> Write:
    """A delete whose answer was lost, and that could not be looked after."""
    server.gate.loses = ("DELETE",)
    server.gate.drops = ("GET",)
    write = await server.writes.send(Delete(EMPTY, server.demo.tenant.find(EMPTY).id))
    server.gate.drops = ()
    return write


@pytest.mark.requirement("D1", "D2")
async def test_r_looks_again_until_the_outcome_is_known(server: Server) -> None:
    write = await unknown_delete(server)
    assert write.outcome is Outcome.UNKNOWN
    screen = OpenWrites(server.writes)
    async with Stage(screen).run_test() as pilot:
        assert screen.query_one(WriteRows).row_count == 1
        await pilot.press("r", "r")
        await until(pilot, lambda: screen.query_one(WriteRows).at(0).is_done)
        assert "All confirmed." in words_on(screen)
    assert len(server.gate.writes) == 1
    assert server.writes.open_writes == ()


@pytest.mark.requirement("D2")
@pytest.mark.parametrize(("kind", "words"), [(OpenWrites, "All confirmed."), (QuitAnyway, "All changes have finished")])
async def test_a_write_may_end_while_its_dialog_opens_or_closes(
    kind: type[OpenWrites | QuitAnyway], words: str, server: Server
) -> None:
    write = await unknown_delete(server)
    ended = replace(write, outcome=Outcome.DONE)
    app = Stage(OpenWrites(server.writes))
    async with app.run_test() as pilot:
        screen = OpenWrites(server.writes) if kind is OpenWrites else QuitAnyway((write,))
        app.push_screen(screen)
        screen.write_changed(ended)
        await pilot.pause()
        assert words in words_on(app.screen)
        await pilot.press("escape")
        screen.write_changed(ended)
        await pilot.pause()
        assert app.screen is not screen


async def test_enter_shows_all_that_is_known(server: Server) -> None:
    await unknown_delete(server)
    app = Stage(OpenWrites(server.writes))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TextView))
        assert "Outcome unknown: the change may or may not have been made." in words_on(app.screen)
        assert "Checked: " in words_on(app.screen)
        await pilot.press("escape", "escape")
    assert app.results == [None]


async def test_none_is_said_to_be_none(server: Server) -> None:
    app = Stage(OpenWrites(server.writes))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("r", "enter", "down", "up")
        assert "No unconfirmed changes" in words_on(app.screen)


@pytest.mark.requirement("D2")
@pytest.mark.parametrize(("keys", "quits"), [(("enter",), False), (("escape",), False), (("tab", "enter"), True)])
async def test_quitting_while_a_write_is_under_way_asks_and_staying_comes_first(
    keys: tuple[str, ...], quits: bool
) -> None:
    app = Stage(QuitAnyway((Write(1, Delete(FULL)),)))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert "in progress acme/network/prod" in words_on(app.screen)
        assert "reported as unknown" in words_on(app.screen)
        await pilot.press(*keys)
    assert app.results == [quits]


async def test_the_question_follows_what_becomes_of_the_write() -> None:
    write = Write(1, Delete(FULL))
    screen = QuitAnyway((write,))
    async with Stage(screen).run_test():
        screen.write_changed(replace(write, outcome=Outcome.DONE))
        assert "done acme/network/prod" in words_on(screen)
        assert "All changes have finished" in words_on(screen)


async def test_a_write_that_ends_while_it_is_listed_shows_how(server: Server) -> None:
    server.gate.hold("DELETE")
    screen = OpenWrites(server.writes)
    stack_id = server.demo.tenant.find(EMPTY).id
    sending = asyncio.create_task(server.writes.send(Delete(EMPTY, stack_id)))
    async with Stage(screen).run_test() as pilot:
        await until(pilot, lambda: bool(server.gate.writes))
        server.writes.changes.subscribe(screen.write_changed)
        screen.write_changed(server.writes.open_writes[0])
        server.gate.release()
        await sending
        assert screen.query_one(WriteRows).at(0).is_done
