"""The list of 20,000 stacks over 200 pages: from the first request on, and against Textual's own lists."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from textual.widgets import DataTable, OptionList

import stacktui.tui
from bench.aside import alternate, aside, tell
from bench.explorer import SIZE, Painting, Running, explore, until
from bench.serving import Server
from bench.table import Row
from stacktui.demo import DEMO_TOKEN
from stacktui.index.query import parse_stack_query
from stacktui.index.stacks import SortKey, StackIndex, StackSort
from stacktui.presentation.stacks.stack_rows import stack_row
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.stack import StackFilter, StackSummary
from stacktui.tui.widgets.stack_list import StackList

if TYPE_CHECKING:
    from textual.app import ComposeResult

COUNT = 20_000
ROWS_HELD = 150
KEY_EVERY = 1 / 30
ALONE = "the requests alone"
STYLES = Path(stacktui.tui.__path__[0]) / "app.tcss"


def _stacks() -> list[StackSummary]:
    return [
        StackSummary(
            org_name=f"org-{number % 3}",
            project_name=f"service-{number // 4:05}",
            stack_name=("dev", "prod", "qa", "staging")[number % 4],
            last_update=1_700_000_000 + number,
            resource_count=number % 900,
        )
        for number in range(COUNT)
    ]


class OurApp(Painting):
    """The widget alone."""

    CSS_PATH = STYLES

    def compose(self) -> ComposeResult:
        yield StackList()


class TableApp(Painting):
    """Textual's table."""

    def compose(self) -> ComposeResult:
        yield DataTable[str]()


class OptionsApp(Painting):
    """Textual's list."""

    def compose(self) -> ComposeResult:
        yield OptionList()


async def ours() -> None:
    """From entries to the screen, then as a letter in the filter leaves a fifth of them."""
    stacks = _stacks()
    app = OurApp()
    async with app.run_test(size=SIZE):
        view = app.query_one(StackList)
        index = StackIndex()

        def show(text: str) -> None:
            view.show(index.select(parse_stack_query(text)), time.time())

        def first() -> None:
            index.add(stacks)
            show("")

        shown = await app.painting_after(first)
        tell(shown=shown, filtered=await app.painting_after(lambda: show("q")))


async def table() -> None:
    rows = [stack_row(stack, time.time()) for stack in _stacks()]
    app = TableApp()
    async with app.run_test(size=SIZE):
        view: DataTable[str] = app.query_one(DataTable)

        def show(letter: str) -> None:
            view.clear(columns=True)
            view.add_columns("stack", "resources", "updated")
            for row in rows:
                name = f"{row.organization}/{row.project}/{row.name}"
                if letter in name:
                    view.add_row(name, row.resources, row.updated)

        shown = await app.painting_after(lambda: show(""))
        tell(shown=shown, filtered=await app.painting_after(lambda: show("q")))


async def options() -> None:
    rows = [stack_row(stack, time.time()) for stack in _stacks()]
    app = OptionsApp()
    async with app.run_test(size=SIZE):
        view = app.query_one(OptionList)

        def show(letter: str) -> None:
            names = (f"{row.organization}/{row.project}/{row.name}  {row.resources}  {row.updated}" for row in rows)
            view.clear_options()
            view.add_options(name for name in names if letter in name)

        shown = await app.painting_after(lambda: show(""))
        tell(shown=shown, filtered=await app.painting_after(lambda: show("q")))


async def program(url: str) -> None:
    """The whole program: pages as they come, letters, orders, and a key held down."""
    async with explore(url) as running:
        stacks = running.app.browser.stacks
        await until(lambda: stacks.list.row_count > 0)
        pages = sum(path == "/api/user/stacks" for path in running.asked)
        jumps = await _jumps_while_pages_come(running)
        for _ in range(2):
            await running.app.painting_after(stacks.list.refresh)
        letters = await _letters(running)
        sorts = await _sorts(running)
        held = await _hold(running)
        tell(pages=pages, jumps=jumps, letters=max(letters), sorts=max(sorts), held=held)


async def pages(url: str, by: SortKey) -> None:
    """From the first rows on the screen until all stacks stand there, in wall clock and processor time."""
    async with explore(url, sort=StackSort(by)) as running:
        stacks = running.app.browser.stacks
        await until(lambda: stacks.list.row_count > 0)
        work = time.process_time()
        seconds = await running.app.painting_of(lambda: None, lambda: stacks.list.row_count == COUNT)
        tell(seconds=seconds, work=time.process_time() - work)


async def requests(url: str) -> None:
    """The same pages by the same client without a screen."""
    every = PulumiClient(url, AccessToken(DEMO_TOKEN)).list_user_stacks(StackFilter())
    await anext(every)
    start, work = time.perf_counter(), time.process_time()
    async for _ in every:
        pass
    tell(seconds=time.perf_counter() - start, work=time.process_time() - work)


async def _jumps_while_pages_come(running: Running) -> int:
    """How often the cursor was on another stack, or on another line of the screen, than where it was put."""
    stacks = running.app.browser.stacks
    stacks.list.move_to(20)
    stack, place, jumps = stacks.list.stack, stacks.list.cursor - stacks.list.top, 0
    rows = 0
    while not stacks.listing.is_complete:
        await asyncio.sleep(0.002)
        if stacks.list.row_count != rows:
            rows = stacks.list.row_count
            jumps += stacks.list.stack != stack or stacks.list.cursor - stacks.list.top != place
    if rows != COUNT:
        raise RuntimeError(f"{rows} stacks came instead of {COUNT}")
    return jumps


async def _letters(running: Running) -> list[float]:
    stacks = running.app.browser.stacks
    stacks.filter_line.focus()
    await asyncio.sleep(0.2)
    times: list[float] = []
    for text in ("prod", "service-01"):
        for letter in text:
            times.append(await running.app.answer_to(letter, lambda: stacks.listing.text, stacks.list))
            await asyncio.sleep(0.05)
        stacks.show_filter("")
        await asyncio.sleep(0.2)
    stacks.list.focus()
    return times


async def _sorts(running: Running) -> list[float]:
    stacks = running.app.browser.stacks
    times: list[float] = []
    for by in get_args(SortKey)[::-1]:
        times.append(await running.app.painting_of(partial(stacks._set_sort, StackSort(by)), lambda: True))
        await asyncio.sleep(0.2)
        times.append(await running.app.answer_to(",", lambda: stacks.listing.sort))
        await asyncio.sleep(0.2)
    return times


async def _hold(running: Running) -> int:
    """Hold `j`; requests that were answered or begun until half a second after its release."""
    stacks = running.app.browser.stacks
    stacks.list.move_to(0)
    await asyncio.sleep(1.0)
    before, first = len(running.exchanges), stacks.list.cursor
    for _ in range(ROWS_HELD):
        running.app.key("j")
        await asyncio.sleep(KEY_EVERY)
    await until(lambda: stacks.list.cursor == first + ROWS_HELD)
    await asyncio.sleep(1.0)
    if running.app.browser.detail.stack != stacks.selected:
        raise RuntimeError("another stack is shown than the one under the cursor")
    return len(running.exchanges) - before


def measure() -> list[Row]:
    found = alternate("measure_list", {"ours": ("ours",), "table": ("table",), "options": ("options",)}, 3)
    mine = found["ours"]
    rows = []
    for name, peer in (("table", "DataTable"), ("options", "OptionList")):
        other = found[name]
        rows.append(Row("20,000 stacks until shown", mine["shown"] * 1e3, "ms", 1 / 4, peer, other["shown"] * 1e3))
        rows.append(
            Row("a letter leaves a quarter", mine["filtered"] * 1e3, "ms", 1 / 4, peer, other["filtered"] * 1e3)
        )
    with Server(STACKTUI_DEMO_STACKS=str(COUNT), STACKTUI_DEMO_RESOURCES="100") as server:
        told = [aside("measure_list", "program", server.url) for _ in range(3)]
        most = server.asked().most_at_once
        kinds = {by: ("pages", server.url, by) for by in ("name", "updated")}
        stands = alternate("measure_list", {**kinds, "alone": ("requests", server.url)}, 3)
    alone = stands["alone"]["seconds"]
    median = {name: statistics.median(one[name] for one in told) for name in told[0]}
    return [
        *rows,
        Row("requests before the first rows of 200 pages", median["pages"], "requests", 1, asked="4.3"),
        *(
            Row(f"200 pages until all stand, by {by}", stands[by]["seconds"] * 1e3, "ms", 3, ALONE, alone * 1e3)
            for by in ("name", "updated")
        ),
        Row("jumps of the cursor while pages come", max(one["jumps"] for one in told), "jumps", 0, asked="4.3"),
        Row("a letter at 20,000 stacks, the slowest of 14", median["letters"] * 1e3, "ms", 50, asked="4.3"),
        Row("another order at 20,000 stacks, the slowest of 6", median["sorts"] * 1e3, "ms", 50, asked="4.3"),
        Row(f"requests for j held over {ROWS_HELD} rows", max(one["held"] for one in told), "requests", 8),
        Row("requests at once, the most", most, "requests", 8, asked="4.3"),
    ]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["program", url]:
            asyncio.run(program(url))
        case ["pages", url, ("name" | "updated") as by]:
            asyncio.run(pages(url, by))
        case ["requests", url]:
            asyncio.run(requests(url))
        case [name]:
            asyncio.run({"ours": ours, "table": table, "options": options}[name]())
