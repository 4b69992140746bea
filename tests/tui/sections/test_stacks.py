"""A list that arrives page by page: what is shown when, where the cursor stays, and that nothing is lost."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.listing import Listing
from stacktui.explorer.loadable import Loadable
from stacktui.index.stacks import StackSort
from stacktui.pulumi.errors import AnswerLost
from stacktui.pulumi.stack import StackIdentifier, StackPage, StackSummary
from stacktui.tui.messages import Failed, Loaded
from stacktui.tui.sections import stacks
from stacktui.tui.sections.stacks import StackSection
from tests.kit.clock import NOW
from tests.kit.waiting import seen, until
from tests.tui.widgets.stage import Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

NEVER = 3600.0
"""So long a pause between two showings that a test never sees it end."""


@pytest.fixture(autouse=True)
def _shows_no_more_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stacks, "PAUSE", NEVER)


class Reading:
    """The section, and pages of a list given to it by hand."""

    def __init__(self, stage: Stage[StackSection], pilot: Pilot[None]) -> None:
        self.stage = stage
        self.pilot = pilot
        self.section = stage.widget
        self.known: Loadable[tuple[StackPage, ...]] = Loadable()

    async def begin(self) -> None:
        self.section.read()
        self.known = Loadable[tuple[StackPage, ...]]().asked(NOW)
        await self.pilot.pause()

    async def page(self, *numbers: int, complete: bool = False) -> None:
        """Stacks of these numbers arrive; the higher, the later updated."""
        page = StackPage(tuple(StackSummary("acme", "web", f"s{n:03}", NOW - 999 + n, n) for n in numbers), 0, complete)
        before = () if self.known.complete else self.known.value or ()
        self.known = self.known.arrived((*before, page), NOW, complete=complete)
        self.section.post_message(Loaded(self.section.listing.question))
        await self.pilot.pause()

    async def fail(self) -> None:
        error = AnswerLost("The line was cut.")
        self.known = self.known.failed(error)
        self.section.post_message(Failed(self.section.listing.question, error))
        await self.pilot.pause()

    @property
    def shown(self) -> list[int]:
        """The stacks on the screen, from above."""
        names = (line.removeprefix("▸").split()[0] for line in seen(self.stage)[:-1] if "acme/web/" in line)
        return [int(name.removeprefix("acme/web/s")) for name in names]

    @property
    def cursor(self) -> tuple[str, int]:
        """The stack under the cursor, and its line of the screen."""
        line, text = next((number, text) for number, text in enumerate(seen(self.stage)) if text.startswith("▸"))
        return text.split()[1], line

    @property
    def state(self) -> str:
        return seen(self.stage)[-1].strip()


@asynccontextmanager
async def reading(sort: StackSort = StackSort("updated")) -> AsyncIterator[Reading]:  # noqa: B008 - immutable
    """By update, so that what arrives later stands above."""
    made: list[Reading] = []
    stage = Stage(
        lambda: StackSection(
            known=lambda _query: made[0].known if made else Loadable(),  # type: ignore[arg-type]  # the list's
            clock=lambda: NOW,
            listing=Listing(sort=sort),
            saved={},
            lists_running=lambda: True,
            id="stacks",
        )
    )
    async with stage.run_test(size=(60, 12)) as pilot:
        made.append(Reading(stage, pilot))
        yield made[0]


async def test_the_first_page_and_the_last_are_shown_at_once() -> None:
    async with reading() as list_:
        await list_.begin()
        await list_.page(1, 2)
        assert list_.shown == [2, 1]
        assert list_.state == "2 stacks so far, loading…"
        await list_.page(3)
        assert list_.shown == [2, 1]
        await list_.page(4, complete=True)
        assert list_.shown == [4, 3, 2, 1]
        assert list_.state == "4 stacks"


async def test_a_page_between_is_shown_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stacks, "PAUSE", 0.0)
    async with reading() as list_:
        await list_.begin()
        await list_.page(1, 2)
        await list_.page(3)
        await until(list_.pilot, lambda: list_.shown == [3, 2, 1])
        assert list_.state == "3 stacks so far, loading…"


@pytest.mark.parametrize("by_error", [False, True])
async def test_what_came_since_the_last_showing_is_not_lost_when_the_list_ends_early(by_error: bool) -> None:
    async with reading() as list_:
        await list_.begin()
        for number in range(1, 5):
            await list_.page(number)
        assert list_.shown == [1]
        if by_error:
            await list_.fail()
        else:
            list_.section.cancel()
            await list_.pilot.pause()
        assert list_.shown == [4, 3, 2, 1]
        assert list_.state.startswith("4 stacks · incomplete: r reloads")
        assert len(list_.section.listing.identifiers) == 4


async def test_the_cursor_keeps_its_stack_and_its_line_while_pages_come() -> None:
    async with reading() as list_:
        await list_.begin()
        await list_.page(*range(100, 120))
        list_.section.list.focus()
        await list_.pilot.press(*"jjjjj")
        before = list_.cursor
        assert before[0] == "acme/web/s114"
        for start in (120, 140, 0, 200):
            await list_.page(*range(start, start + 20))
        await list_.page(300, complete=True)
        assert list_.cursor == before


async def test_a_filter_answers_at_once_from_all_that_is_here() -> None:
    async with reading() as list_:
        await list_.begin()
        for start in (10, 20, 30):
            await list_.page(start, start + 1)
        list_.section.filter_line.focus()
        await list_.pilot.press(*"s03")
        assert list_.shown == [31, 30]
        await list_.page(32, complete=True)
        assert list_.shown == [32, 31, 30]
        assert list_.state == "3 of 7 stacks"


async def test_another_order_shows_all_that_is_here() -> None:
    async with reading(StackSort("name")) as list_:
        await list_.begin()
        for number in range(1, 5):
            await list_.page(number)
        list_.section.list.focus()
        await list_.pilot.press(",")
        assert list_.shown == [4, 3, 2, 1]


async def test_a_stack_that_is_looked_for_gets_the_cursor_as_soon_as_its_page_is_here() -> None:
    async with reading() as list_:
        await list_.begin()
        list_.section.select(StackIdentifier("acme", "web", "s003"))
        await list_.page(1)
        await list_.page(2)
        assert list_.shown == [1]
        await list_.page(3)
        assert list_.cursor[0] == "acme/web/s003"
        await list_.page(4)
        list_.section.select(StackIdentifier("acme", "web", "s004"))
        await list_.pilot.pause()
        assert list_.cursor[0] == "acme/web/s004"


async def test_a_stack_selected_by_hand_stays_selected_when_the_one_that_was_looked_for_arrives() -> None:
    async with reading() as list_:
        await list_.begin()
        list_.section.select(StackIdentifier("acme", "web", "s003"))
        await list_.page(1, 2)
        list_.section.list.focus()
        await list_.pilot.press("G")
        await list_.page(3, complete=True)
        assert list_.cursor[0] == "acme/web/s001"


async def test_a_list_that_is_read_anew_takes_the_place_of_the_old_one_when_it_is_as_long_or_complete() -> None:
    async with reading() as list_:
        await list_.begin()
        await list_.page(1, 2, 3, complete=True)
        await list_.begin()
        await list_.page(4, 5)
        assert list_.shown == [3, 2, 1]
        list_.section.cancel()
        await list_.pilot.pause()
        assert list_.shown == [3, 2, 1]
        await list_.begin()
        await list_.page(4, 5)
        await list_.page(6, 7)
        list_.section.cancel()
        await list_.pilot.pause()
        assert list_.shown == [7, 6, 5, 4]
        await list_.begin()
        await list_.page(8, complete=True)
        assert list_.shown == [8]
        assert list_.state == "1 stack · selected, not listed: acme/web/s003"
