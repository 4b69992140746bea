"""From the bytes of an export to the visible tree, against what decoding them costs with `orjson` alone.

And what one feels meanwhile: how long the event loop is held, how fast a key is answered during the download.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

import orjson

from bench.aside import MEGABYTE, alternate, aside, peak, percentile, resident, state_file, tell
from bench.explorer import Heartbeat, Running, explore, until
from bench.growth_figures import memory_of, small_state
from bench.measure_tree import SectionApp
from bench.pty_line import Line, program
from bench.serving import Server
from bench.states import make_state
from bench.table import Row
from stacktui.explorer.kinds.state import index_deployment, state_of
from stacktui.explorer.loadable import Loadable
from stacktui.files.threads import in_background
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.tui.host.terminal_run import give_memory_back
from stacktui.tui.sections.resources import ResourceSection

if TYPE_CHECKING:
    from stacktui.explorer.kinds.state import State

COUNT = 100_000
HUGE = StackIdentifier("acme", "huge", "prod")
BOUND = 64_000_000
FEW = 10_000
DOWNLOADS = 3


async def ours() -> None:
    """As the program does it: decoded and indexed in threads while the app lives."""
    app = SectionApp()
    async with app.run_test(size=(120, 36)):
        section = app.query_one(ResourceSection)
        before = resident()
        body = state_file(COUNT).read_bytes()
        size = len(body)
        await asyncio.sleep(0.3)
        start = time.perf_counter()
        deployment = await in_background(decode_deployment, body)
        state = await index_deployment(deployment)
        before_painting = app.paintings
        section.show(Loadable(state, time.time()), None, None)
        await until(lambda: app.paintings > before_painting)
        tell(seconds=app.painted_at - start, times=(peak() - before) / size)


def peer() -> None:
    before = resident()
    body = state_file(COUNT).read_bytes()
    size = len(body)
    start = time.perf_counter()
    decoded = orjson.loads(body)
    tell(seconds=time.perf_counter() - start, times=(peak() - before) / size, kept=len(decoded))


async def held(url: str) -> None:
    """The longest time without a turn of the loop, from asking for a state until its filter is ready."""
    async with explore(url) as running:
        await _open(running, HUGE)
        heart = Heartbeat()
        async with heart.beating():
            running.app.key("2")
            await until(lambda: _shown(running) is not None)
            await asyncio.sleep(1.5)
        tell(longest=heart.longest)


async def back(url: str) -> None:
    """To another stack with its resources, and back."""
    async with explore(url) as running:
        await _open(running, HUGE)
        running.app.key("2")
        await until(lambda: _shown(running) is not None)
        browser = running.app.browser
        other = next(stack for stack in browser.stacks.listing.identifiers if stack != HUGE)
        browser.visit(other)
        await until(lambda: browser.detail.stack == other and _shown(running) is not None)
        await asyncio.sleep(0.5)
        asked = len(running.exchanges)
        seconds = await running.app.painting_of(lambda: browser.visit(HUGE), lambda: _is_shown(running, HUGE))
        await asyncio.sleep(1.0)
        tell(seconds=seconds, asked=len(running.exchanges) - asked)


async def bounded(url: str) -> None:
    """Many states under a bound: what the store keeps, in bytes as it counts them."""
    async with explore(url, state_bytes=BOUND) as running:
        await _read_versions(running, times=2)
        first = resident()
        await _read_versions(running, times=4)
        kept = running.store.held_bytes
        tell(kept=kept, growth=max(0, resident() - first))


def counted(kind: str) -> None:
    """What a state holds, all that is made of it on the way included, beside what the store counts for it."""
    body = (small_state if kind == "small" else make_state)(FEW)

    def make() -> State:
        state = asyncio.run(index_deployment(decode_deployment(bytes(bytearray(body)))))
        state.search.prepare()
        state.index.dependents(0)
        return state

    give_memory_back()
    footprint = make().footprint
    tell(held=memory_of(make, FEW), counted=footprint)


async def _read_versions(running: Running, times: int) -> None:
    for _ in range(times):
        for version in range(1, 7):
            await running.store.get(state_of(HUGE, version))


async def _open(running: Running, stack: StackIdentifier) -> None:
    await until(
        lambda: len(running.app.screen_stack) > 0 and running.app.browser.stacks.listing.summary_of(stack) is not None
    )
    running.app.browser.visit(stack)
    await until(lambda: running.app.browser.detail.overview.is_here)


def _shown(running: Running) -> State | None:
    return running.app.browser.detail.resources.state


def _is_shown(running: Running, stack: StackIdentifier) -> bool:
    return running.app.browser.detail.stack == stack and _shown(running) is not None


def keys_during_download(server: Server) -> list[float]:
    """Seconds from each key to its first byte while 230 MB come and are decoded: some fifty keys."""
    with Line(program(), environment=server_login(server)) as line:
        line.wait_for("huge")
        line.settle(1.0)
        line.press("2")
        line.settle(0.1)
        line.press("tab", "/")
        line.settle(0.05)
        times: list[float] = []
        while not line.shows("100,000 resources") and len(times) < 2000:
            times.append(line.answer_to("x" if len(times) % 2 == 0 else "backspace"))
        return times


def server_login(server: Server) -> dict[str, str]:
    """What makes the program ask this server."""
    return {"PULUMI_BACKEND_URL": server.url, "PULUMI_ACCESS_TOKEN": "pul-demo"}


def measure() -> list[Row]:
    size = state_file(COUNT).stat().st_size / MEGABYTE
    found = alternate("measure_decode", {"ours": ("ours",), "peer": ("peer",)}, 3)
    mine, other = found["ours"], found["peer"]
    what = f"{size:.0f} MB of state: bytes to visible tree"
    rows = [
        Row(what, mine["seconds"], "s", 1 / 3, "orjson.loads alone", other["seconds"], asked="4.2"),
        Row("peak memory, in sizes of the bytes", mine["times"], "x", 2.2, asked="4.2"),
        Row("peak memory", mine["times"] * size, "MB", 1 / 2, "orjson.loads alone", other["times"] * size),
    ]
    for count, target in ((10_000, 50), (COUNT, 200)):
        with _serve(count) as server:
            longest = aside("measure_decode", "held", server.url)["longest"]
            rows.append(Row(f"longest hold of the loop, {count:,} resources", longest * 1e3, "ms", target, asked="4.2"))
            if count == COUNT:
                times = [seconds for _ in range(DOWNLOADS) for seconds in keys_during_download(server)]
                rows.append(Row("a key during the download, p95", percentile(times, 0.95) * 1e3, "ms", 30, asked="4.2"))
            else:
                again = aside("measure_decode", "back", server.url)
                rows.append(Row("back to a stack seen before", again["seconds"] * 1e3, "ms", 50))
                rows.append(Row("requests for going back", again["asked"], "requests", 0))
    with _serve(1_000, resources=8_000) as server:
        bound = aside("measure_decode", "bounded", server.url)
    for kind, each in (("small", "0.35"), ("large", "2.3")):
        memory = aside("measure_decode", "counted", kind)
        what = f"memory of {FEW:,} resources of {each} kB"
        rows.append(Row(what, memory["held"] / MEGABYTE, "MB", 1.25, "as counted", memory["counted"] / MEGABYTE))
    what = f"states kept of many, bound {BOUND / MEGABYTE:.0f} MB"
    rows.append(Row(what, bound["kept"] / MEGABYTE, "MB", BOUND / MEGABYTE, asked="4.2"))
    rows.append(Row("memory more after 24 further states", bound["growth"] / MEGABYTE, "MB", BOUND / MEGABYTE / 2))
    return rows


def _serve(count: int, resources: int = 0) -> Server:
    return Server(
        STACKTUI_DEMO_STACKS="40", STACKTUI_DEMO_RESOURCES=str(resources or count), BENCH_STATE=str(state_file(count))
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours"]:
            asyncio.run(ours())
        case ["peer"]:
            peer()
        case ["counted", kind]:
            counted(kind)
        case [("held" | "back" | "bounded") as name, url]:
            asyncio.run({"held": held, "back": back, "bounded": bounded}[name](url))
