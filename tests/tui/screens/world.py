"""The whole app with the real client and the demo, whose responses can be delayed, dropped or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from tests.kit.clock import NOW
from tests.kit.gate import Gate
from tests.kit.waiting import seen, until

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from stacktui.tui.screens.browser import BrowserScreen

SHOP = StackIdentifier("acme", "web-shop", "prod")
NETWORK = StackIdentifier("acme", "network", "prod")


class World:
    """The whole app over a gate, or over the network where a backend is named."""

    def __init__(
        self,
        folder: Path,
        *,
        failures: str = "",
        stacks: int = 0,
        read_only: bool = False,
        active_update_only: bool = False,
        backend: str = "",
        **place: object,
    ) -> None:
        demo = create_app(now=NOW, failures=failures, stacks=stacks, active_update_only=active_update_only)
        self.gate = Gate(demo)
        client = PulumiClient(
            backend or "https://demo.invalid",
            AccessToken(DEMO_TOKEN),
            transport=None if backend else self.gate,
            read_only=read_only,
            policy=RequestPolicy(backoff=(0.0,), jitter=0.0),
        )
        store = Store(client, clock=lambda: NOW)
        session = Session(
            store=store,
            writes=StackWrites(client, store, lambda _write: None),
            config=Config(),
            clock=lambda: NOW,
            host=backend.partition("//")[2] or "demo.invalid",
            **place,  # type: ignore[arg-type]  # fields of Session, by name
        )
        self.app = StacktuiApp(session, Crashes(folder, lambda text: text))

    @property
    def browser(self) -> BrowserScreen:
        return self.app.browser

    @property
    def drawn(self) -> str:
        """What is on the screen."""
        return "\n".join(seen(self.app))


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
