"""The detail of a stack: each view shows what is known of what it asks for, and says in which state that is."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.kinds.count import count_of
from stacktui.explorer.kinds.overview import Overview, overview_of
from stacktui.explorer.kinds.references import References, references_of
from stacktui.explorer.kinds.state import index_deployment, state_of
from stacktui.explorer.loadable import Loadable, Wait
from stacktui.explorer.selection import ReferenceRow, ResourceRow, StackRow
from stacktui.pulumi.errors import ConnectionFailed
from stacktui.pulumi.running import RunningUpdate
from stacktui.pulumi.stack import ResourceCount, Stack, StackIdentifier, StackReference
from stacktui.tui.messages import Failed, Loaded
from stacktui.tui.sections.detail import DetailSection
from stacktui.tui.widgets.view_tabs import View
from tests.kit.clock import NOW
from tests.kit.waiting import seen
from tests.states import decode, export, resource
from tests.tui.widgets.stage import Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from stacktui.explorer.query import Query
    from stacktui.explorer.selection import Selection

PROD = StackIdentifier("acme", "shop", "prod")
QA = StackIdentifier("acme", "shop", "qa")
READER = StackIdentifier("acme", "web", "prod")
QUERIES: dict[View, Query[object]] = {
    View.OVERVIEW: overview_of(PROD),
    View.RESOURCES: state_of(PROD),
    View.REFERENCES: references_of(PROD),
    View.COUNT: count_of(PROD),
}
NO_LINE = ConnectionFailed("api.pulumi.com cannot be reached.")


class Showing:
    """The section, and what is known of each query, given to it by hand."""

    def __init__(self, pilot: Pilot[None], stage: Stage[DetailSection], known: dict[Query[object], Loadable[object]]):
        self.pilot = pilot
        self.stage = stage
        self.section = stage.widget
        self._known = known

    async def learn(self, query: Query[object], known: Loadable[object]) -> None:
        self._known[query] = known
        is_failed = known.error is not None
        self.section.post_message(Failed(query, NO_LINE) if is_failed else Loaded(query))
        await self.pilot.pause()

    @property
    def lines(self) -> str:
        return "\n".join(seen(self.stage))


async def values() -> dict[View, object]:
    """Something that each view can show."""
    state = await index_deployment(decode(export(resource("bucket"))))
    reader = StackReference(*READER, 7)
    return {
        View.OVERVIEW: Overview(Stack(*PROD, 42), RunningUpdate("u1", "update", "bob", int(NOW)), None, None, ()),
        View.RESOURCES: state,
        View.REFERENCES: References(7, (reader,), None),
        View.COUNT: ResourceCount(12, 42),
    }


SHOWN = {View.OVERVIEW: "42", View.RESOURCES: "bucket", View.REFERENCES: str(READER), View.COUNT: "12 resources"}


@asynccontextmanager
async def showing() -> AsyncIterator[Showing]:
    known: dict[Query[object], Loadable[object]] = {}

    def what_is_known(query: Query[object], /) -> Loadable[object]:
        return known.get(query, Loadable())

    stage = Stage(
        lambda: DetailSection(
            known=what_is_known,  # type: ignore[arg-type]  # each query has what is known of it
            clock=lambda: NOW,
            link_of=lambda _stack: None,
            ascii_only=False,
            mask_suspected_secrets=True,
            id="detail",
        )
    )
    async with stage.run_test(size=(90, 30)) as pilot:
        await stage.widget.add_views()
        yield Showing(pilot, stage, known)


@pytest.mark.parametrize("view", list(View))
async def test_a_view_goes_from_not_asked_to_here_and_keeps_what_it_has(view: View) -> None:
    query, value = QUERIES[view], (await values())[view]
    async with showing() as on:
        on.section.show_view(view)
        assert "No stack selected. Choose one in the list." in on.lines
        on.section.show_stack(PROD)
        await on.pilot.pause()
        assert "Not loaded. Press r to load." in on.lines
        await on.learn(query, Loadable(wait=Wait(NOW)))
        assert "esc stops" in on.lines
        await on.learn(query, Loadable(error=NO_LINE))
        assert "cannot be reached" in on.lines
        await on.learn(query, Loadable(value, NOW))
        assert SHOWN[view] in on.lines
        assert "cannot be reached" not in on.lines
        await on.learn(query, Loadable(value, NOW - 180, error=NO_LINE))
        assert "Reload failed, data from 3m ago" in on.lines
        assert SHOWN[view] in on.lines or view is View.REFERENCES  # its notice stands in place of the rows


async def test_a_stack_is_shown_with_what_is_known_of_it_and_nothing_of_the_one_before() -> None:
    async with showing() as on:
        on.section.show_stack(PROD)
        await on.learn(overview_of(PROD), Loadable((await values())[View.OVERVIEW], NOW))
        assert "bob" in on.lines
        on.section.show_stack(QA)
        await on.pilot.pause()
        assert str(QA) in on.lines
        assert "bob" not in on.lines
        on.section.show_stack(PROD)
        await on.pilot.pause()
        assert "bob" in on.lines


async def test_a_version_is_another_question_and_the_present_state_comes_back_at_once() -> None:
    async with showing() as on:
        on.section.show_view(View.RESOURCES)
        on.section.show_stack(PROD)
        await on.learn(state_of(PROD), Loadable((await values())[View.RESOURCES], NOW))
        on.section.show_version(3)
        await on.pilot.pause()
        assert on.section.queries == (overview_of(PROD), state_of(PROD, 3))
        assert "bucket" not in on.lines
        on.section.show_version(None)
        await on.pilot.pause()
        assert "bucket" in on.lines


async def test_the_selection_is_that_of_the_view() -> None:
    known = await values()
    async with showing() as on:
        assert on.section.selection is None
        on.section.show_stack(PROD)
        for view in View:
            await on.learn(QUERIES[view], Loadable(known[view], NOW))
        found: dict[View, Selection | None] = {}
        for view in View:
            on.section.show_view(view)
            await on.pilot.pause()
            found[view] = on.section.selection
        assert (found[View.OVERVIEW], found[View.COUNT]) == (StackRow(PROD), StackRow(PROD))
        assert isinstance(found[View.RESOURCES], ResourceRow)
        assert found[View.REFERENCES] == ReferenceRow(PROD, READER)


async def test_loading_is_only_what_the_view_shows() -> None:
    async with showing() as on:
        on.section.show_stack(PROD)
        await on.learn(state_of(PROD), Loadable(wait=Wait(NOW)))
        assert not on.section.is_loading
        on.section.show_view(View.RESOURCES)
        assert on.section.is_loading
