"""What counts as a running update, however the server reports it, and the number of requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi import errors
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.running import Looked, RunningUpdate
from stacktui.pulumi.running_reading import look_for_running, read_stack
from tests.pulumi.http.fault_rows import PATIENT, STACK
from tests.pulumi.http.raw_server import RawServer, http

if TYPE_CHECKING:
    from stacktui.pulumi.errors import PulumiError

S = "/api/stacks/acme/web-shop/prod"
IDLE = b'{"stacks":[{"orgName":"acme","projectName":"web-shop","stackName":"prod","lastUpdate":1780000000}]}'
BUSY = IDLE.replace(b"1780000000", b"0")


def stack_answer(**fields: object) -> bytes:
    return http(json.dumps({"orgName": "acme", "projectName": "web-shop", "stackName": "prod", **fields}).encode())


ACTIVE = stack_answer(version=3, activeUpdate="u-1")
OPERATION = stack_answer(
    version=3, activeUpdate="u-1", currentOperation={"kind": "update", "author": "bob", "started": 7}
)


def status_answer(status: object) -> bytes:
    return http(json.dumps({"status": status, "events": []}).encode())


def client_of(server: RawServer) -> PulumiClient:
    return PulumiClient(server.url, AccessToken("pul-1"), policy=PATIENT)


async def running_after(*answers: bytes) -> tuple[RunningUpdate | None, list[str]]:
    """What is running by these answers, and the paths that were asked."""
    async with RawServer([(answer,) for answer in answers]) as server:
        client = client_of(server)
        _, running = await read_stack(client, STACK)
        await client.aclose()
        return running, [request.target for request in server.requests]


@pytest.mark.requirement("D4")
@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
async def test_an_active_update_that_has_ended_is_not_running(status: str) -> None:
    assert await running_after(ACTIVE, status_answer(status)) == (None, [S, f"{S}/update/u-1"])


@pytest.mark.requirement("D4")
@pytest.mark.parametrize(
    "status", ["in-progress", "running", "not started", "requested", "not-started", "canceled", "Succeeded", "new"]
)
async def test_any_other_status_counts_as_running(status: str) -> None:
    running, _ = await running_after(ACTIVE, status_answer(status))
    assert running == RunningUpdate("u-1", status=status)


@pytest.mark.requirement("D4")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(b"404 page not found", status="404 Not Found", content_type="text/plain"), errors.NotFound),
        (http(b'{"message":"no"}', status="403 Forbidden"), errors.Forbidden),
        (http(b'{"message":"no"}', status="500 Internal Server Error"), errors.ServerFault),
        (http(b"<html>"), errors.NotJson),
        (http(b"[]"), errors.WrongShape),
    ],
)
async def test_any_error_counts_as_running_and_says_so(answer: bytes, error: type[PulumiError]) -> None:
    running, _ = await running_after(ACTIVE, answer)
    assert running is not None
    assert type(running.error) is error


@pytest.mark.requirement("D4")
@pytest.mark.parametrize("answer", [http(b"{}"), status_answer(5), status_answer(None)])
async def test_a_status_that_is_not_reported_counts_as_running(answer: bytes) -> None:
    running, _ = await running_after(ACTIVE, answer)
    assert running == RunningUpdate("u-1", status="not reported")


@pytest.mark.requirement("D4", "A7")
async def test_an_update_whose_id_no_path_can_hold_counts_as_running() -> None:
    running, asked = await running_after(stack_answer(activeUpdate=".."))
    assert running is not None
    assert isinstance(running.error, errors.InvalidRequest)
    assert asked == [S]


async def test_what_the_stack_itself_reports_costs_no_further_request() -> None:
    assert await running_after(OPERATION) == (RunningUpdate("u-1", "update", "bob", 7), [S])
    assert await running_after(stack_answer(version=3)) == (None, [S])


@pytest.mark.parametrize(
    ("before", "asks"), [((OPERATION,), 0), ((http(BUSY),), 0), ((stack_answer(),), 1), ((http(IDLE),), 1)]
)
async def test_a_backend_that_was_seen_to_report_running_updates_is_believed(
    before: tuple[bytes, ...], asks: int
) -> None:
    async with RawServer([*((answer,) for answer in before), (ACTIVE,), (status_answer("running"),)]) as server:
        client = client_of(server)
        if before[0] in (http(IDLE), http(BUSY)):
            _ = [page async for page in client.list_user_stacks()]
        else:
            await client.get_stack(STACK)
        _, running = await read_stack(client, STACK)
        await client.aclose()
        assert sum("/update/" in request.target for request in server.requests) == asks
        assert (running is None) is (asks == 0)


async def test_an_update_that_has_ended_is_not_asked_for_again() -> None:
    answers = [(ACTIVE,), (status_answer("failed"),), (ACTIVE,), (stack_answer(activeUpdate="u-2"),)]
    async with RawServer([*answers, (status_answer("running"),)]) as server:
        client = client_of(server)
        found = [(await read_stack(client, STACK))[1] for _ in range(3)]
        await client.aclose()
    assert found == [None, None, RunningUpdate("u-2", status="running")]


async def looked_for(server: RawServer, count: int) -> tuple[list[Looked], PulumiError | None]:
    client, found = client_of(server), list[Looked]()
    ended_by = await look_for_running(client, [STACK] * count, found.append)
    await client.aclose()
    return found, ended_by


async def test_many_stacks_are_asked_a_few_at_a_time() -> None:
    async with RawServer([(stack_answer(),)]) as server:
        found, ended_by = await looked_for(server, 30)
        assert found == [Looked(STACK, None)] * 30
        assert ended_by is None
        assert server.most_at_once <= 4


async def test_a_stack_that_cannot_be_read_is_reported_and_the_others_are_checked() -> None:
    refused = http(b'{"message":"no"}', status="403 Forbidden")
    async with RawServer([(refused,), (OPERATION,)]) as server:
        found, ended_by = await looked_for(server, 3)
    assert sorted(type(looked.error).__name__ for looked in found) == ["Forbidden", "NoneType", "NoneType"]
    assert sum(looked.running is not None for looked in found) == 2
    assert ended_by is None


async def test_an_error_that_every_stack_would_meet_ends_the_asking() -> None:
    async with RawServer([(http(b'{"message":"no"}', status="401 Unauthorized"),)]) as server:
        found, ended_by = await looked_for(server, 500)
        assert found == []
        assert isinstance(ended_by, errors.Unauthorized)
        assert len(server.requests) <= 8
