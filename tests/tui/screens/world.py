"""The whole app over the real client and the demo, whose answers can be held back, lost or refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

from stacktui.demo.in_process import InProcess
from stacktui.demo.server import DEMO_TOKEN, create_app
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites
from stacktui.local.config import Config
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.stack import StackIdentifier
from stacktui.session import Session
from stacktui.tui.app import StacktuiApp
from stacktui.tui.host.crash import Crashes
from tests.demo.asking import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from stacktui.tui.screens.browser import BrowserScreen

SHOP = StackIdentifier("acme", "web-shop", "prod")
NETWORK = StackIdentifier("acme", "network", "prod")


class Gate(httpx.AsyncBaseTransport):
    """The demo in process; holds back or loses what the test names, and counts."""

    def __init__(self, failures: str = "", stacks: int = 0, *, active_update_only: bool = False) -> None:
        application = create_app(now=NOW, failures=failures, stacks=stacks, active_update_only=active_update_only)
        self.tenant = application.tenant
        self._demo = InProcess(application)
        self.seen: list[str] = []
        self.methods: set[str] = set()
        self.opened: set[str] = set()
        """Which screens were there."""
        self.held = ""
        """Requests whose path ends so wait until `gate` is set."""
        self.lost = ""
        self.cut = ""
        """Requests whose path ends so are lost on their way: whether they arrived is not known."""
        self.offline = False
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
            if self.offline or (self.lost and path.endswith(self.lost)):
                raise httpx.ConnectError("refused", request=request)
            if self.cut and path.endswith(self.cut):
                raise httpx.ReadError("cut", request=request)
            return await self._demo.handle_async_request(request)
        finally:
            self.in_flight -= 1

    def count(self, ending: str) -> int:
        return sum(path.endswith(ending) for path in self.seen)


class World:
    """The whole app over a gate."""

    def __init__(
        self,
        folder: Path,
        *,
        failures: str = "",
        stacks: int = 0,
        read_only: bool = False,
        active_update_only: bool = False,
        **place: object,
    ) -> None:
        self.gate = Gate(failures, stacks, active_update_only=active_update_only)
        client = PulumiClient(
            "https://demo.invalid",
            AccessToken(DEMO_TOKEN),
            transport=self.gate,
            read_only=read_only,
            policy=RequestPolicy(backoff=(0.0,), jitter=0.0),
        )
        session = Session(
            store=Store(client, clock=lambda: NOW),
            writes=StackWrites(client, lambda _write: None),
            config=Config(),
            clock=lambda: NOW,
            host="demo.invalid",
            **place,  # type: ignore[arg-type]  # fields of Session, by name
        )
        self.app = StacktuiApp(session, Crashes(folder, lambda text: text))

    @property
    def browser(self) -> BrowserScreen:
        return self.app.browser

    @property
    def drawn(self) -> str:
        """What is on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def until(pilot: Pilot[int], claim: Callable[[], bool]) -> None:
    """Let the app work until a claim holds; TimeoutError when it never does."""
    async with asyncio.timeout(15):
        while not claim():
            await pilot.pause()


def is_listed(world: World) -> bool:
    return len(world.browser.stacks.listing.organizations) == 3 and not world.browser.stacks.is_loading


async def open_stack(pilot: Pilot[int], world: World, stack: StackIdentifier) -> None:
    await until(pilot, lambda: is_listed(world))
    world.browser.visit(stack)
    await until(pilot, lambda: world.browser.detail.overview.is_here)


async def open_state(pilot: Pilot[int], world: World, stack: StackIdentifier) -> None:
    await open_stack(pilot, world, stack)
    await until(pilot, lambda: not world.browser.detail.state.is_loading)  # fetched ahead
    await pilot.press("2")
    await until(pilot, lambda: world.browser.detail.state.is_here)
