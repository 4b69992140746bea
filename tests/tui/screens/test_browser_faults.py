"""The browser on a bad connection: old data stays, delays and failures are shown, no request is repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.changes.create import Create
from stacktui.explorer.kinds.overview import overview_of
from stacktui.explorer.writes import Write
from stacktui.files.subscribers import Signal
from stacktui.local.journal import Journal
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.errors import Outcome
from stacktui.tui.auto_reload import SleepWatch
from stacktui.tui.loading import REST
from stacktui.tui.messages import Loaded
from stacktui.tui.screens import browser
from tests.kit.gate import EVERYTHING
from tests.kit.waiting import until
from tests.tui.screens.world import NETWORK, SHOP, World, is_listed, open_stack, open_state

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.requirement("N1", "N1.55")
async def test_an_answer_for_a_stack_one_has_left_is_dropped(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, SHOP)
        await world.browser.store.get(overview_of(NETWORK))
        world.browser.detail.post_message(Loaded(overview_of(NETWORK)))
        await pilot.pause()

        title = world.drawn.splitlines()[1]
        assert (str(SHOP) in title, str(NETWORK) in title) == (True, False)


@pytest.mark.requirement("N1", "N1.56")
async def test_holding_a_cursor_key_asks_for_the_stack_it_ends_on_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world) and world.browser.detail.overview.value is not None)
        assert REST >= 0.1
        before = world.gate.count("/metadata")
        monkeypatch.setattr(browser, "REST", 3600.0)  # no machine is too slow to press the next key in time
        await pilot.press(*["j"] * 40)
        assert world.gate.count("/metadata") == before

        monkeypatch.setattr(browser, "REST", 0.0)
        await pilot.press("j")
        await until(pilot, lambda: world.browser.detail.overview.value is not None)
        assert world.gate.count("/metadata") - before == 1
        assert world.gate.most_in_flight <= 8


@pytest.mark.requirement("N1", "N1.43")
async def test_a_failed_reload_keeps_what_was_there_and_says_so(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_state(pilot, world, NETWORK)
        shown = world.browser.detail.state.value
        world.gate.refuses = ("/prod",)
        await pilot.press("r")
        await until(pilot, lambda: world.browser.detail.state.error is not None)

        assert world.browser.detail.state.value is shown
        assert world.browser.detail.state.at is not None
        world.gate.refuses = ()
        await pilot.press("r")
        await until(pilot, lambda: world.browser.detail.state.error is None)


@pytest.mark.requirement("N1", "N1.46")
async def test_a_requested_pause_is_shown_and_esc_ends_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.gate.limits = ("/api/user/stacks",)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "retrying in 30 s" in plain_text(world.browser._said))
        world.gate.limits = ()
        await pilot.press("escape")
        await until(pilot, lambda: not world.browser.stacks.is_loading)
        await pilot.press("r")
        await until(pilot, lambda: is_listed(world))


@pytest.mark.requirement("N1", "N1.60")
async def test_one_who_starts_offline_sees_it_and_recovers_by_a_key(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.gate.refuses = EVERYTHING
    async with world.app.run_test(size=(120, 36)) as pilot:
        stacks = world.browser.stacks
        await until(pilot, lambda: bool(world.gate.seen) and not stacks.is_loading)
        assert not is_listed(world)
        assert "cannot be reached" in world.drawn
        world.gate.refuses = ()
        await pilot.press("r")
        await until(pilot, lambda: is_listed(world))


async def test_a_refused_connection_is_reported_with_what_to_do(tmp_path: Path) -> None:
    world = World(tmp_path, backend="http://127.0.0.1:9")
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "incomplete: r reloads" in world.drawn)
        assert "127.0.0.1:9 · read-write" in world.drawn
        assert "✗ 127.0.0.1:9 cannot be reached." in world.drawn
        assert "Check the network, the VPN and the backend URL." in world.drawn


@pytest.mark.requirement("N1", "N1.57")
async def test_holding_the_reload_key_reads_once_at_a_time(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        pages = world.gate.count("/api/user/stacks")
        world.gate.hold("/api/user/stacks")
        await pilot.press(*["r"] * 10)
        world.gate.release()
        await until(pilot, lambda: not world.browser.stacks.is_loading)

        assert world.gate.count("/api/user/stacks") == 2 * pages


@pytest.mark.requirement("N1", "N1.53")
async def test_a_list_that_breaks_off_is_shown_and_not_called_complete(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        stack = world.browser.stacks.selected
        world.gate.refuses = ("/api/user/stacks",)
        await pilot.press("r")
        await until(pilot, lambda: not world.browser.stacks.is_loading)

        assert world.browser.stacks.selected == stack
        assert world.browser.stacks.list.stack is not None


@pytest.mark.requirement("N1", "N1.58")
async def test_quitting_with_requests_on_their_way_ends_them(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        world.gate.hold("/export")
        await open_stack(pilot, world, SHOP)
        await pilot.press("2")
        await until(pilot, lambda: world.gate.in_flight == 1)
        await pilot.press("ctrl+q")

    assert world.app.return_code == 0
    assert world.gate.in_flight == 0


@pytest.mark.requirement("N1", "N1.61")
async def test_after_a_sleep_the_list_is_read_again(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        pages = world.gate.count("/api/user/stacks")
        gaps = iter((0.0, 3600.0, 3600.0))
        world.browser._sleep = SleepWatch(lambda: 0.0, lambda: next(gaps))
        world.browser._show_time()
        assert "asleep" in plain_text(world.browser._said)
        await until(pilot, lambda: world.gate.count("/api/user/stacks") == 2 * pages)
        await until(pilot, lambda: not world.browser.stacks.is_loading)
        world.browser._show_time()
        assert not world.browser.stacks.is_loading


@pytest.mark.requirement("N1", "N1.42")
async def test_where_the_token_is_not_accepted_nothing_is_asked_by_itself_any_more(tmp_path: Path) -> None:
    world = World(tmp_path, failures="list:401")
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: bool(world.gate.seen) and not world.browser.stacks.is_loading)
        world.app.toggle_auto_reload()
        assert world.app.auto_reload.seconds > 0
        await pilot.press("r")
        await until(pilot, lambda: world.app.auto_reload.seconds == 0)
        assert world.app._reloading is None


@pytest.mark.requirement("D9")
async def test_a_journal_that_cannot_be_written_is_said_and_not_covered_by_the_outcome(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    unrecorded: Signal[str] = Signal()
    journal = Journal(tmp_path / "file" / "journal", "https://demo.invalid", on_problem=unrecorded.send)
    world = World(tmp_path, unrecorded=unrecorded)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        journal.record(Write(1, Create(NETWORK)))
        assert "Changes are not recorded (Not a directory)" in plain_text(world.browser._said)
        world.app.session.writes.changes.send(Write(1, Create(NETWORK), outcome=Outcome.DONE))
        await until(pilot, lambda: "Created acme/network/prod" in plain_text(world.browser._said))
        assert "Created acme/network/prod Changes are not recorded" in plain_text(world.browser._said)
