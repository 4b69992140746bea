"""Quitting during a change: it asks, waits for the response, and reports an unknown outcome."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.writes import Write
from stacktui.pulumi.errors import Outcome
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui import app as app_module
from stacktui.tui.dialogs.dialog import Dialog
from stacktui.tui.dialogs.quit_anyway import QuitAnyway
from stacktui.tui.host.hosted_app import HostedApp
from tests.kit.waiting import seen, until
from tests.security.terminal_bytes import foreign
from tests.tui.dialogs.stage import EMPTY, words_on
from tests.tui.screens.world import World, is_listed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.pilot import Pilot

SAID = "Outcome unknown: delete acme/analytics/staging."


@pytest.fixture(autouse=True)
def _hears_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dialog, "GUARD", 0.0)


@contextlib.asynccontextmanager
async def deleting(folder: Path) -> AsyncIterator[tuple[World, Pilot[int], asyncio.Task[Write]]]:
    """The whole app with a delete under way, which is answered once `world.gate` is released."""
    world = World(folder)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        world.gate.hold(str(EMPTY))
        sending = asyncio.create_task(world.app.session.writes.send(Delete(EMPTY)))
        await until(pilot, lambda: "DELETE" in world.gate.methods)
        yield world, pilot, sending


def is_asked(world: World) -> bool:
    return isinstance(world.app.screen, QuitAnyway)


@pytest.mark.requirement("D2")
@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_quitting_asks_and_then_waits_for_the_answer(tmp_path: Path, key: str) -> None:
    async with deleting(tmp_path) as (world, pilot, sending):
        await pilot.press(key, key)
        await until(pilot, lambda: is_asked(world))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: not is_asked(world))
        assert not world.app._exit  # it waits
        world.gate.release()
        assert (await sending).outcome is Outcome.DONE
    assert world.app.return_code == 0
    assert world.app.farewell() == ""
    assert world.gate.count(str(EMPTY)) == 1


@pytest.mark.requirement("D2")
async def test_what_is_not_answered_in_time_is_said_after_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "LAST_WAIT", 0.0)
    async with deleting(tmp_path) as (world, pilot, sending):
        await pilot.press("ctrl+q")
        await until(pilot, lambda: is_asked(world))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: world.app.return_code == 0)
    assert world.app.farewell() == SAID
    assert (await sending).outcome is Outcome.UNKNOWN


@pytest.mark.requirement("D2")
async def test_suspending_asks_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suspended: list[str] = []
    orphaned: list[bool] = [False]
    monkeypatch.setattr(app_module, "is_orphaned", lambda: orphaned[0])
    monkeypatch.setattr(HostedApp, "action_suspend_process", lambda _app: suspended.append("yes"))
    async with deleting(tmp_path) as (world, pilot, sending):
        await pilot.press("ctrl+z")
        await until(pilot, lambda: is_asked(world))
        assert "if its answer is lost" in words_on(world.app.screen)
        await pilot.press("escape")
        await until(pilot, lambda: not is_asked(world))
        assert suspended == []
        await pilot.press("ctrl+z")
        await until(pilot, lambda: is_asked(world))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: suspended == ["yes"])
        world.gate.release()
        await sending
        await pilot.press("ctrl+z")
        assert suspended == ["yes", "yes"]
        orphaned[0] = True
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "ctrl+z is off here" in "\n".join(seen(world.app)))
        assert suspended == ["yes", "yes"]


@pytest.mark.requirement("T3")
def test_the_last_words_are_harmless(tmp_path: Path) -> None:
    app = World(tmp_path).app
    hostile = StackIdentifier("acme", "a\x1b]52;c;eA==\x07\x9b2J", "\u202eb\nc")
    app.session.writes._note(Write(1, Delete(hostile), outcome=Outcome.UNKNOWN))
    assert app.farewell().startswith("Outcome unknown: delete acme/a␛]52")
    assert foreign(app.farewell().encode()) == ()
