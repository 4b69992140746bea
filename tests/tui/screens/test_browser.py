"""The browser over the real client and the demo: what arrives is shown where it belongs, and nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from stacktui.config import Config
from stacktui.demo.in_process import InProcess
from stacktui.demo.server import DEMO_TOKEN, create_app
from stacktui.presentation.lines import plain_text
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.policy import RequestPolicy
from stacktui.pulumi.stack import StackIdentifier
from stacktui.store import StackStore
from stacktui.tui.app import StacktuiApp
from stacktui.tui.bindings import Pane, keys_of
from stacktui.tui.crash import Crashes
from stacktui.tui.messages import OverviewLoaded
from stacktui.tui.screens import browser
from stacktui.tui.screens.delete_stack import DeleteStack
from stacktui.tui.screens.dialog import Dialog
from stacktui.tui.widgets.view_tabs import View
from stacktui.tui.workplace import Workplace
from stacktui.writes import StackWrites
from tests.demo.asking import NOW
from tests.tui.screens.stage import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from stacktui.tui.part import PartName
    from stacktui.tui.screens.browser import BrowserScreen

SHOP = StackIdentifier("acme", "web-shop", "prod")
NETWORK = StackIdentifier("acme", "network", "prod")


class Gate(httpx.AsyncBaseTransport):
    """The demo in process; holds back or loses what the test names, and counts."""

    def __init__(self, failures: str = "", stacks: int = 0) -> None:
        self._demo = InProcess(create_app(now=NOW, failures=failures, stacks=stacks))
        self.seen: list[str] = []
        self.methods: set[str] = set()
        self.opened: set[str] = set()
        """Which screens were there."""
        self.held = ""
        """Requests whose path ends so wait until `gate` is set."""
        self.lost = ""
        self.busy = ""
        """Requests whose path ends so are answered by 429."""
        self.gate = asyncio.Event()
        self.in_flight = self.most_in_flight = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.seen.append(path)
        self.methods.add(request.method)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if self.held and path.endswith(self.held):
                await self.gate.wait()
            if self.busy and path.endswith(self.busy):
                return httpx.Response(429, headers={"Retry-After": "60"}, json={}, request=request)
            if self.lost and path.endswith(self.lost):
                raise httpx.ConnectError("refused", request=request)
            return await self._demo.handle_async_request(request)
        finally:
            self.in_flight -= 1

    def count(self, ending: str) -> int:
        return sum(path.endswith(ending) for path in self.seen)


class World:
    """The whole app over a gate."""

    def __init__(
        self, folder: Path, *, failures: str = "", stacks: int = 0, read_only: bool = False, **place: object
    ) -> None:
        self.gate = Gate(failures, stacks)
        client = PulumiClient(
            "https://demo.invalid",
            AccessToken(DEMO_TOKEN),
            transport=self.gate,
            read_only=read_only,
            policy=RequestPolicy(backoff=(0.0,), jitter=0.0),
        )
        workplace = Workplace(
            store=StackStore(client, clock=lambda: NOW),
            writes=StackWrites(client, lambda _write: None),
            config=Config(),
            clock=lambda: NOW,
            host="demo.invalid",
            **place,  # type: ignore[arg-type]  # fields of Workplace, by name
        )
        self.app = StacktuiApp(workplace, Crashes(folder, lambda text: text))

    @property
    def browser(self) -> BrowserScreen:
        return self.app.browser


async def until(pilot: Pilot[int], claim: Callable[[], bool]) -> None:
    """Let the app work until a claim holds; TimeoutError when it never does."""
    async with asyncio.timeout(15):
        while not claim():
            await pilot.pause()


def is_listed(world: World) -> bool:
    return len(world.browser.stacks.organizations) == 3 and not world.browser.stacks.is_loading


def is_loading(world: World, part: PartName) -> bool:
    return world.browser.detail.parts.is_loading(part)


async def open_stack(pilot: Pilot[int], world: World, stack: StackIdentifier) -> None:
    await until(pilot, lambda: is_listed(world))
    world.browser.visit(stack)
    await until(pilot, lambda: world.browser.detail.parts.overview.value is not None)


@pytest.mark.requirement("N1")
async def test_an_answer_for_a_stack_one_has_left_is_dropped(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, SHOP)
        late = await world.browser.store.load_overview(NETWORK)
        world.browser.detail.post_message(OverviewLoaded(NETWORK, late))
        await pilot.pause()

        overview = world.browser.detail.parts.overview.value
        assert overview is not None
        assert overview.stack.identifier == SHOP


@pytest.mark.requirement("N1")
async def test_holding_a_cursor_key_asks_for_the_stack_it_ends_on_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world) and world.browser.detail.parts.overview.value is not None)
        before = world.gate.count("/metadata")
        monkeypatch.setattr(browser, "REST", 3600.0)  # no machine is too slow to press the next key in time
        await pilot.press(*["j"] * 40)
        assert world.gate.count("/metadata") == before

        monkeypatch.setattr(browser, "REST", 0.0)
        await pilot.press("j")
        await until(pilot, lambda: world.browser.detail.parts.overview.value is not None)
        assert world.gate.count("/metadata") - before == 1
        assert world.gate.most_in_flight <= 8


@pytest.mark.requirement("N1")
async def test_a_failed_reload_keeps_what_was_there_and_says_so(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, NETWORK)
        await pilot.press("2")
        await until(pilot, lambda: world.browser.detail.parts.state.value is not None)
        shown = world.browser.detail.parts.state.value
        world.gate.lost = "/prod"
        await pilot.press("r")
        await until(pilot, lambda: world.browser.detail.parts.state.error is not None)

        assert world.browser.detail.parts.state.value is shown
        assert world.browser.detail.parts.state.is_stale
        world.gate.lost = ""
        await pilot.press("r")
        await until(pilot, lambda: world.browser.detail.parts.state.error is None)


@pytest.mark.requirement("N1")
async def test_a_pause_that_the_server_asks_for_is_told_and_esc_ends_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.gate.busy = "/api/user/stacks"
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "asking again in 30 s" in plain_text(world.browser._said))
        world.gate.busy = ""
        await pilot.press("escape")
        await until(pilot, lambda: not world.browser.stacks.is_loading)
        await pilot.press("r")
        await until(pilot, lambda: is_listed(world))


@pytest.mark.requirement("N1")
async def test_holding_the_reload_key_reads_once_at_a_time(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        pages = world.gate.count("/api/user/stacks")
        world.gate.held = "/api/user/stacks"
        await pilot.press(*["r"] * 10)
        world.gate.gate.set()
        await until(pilot, lambda: not world.browser.stacks.is_loading)

        assert world.gate.count("/api/user/stacks") == 2 * pages


@pytest.mark.requirement("N1")
async def test_a_list_that_breaks_off_is_shown_and_not_called_complete(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        stack = world.browser.stacks.selected
        world.gate.lost = "/api/user/stacks"
        await pilot.press("r")
        await until(pilot, lambda: not world.browser.stacks.is_loading)

        assert world.browser.stacks.selected is not None
        assert stack is not None
        assert world.browser.stacks.selected.identifier == stack.identifier


async def test_the_names_of_a_list_are_kept_once_however_it_ends_and_not_for_every_page(tmp_path: Path) -> None:
    kept: list[tuple[StackIdentifier, ...]] = []
    world = World(tmp_path, stacks=450, remember_stacks=lambda stacks, **_: kept.append(stacks))
    async with world.app.run_test(size=(120, 36)) as pilot:
        stacks = world.browser.stacks
        await until(pilot, lambda: len(stacks.identifiers) == 450 and not stacks.is_loading)
        assert [len(one) for one in kept] == [450]

        world.gate.lost = "/api/user/stacks"
        await pilot.press("r")
        await until(pilot, lambda: not stacks.is_loading)
        assert [len(one) for one in kept] == [450] * 2

        world.gate.held = "/api/user/stacks"
        await pilot.press("r", "escape")
        await until(pilot, lambda: not stacks.is_loading)
        assert [len(one) for one in kept] == [450] * 3


async def test_a_state_seen_before_comes_back_without_a_request(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, NETWORK)
        await pilot.press("2")
        await until(pilot, lambda: world.browser.detail.parts.state.value is not None)
        await open_stack(pilot, world, SHOP)
        exports = world.gate.count("network/prod/export")
        world.browser.visit(NETWORK)
        await pilot.pause()

        assert world.browser.detail.parts.state.value is not None
        assert world.gate.count("network/prod/export") == exports == 1


@pytest.mark.requirement("N1")
async def test_quitting_with_requests_on_their_way_ends_them(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, SHOP)
        world.gate.held = "/export"
        await pilot.press("2")
        await until(pilot, lambda: world.gate.count("/export") == 1)
        await pilot.press("ctrl+q")

    assert world.app.return_code == 0
    assert world.gate.in_flight == 0


@pytest.mark.requirement("D8")
async def test_after_a_write_the_list_is_read_again_and_nothing_goes_before_that(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, EMPTY)
        stacks = world.browser.stacks
        pages = world.gate.count("/api/user/stacks")
        world.gate.held = "/api/user/stacks"
        assert (await world.app.workplace.writes.delete(EMPTY, force=False, stack_id="")).is_done
        await until(pilot, lambda: world.gate.count("/api/user/stacks") > pages)
        assert stacks.summary_of(EMPTY) is not None
        world.gate.gate.set()
        await until(pilot, lambda: not stacks.is_loading and stacks.summary_of(EMPTY) is None)
        assert world.browser.detail.stack != EMPTY


LEAVES = {"app.quit", "app.suspend", "browser.leave"}


@pytest.mark.requirement("D6")
async def test_read_only_sends_nothing_but_get_whatever_is_pressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dialog, "GUARD", 0.0)
    world = World(tmp_path, read_only=True)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, NETWORK)
        for panes in ((Pane.BROWSER, Pane.STACKS, Pane.LIST, Pane.ANYWHERE), (Pane.RESOURCES, Pane.RESOURCE)):
            for key in (known.keys[0] for known in keys_of(*panes) if known.id not in LEAVES):
                if Pane.RESOURCES in panes and not world.browser.is_in_detail:
                    await pilot.press("2", "enter")
                await pilot.press(key)
                opened = world.app.screen
                world.gate.opened.add(type(opened).__name__)
                if isinstance(opened, DeleteStack):
                    await until(pilot, lambda: world.gate.in_flight == 0)
                    await pilot.press(*str(opened.stack), "enter")
                    await until(pilot, lambda: world.gate.in_flight == 0)
                while world.app.screen is not world.browser:
                    await pilot.press("escape")

    assert {"CreateStack", "TransferStack", "DeleteStack", "OpenWrites", "Help"} <= world.gate.opened
    assert world.gate.methods == {"GET"}


async def test_every_view_shows_its_parts(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, NETWORK)
        for key, view in zip("1234", View, strict=True):
            await pilot.press(key)
            assert world.browser.detail.view is view
            await until(pilot, lambda: not world.browser.detail.missing)


async def test_a_view_left_while_it_was_read_again_is_not_loading_for_ever(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await open_stack(pilot, world, NETWORK)
        await pilot.press("2")
        await until(pilot, lambda: world.browser.detail.parts.state.value is not None)
        world.gate.held = "/prod"
        await pilot.press("r")
        assert is_loading(world, "state")
        await pilot.press("1")
        world.gate.gate.set()
        await pilot.press("2")
        await until(pilot, lambda: world.gate.in_flight == 0)

        assert not is_loading(world, "state")
        before = len(world.gate.seen)
        await pilot.press("r")
        await until(pilot, lambda: len(world.gate.seen) > before)


async def test_esc_stops_what_was_fetched_ahead_too(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: is_listed(world))
        world.gate.held = "/export"
        world.browser.visit(NETWORK)
        await until(pilot, lambda: is_loading(world, "state"))
        await pilot.press("1", "tab", "r", "escape")

        assert not is_loading(world, "state")
        assert not is_loading(world, "overview")
