"""Whenever a request is cancelled, no socket stays open except one that the next request will use."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import ssl
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme

from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.network import Network
from tests.kit.waiting import comes_true, turns
from tests.pulumi.http.fault_rows import GOOD, PATIENT, STACK
from tests.pulumi.http.raw_server import Act, RawServer, Reply, http, open_files

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

KEPT = http(GOOD)
ANSWERS = pytest.mark.parametrize(
    ("answer", "kept"), [(KEPT, 2), (http(GOOD, "Connection: close"), 0)], ids=["kept", "closed"]
)
"""And how many sockets stay open, on both sides."""
CUT = http(GOOD)[:-4]


@pytest.fixture(autouse=True)
def _nothing_is_closed_by_the_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


async def ended(task: asyncio.Task[object], count: int) -> bool:
    """Let the loop turn so often; whether the task ended before."""
    for _ in range(count):
        if task.done():
            return True
        await turns(1)
    return False


async def cancel(task: asyncio.Task[object], again_after: int | None = None) -> None:
    task.cancel()
    if again_after is not None:
        await ended(task, again_after)
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def cancelled_some_turns_after(arrived: Callable[[int], Awaitable[object]], client: PulumiClient) -> None:
    """Cancel 20 reads, each a turn of the loop later after it has arrived; none leaves a socket."""
    before = open_files()
    for turn in range(20):
        reading = asyncio.create_task(client.get_stack(STACK))
        await arrived(turn + 1)
        await ended(reading, turn)
        await cancel(reading)
        await comes_true(lambda: open_files() <= before)
    await client.aclose()


async def cancelled_at_every_turn(client: PulumiClient, again_after: int | None, kept: int) -> int:
    """Cancel a read after no turn of the loop, one turn, two …, until it ends before; the number of turns."""
    most = open_files() + kept
    await client.get_stack(STACK)
    for turn in range(1_000):
        reading = asyncio.create_task(client.get_stack(STACK))
        if await ended(reading, turn):
            return turn
        await cancel(reading, again_after)
        await comes_true(lambda: open_files() <= most)
    raise AssertionError


@pytest.mark.parametrize("again_after", [None, 0, 1, 2], ids=["once", "twice", "a turn later", "two turns later"])
@ANSWERS
@pytest.mark.requirement("N1", "N5")
async def test_a_read_cancelled_at_any_turn_leaves_no_socket(answer: bytes, kept: int, again_after: int | None) -> None:
    async with RawServer([(answer,)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        assert await cancelled_at_every_turn(client, again_after, kept) > 10
        await client.aclose()
        await server.settled()


@pytest.mark.parametrize("again_after", [None, 1], ids=["once", "a turn later"])
@ANSWERS
@pytest.mark.requirement("N1", "N5")
async def test_a_read_over_tls_cancelled_at_any_turn_leaves_no_socket(
    answer: bytes, kept: int, again_after: int | None, certificate: ssl.SSLContext
) -> None:
    async with RawServer([(answer,)], tls=certificate) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        assert await cancelled_at_every_turn(client, again_after, kept) > 10
        await client.aclose()
        await server.settled()


@pytest.mark.parametrize("again_after", [None, 1], ids=["once", "a turn later"])
@pytest.mark.parametrize("reply", [(Act.HANG,), (CUT, Act.HANG)], ids=["before the headers", "in the body"])
@pytest.mark.requirement("N1", "N5")
async def test_many_reads_cancelled_while_the_server_hangs_leave_no_socket(
    reply: Reply, again_after: int | None
) -> None:
    async with RawServer([reply]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        before = open_files()
        for round_ in range(1, 6):
            reads = [asyncio.create_task(client.get_stack(STACK)) for _ in range(20)]
            await server.received(8 * round_)
            await asyncio.gather(*(cancel(read, again_after) for read in reads))
            await comes_true(lambda: open_files() <= before)
        await client.aclose()


@pytest.mark.requirement("N1", "N5")
async def test_reads_cancelled_in_a_tls_handshake_that_hangs_leave_no_socket() -> None:
    async with RawServer([()], on_accept=(Act.HANG,)) as server:
        client = PulumiClient(server.url.replace("http", "https"), None, policy=PATIENT)
        await cancelled_some_turns_after(server.accepted, client)


@pytest.mark.requirement("N1", "N5", "A9")
async def test_reads_cancelled_behind_a_proxy_leave_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    async with RawServer([(b"HTTP/1.1 200 OK\r\n\r\n", Act.HANG)]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        client = PulumiClient("https://api.example", None, policy=PATIENT)
        await cancelled_some_turns_after(proxy.received, client)


@pytest.mark.requirement("N1", "N5")
async def test_reads_cancelled_while_they_connect_leave_no_socket() -> None:
    with contextlib.ExitStack() as held:
        listener = held.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = held.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())  # its queue is full: further ones are never accepted
        client = PulumiClient(f"http://127.0.0.1:{listener.getsockname()[1]}", None, policy=PATIENT)
        before = open_files()
        reads = [asyncio.create_task(client.get_stack(STACK)) for _ in range(20)]
        await comes_true(lambda: open_files() == before + 8)
        await asyncio.gather(*(cancel(read) for read in reads))
        await comes_true(lambda: open_files() <= before)
        await client.aclose()


@pytest.mark.requirement("N1")
async def test_what_was_cancelled_costs_the_next_read_nothing_but_a_connection() -> None:
    async with RawServer([(KEPT,), (CUT, Act.HANG), (KEPT,)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        await client.get_stack(STACK)
        reading = asyncio.create_task(client.get_stack(STACK))
        await server.received(2)
        await cancel(reading)
        for _ in range(3):
            assert (await client.get_stack(STACK)).id == "one"
        await client.aclose()
        assert (len(server.requests), server.connections) == (5, 2)


async def test_the_first_request_loads_nothing_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    async with RawServer([(KEPT,)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        await client._transport.opened()
        monkeypatch.setattr(httpx, "AsyncHTTPTransport", None)  # what loads httpcore, 30 ms of it
        assert (await client.get_stack(STACK)).id == "one"
        await client.aclose()


async def test_connections_that_were_not_used_for_long_are_closed() -> None:
    async with RawServer([(KEPT,)], held=asyncio.Event()) as server:
        network = Network(httpx.AsyncHTTPTransport, keepalive=0.0)

        async def ask() -> None:
            response = await network.handle_async_request(httpx.Request("GET", server.url))
            await response.aread()
            await response.aclose()

        gc.collect()  # files of earlier tests
        before = open_files()
        together = [asyncio.create_task(ask()) for _ in range(4)]
        await server.received(4)
        assert server.held
        server.held.set()
        await asyncio.gather(*together)
        assert open_files() == before + 8
        await ask()
        await comes_true(lambda: open_files() == before + 2)
        await network.aclose()


@pytest.mark.requirement("N1.61")
async def test_no_connection_outlives_a_sleep_of_the_machine() -> None:
    async with RawServer([(KEPT,)]) as server:
        now = 0.0
        network = Network(httpx.AsyncHTTPTransport, keepalive=60.0, clock=lambda: now)
        before = open_files()
        for seconds, connections in ((0.0, 1), (59.0, 1), (3600.0, 2)):
            now += seconds
            response = await network.handle_async_request(httpx.Request("GET", server.url))
            await response.aread()
            await response.aclose()
            assert server.connections == connections
        await comes_true(lambda: open_files() == before + 2)
        await network.aclose()
