"""Every endpoint: the exact request, and the result for the documented response and variants of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from stacktui.pulumi import errors
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.conditions import Conditions
from stacktui.pulumi.http.opening import load_httpx
from stacktui.pulumi.stack import (
    CurrentOperation,
    NotificationSettings,
    ResourceCount,
    ServerMessage,
    StackIdentifier,
    StackMetadata,
    StackReference,
    Update,
)
from tests.pulumi.http.fault_rows import PATIENT, STACK
from tests.pulumi.http.raw_server import RawServer, http

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

S = "/api/stacks/acme/web-shop/prod"
EXPORT = b'{"version":3,"deployment":{"resources":[{"urn":"u","custom":true,"type":"a:b:C"}]}}'
RESOURCES = b'{"resources":[{"resource":{"urn":"u","custom":false,"type":"t"}}],"region":"x","version":5}'


def client_of(server: RawServer) -> PulumiClient:
    return PulumiClient(server.url + "/", AccessToken("pul-1"), policy=PATIENT)


class Endpoint(NamedTuple):
    ask: Callable[[PulumiClient], Awaitable[object]]
    target: str
    answer: bytes
    expected: object


READS = [
    Endpoint(
        lambda c: c.get_stack_metadata(STACK),
        f"{S}/metadata",
        b'{"orgName":"acme","projectName":"web-shop","stackName":"prod","userPermission":103,'
        b'"notificationSettings":{"notifyUpdateFailure":true,"notifyUpdateSuccess":false}}',
        StackMetadata("acme", "web-shop", "prod", 103, NotificationSettings(True, False)),
    ),
    Endpoint(
        lambda c: c.get_stack_metadata(STACK),
        f"{S}/metadata",
        b'{"notificationSettings":null,"userPermission":null}',
        StackMetadata(),
    ),
    Endpoint(
        lambda c: c.get_stack_resource_count(STACK),
        f"{S}/resources/count",
        b'{"resourceCount":2,"version":5}',
        ResourceCount(2, 5),
    ),
    Endpoint(
        lambda c: c.list_downstream_stack_references(STACK),
        f"{S}/downstreamreferences",
        b'{"referencedStacks":[{"organization":"acme","routingProject":"pay","name":"dev","version":3},{"name":5}]}',
        (StackReference("acme", "pay", "dev", 3),),
    ),
    Endpoint(
        lambda c: c.list_upstream_stack_references(STACK), f"{S}/upstreamreferences", b'{"referencedStacks":null}', ()
    ),
    Endpoint(
        lambda c: c.list_stack_updates(STACK, page=2, page_size=5),
        f"{S}/updates?output-type=service&page=2&pageSize=5",
        b'{"updates":null}',
        (),
    ),
    Endpoint(
        lambda c: c.get_default_organization(),
        "/api/user/organizations/default",
        b'{"GitHubLogin":"acme","Messages":[]}',
        "acme",
    ),
]


@pytest.mark.parametrize("endpoint", READS, ids=[endpoint.target for endpoint in READS])
async def test_an_endpoint_is_asked_as_documented_and_its_answer_is_read(endpoint: Endpoint) -> None:
    async with RawServer([(http(endpoint.answer),)]) as server:
        client = client_of(server)
        assert await endpoint.ask(client) == endpoint.expected
        await client.aclose()
        assert [(request.method, request.target) for request in server.requests] == [("GET", endpoint.target)]


@pytest.mark.parametrize(
    ("status", "error"), [("404 Not Found", None), ("400 Bad Request", None), ("403 Forbidden", errors.Forbidden)]
)
async def test_no_default_organization_is_an_empty_word(status: str, error: type[Exception] | None) -> None:
    async with RawServer([(http(b'{"message":"no"}', status=status),)]) as server:
        client = client_of(server)
        if error is None:
            assert await client.get_default_organization() == ""
        else:
            with pytest.raises(error):
                await client.get_default_organization()
        await client.aclose()


async def test_upstream_references_are_none_where_the_server_lacks_the_endpoint() -> None:
    async with RawServer([(http(b'{"message":"Not Found"}', status="404 Not Found"),)]) as server:
        client = client_of(server)
        assert await client.list_upstream_stack_references(STACK) is None
        await client.aclose()


async def test_a_stack_is_read_with_what_runs_on_it() -> None:
    answer = (
        b'{"orgName":"demo","projectName":"web","stackName":"dev","activeUpdate":"d333","version":91,"tags":{"a":"b"},'
        b'"currentOperation":{"kind":"update","author":"user1","started":1615872156},"config":{"environment":"p/e"}}'
    )
    async with RawServer([(http(answer),)]) as server:
        client = client_of(server)
        stack = await client.get_stack(StackIdentifier("demo", "web", "dev"))
        await client.aclose()
    assert stack.identifier == StackIdentifier("demo", "web", "dev")
    assert stack.current_operation == CurrentOperation("update", "user1", 1615872156)
    assert stack.tags == {"a": "b"}
    assert stack.config is not None
    assert stack.config.environment == "p/e"


async def test_a_user_is_read_with_the_organizations() -> None:
    answer = (
        b'{"githubLogin":"alice","name":"Alice","organizations":[{"githubLogin":"acme","name":"ACME","role":null}]}'
    )
    async with RawServer([(http(answer),)]) as server:
        client = client_of(server)
        user = await client.get_current_user()
        await client.aclose()
    assert [organization.slug for organization in user.organizations or ()] == ["acme"]


UPDATE = {
    "kind": "update", "startTime": 10, "endTime": 20, "message": "m", "environment": {"git.author": "bob"},
    "result": "succeeded", "version": 4, "resourceChanges": {"create": 2}, "resourceCount": 9,
}  # fmt: skip


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (UPDATE, Update(4, "update", "succeeded", 10, 20, "m", "bob", {"create": 2}, 9)),
        (
            {"info": UPDATE, "version": 4, "requestedBy": {"githubLogin": "carol", "name": "Carol"}},
            Update(4, "update", "succeeded", 10, 20, "m", "carol", {"create": 2}, 9),
        ),
        (
            {"info": UPDATE | {"version": 0, "result": "in-progress"}, "version": 5, "requestedBy": None},
            Update(5, "update", "in-progress", 10, None, "m", "bob", {}, 9),
        ),
        ({"version": 1, "endTime": 0, "environment": None}, Update(1, "", "", 0, None, "", "", {}, None)),
    ],
    ids=["as the CLI is told", "as the service tells", "running", "bare"],
)
async def test_an_update_is_read_from_either_form(item: object, expected: Update) -> None:
    body = json.dumps({"updates": [item, 5, {"info": None}]}).encode()
    async with RawServer([(http(body),)]) as server:
        client = client_of(server)
        updates = await client.list_stack_updates(STACK)
        await client.aclose()
    assert updates == (expected,)


@pytest.mark.parametrize(
    ("ask", "target", "answer", "version"),
    [
        (lambda c: c.export_stack(STACK), f"{S}/export", EXPORT, None),
        (lambda c: c.export_stack(STACK, 3), f"{S}/export/3", EXPORT, 3),
        (lambda c: c.get_latest_stack_resources(STACK), f"{S}/resources/latest", RESOURCES, 5),
        (lambda c: c.get_stack_resources(STACK, 5), f"{S}/resources/5", RESOURCES, 5),
    ],
)
async def test_a_state_is_asked_for_and_decoded(
    ask: Callable[[PulumiClient], Awaitable[object]], target: str, answer: bytes, version: int | None
) -> None:
    from stacktui.pulumi.state.deployment import Deployment

    async with RawServer([(http(answer),)]) as server:
        client = client_of(server)
        deployment = await ask(client)
        await client.aclose()
        assert server.requests[0].target == target
    assert isinstance(deployment, Deployment)
    assert (len(deployment.resources), deployment.stack_version) == (1, version)


async def test_an_export_for_a_file_is_byte_identical_and_its_progress_is_reported() -> None:
    told: list[tuple[int, int | None]] = []
    async with RawServer([(http(EXPORT),)]) as server:
        client = client_of(server)
        reporting = client.under(Conditions(on_progress=lambda received, total: told.append((received, total))))
        body = await reporting.export_stack_bytes(STACK, 2)
        await client.aclose()
        assert server.requests[0].target == f"{S}/export/2"
    assert body == EXPORT
    assert told[-1] == (len(EXPORT), len(EXPORT))


@pytest.mark.parametrize(
    ("write", "request_line", "sent"),
    [
        (lambda c: c.create_stack(STACK), "POST /api/stacks/acme/web-shop", {"stackName": "prod"}),
        (
            lambda c: c.create_stack(STACK, {"env": "prod"}),
            "POST /api/stacks/acme/web-shop",
            {"stackName": "prod", "tags": {"env": "prod"}},
        ),
        (lambda c: c.transfer_stack(STACK, "globex"), f"POST {S}/transfer", {"toOrg": "globex"}),
        (lambda c: c.delete_stack(STACK), f"DELETE {S}?force=false", None),
        (lambda c: c.delete_stack(STACK, force=True), f"DELETE {S}?force=true", None),
    ],
)
async def test_a_write_is_asked_as_documented(
    write: Callable[[PulumiClient], Awaitable[object]], request_line: str, sent: object
) -> None:
    async with RawServer([(b"HTTP/1.1 204 No Content\r\n\r\n",)]) as server:
        client = client_of(server)
        await write(client)
        await client.aclose()
        (request,) = server.requests
    assert f"{request.method} {request.target}" == request_line
    assert (json.loads(request.body) if request.body else None) == sent


@pytest.mark.parametrize(
    ("answer", "messages"),
    [
        (b"", ()),
        (b"{}", ()),
        (b'{"messages":null}', ()),
        (b'{"messages":5}', ()),
        (
            b'{"messages":[{"severity":"warning","message":"few seats left"},7]}',
            (ServerMessage("few seats left", "warning"),),
        ),
    ],
)
async def test_what_the_server_says_to_a_create_is_returned(answer: bytes, messages: tuple[ServerMessage, ...]) -> None:
    async with RawServer([(http(answer),)]) as server:
        client = client_of(server)
        assert await client.create_stack(STACK) == messages
        await client.aclose()


async def test_a_delete_of_a_full_stack_says_that_it_needs_force() -> None:
    answer = b'{"code":400,"message":"Bad Request: Stack still contains resources."}'
    async with RawServer([(http(answer, "X-Pulumi-Request-ID: r-1", status="400 Bad Request"),)]) as server:
        client = client_of(server)
        with pytest.raises(errors.StackNotEmpty) as caught:
            await client.delete_stack(STACK)
        await client.aclose()
    assert caught.value.server_message == "Bad Request: Stack still contains resources."
    assert caught.value.request_id == "r-1"
    assert caught.value.outcome is errors.Outcome.REJECTED


@pytest.mark.requirement("D6")
@pytest.mark.parametrize(
    "write",
    [
        lambda c: c.create_stack(STACK),
        lambda c: c.transfer_stack(STACK, "globex"),
        lambda c: c.delete_stack(STACK, force=True),
    ],
)
async def test_a_read_only_client_opens_no_socket_for_a_write(
    write: Callable[[PulumiClient], Awaitable[object]],
) -> None:
    async with RawServer([(http(b"{}"),)]) as server:
        client = PulumiClient(server.url, AccessToken("pul-1"), read_only=True)
        with pytest.raises(errors.ReadOnly) as caught:
            await write(client)
        await client.aclose()
        assert server.connections == 0
    assert caught.value.outcome is errors.Outcome.NOT_SENT


def test_httpx_is_loaded_without_its_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "httpx._main", raising=False)
    load_httpx()
    assert "httpx._main" not in sys.modules
    loading = "from stacktui.pulumi.http.opening import load_httpx as load; load()"
    program = f"import sys; {loading}; sys.exit('click' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
