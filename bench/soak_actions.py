"""The actions of the soak test: random keys, writes, and records of what the program reported."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING

from bench.fault_proxy import PROJECT
from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.transfer import Transfer
from stacktui.explorer.writes import StackWrites, Write, WriteUnderWay
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.stack import StackIdentifier

if TYPE_CHECKING:
    import random

    from textual.pilot import Pilot

    from stacktui.explorer.changes.change import Change
    from stacktui.pulumi.client import Exchange
    from stacktui.tui.app import StacktuiApp

RATE = 25.0
"""Requests a second at most, over ten seconds; above it no key is pressed."""
MOVES = ("j", "k", "j", "k", "g", "G", "pagedown", "pageup", "ctrl+d", "ctrl+u")
VIEWS = ("1", "2", "2", "3", "4", "right_square_bracket", "left_square_bracket")
LINES = ("pay", "prod", "org:acme", "project:web", "tag:env=prod", "-tag:env=dev", "type:bucket", "is:problem", '"')
INSIDE = ("tab", "l", "h", "e", "enter", "exclamation_mark", "x", "p", "u", "f", "o", "minus", "comma")
DIALOGS = ("question_mark", "y", "s", "v", "N", "T", "D", "colon", "ctrl+o", "f1")
PALETTE = ("colon",)
SIZES = ((120, 36), (80, 24), (160, 50), (60, 20))


class Notes:
    """What the program itself reports of its requests and writes."""

    def __init__(self) -> None:
        self.requests = 0
        self.failed: Counter[str] = Counter()
        self.recovered = 0
        self.loose: Counter[str] = Counter()
        """Errors that nobody handled, and warnings of Python."""
        self._recent: list[float] = []

    def exchange(self, exchange: Exchange) -> None:
        now = time.monotonic()
        self.requests += 1
        self._recent = [at for at in self._recent if now - at < 10] + [now]
        if exchange.error:
            self.failed[exchange.error] += 1
        elif exchange.attempt > 1:
            self.recovered += 1

    @property
    def rate(self) -> float:
        """Requests a second over the last ten."""
        return len(self._recent) / 10

    def unhandled(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        self.loose[f"{context.get('message')}: {context.get('exception')!r}"[:300]] += 1

    def warned(self, message: Warning | str, category: type[Warning], *_where: object) -> None:
        """Stands for `warnings.showwarning`."""
        self.loose[f"{category.__name__}: {message}"] += 1


class Writer:
    """Sends writes, each only once, and records their reported outcomes."""

    def __init__(self, writes: StackWrites, rng: random.Random) -> None:
        self.writes = writes
        self.refused_twice = 0
        self.asked: dict[int, Write] = {}
        """Every write by its number, as it was told last; those of the dialogs too."""
        self._rng = rng
        self._number = 0

    def record(self, write: Write) -> None:
        self.asked[write.number] = write

    async def run(self, stop: asyncio.Event) -> None:
        """One stack after the other, from its creation to its end."""
        while not stop.is_set():
            self._number += 1
            await self._one_life(StackIdentifier("acme", PROJECT, f"stack-{self._number}"))
            await asyncio.sleep(self._rng.uniform(0.2, 1.5))

    async def _one_life(self, stack: StackIdentifier) -> None:
        created = await self._ask(Create(stack))
        if not created.is_done:
            return
        if self._rng.random() < 0.5:
            moved = await self._ask(Transfer(stack, to_organization="initech"))
            if moved.is_open:
                return
            stack = moved.target if moved.is_done and moved.target else stack
        if self._rng.random() < 0.8:
            await self._ask(Delete(stack, force=self._rng.random() < 0.5))

    async def _ask(self, change: Change) -> Write:
        """Send one write; a second one at the same time, as for a key pressed twice, must be refused."""
        try:
            if change.checks():
                change = change.confirmed(await self.writes.preflight(change))
        except PulumiError:
            pass  # it is sent without the ID
        task = asyncio.create_task(self.writes.send(change))
        await asyncio.sleep(0)
        try:
            await self.writes.send(change)
        except WriteUnderWay:
            self.refused_twice += 1
        return await task

    async def settle(self) -> None:
        """Check all unknown outcomes again, as a user does at the end."""
        await asyncio.gather(*(self.writes.check(write.number) for write in self.writes.open_writes))


class Hands:
    """Presses random keys."""

    def __init__(self, pilot: Pilot[int], app: StacktuiApp, notes: Notes, rng: random.Random) -> None:
        self.actions: Counter[str] = Counter()
        self.pressed = 0
        self._pilot = pilot
        self._app = app
        self._notes = notes
        self._rng = rng

    async def run(self, seconds: float) -> None:
        """Run until the time is over, or the app has ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._app.is_running:
            if self._notes.rate < RATE:
                await self._act()
            await asyncio.sleep(self._rng.uniform(0.05, 0.4))

    async def _act(self) -> None:
        rng = self._rng
        kinds = ("move", "view", "inside", "filter", "reload", "back", "dialog", "size", "auto")
        kind = rng.choices(kinds, (30, 18, 18, 8, 8, 8, 5, 2, 1))[0]
        self.actions[kind] += 1
        match kind:
            case "move":
                await self._press(*[rng.choice(MOVES)] * rng.randint(1, 12))
            case "view":
                await self._press(rng.choice(VIEWS))
            case "inside":
                await self._press(*rng.choices(INSIDE, k=rng.randint(1, 4)))
            case "filter":
                await self._press("slash", *rng.choice(LINES), rng.choice(("enter", "escape")))
                if rng.random() < 0.7:
                    await self._press("escape")
            case "reload":
                await self._press(*["r"] * rng.choice((1, 1, 1, 5)))
            case "back":
                await self._press("escape", "escape")
            case "dialog":
                opens = rng.choice(DIALOGS)
                inside = ("down", "a") if opens in PALETTE else ("down", "tab", "a", "enter")  # enter might say "Quit"
                await self._press(opens, *rng.choices(inside, k=2))
                await self.go_home()
            case "size":
                await self._pilot.resize_terminal(*rng.choice(SIZES))
            case _:
                await self._press("a")

    async def _press(self, *keys: str) -> None:
        names = {" ": "space", ":": "colon", "=": "equals_sign", "-": "minus", '"': "quotation_mark"}
        for key in keys:
            self.pressed += 1
            await self._pilot.press(names.get(key, key))

    async def go_home(self) -> None:
        """Close every dialog."""
        for _ in range(10):
            if len(self._app.screen_stack) == 1:
                return
            await self._press("escape")
            await self._pilot.pause(0.05)
