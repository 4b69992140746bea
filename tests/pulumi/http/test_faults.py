"""Every fault of a backend: the result of a read, and the known outcome of a write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import NotSupported, Outcome, PulumiError
from tests.pulumi.http.fault_rows import GOOD, PATIENT, ROWS, STACK, FaultRow
from tests.pulumi.http.raw_server import Act, RawServer, Reply, http

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from stacktui.pulumi.http.policy import RequestPolicy

CANARY = "pul-canary-5a5a5a5a"
all_rows = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])


def client_of(server: RawServer, policy: RequestPolicy = PATIENT) -> PulumiClient:
    return PulumiClient(server.url, AccessToken(CANARY), policy=policy)


def assert_fit_to_show(error: PulumiError) -> None:
    assert error.message.strip()
    assert "\x1b" not in error.message
    assert CANARY not in repr(error) + error.message + error.hint + repr(vars(error))


@all_rows
@pytest.mark.requirement("N1", "N3", "N4")
async def test_a_read_recovers_or_ends_in_the_right_error_after_a_bounded_number_of_requests(row: FaultRow) -> None:
    async with RawServer([row.reply]) as server:
        client = client_of(server, row.policy)
        if row.read is None:
            assert (await client.get_stack(STACK)).version >= 7
        else:
            with pytest.raises(row.read) as caught:
                await client.get_stack(STACK)
            assert type(caught.value) is row.read or row.read is not PulumiError
            assert_fit_to_show(caught.value)
        await client.aclose()
        assert len(server.requests) == row.requests


async def _delete(client: PulumiClient) -> None:
    await client.delete_stack(STACK, force=True)


async def _create(client: PulumiClient) -> None:
    await client.create_stack(STACK, {"env": "prod"})


async def _transfer(client: PulumiClient) -> None:
    await client.transfer_stack(STACK, "globex")


@all_rows
@pytest.mark.parametrize("write", [_delete, _create, _transfer])
@pytest.mark.requirement("N1", "D1")
async def test_a_write_is_sent_once_and_its_outcome_is_what_can_be_known(
    row: FaultRow, write: Callable[[PulumiClient], Awaitable[None]]
) -> None:
    async with RawServer([row.reply]) as server:
        client = client_of(server, row.policy)
        outcome = Outcome.DONE
        try:
            await write(client)
        except PulumiError as error:
            assert_fit_to_show(error)
            outcome = error.outcome
        await client.aclose()
        assert len(server.requests) == 1
        assert outcome is row.write


once = pytest.mark.parametrize(
    "first",
    [
        (http(b"{}", status="500 Oops"),),
        (http(b"{}", "Retry-After: 0", status="429 Slow"),),
        (http(b"{}", status="408 Timeout"),),
        (Act.CLOSE,),
        (Act.RESET,),
        (http(GOOD)[:-3], Act.CLOSE),
    ],
    ids=["500", "429", "408", "close", "reset", "cut"],
)


@once
@pytest.mark.requirement("N1", "N1.47")
async def test_a_fault_that_happens_once_is_not_noticed_by_a_read(first: Reply) -> None:
    async with RawServer([first, (http(GOOD),)]) as server:
        client = client_of(server)
        assert (await client.get_stack(STACK)).id == "one"
        await client.aclose()
        assert len(server.requests) == 2


@pytest.mark.requirement("N1")
async def test_a_connection_kept_alive_is_used_again() -> None:
    async with RawServer([(http(GOOD),)]) as server:
        client = client_of(server)
        for _ in range(3):
            await client.get_stack(STACK)
        await client.aclose()
        assert server.connections == 1


@pytest.mark.parametrize("ending", [Act.CLOSE, Act.RESET])
@pytest.mark.requirement("N1", "D1", "N1.51")
async def test_a_connection_closed_while_idle_is_opened_again_even_for_a_write(ending: Act) -> None:
    async with RawServer([(http(GOOD), ending), (http(GOOD),)]) as server:
        client = client_of(server)
        await client.get_stack(STACK)
        await server.settled()
        await client.delete_stack(STACK)
        await client.aclose()
        assert [request.method for request in server.requests] == ["GET", "DELETE"]


@pytest.mark.requirement("N1", "D1", "N1.52")
async def test_a_connection_closed_as_a_write_arrives_leaves_its_outcome_unknown() -> None:
    async with RawServer([(http(GOOD),), (Act.RESET,)]) as server:
        client = client_of(server)
        await client.get_stack(STACK)
        with pytest.raises(PulumiError) as caught:
            await client.delete_stack(STACK)
        await client.aclose()
        assert caught.value.outcome is Outcome.UNKNOWN
        assert [request.method for request in server.requests] == ["GET", "DELETE"]


@pytest.mark.requirement("N1", "N1.63")
async def test_a_half_open_connection_is_given_up_for_a_new_one() -> None:
    async with RawServer([(Act.HANG,), (http(GOOD),)]) as server:
        client = client_of(server, replace(PATIENT, read_timeout=0.5))
        assert (await client.get_stack(STACK)).id == "one"
        await client.aclose()
        assert server.connections == 2


@pytest.mark.requirement("D7")
@pytest.mark.parametrize("write", [_delete, _create, _transfer])
@pytest.mark.parametrize(
    "answer",
    [
        http(b"404 page not found\n", status="404 Not Found", content_type="text/plain; charset=utf-8"),
        http(b'{"code":405,"message":"no"}', status="405 Method Not Allowed"),
        http(b"", status="501 Not Implemented"),
    ],
)
async def test_what_the_server_does_not_support_is_known_at_once_and_not_sent_again(
    write: Callable[[PulumiClient], Awaitable[None]], answer: bytes
) -> None:
    writes = [_delete, _create, _transfer]
    async with RawServer([(answer,)]) as server:
        client = client_of(server)
        with pytest.raises(NotSupported, match="nothing changed") as caught:
            await write(client)
        assert (caught.value.outcome, len(server.requests)) == (Outcome.REJECTED, 1)
        with pytest.raises(NotSupported, match="reported that it does not support") as caught:
            await write(client)
        assert (caught.value.outcome, len(server.requests)) == (Outcome.NOT_SENT, 1)
        for other in writes:
            if other is not write:  # another endpoint may be there
                with pytest.raises(NotSupported):
                    await other(client)
        assert len(server.requests) == 3
        await client.aclose()
