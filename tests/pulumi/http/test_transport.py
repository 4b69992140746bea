"""What all requests share: headers, the token's only origin, waits, deadlines, slots, and an orderly end."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import subprocess
import sys
import threading
import warnings
from email.utils import formatdate

import httpx
import pytest
from msgspec.structs import replace

from stacktui.pulumi import errors
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import Exchange, PulumiClient
from stacktui.pulumi.http.backend_url import parse_backend_url
from stacktui.pulumi.http.connection import authorize
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.http.refusals import parse_retry_after
from stacktui.pulumi.stack import StackIdentifier
from tests.pulumi.http.fault_rows import BOUNDED, GOOD, PATIENT, STACK
from tests.pulumi.http.raw_server import Act, Drip, RawServer, http, open_files

CANARY = "pul-canary-5a5a5a5a"


async def test_a_request_carries_the_documented_headers_and_no_others() -> None:
    async with RawServer([(http(GOOD, "Set-Cookie: session=1"),)]) as server:
        client = PulumiClient(server.url, AccessToken(f" {CANARY}\n"), policy=PATIENT)
        await client.get_stack(STACK)
        await client.get_stack(STACK)
        await client.aclose()
        headers = dict(server.requests[1].headers)
    assert headers.pop("user-agent").startswith("stacktui/")
    assert headers == {
        "host": f"127.0.0.1:{server.port}",
        "accept": "application/vnd.pulumi+8",
        "accept-encoding": "gzip",
        "content-type": "application/json",
        "authorization": f"token {CANARY}",
    }


async def test_without_a_token_there_is_no_authorization() -> None:
    async with RawServer([(http(GOOD),)]) as server:
        client = PulumiClient(server.url, None)
        await client.get_stack(STACK)
        await client.aclose()
        assert [request.headers.get("authorization") for request in server.requests] == [None]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.requirement("A1", "A2")
async def test_a_redirect_is_not_followed_and_names_where_it_led(status: str) -> None:
    async with RawServer([(http(GOOD),)]) as other:
        async with RawServer([(http(b"", f"Location: {other.url}/login", status=status),)]) as server:
            client = PulumiClient(server.url, AccessToken(CANARY), policy=PATIENT)
            with pytest.raises(errors.Redirected, match=r"redirected to 127\.0\.0\.1"):
                await client.get_stack(STACK)
            with pytest.raises(errors.Redirected) as caught:
                await client.delete_stack(STACK)
            await client.aclose()
            assert len(server.requests) == 2
        assert other.connections == 0
    assert caught.value.outcome is errors.Outcome.UNKNOWN


@pytest.mark.parametrize(
    "url",
    [
        "http://api.pulumi.com/x",
        "https://api.pulumi.com.evil.example/x",
        "https://api.pulumi.com:444/x",
        "https://evil.example/x",
    ],
)
@pytest.mark.requirement("A2")
def test_the_token_is_put_on_requests_to_the_backend_s_origin_only(url: str) -> None:
    request = httpx.Request("GET", url)
    with pytest.raises(errors.InvalidRequest):
        authorize(request, AccessToken(CANARY), parse_backend_url("https://api.pulumi.com"))
    assert "authorization" not in request.headers


@pytest.mark.requirement("N1.65")
async def test_an_exchange_is_reported_for_every_attempt_without_token_or_query_values() -> None:
    seen: list[Exchange] = []
    told: list[str] = []
    busy = http(b"{}", "X-Pulumi-Request-ID: r-7", "X-Pulumi-Warning: old", status="503 Busy")
    good = http(GOOD, "X-Pulumi-Warning: old", "X-Pulumi-Warning: \x1b[31mred")
    async with RawServer([(busy,), (good,)]) as server:
        client = PulumiClient(server.url, AccessToken(CANARY), policy=PATIENT, on_exchange=seen.append)
        client.warnings.subscribe(told.append)
        await client.list_stack_updates(STACK)
        await client.aclose()
    assert [(one.attempt, one.status, one.error, one.request_id) for one in seen] == [
        (1, 503, "ServerFault", "r-7"),
        (2, 200, "", ""),
    ]
    assert {one.path for one in seen} == {"/api/stacks/acme/web-shop/prod/updates"}
    assert seen[1].received == len(GOOD)
    assert CANARY not in repr(seen)
    assert [text.replace("\x1b", "ESC") for text in told] == ["old", "ESC[31mred"]


@pytest.mark.requirement("S1", "S3")
async def test_neither_httpx_nor_we_log_the_token_at_any_level() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        async with RawServer([(http(b"{}", status="403 No"),)]) as server:
            client = PulumiClient(server.url, AccessToken(CANARY), policy=PATIENT)
            with pytest.raises(errors.Forbidden):
                await client.get_stack(STACK)
            await client.aclose()
            assert CANARY not in repr(client)
    finally:
        root.removeHandler(handler)
        root.setLevel(logging.WARNING)
    assert CANARY not in stream.getvalue()


@pytest.mark.parametrize("headers", [("Retry-After: 99999",), ()])
@pytest.mark.requirement("N1", "N1.46")
async def test_a_wait_that_would_outlast_the_deadline_is_not_begun(headers: tuple[str, ...]) -> None:
    policy = RequestPolicy(backoff=(30.0,), read_deadline=20.0)
    async with RawServer([(http(b'{"message":"slow"}', *headers, status="429 Slow"),)]) as server:
        client = PulumiClient(server.url, None, policy=policy)
        with pytest.raises(errors.RateLimited) as caught:
            await client.get_stack(STACK)
        await client.aclose()
        assert len(server.requests) == 1
    assert caught.value.server_message == "slow"


@pytest.mark.parametrize(
    ("attempt", "retry_after", "least", "most"),
    [(1, 0, 1, 1.5), (2, 0, 2, 3), (3, 0, 4, 6), (9, 0, 4, 6), (1, 5, 5, 5), (1, 99999, 30, 30), (1, -1, 1, 1.5)],
)
@pytest.mark.requirement("N1", "N1.46", "N1.48")
def test_waits_are_the_cli_s_and_a_little_longer(attempt: int, retry_after: float, least: float, most: float) -> None:
    assert least <= RequestPolicy().wait_before(attempt, retry_after) <= most
    assert RequestPolicy(backoff=()).wait_before(attempt, 0) == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5", 5), ("0", 0), ("-1", 0), ("junk", 0), ("", 0), ("9" * 5000, 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_retry_after_is_read_as_seconds_or_a_date(text: str, seconds: float) -> None:
    assert parse_retry_after(text) == seconds


def test_retry_after_may_be_a_date_to_come() -> None:
    import time

    assert 100 <= parse_retry_after(formatdate(time.time() + 3600, usegmt=True)) <= 3600


@pytest.mark.requirement("N3", "N4")
def test_the_bounds_are_those_of_the_requirements() -> None:
    policy = RequestPolicy()
    assert (policy.wire_cap, policy.decoded_cap) == (256 << 20, 256 << 20)
    assert (policy.connect_timeout, policy.read_timeout, policy.write_timeout) == (10, 30, 30)
    assert (policy.read_deadline, policy.export_deadline, policy.write_deadline) == (45, 300, 60)
    assert (policy.attempts, policy.concurrency, policy.retry_after_cap) == (4, 8, 30)


@pytest.mark.requirement("N3")
@pytest.mark.parametrize(("size", "on_the_loop"), [(1 << 20, True), ((1 << 20) + 1, False)])
async def test_a_body_above_a_mebibyte_is_decoded_off_the_event_loop(size: int, *, on_the_loop: bool) -> None:
    async with RawServer([(http(b'"' + b"x" * (size - 2) + b'"'),)]) as server:
        client = PulumiClient(server.url, None)
        is_main = await client._read("/api/x", "x", lambda _: threading.current_thread() is threading.main_thread())
        await client.aclose()
    assert is_main is on_the_loop


@pytest.mark.requirement("N1", "N1.46")
async def test_a_wait_can_be_cancelled() -> None:
    async with RawServer([(http(b"{}", status="503 Busy"),)]) as server:
        exchanged = asyncio.Event()
        client = PulumiClient(
            server.url,
            None,
            policy=RequestPolicy(backoff=(40.0,), read_deadline=900.0),
            on_exchange=lambda _: exchanged.set(),
        )
        task = asyncio.create_task(client.get_stack(STACK))
        await exchanged.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await client.aclose()


@pytest.mark.requirement("N1", "N1.46")
@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [("429 Slow", ("Retry-After: 7",), [7.0]), ("503 Busy", ("Retry-After: 99999",), [30.0]), ("503 Busy", (), [])],
)
async def test_a_requested_pause_is_reported_before_it_begins(
    status: str, headers: tuple[str, ...], told: list[float]
) -> None:
    pauses: list[float] = []
    async with RawServer([(http(b"{}", *headers, status=status),)]) as server:
        exchanged = asyncio.Event()
        client = PulumiClient(
            server.url,
            None,
            policy=RequestPolicy(backoff=(3.0,), read_deadline=900.0),
            on_exchange=lambda _: exchanged.set(),
        )
        client.pauses.subscribe(pauses.append)
        task = asyncio.create_task(client.get_stack(STACK))
        await exchanged.wait()
        await asyncio.wait({task}, timeout=0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await client.aclose()
    assert pauses == told


@pytest.mark.requirement("N1", "N1.56")
async def test_no_more_than_eight_requests_are_under_way() -> None:
    async with RawServer([(http(GOOD),)], held=asyncio.Event()) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        tasks = [asyncio.create_task(client.get_stack(STACK)) for _ in range(50)]
        await server.received(8)
        assert server.held
        server.held.set()
        assert len(await asyncio.gather(*tasks)) == 50
        await client.aclose()
        assert server.most_at_once == 8
        assert server.connections == 8


@pytest.mark.requirement("N1", "N1.58")
async def test_fifty_requests_cancelled_in_flight_leave_nothing_behind() -> None:
    async with RawServer([(http(GOOD)[:-4], Act.HANG)]) as server:
        before = open_files()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            client = PulumiClient(server.url, None, policy=PATIENT)
            tasks = [asyncio.create_task(client.get_stack(StackIdentifier("o", "p", f"s{n}"))) for n in range(50)]
            await server.received(8)
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            await client.aclose()
            await server.settled()
            gc.collect()
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        assert [str(one.message) for one in caught] == []
        assert open_files() <= before


@pytest.mark.requirement("N1")
async def test_closing_the_client_ends_what_is_under_way() -> None:
    async with RawServer([(http(GOOD)[:-4], Act.HANG)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        reads = [asyncio.create_task(client.get_stack(STACK)) for _ in range(9)]
        await server.received(8)
        await client.aclose()
        results = await asyncio.gather(*reads, return_exceptions=True)
        assert {type(result) for result in results} == {errors.AnswerLost}
        outcomes = [result.outcome for result in results if isinstance(result, errors.PulumiError)]
        assert outcomes.count(errors.Outcome.NOT_SENT) == 1
        with pytest.raises(errors.ConnectionFailed):
            await client.get_stack(STACK)
        await client.aclose()


async def test_a_client_that_asked_nothing_closes_and_stays_closed() -> None:
    client = PulumiClient("https://api.pulumi.com", None)
    await client.aclose()
    with pytest.raises(errors.ConnectionFailed):
        await client.get_stack(STACK)


@pytest.mark.requirement("N4", "D1")
async def test_a_write_that_waits_for_a_slot_until_its_deadline_was_not_sent() -> None:
    policy = replace(BOUNDED, concurrency=1, read_deadline=60.0)
    async with RawServer([(b"HTTP/1.1 200 OK\r\n\r\n", Drip(b" ", 0.05))]) as server:
        client = PulumiClient(server.url, None, policy=policy)
        read = asyncio.create_task(client.get_stack(STACK))
        await server.received(1)
        with pytest.raises(errors.DeadlineExceeded) as caught:
            await client.delete_stack(STACK)
        read.cancel()
        await asyncio.gather(read, return_exceptions=True)
        await client.aclose()
        assert [request.method for request in server.requests] == ["GET"]
    assert caught.value.outcome is errors.Outcome.NOT_SENT


@pytest.mark.requirement("N4")
async def test_a_read_that_waits_for_a_slot_is_not_late() -> None:
    policy = replace(BOUNDED, concurrency=1, attempts=1, export_deadline=0.5, read_deadline=0.25)
    async with RawServer([(b"HTTP/1.1 200 OK\r\n\r\n", Drip(b" ", 0.05)), (http(b'{"resourceCount": 7}'),)]) as server:
        client = PulumiClient(server.url, None, policy=policy)
        slow = asyncio.create_task(client.export_stack(STACK))
        await server.received(1)
        queued = asyncio.create_task(client.get_stack_resource_count(STACK))
        with pytest.raises(errors.DeadlineExceeded):
            await slow
        assert (await queued).resource_count == 7
        await client.aclose()


def test_the_client_is_made_without_loading_httpx() -> None:
    program = (
        "import sys, stacktui.pulumi.client, stacktui.pulumi.names;"
        "stacktui.pulumi.client.PulumiClient('https://api.pulumi.com', None);"
        "print(*{'httpx', 'truststore', 'h11'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")


async def test_a_transport_that_blocks_is_not_accepted() -> None:
    class Blocking(httpx.SyncByteStream):
        """A stream that only a synchronous client can read."""

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Blocking()))
    client = PulumiClient("https://api.pulumi.com", None, transport=transport)
    with pytest.raises((TypeError, RuntimeError)):
        await client.get_stack(STACK)
    await client.aclose()


def test_a_checkout_that_is_not_installed_has_a_user_agent_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError

    from stacktui.pulumi.http import connection

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(connection, "version", missing)
    assert connection._version() == "0"
