"""A reloaded state: expansion, filter and cursor are kept."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from stacktui.explorer.kinds.state import index_deployment
from stacktui.explorer.loadable import Loadable
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.sections.resources import ResourceSection
from tests.kit.clock import NOW
from tests.kit.waiting import seen
from tests.states import decode, export, resource, urn
from tests.tui.widgets.stage import Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

PROD = StackIdentifier("acme", "shop", "prod")
QA = StackIdentifier("acme", "shop", "qa")
COMPANY = {"root": "", "web": "root", "page": "web", "link": "page", "data": "root", "table": "data"}


class Reading:
    """The section, and states given to it by hand: the parent of each name."""

    def __init__(self, stage: Stage[ResourceSection], pilot: Pilot[None]) -> None:
        self.stage = stage
        self.pilot = pilot

    async def state(self, parents: dict[str, str], stack: StackIdentifier = PROD, version: int | None = None) -> None:
        named = (resource(name, **({"parent": urn(above)} if above else {})) for name, above in parents.items())
        state = await index_deployment(decode(export(*named)))
        self.stage.widget.show(Loadable(state, NOW), stack, version)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    @property
    def names(self) -> list[str]:
        """The names that the rows show, in their order."""
        lines = [line for line in seen(self.stage) if line.strip().startswith(("▾", "▸", "·"))]
        return [word for line in lines for word in line.split() if word in {*COMPANY, "new"}]

    @property
    def under_cursor(self) -> str:
        spot = self.stage.widget.spot
        return "" if spot is None else spot.urns[0].rpartition("::")[2]


@asynccontextmanager
async def reading() -> AsyncIterator[Reading]:
    stage = Stage(lambda: ResourceSection(clock=lambda: NOW, id="resources"))
    async with stage.run_test(size=(80, 30)) as pilot:
        stage.widget.tree_view.focus()
        await pilot.pause()
        yield Reading(stage, pilot)


async def test_a_reload_keeps_what_is_folded_and_the_resource_under_the_cursor() -> None:
    async with reading() as on:
        await on.state(COMPANY)
        await on.press("j", "l", "j", "l", "j")
        assert (on.names, on.under_cursor) == (["root", "web", "page", "link", "data"], "link")
        await on.state({"new": "", **COMPANY})
        assert (on.names, on.under_cursor) == (["new", "root", "web", "page", "link", "data"], "link")


async def test_where_the_resource_is_gone_the_cursor_goes_to_what_is_left_above_it() -> None:
    async with reading() as on:
        await on.state(COMPANY)
        await on.press("j", "l", "j", "l", "j")
        await on.state({name: above for name, above in COMPANY.items() if name not in {"page", "link"}})
        assert (on.names, on.under_cursor) == (["root", "web", "data"], "web")


async def test_another_version_keeps_the_same_and_so_does_the_way_back() -> None:
    async with reading() as on:
        await on.state(COMPANY)
        await on.press("j", "l", "j")
        on.stage.widget.show(Loadable(), PROD, 7)
        await on.pilot.pause()
        await on.state(COMPANY, version=7)
        assert (on.names, on.under_cursor) == (["root", "web", "page", "data"], "page")
        await on.state(COMPANY)
        assert (on.names, on.under_cursor) == (["root", "web", "page", "data"], "page")


async def test_each_stack_keeps_its_own_folds() -> None:
    async with reading() as on:
        await on.state(COMPANY)
        await on.press("j", "l")
        await on.state(COMPANY, QA)
        assert (on.names, on.under_cursor) == (["root", "web", "data"], "root")
        await on.state(COMPANY)
        assert on.names == ["root", "web", "page", "data"]


async def test_a_reload_keeps_the_filter() -> None:
    async with reading() as on:
        await on.state(COMPANY)
        on.stage.widget.find("table")
        await on.state({**COMPANY, "new": "root"})
        assert (on.names, on.under_cursor) == (["root", "data", "table"], "table")
