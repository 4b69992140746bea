"""A token that the server rejects: the login is read again once, and a read is repeated once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from stacktui.pulumi import errors
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from tests.pulumi.http.fault_rows import PATIENT, STACK
from tests.pulumi.http.raw_server import RawServer, Reply, http

pytestmark = pytest.mark.requirement("A8")

GOOD = http(b'{"orgName":"acme","projectName":"web-shop","stackName":"prod","version":7}')
EXPIRED = http(b'{"code":401,"message":"Unauthorized"}', status="401 Unauthorized")
SIGN_ON = http(
    b'{"code":401,"message":"m","errors":[{"errorType":"saml_reauth_required","attribute":"acme"}]}',
    status="401 Unauthorized",
)


@dataclass
class Login:
    """What is stored by `pulumi login`, and how often it was read again."""

    stored: list[str | None]
    reads: int = field(default=0)

    def read_again(self) -> AccessToken | None:
        text = self.stored[min(self.reads, len(self.stored) - 1)]
        self.reads += 1
        return AccessToken(text) if text else None


def client_of(server: RawServer, login: Login | None) -> PulumiClient:
    renew = login.read_again if login else None
    return PulumiClient(server.url, AccessToken("pul-1"), policy=PATIENT, on_unauthorized=renew)


def tokens_seen(server: RawServer) -> list[str]:
    return [request.headers["authorization"].removeprefix("token ") for request in server.requests]


async def test_a_login_refreshed_meanwhile_goes_unnoticed_by_whoever_reads() -> None:
    login = Login(["pul-2"])
    async with RawServer([(EXPIRED,), (GOOD,)]) as server:
        client = client_of(server, login)
        assert (await client.get_stack(STACK)).version == 7
        assert (await client.get_stack(STACK)).version == 7
        await client.aclose()
        assert tokens_seen(server) == ["pul-1", "pul-2", "pul-2"]
    assert login.reads == 1


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        (None, ["pul-1"]),
        (Login([None]), ["pul-1"]),
        (Login(["pul-1"]), ["pul-1"]),
        (Login(["pul-2", "pul-3"]), ["pul-1", "pul-2"]),
    ],
    ids=["nothing to read", "logged out", "the same token", "another that is refused too"],
)
async def test_what_stays_refused_says_to_log_in(login: Login | None, seen: list[str]) -> None:
    async with RawServer([(EXPIRED,)]) as server:
        client = client_of(server, login)
        with pytest.raises(errors.Unauthorized) as caught:
            await client.get_stack(STACK)
        await client.aclose()
        assert tokens_seen(server) == seen
    assert "pulumi login" in caught.value.hint
    assert login is None or login.reads == 1


async def test_requests_refused_at_once_read_the_login_once() -> None:
    login = Login(["pul-2"])
    replies: list[Reply] = [(EXPIRED,), (EXPIRED,), (EXPIRED,), (GOOD,)]
    async with RawServer(replies, held=asyncio.Event()) as server:
        client = client_of(server, login)
        asking = [asyncio.create_task(client.get_stack(STACK)) for _ in range(3)]
        await server.received(3)
        assert server.held is not None
        server.held.set()
        assert [stack.version for stack in await asyncio.gather(*asking)] == [7, 7, 7]
        await client.aclose()
        assert tokens_seen(server) == ["pul-1"] * 3 + ["pul-2"] * 3
    assert login.reads == 1


async def test_a_refused_write_is_not_sent_again_and_the_next_one_has_the_new_token() -> None:
    login = Login(["pul-2"])
    async with RawServer([(EXPIRED,), (http(b"", status="204 No Content"),)]) as server:
        client = client_of(server, login)
        with pytest.raises(errors.Unauthorized) as caught:
            await client.delete_stack(STACK)
        assert len(server.requests) == 1
        await client.delete_stack(STACK)
        await client.aclose()
        assert tokens_seen(server) == ["pul-1", "pul-2"]
    assert caught.value.outcome is errors.Outcome.REJECTED
    assert caught.value.hint == "Your login has been reloaded: try again."


async def test_a_refused_write_without_another_login_says_to_log_in() -> None:
    async with RawServer([(EXPIRED,)]) as server:
        client = client_of(server, Login([None]))
        with pytest.raises(errors.Unauthorized) as caught:
            await client.delete_stack(STACK)
        await client.aclose()
    assert "pulumi login" in caught.value.hint


async def test_a_required_single_sign_on_does_not_replace_the_token_and_its_page_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PULUMI_CONSOLE_DOMAIN", "app.here.example")
    login = Login(["pul-2"])
    async with RawServer([(SIGN_ON,)]) as server:
        client = client_of(server, login)
        for asked in (client.get_stack(STACK), client.delete_stack(STACK)):
            with pytest.raises(errors.ReauthenticationRequired) as caught:
                await asked
            assert "://app.here.example/signin/sso/acme/reauth" in caught.value.hint
        await client.aclose()
        assert len(server.requests) == 2
    assert login.reads == 0
