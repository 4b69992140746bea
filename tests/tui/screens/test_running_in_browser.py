"""Running updates in the browser if the server reports only `activeUpdate`, and keys for missing features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.transfer import Transfer
from stacktui.presentation.text.lines import plain_text
from stacktui.tui.dialogs.dialog import Dialog
from tests.kit.waiting import seen, until
from tests.tui.dialogs.stage import EMPTY, words_on
from tests.tui.screens.world import NETWORK, SHOP, World, is_listed, open_stack

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

RUNNING_IN_ACME = 5


def on_screen(world: World, *words: str) -> bool:
    return any(all(word in line for word in words) for line in seen(world.app))


async def listed(pilot: Pilot[int], world: World) -> None:
    await until(pilot, lambda: is_listed(world))
    await until(pilot, lambda: world.gate.in_flight == 0)


async def test_the_detail_shows_what_runs_and_the_list_follows_without_a_request(tmp_path: Path) -> None:
    world = World(tmp_path, active_update_only=True)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, SHOP)
        await until(pilot, lambda: on_screen(world, "web-shop/prod", "↻ an update is running, status: running"))
        assert on_screen(world, f"pulumi cancel {SHOP}")
        assert on_screen(world, "▸ acme/web-shop/prod", "↻ now")
        await listed(pilot, world)
        await pilot.press("r")
        await listed(pilot, world)
        await until(pilot, lambda: on_screen(world, "▸ acme/web-shop/prod", "↻ now"))
        assert world.gate.count(f"/{NETWORK}") == 0


async def test_the_running_update_can_be_ended_by_a_command_from_the_copy_menu(tmp_path: Path) -> None:
    world = World(tmp_path, active_update_only=True)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, SHOP)
        await pilot.press("y")
        await until(pilot, lambda: on_screen(world, "cancel the running update"))
        await pilot.press("escape")
        await open_stack(pilot, world, NETWORK)
        await pilot.press("y")
        await until(pilot, lambda: on_screen(world, "full stack name"))
        assert not on_screen(world, "cancel the running update")


async def test_the_filter_asks_each_stack_once_and_only_while_it_stands_there(tmp_path: Path) -> None:
    world = World(tmp_path, active_update_only=True)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await listed(pilot, world)
        await pilot.press("slash", *"state:running org:acme", "enter")
        await until(pilot, lambda: on_screen(world, f"{RUNNING_IN_ACME} of 312 stacks"))
        assert world.gate.count(f"/{NETWORK}") == 1
        assert all(on_screen(world, name, "↻ now") for name in ("web-shop/prod", "search/dev-bob"))
        await pilot.press("slash", *" prod", "enter")
        await until(pilot, lambda: on_screen(world, "2 of 312 stacks"))
        assert world.gate.count(f"/{NETWORK}") == 1  # what is known is not asked for again
        assert world.gate.most_in_flight <= 8


async def test_the_asking_ends_with_the_filter_and_with_escape(tmp_path: Path) -> None:
    world = World(tmp_path, active_update_only=True)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await listed(pilot, world)
        world.gate.hold("/prod")
        await pilot.press("slash", *"state:running org:acme", "enter")
        await until(pilot, lambda: world.gate.in_flight == 4 and on_screen(world, "checking for running updates: "))
        await pilot.press("escape")
        await until(pilot, lambda: world.gate.in_flight == 0)
        await until(pilot, lambda: on_screen(world, "stacks not checked: may be updating"))
        await pilot.press("r")
        await until(pilot, lambda: world.gate.in_flight == 4)
        world.browser.stacks.show_filter("")
        await until(pilot, lambda: world.gate.in_flight == 0 and not world.browser.stacks.is_loading)
        assert on_screen(world, "312 stacks")


async def test_a_list_that_reports_running_updates_is_believed(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await listed(pilot, world)
        await pilot.press("slash", *"state:running org:acme", "enter")
        await until(pilot, lambda: on_screen(world, f"{RUNNING_IN_ACME} of 312 stacks"))
        await until(pilot, lambda: world.gate.in_flight == 0)
        assert world.gate.count(f"/{NETWORK}") == 0


@pytest.mark.requirement("D7")
@pytest.mark.parametrize(("key", "operation"), [("T", "transfer"), ("D", "delete"), ("N", "create")])
async def test_a_key_for_what_the_server_lacks_says_so_and_sends_nothing(
    tmp_path: Path, key: str, operation: str
) -> None:
    world = World(tmp_path, failures=f"{operation}:405")
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, EMPTY)
        writes = world.app.session.writes
        if key == "T":
            write = await writes.send(Transfer(EMPTY, to_organization="globex"))
        elif key == "D":
            write = await writes.send(Delete(EMPTY))
        else:
            write = await writes.send(Create(EMPTY._replace(name="new")))
        assert not write.is_open
        await until(pilot, lambda: world.gate.in_flight == 0 and not world.browser.stacks.is_loading)
        await pilot.press(key)
        await pilot.pause()
        assert world.app.screen is world.browser
        assert "demo.invalid reported that it does not support" in plain_text(world.browser._said)


async def test_what_was_copied_from_a_dialog_is_said_in_the_dialog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dialog, "GUARD", 0.0)
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, SHOP)
        await pilot.press("D")
        await until(pilot, lambda: "ctrl+y copies that command." in words_on(world.app.screen))
        await pilot.press("ctrl+y")
        await until(pilot, lambda: "to the terminal's clipboard" in words_on(world.app.screen))
