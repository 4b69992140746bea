"""An interactive request is sent whatever else is in progress; and what a 429 delays."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from stacktui.pulumi import errors
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.conditions import Conditions, Retrying
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.http.slots import Priority, Urgency
from tests.kit.waiting import turns
from tests.pulumi.http.fault_rows import GOOD, PATIENT, STACK
from tests.pulumi.http.raw_server import Act, RawServer, Reply, http

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

INTERACTIVE, VISIBLE, BACKGROUND = Priority
HANGS: Reply = (Act.HANG,)
ANSWERS: Reply = (http(GOOD),)
ONE_DAY = RequestPolicy(attempts=1, backoff=(86_400.0,), jitter=0.0, retry_after_cap=86_400.0, read_deadline=900.0)


@contextlib.asynccontextmanager
async def asking(client: PulumiClient, count: int, priority: Priority | Urgency) -> AsyncIterator[None]:
    """So many reads are in progress or waiting."""
    urgency = priority if isinstance(priority, Urgency) else Urgency(priority)
    view = client.under(Conditions(urgency))
    tasks = [asyncio.create_task(view.get_stack(STACK)) for _ in range(count)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.requirement("N1", "N1.56")
@pytest.mark.parametrize(("priority", "sent"), [(BACKGROUND, 4), (VISIBLE, 7)])
async def test_an_interactive_read_is_answered_while_every_other_hangs(priority: Priority, sent: int) -> None:
    async with RawServer([*[HANGS] * sent, ANSWERS]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        async with asking(client, 312, priority):
            await server.received(sent)
            async with asyncio.timeout(10):
                assert (await client.get_stack(STACK)).version == 7
            assert len(server.requests) == sent + 1
        await client.aclose()


async def test_a_write_is_interactive_whatever_the_client_s_reads_are() -> None:
    async with RawServer([*[HANGS] * 4, (http(b"", status="204 No Content"),)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        async with asking(client, 20, BACKGROUND):
            await server.received(4)
            async with asyncio.timeout(10):
                await client.under(Conditions(Urgency(BACKGROUND))).delete_stack(STACK)
            assert server.requests[-1].method == "DELETE"
        await client.aclose()


async def test_a_read_that_somebody_comes_to_wait_for_leaves_the_queue() -> None:
    async with RawServer([*[HANGS] * 4, ANSWERS]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        async with asking(client, 20, BACKGROUND):
            await server.received(4)
            urgency = Urgency(BACKGROUND)
            waiting = asyncio.create_task(client.under(Conditions(urgency)).get_stack(STACK))
            await asyncio.sleep(0)
            assert len(server.requests) == 4
            urgency.rise(INTERACTIVE)
            async with asyncio.timeout(10):
                await waiting
        await client.aclose()


async def test_views_of_a_client_share_what_it_learns_and_end_with_it() -> None:
    async with RawServer([ANSWERS]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        view = client.under(Conditions(Urgency(BACKGROUND)))
        await view.get_stack(STACK)
        await client.get_stack(STACK)
        assert server.connections == 1
        assert view.observed is client.observed
        await view.aclose()
        with pytest.raises(errors.ConnectionFailed, match="is shutting down"):
            await client.get_stack(STACK)


@pytest.mark.requirement("N1", "N1.46")
@pytest.mark.parametrize(
    ("headers", "held"),
    [(("Retry-After: 3600",), {INTERACTIVE, VISIBLE, BACKGROUND}), ((), {VISIBLE, BACKGROUND})],
)
async def test_a_429_holds_back_all_where_it_says_for_how_long_else_what_can_wait(
    headers: tuple[str, ...], held: set[Priority]
) -> None:
    async with RawServer([(http(b"{}", *headers, status="429 Slow"),), ANSWERS]) as server:
        client = PulumiClient(server.url, None, policy=ONE_DAY)
        with pytest.raises(errors.RateLimited):
            await client.get_stack(STACK)
        tasks = {
            priority: asyncio.create_task(client.under(Conditions(Urgency(priority))).get_stack(STACK))
            for priority in Priority
        }
        going = [tasks[priority] for priority in Priority if priority not in held]
        if going:
            async with asyncio.timeout(10):
                await asyncio.gather(*going)
        await turns(20)
        assert {priority for priority, task in tasks.items() if not task.done()} == held
        assert len(server.requests) == 1 + len(going)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        await client.aclose()


async def test_after_the_pause_everything_is_asked() -> None:
    policy = RequestPolicy(backoff=(0.0,), jitter=0.0, retry_after_cap=0.0)
    async with RawServer([(http(b"{}", "Retry-After: 5", status="429 Slow"),), ANSWERS]) as server:
        client = PulumiClient(server.url, None, policy=policy)
        async with asyncio.timeout(10):
            await asyncio.gather(
                *(client.under(Conditions(Urgency(priority))).get_stack(STACK) for priority in Priority)
            )
        await client.aclose()
        assert len(server.requests) == 4


@pytest.mark.requirement("N1", "N1.46")
async def test_whoever_waits_hears_of_each_further_attempt_and_why() -> None:
    told: list[Retrying] = []
    answers = [(http(b"{}", status="503 Busy"),), (http(b"{}", "Retry-After: 5", status="429 Slow"),), ANSWERS]
    policy = RequestPolicy(backoff=(0.0,), jitter=0.0, retry_after_cap=0.0)
    async with RawServer(answers) as server:
        client = PulumiClient(server.url, None, policy=policy)
        await client.under(Conditions(on_retry=told.append)).get_stack(STACK)
        await client.aclose()
    assert [(one.attempt, one.of, one.seconds, type(one.reason), one.is_asked_for) for one in told] == [
        (2, 4, 0.0, errors.ServerFault, False),
        (3, 4, 0.0, errors.RateLimited, True),
    ]


async def test_warnings_and_pauses_reach_whoever_listens_by_then() -> None:
    warned = http(GOOD, "X-Pulumi-Warning: old CLI")
    early: list[str] = []
    late: list[str] = []
    async with RawServer([(warned,)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        leave = client.warnings.subscribe(early.append)
        await client.get_stack(STACK)
        client.warnings.subscribe(late.append)
        await client.under(Conditions()).get_stack(STACK)
        assert (early, late) == (["old CLI"], ["old CLI"])
        leave()
        server.replies.append((http(GOOD, "X-Pulumi-Warning: new"),))
        await client.get_stack(STACK)
        await client.aclose()
    assert (early, late) == (["old CLI"], ["old CLI", "new"])


@pytest.mark.parametrize(("priority", "goes_on"), [(INTERACTIVE, True), (BACKGROUND, False)])
async def test_a_person_who_stops_waiting_ends_the_pause(priority: Priority, *, goes_on: bool) -> None:
    paused = asyncio.Event()
    async with RawServer([(http(b"{}", "Retry-After: 600", status="429 Slow"),), ANSWERS]) as server:
        client = PulumiClient(server.url, None, policy=replace(ONE_DAY, attempts=2, backoff=(0.0,)))
        client.pauses.subscribe(lambda _: paused.set())
        async with asking(client, 1, priority):
            await paused.wait()
        asked = asyncio.create_task(client.get_stack(STACK))
        if goes_on:
            async with asyncio.timeout(10):
                await asked
        await turns(20)
        assert asked.done() is goes_on
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        await client.aclose()
