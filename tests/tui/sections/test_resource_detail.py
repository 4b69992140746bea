"""The details beside the tree: the shown resource, and how long a secret is revealed."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.kinds.state import index_deployment
from stacktui.presentation.text.lines import plain_text
from stacktui.tui.sections import resource_detail
from stacktui.tui.sections.resource_detail import ResourceDetail
from tests.kit.clock import NOW
from tests.kit.waiting import seen, until
from tests.states import decode, export, plaintext, resource, urn
from tests.tui.widgets.stage import Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from textual.pilot import Pilot

    from stacktui.explorer.kinds.state import State
    from stacktui.presentation.resources.detail_lines import DetailLine

NEVER = 3600.0
SECRET, MASKED, LOOKS_SECRET = "hunter2", "[secret]", "[looks secret]"
DATABASE, PAGE, TABLE = range(3)


@pytest.fixture(autouse=True)
def _no_clock_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REST", "REVEALED_FOR"):
        monkeypatch.setattr(resource_detail, name, NEVER)


class Harness:
    """The detail, and the state that is shown in it."""

    def __init__(self, stage: Stage[ResourceDetail], pilot: Pilot[None], state: State) -> None:
        self.detail = stage.widget
        self.pilot = pilot
        self._stage, self._state = stage, state

    async def show(self, node: int) -> None:
        self.detail.show_resource(self._state, node)
        await self.pilot.pause()

    async def go_to_secret(self) -> None:
        self.detail.focus()
        await self.pilot.press("G")
        await until(self.pilot, lambda: self.detail.detail_line is not None and self.detail.detail_line.is_secret)

    async def reveal(self) -> None:
        await self.show(DATABASE)
        await self.go_to_secret()
        assert self.detail.toggle_secret()
        await self.pilot.pause()
        assert SECRET in self.text
        assert self.shows_secret

    @property
    def shows_secret(self) -> bool:
        """What the app was last given to know."""
        return [message.is_shown for message in self._stage.heard(ResourceDetail.SecretShown)][-1]

    @property
    def text(self) -> str:
        return "\n".join(seen(self._stage))


@asynccontextmanager
async def showing(*, mask_suspected_secrets: bool = True) -> AsyncIterator[Harness]:
    state = await index_deployment(
        decode(
            export(
                resource("db", outputs={"secret": plaintext(SECRET)}),
                resource("page", outputs={"password": "open sesame"}),
                resource("table", parent=urn("db"), outputs={}),
            )
        )
    )
    stage = Stage(lambda: ResourceDetail(clock=lambda: NOW, mask_suspected_secrets=mask_suspected_secrets, id="detail"))
    async with stage.run_test(size=(80, 30)) as pilot:
        yield Harness(stage, pilot, state)


async def test_the_first_resource_is_shown_at_once_and_another_when_the_cursor_rests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with showing() as harness:
        await harness.show(DATABASE)
        assert urn("db") in harness.text
        await harness.show(PAGE)
        assert urn("db") in harness.text
        harness.detail.draw_now()
        await harness.pilot.pause()
        assert urn("page") in harness.text
        monkeypatch.setattr(resource_detail, "REST", 0.01)
        await harness.show(DATABASE)
        await until(harness.pilot, lambda: urn("db") in harness.text)


async def test_where_no_resource_is_shown_nothing_is() -> None:
    async with showing() as harness:
        assert not harness.detail.toggle_secret()
        await harness.reveal()
        harness.detail.clear()
        await harness.pilot.pause()
        assert harness.text.strip() == ""


@pytest.mark.requirement("S6")
async def test_a_secret_under_the_cursor_is_revealed_and_hidden_by_the_same_key() -> None:
    async with showing() as harness:
        await harness.show(DATABASE)
        assert MASKED in harness.text
        assert not harness.detail.toggle_secret()  # the cursor stands on a fact
        await harness.reveal()
        assert MASKED not in harness.text
        assert harness.detail.toggle_secret()
        await harness.pilot.pause()
        assert SECRET not in harness.text
        assert MASKED in harness.text
        assert not harness.shows_secret


@pytest.mark.requirement("S6")
async def test_a_secret_counts_as_shown_until_the_next_resource_is_drawn() -> None:
    async with showing() as harness:
        await harness.reveal()
        await harness.show(PAGE)  # drawn once the cursor rests
        assert SECRET in harness.text
        assert harness.shows_secret
        harness.detail.draw_now()
        await harness.pilot.pause()
        assert not harness.shows_secret


@pytest.mark.requirement("S6")
async def test_a_revealed_secret_is_hidden_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    async with showing() as harness:
        await harness.reveal()
        harness.detail.hide_secrets()
        monkeypatch.setattr(resource_detail, "REVEALED_FOR", 0.01)
        assert harness.detail.toggle_secret()
        await until(harness.pilot, lambda: SECRET not in harness.text and MASKED in harness.text)


@pytest.mark.requirement("S6")
async def test_a_secret_that_was_revealed_is_masked_when_its_resource_is_shown_again() -> None:
    async with showing() as harness:
        await harness.reveal()
        for node in (PAGE, DATABASE):
            await harness.show(node)
            harness.detail.draw_now()
            await harness.pilot.pause()
        assert urn("db") in harness.text
        assert SECRET not in harness.text


@pytest.mark.requirement("S5")
@pytest.mark.parametrize(("masks", "shown"), [(True, LOOKS_SECRET), (False, "open sesame")])
async def test_what_only_looks_secret_is_masked_where_that_is_wanted(*, masks: bool, shown: str) -> None:
    async with showing(mask_suspected_secrets=masks) as harness:
        await harness.show(PAGE)
        assert shown in harness.text


async def test_in_a_large_state_dependents_are_counted_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource_detail, "FEW", 0)
    drawn: list[str] = []
    show = ResourceDetail.show

    def note(detail: ResourceDetail, lines: Sequence[DetailLine]) -> None:
        drawn.extend(plain_text(line.line) for line in lines if "dependents" in plain_text(line.line))
        show(detail, lines)

    monkeypatch.setattr(ResourceDetail, "show", note)
    async with showing() as harness:
        await harness.show(DATABASE)
        await until(harness.pilot, lambda: re.search(r"dependents +1 resource", harness.text) is not None)
    assert [line.split()[1:] for line in drawn] == [["computing…"], ["1", "resource"]]
