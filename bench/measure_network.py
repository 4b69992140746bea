"""A slow network: 300 ms of round trip and 1 Mbit/s. The program beside a simple client that asks one by one."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from functools import partial
from typing import NamedTuple

import httpx

from bench.explorer import Running, explore, until
from bench.serving import Server
from bench.table import Row
from bench.throttle import ROUND_TRIP, Throttle
from stacktui.demo import DEMO_TOKEN
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.conditions import Conditions
from stacktui.pulumi.http.slots import Priority, Urgency
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.loading import REST
from stacktui.tui.widgets.view_tabs import View

STACKS = 8
"""How many are visited."""
PARTS = ("", "/metadata", "/updates?output-type=service&page=1&pageSize=10")
"""What the overview is made of."""
SIMPLE = "one request after the other"
ALONE = "the request alone"
QUEUE = 312
LOOKS = (("2", View.RESOURCES), ("3", View.REFERENCES), ("4", View.COUNT), ("1", View.OVERVIEW))


class Walk(NamedTuple):
    """What was measured of the program."""

    overviews: list[float]
    states: list[float]
    connections: int
    requests: int
    exports_on_reload: int
    again: list[float]


class Simple(NamedTuple):
    """The same by hand."""

    overviews: list[float]
    states: list[float]


def measure() -> list[Row]:
    """Walk over some stacks, and fetch the same with a simple client, over the same line."""
    with Server() as company:
        repeated = asyncio.run(_look_around(company))
    with Server(STACKTUI_DEMO_STACKS="60", STACKTUI_DEMO_RESOURCES="1000") as server:
        with Throttle(server.port) as line:
            walk = asyncio.run(_walk(server, line))
        with Throttle(server.port) as line:
            simple = _by_hand(line.url)
        with Throttle(server.port) as line:
            alone, background, visible = asyncio.run(_wait_behind_others(line.url))
    overview, state = statistics.median(walk.overviews), statistics.median(walk.states)
    sequential, export = statistics.median(simple.overviews), statistics.median(simple.states)
    return [
        Row("slow line: overview, after the cursor rests", overview * 1e3, "ms", 0.4, SIMPLE, sequential * 1e3),
        Row("slow line: the same in round trips", overview / ROUND_TRIP, "round trips", 1.25),
        Row("slow line: resources, fetched ahead", state * 1e3, "ms", 0.1, "asked for when wanted", export * 1e3),
        Row("slow line: a stack seen before", statistics.median(walk.again) * 1e3, "ms", 0.1, SIMPLE, sequential * 1e3),
        Row(
            f"slow line: connections opened for {walk.requests} requests",
            walk.connections,
            "connections",
            0.25,
            "one a request",
            walk.requests,
        ),
        Row("a session: requests for what is fresh", repeated, "requests", 0, asked="12"),
        Row("slow line: exports sent by reload, unchanged", walk.exports_on_reload, "exports", 0, asked="4.6"),
        Row("slow line: a request behind 312 background ones", background * 1e3, "ms", 1.5, ALONE, alone * 1e3, "12"),
        Row("slow line: a request behind 312 visible ones", visible * 1e3, "ms", 1.5, ALONE, alone * 1e3, "12"),
    ]


async def _wait_behind_others(url: str) -> tuple[float, float, float]:
    """Seconds of an interactive request alone, behind a background queue, and behind visible ones (medians)."""
    client = PulumiClient(url, AccessToken(DEMO_TOKEN))
    stack = _stacks()[0]

    async def once() -> float:
        start = time.perf_counter()
        await client.get_stack(stack)
        return time.perf_counter() - start

    async def behind(priority: Priority) -> float:
        view = client.under(Conditions(Urgency(priority)))
        others = [asyncio.create_task(view.get_stack(stack)) for _ in range(QUEUE)]
        await asyncio.sleep(ROUND_TRIP / 2)
        found = [await once() for _ in range(5)]
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        return statistics.median(found)

    await asyncio.gather(*(client.get_stack(stack) for _ in range(8)))  # every connection is open
    alone = statistics.median([await once() for _ in range(5)])
    background, visible = await behind(Priority.BACKGROUND), await behind(Priority.VISIBLE)
    await client.aclose()
    return alone, background, visible


async def _walk(server: Server, line: Throttle) -> Walk:
    overviews, states, again = [], [], []
    async with explore(line.url) as running:
        await until(lambda: not running.app.browser.stacks.is_loading and _has_overview(running))
        for _ in range(STACKS):
            overviews.append(await _time_overview(running, "j") - REST)
            await until(lambda: running.app.browser.detail.state.is_here)
            states.append(await running.app.painting_of(lambda: running.app.key("2"), lambda: _shows_state(running)))
            running.app.key("1")
            await asyncio.sleep(0.1)
        for _ in range(STACKS - 1):
            again.append(await _time_overview(running, "k"))
            await asyncio.sleep(2 * REST)
        asked = server.asked()
        connections = line.connections
        server.forget()
        await _reload_state(running)
        exports = sum("/export" in request for request in server.asked().requests)
    return Walk(
        overviews,
        states,
        connections,
        len(asked.requests),
        exports,
        again,
    )


def _has_overview(running: Running) -> bool:
    return running.app.browser.detail.overview.is_here


def _has_state(running: Running) -> bool:
    return running.app.browser.detail.state.is_here


def _shows_state(running: Running) -> bool:
    return running.app.browser.detail.view is View.RESOURCES and _has_state(running)


async def _look_around(server: Server) -> int:
    """How often something is asked for again by whoever looks at every view of some stacks, and at them once more."""
    async with explore(server.url) as running:
        await until(lambda: not running.app.browser.stacks.is_loading and _is_all_here(running, View.OVERVIEW))
        for _ in range(STACKS):
            await _time_overview(running, "j")
            for key, view in LOOKS:
                running.app.key(key)
                await until(partial(_is_all_here, running, view))
        for _ in range(STACKS - 1):
            await _time_overview(running, "k")
            await asyncio.sleep(2 * REST)
        return server.asked().repeated


def _is_all_here(running: Running, view: View) -> bool:
    """The view is on the screen, what it shows is here, and nothing of it is on its way."""
    detail, known = running.app.browser.detail, running.app.browser.store.known
    return detail.view is view and all(known(one).is_here and not known(one).is_loading for one in detail.queries)


async def _time_overview(running: Running, key: str) -> float:
    """Seconds from a key that moves the cursor to the painting of the next stack's overview."""
    before = running.app.browser.detail.stack

    def is_there() -> bool:
        return running.app.browser.detail.stack != before and _has_overview(running)

    start = time.perf_counter()
    running.app.key(key)
    await until(is_there)
    painted = running.app.paintings
    with contextlib.suppress(TimeoutError):  # it was painted in the moment in which it came
        await until(lambda: running.app.paintings > painted, 0.1)
    return running.app.painted_at - start


async def _reload_state(running: Running) -> None:
    """Read again a state that has not changed."""
    detail = running.app.browser.detail
    running.app.key("2")
    await until(lambda: _shows_state(running))
    await asyncio.sleep(REST)
    read_at = detail.state.at
    running.app.browser._wants.detail(again=True)
    await until(lambda: detail.state.at != read_at and not detail.is_loading)


def _by_hand(url: str) -> Simple:
    """What somebody would write: a client that keeps its connection and asks one thing after the other."""
    overviews, states = [], []
    headers = {"Authorization": f"token {DEMO_TOKEN}", "Accept": "application/vnd.pulumi+8"}
    with httpx.Client(base_url=f"{url}/api/stacks", headers=headers, timeout=60, trust_env=False) as client:
        client.get("/acme/huge/prod").raise_for_status()
        for stack in _stacks():
            start = time.perf_counter()
            for part in PARTS:
                client.get(f"/{stack}{part}").raise_for_status().json()
            overviews.append(time.perf_counter() - start)
            start = time.perf_counter()
            client.get(f"/{stack}/export").raise_for_status().json()
            states.append(time.perf_counter() - start)
    return Simple(overviews, states)


def _stacks() -> list[StackIdentifier]:
    """The stacks of the walk: those after the first, as the demo names them."""
    names = ("prod", "staging", "qa", "dev")
    every = [StackIdentifier("acme", f"service-{at // 4:05d}", names[at % 4]) for at in range(1, 60)]
    return sorted(every)[:STACKS]
