"""The real program without a terminal: its app, store and client with a server, observing when it draws."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App

import stacktui.tui
from stacktui.demo import DEMO_TOKEN
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites
from stacktui.index.stacks import StackSort
from stacktui.local.config import Config
from stacktui.local.remembered import remember_stacks
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient, RequestPolicy
from stacktui.session import Session
from stacktui.tui.app import StacktuiApp
from stacktui.tui.host.crash import Crashes
from stacktui.tui.host.terminal_run import SWITCH_SECONDS, give_memory_back

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import PurePath

    from httpx import AsyncBaseTransport
    from textual.strip import Strip
    from textual.widget import Widget

    from stacktui.explorer.source import Source
    from stacktui.pulumi.client import Exchange

SIZE = (120, 36)
PATIENCE = 120.0
CLOSELY = 0.02
"""Seconds; a letter is shown by one painting of its line and one of the list, some milliseconds apart."""
STYLES = Path(stacktui.tui.__path__[0])


class Painting(App[int]):
    """An app that records when it last drew."""

    painted_at = 0.0
    paintings = 0
    _claim: Callable[[], bool] | None = None
    _drawn = False
    _shown_at = 0.0

    def post_display_hook(self) -> None:
        self.painted_at = time.perf_counter()
        self.paintings += 1
        if self._claim is not None and self._claim():
            self._shown_at = self.painted_at
            if self._drawn:
                self._claim = None

    async def painting_after(self, act: Callable[[], object]) -> float:
        """Seconds from an action to the first drawing."""
        before = self.paintings
        start = time.perf_counter()
        act()
        await until(lambda: self.paintings > before)
        return self.painted_at - start

    async def painting_by(self, drawer: Widget, act: Callable[[], object], claim: Callable[[], bool]) -> float:
        """Seconds from an action to the first drawing in which a widget drew a line while a condition held."""
        draw, self._drawn = drawer.render_line, False

        def drawn(y: int) -> Strip:
            self._drawn = self._drawn or claim()
            return draw(y)

        drawer.render_line = drawn  # type: ignore[method-assign]
        try:
            return await self._painting(act, lambda: self._drawn, closely=0.0)
        finally:
            del drawer.render_line

    async def painting_of(self, act: Callable[[], object], claim: Callable[[], bool]) -> float:
        """Seconds from an action to the drawing that shows a condition.

        A drawing counts if the condition held while it was drawn; because it may be that of another pane, the last one
        of a close sequence counts.
        """
        return await self._painting(act, claim, closely=CLOSELY)

    async def _painting(self, act: Callable[[], object], claim: Callable[[], bool], *, closely: float) -> float:
        self._shown_at, self._claim = 0.0, claim
        start = time.perf_counter()
        act()
        await until(lambda: 0 < self._shown_at < time.perf_counter() - closely)
        self._claim = None
        return self._shown_at - start

    async def answer_to(self, key: str, told: Callable[[], object], drawer: Widget | None = None) -> float:
        """Seconds from a key to the painting after what is told has changed; that of `drawer`, where one is given."""
        before = told()

        def has_changed() -> bool:
            return told() != before

        if drawer is None:
            return await self.painting_of(lambda: self.key(key), has_changed)
        return await self.painting_by(drawer, lambda: self.key(key), has_changed)

    def key(self, name: str) -> None:
        """A key, as passed on by the driver."""
        character = name if len(name) == 1 else None
        self.post_message(events.Key(name if character is None or name.isalnum() else NAMES[name], character))


NAMES = {"/": "slash", ",": "comma", "!": "exclamation_mark", "-": "minus"}


class Explorer(Painting, StacktuiApp):
    """The program."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [STYLES / path for path in StacktuiApp.CSS_PATH]


async def until(claim: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: it never does.
    """
    async with asyncio.timeout(patience):
        while not claim():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.0005)


class Running:
    """A running program, its client's exchanges, and its writes."""

    def __init__(self, app: Explorer, store: Store, writes: StackWrites, exchanges: list[Exchange]) -> None:
        self.app = app
        self.store = store
        self.writes = writes
        self.exchanges = exchanges

    @property
    def asked(self) -> list[str]:
        """Requested paths, in the order of their responses."""
        return [exchange.path for exchange in self.exchanges]


@contextlib.asynccontextmanager
async def explore(
    url: str,
    *,
    state_bytes: int = 512_000_000,
    policy: RequestPolicy = RequestPolicy(),  # noqa: B008 - frozen
    transport: AsyncBaseTransport | None = None,
    source: Source | None = None,
    sort: StackSort = StackSort(),  # noqa: B008 - frozen
) -> AsyncIterator[Running]:
    """The program with a server or a substitute, running until the context ends."""
    gc.disable()  # as the program does until the first screen is there
    give_memory_back()
    sys.setswitchinterval(SWITCH_SECONDS)
    exchanges: list[Exchange] = []
    client = PulumiClient(
        url, AccessToken(DEMO_TOKEN), policy=policy, on_exchange=exchanges.append, transport=transport
    )
    store = Store(source or client, kept_bytes=state_bytes)
    writes = StackWrites(client, store, lambda _write: None)
    with tempfile.TemporaryDirectory() as folder:
        place = Session(
            store=store,
            writes=writes,
            config=Config(),
            clock=time.time,
            host="bench",
            sort=sort,
            remember_stacks=partial(remember_stacks, {"STACKTUI_CACHE_HOME": folder}, url),
        )
        app = Explorer(place, Crashes(Path(folder), lambda text: text))
        async with app.run_test(size=SIZE):
            yield Running(app, store, writes, exchanges)


class Heartbeat:
    """Measures the longest time for which the event loop was blocked."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def beat(self) -> None:
        """Run until cancelled."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last - 0.001)
            last = now

    @contextlib.asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.beat())
        try:
            yield
        finally:
            task.cancel()
