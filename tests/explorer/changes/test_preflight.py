"""The checks before a change: concurrent, only those that it needs, and cancelled once they are useless."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from stacktui.demo.server import DEMO_TOKEN, create_app
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.preflight import Fact
from stacktui.explorer.changes.transfer import Transfer
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import Forbidden
from tests.kit.gate import Gate
from tests.tui.screens.world import NETWORK

if TYPE_CHECKING:
    from stacktui.explorer.changes.change import Change
    from stacktui.explorer.loadable import Wait

S = f"/api/stacks/{NETWORK}"
UPDATES, METADATA, DELETED = f"{S}/updates", f"{S}/metadata", "/api/orgs/acme/restore-stack"


def writes_over(gate: Gate) -> StackWrites:
    client = PulumiClient("https://demo.invalid", AccessToken(DEMO_TOKEN), transport=gate)
    return StackWrites(client, Store(client), lambda _write: None)


@pytest.mark.requirement("D5")
@pytest.mark.parametrize(
    ("change", "asked", "not_asked"),
    [
        (Transfer(NETWORK, to_organization="globex"), {UPDATES, METADATA}, {DELETED}),
        (Delete(NETWORK), {UPDATES, METADATA, DELETED}, set()),
        (Delete(NETWORK, force=True), {DELETED}, {UPDATES, METADATA}),
    ],
)
async def test_only_what_the_change_needs_is_asked(change: Change, asked: set[str], not_asked: set[str]) -> None:
    gate = Gate(create_app())
    preflight = await writes_over(gate).preflight(change)
    assert preflight.asked == change.checks()
    seen = {line.removeprefix("GET ").partition("?")[0] for line in gate.seen}
    assert {S, f"{S}/resources/count", f"{S}/downstreamreferences", "/api/user", *asked} <= seen
    assert not not_asked & seen


async def test_it_says_what_is_still_waited_for() -> None:
    gate = Gate(create_app())
    gate.hold("/resources/count")
    waited: list[tuple[Fact, ...]] = []
    only_the_number = asyncio.Event()

    def wait(facts: tuple[Fact, ...], _wait: Wait | None) -> None:
        waited.append(facts)
        if facts == (Fact.LEFT,):
            only_the_number.set()

    change = Delete(NETWORK, force=True)
    asking = asyncio.create_task(writes_over(gate).preflight(change, on_wait=wait))
    await asyncio.wait_for(only_the_number.wait(), 10)
    assert waited[0] == change.checks()
    gate.release()
    await asking
    assert waited[-1] == ()


async def test_nothing_more_is_asked_of_a_stack_that_cannot_be_read() -> None:
    gate = Gate(create_app(failures="get:403"))
    gate.hold("/resources/count")
    with pytest.raises(Forbidden):
        await writes_over(gate).preflight(Delete(NETWORK))
    assert gate.in_flight == 0
