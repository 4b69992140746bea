"""The browser with the real client and the demo: data is shown in the right place only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.kinds.overview import overview_of
from stacktui.explorer.store import Store
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.http.slots import Priority
from stacktui.tui.bindings import Pane, keys_of
from stacktui.tui.dialogs.delete_stack import DeleteStack
from stacktui.tui.dialogs.dialog import Dialog
from stacktui.tui.widgets.view_tabs import View
from tests.kit.waiting import until
from tests.tui.dialogs.stage import EMPTY
from tests.tui.screens.world import NETWORK, SHOP, World, is_listed, open_stack, open_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stacktui.explorer.answer import Want
    from stacktui.explorer.loadable import Loadable
    from stacktui.explorer.query import Query
    from stacktui.pulumi.stack import StackIdentifier


async def test_the_names_of_a_list_are_kept_once_however_it_ends_and_not_for_every_page(tmp_path: Path) -> None:
    kept: list[tuple[StackIdentifier, ...]] = []
    world = World(tmp_path, stacks=450, remember_stacks=lambda stacks, **_: kept.append(stacks))
    async with world.app.run_test(size=(120, 36)) as pilot:
        stacks = world.browser.stacks
        await until(pilot, lambda: len(stacks.listing.identifiers) == 450 and not stacks.is_loading)
        assert [len(one) for one in kept] == [450]

        world.gate.refuses = ("/api/user/stacks",)
        await pilot.press("r")
        await until(pilot, lambda: not stacks.is_loading)
        assert [len(one) for one in kept] == [450] * 2

        world.gate.hold("/api/user/stacks")
        await pilot.press("r", "escape")
        await until(pilot, lambda: not stacks.is_loading)
        assert [len(one) for one in kept] == [450] * 3


async def test_a_state_seen_before_comes_back_without_a_request(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_state(pilot, world, NETWORK)
        await open_stack(pilot, world, SHOP)
        exports = world.gate.count("network/prod/export")
        world.browser.visit(NETWORK)
        await pilot.pause()

        assert world.browser.detail.state.value is not None
        assert world.gate.count("network/prod/export") == exports == 1


async def test_a_web_link_is_shown_where_the_list_reports_one_and_is_never_guessed(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, SHOP)
        assert world.browser.detail.link == "https://app.pulumi.example/acme/web-shop/prod"
        unlinked = next(
            one for one in world.browser.stacks.listing.identifiers if world.browser.detail.link_of(one) is None
        )
        await open_stack(pilot, world, unlinked)
        await pilot.press("w")
        assert plain_text(world.browser._said) == "No web link for this backend."


@pytest.mark.requirement("D8")
async def test_after_a_write_the_list_is_read_again_and_nothing_goes_before_that(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, EMPTY)
        stacks = world.browser.stacks
        pages = world.gate.count("/api/user/stacks")
        world.gate.hold("/api/user/stacks")
        assert (await world.app.session.writes.send(Delete(EMPTY))).is_done
        await until(pilot, lambda: world.gate.count("/api/user/stacks") > pages)
        assert stacks.listing.summary_of(EMPTY) is not None
        world.gate.release()
        await until(pilot, lambda: not stacks.is_loading and stacks.listing.summary_of(EMPTY) is None)
        assert world.browser.detail.stack != EMPTY
        assert not world.browser.store.known(overview_of(EMPTY)).is_here  # another may get its name


LEAVES = {"app.quit", "app.suspend", "browser.leave"}


@pytest.mark.requirement("D6")
async def test_read_only_sends_nothing_but_get_whatever_is_pressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dialog, "GUARD", 0.0)
    world, screens = World(tmp_path, read_only=True), set[str]()
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, NETWORK)
        for panes in ((Pane.BROWSER, Pane.STACKS, Pane.LIST, Pane.ANYWHERE), (Pane.RESOURCES, Pane.RESOURCE)):
            for key in (known.keys[0] for known in keys_of(*panes) if known.id not in LEAVES):
                if Pane.RESOURCES in panes and not world.browser.is_in_detail:
                    await pilot.press("2", "enter")
                await pilot.press(key)
                opened = world.app.screen
                screens.add(type(opened).__name__)
                if isinstance(opened, DeleteStack):
                    await until(pilot, lambda: world.gate.in_flight == 0)
                    await pilot.press(*str(opened.stack), "enter")
                    await until(pilot, lambda: world.gate.in_flight == 0)
                while world.app.screen is not world.browser:
                    await pilot.press("escape")

    assert {"CreateStack", "TransferStack", "DeleteStack", "OpenWrites", "Help"} <= screens
    assert world.gate.methods == {"GET"}


async def test_every_view_shows_its_parts(tmp_path: Path) -> None:
    world = World(tmp_path)

    def is_known(query: Query[object]) -> bool:
        return world.browser.store.known(query).is_here

    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, NETWORK)
        for key, view in zip("1234", View, strict=True):
            await pilot.press(key)
            assert world.browser.detail.view is view
            queries = world.browser.detail.queries
            await until(pilot, lambda queries=queries: all(map(is_known, queries)))  # type: ignore[misc]  # mypy infers no default


async def test_a_view_left_during_a_reload_does_not_stay_loading(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_state(pilot, world, NETWORK)
        world.gate.hold("/prod")
        await pilot.press("r")
        assert world.browser.detail.is_loading
        await pilot.press("1")
        world.gate.release()
        await pilot.press("2")
        await until(pilot, lambda: world.gate.in_flight == 0)

        assert not world.browser.detail.state.is_loading
        before = len(world.gate.seen)
        await pilot.press("r")
        await until(pilot, lambda: len(world.gate.seen) > before)


async def test_esc_stops_what_was_fetched_ahead_too(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        world.gate.hold("/export")
        world.browser.visit(NETWORK)
        await until(pilot, lambda: world.browser.detail.state.is_loading)
        await pilot.press("1", "tab", "r", "escape")

        assert not world.browser.detail.state.is_loading
        assert not world.browser.detail.overview.is_loading


async def test_esc_in_the_list_stops_what_the_detail_waits_for(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        world.gate.hold("/export")
        await open_stack(pilot, world, NETWORK)
        await pilot.press("2")
        await until(pilot, lambda: world.browser.detail.is_loading)
        assert not world.browser.is_in_detail
        await pilot.press("escape")
        assert "Loading state" not in world.drawn
        assert not world.browser.detail.is_loading


async def test_what_nobody_waits_for_yet_goes_behind_what_somebody_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[tuple[str, Priority]] = []
    want = Store.want

    def noted(
        store: Store,
        query: Query[object],
        priority: Priority,
        on_change: Callable[[Loadable[object]], None],
        *,
        on_mistake: Callable[[BaseException], None] | None = None,
        again: bool = False,
        after: float = 0.0,
    ) -> Want[object]:
        wanted.append((query.kind.name, priority))
        return want(store, query, priority, on_change, on_mistake=on_mistake, again=again, after=after)

    monkeypatch.setattr(Store, "want", noted)
    world = World(tmp_path, active_update_only=True)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, NETWORK)
        await until(pilot, lambda: ("state", Priority.BACKGROUND) in wanted)
        await pilot.press("2")
        await until(pilot, lambda: ("state", Priority.INTERACTIVE) in wanted)
        world.browser.stacks.show_filter("state:running")
        await until(pilot, lambda: ("running updates", Priority.VISIBLE) in wanted)
    assert ("overview", Priority.INTERACTIVE) in wanted
    assert ("running updates", Priority.INTERACTIVE) not in wanted
