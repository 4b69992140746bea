"""Takes the figures of one size, in an interpreter of its own: `python -m bench.growth_figures resources|stacks COUNT`.

Every state is made of the same small resources, about 300 bytes each, so that a million of them fit into memory, and
only their number differs. Times are processor time, the best of some tries: what else the machine does can only add.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import time
from typing import TYPE_CHECKING, ClassVar

from bench.aside import peak, resident, tell
from bench.explorer import SIZE, STYLES, Painting
from stacktui.explorer.listing import Listing
from stacktui.explorer.loadable import Loadable
from stacktui.index.query import parse_stack_query
from stacktui.index.resource_query import ResourceSearch, parse_resource_query
from stacktui.index.resources import ResourceIndex
from stacktui.index.stacks import StackIndex, StackSort
from stacktui.index.tree import ResourceTree, TreeLayout
from stacktui.pulumi.stack import StackPage, StackSummary
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.tui.app import StacktuiApp
from stacktui.tui.messages import Loaded
from stacktui.tui.sections.stacks import StackSection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import PurePath

    from textual.app import ComposeResult

PREFIX = "urn:pulumi:prod::shop::"
ROOT = f"{PREFIX}pulumi:pulumi:Stack::shop-prod"
COMPONENT = "acme:app:Service"
LEAVES = ("aws:s3/bucket:Bucket", "aws:iam/role:Role", "aws:ec2/subnet:Subnet", "kubernetes:core/v1:Secret")
BELOW = 20
"""Resources of a component."""
PAGE = 100
ENOUGH = 0.5
"""Seconds of trying."""
LEAST = 3
COPIES_FROM = 30_000
"""Fewer than so many things are held several times, as the system counts memory by pages."""


def best(act: Callable[[], object], *, before: Callable[[], object] = lambda: None, tries: int = 25) -> float:
    """Seconds of the processor in the quickest try.

    `before` makes ready for each, and is not counted; nor is letting go of what was made.
    """
    found: list[float] = []
    end = time.perf_counter() + ENOUGH
    while len(found) < LEAST or (len(found) < tries and time.perf_counter() < end):
        before()
        gc.collect()
        start = time.process_time()
        made = act()
        found.append(time.process_time() - start)
        del made
    return min(found)


def memory_of(make: Callable[[], object], count: int) -> float:
    """Bytes that one of what is made holds."""
    make()  # what is kept from the first time on belongs to none of them
    copies = max(1, COPIES_FROM // count)
    before = resident()
    kept = [make() for _ in range(copies)]
    return (resident() - before) / len(kept)


def small_state(count: int) -> bytes:
    """A state of `count` resources: components below the stack, and their resources, each after what it needs."""
    parts = [f'{{"urn":"{ROOT}","custom":false,"type":"pulumi:pulumi:Stack"}}']
    parent = before = ROOT
    for number in range(1, count):
        if number % (BELOW + 1) == 1:
            parent = f"{PREFIX}{COMPONENT}::part-{number}"
            parts.append(f'{{"urn":"{parent}","custom":false,"type":"{COMPONENT}","parent":"{ROOT}"}}')
            continue
        kind = LEAVES[number % len(LEAVES)]
        urn = f"{PREFIX}{COMPONENT}${kind}::thing-{number}"
        parts.append(
            f'{{"urn":"{urn}","custom":true,"id":"id-{number:x}","type":"{kind}","parent":"{parent}",'
            f'"inputs":{{"name":"thing-{number}"}},"outputs":{{"name":"thing-{number}"}},"dependencies":["{before}"]}}'
        )
        before = urn
    return ('{"version":3,"deployment":{"resources":[' + ",".join(parts) + "]}}").encode()


def _fold_all(tree: ResourceTree) -> None:
    for row in reversed(range(len(tree))):
        if tree.depth(row) == 0:
            tree.collapse_below(row)


def resources(count: int) -> None:
    """From the bytes of a state to its tree, and what keys do there."""
    body = small_state(count)
    decode = best(lambda: decode_deployment(body))

    def read() -> tuple[ResourceIndex, ResourceTree, ResourceSearch]:
        index = ResourceIndex(decode_deployment(body))
        index.link_dependents()
        search = ResourceSearch(index)
        search.prepare()
        return index, ResourceTree(TreeLayout(index)), search

    held = memory_of(read, count) + len(body)
    index, tree, search = read()
    deployment = index.deployment
    query, wider = parse_resource_query("thing-9"), parse_resource_query("type:role")

    def filter_letter() -> None:
        tree.show_only(search.match(query))

    def toggle() -> None:
        tree.toggle(0)

    figures = {
        "decode": decode,
        "index": best(lambda: ResourceIndex(deployment)),
        "tree": best(lambda: ResourceTree(TreeLayout(index))),
        "filter ready": best(lambda: ResourceSearch(index).prepare()),
        "filter": best(filter_letter, before=lambda: search.match(wider)),
    }
    tree.show_only(None)
    figures["expand all"] = best(tree.expand_all, before=lambda: _fold_all(tree))
    tree.expand_all()
    figures["toggle"] = best(toggle)
    tell(**figures, memory=held / 1e6, peak=peak() / 1e6)


def _summaries(count: int) -> list[StackSummary]:
    rng = random.Random(count)
    return [
        StackSummary(
            "acme",
            f"service-{rng.randrange(count):06d}",
            f"stack-{number}",
            1_700_000_000 + rng.randrange(10**7),
            rng.randrange(900),
        )
        for number in range(count)
    ]


class ListApp(Painting):
    """The left side alone."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [STYLES / path for path in StacktuiApp.CSS_PATH]

    def __init__(self, sort: StackSort) -> None:
        super().__init__()
        self.listing = Listing(sort=sort)
        self.known: Loadable[tuple[StackPage, ...]] = Loadable().asked(0.0)
        self.section = StackSection(
            known=lambda _query: self.known,  # nothing else is asked for
            clock=time.time,
            listing=self.listing,
            saved={},
            lists_running=lambda: True,
            id="stacks",
        )

    def compose(self) -> ComposeResult:
        yield self.section


async def _pages_to_screen(pages: list[StackPage], sort: StackSort, *, one_by_one: bool) -> float:
    """Seconds of the processor from the first page until the last stands on the screen."""
    app = ListApp(sort)
    async with app.run_test(size=SIZE):
        section = app.section
        section.read()
        gc.collect()
        start = time.process_time()
        for number in range(1, len(pages) + 1):
            app.known = app.known.arrived(tuple(pages[:number]), 0.0, complete=number == len(pages))
            section.post_message(Loaded(app.listing.question))
            await asyncio.sleep(0)
            if one_by_one:
                section._show()
        before = app.paintings
        while section.is_loading or app.paintings == before:  # noqa: ASYNC110 - painting tells nobody
            await asyncio.sleep(0)
        return time.process_time() - start


def _best_of_pages(pages: list[StackPage], sort: StackSort, *, one_by_one: bool = False) -> float:
    return min(asyncio.run(_pages_to_screen(pages, sort, one_by_one=one_by_one)) for _ in range(LEAST))


def stacks(count: int) -> None:
    """A list that comes page by page, and what keys do there."""
    every = _summaries(count)
    starts = range(0, count, PAGE)
    pages = [StackPage(tuple(every[at : at + PAGE]), 0, at + PAGE >= count) for at in starts]
    none, word = parse_stack_query(""), parse_stack_query("service-00001")
    updated, name = StackSort("updated"), StackSort()

    def add(sort: StackSort = updated) -> StackIndex:
        index = StackIndex()
        for page in pages:
            index.add(page.stacks)
        index.select(none, sort)
        return index

    def ready() -> StackIndex:
        index = add()
        index.keep_orders()
        return index

    held = memory_of(ready, count)
    index = ready()
    tell(
        **{
            "pages by name": _best_of_pages(pages, name),
            "pages by update": _best_of_pages(pages, updated),
            "every page": _best_of_pages(pages, updated, one_by_one=True),
        },
        add=best(add),
        filter=best(lambda: index.select(word, name), before=lambda: index.select(none, name)),
        sort=best(lambda: index.select(none, updated)),
        reverse=best(
            lambda: index.select(none, StackSort("updated", reverse=True)),
            before=lambda: index._orders._kept.pop(StackSort("updated", reverse=True), None),
        ),
        memory=held / 1e6,
    )


if __name__ == "__main__":
    {"resources": resources, "stacks": stacks}[sys.argv[1]](int(sys.argv[2]))
