"""A deleted stack is said to be restorable only if the backend is known to support it or reports so."""

from __future__ import annotations

import httpx
import pytest

from stacktui.explorer.kinds.restorable import restorable_in
from stacktui.explorer.store import Store
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from tests.pulumi.http.fault_rows import PATIENT

CLOUD, OWN = "https://api.pulumi.com", "https://api.corp.example"
LISTED = httpx.Response(200, json={"deletedStacks": []})


def refused(status: int) -> httpx.Response:
    return httpx.Response(status, json={"message": "no"})


@pytest.mark.requirement("D5")
@pytest.mark.parametrize(
    ("backend", "answer", "restorable"),
    [
        (CLOUD, LISTED, True),
        (CLOUD, refused(403), True),
        (CLOUD, refused(500), True),
        (CLOUD, refused(402), False),
        (CLOUD, refused(404), False),
        (CLOUD, refused(400), False),
        (OWN, LISTED, True),
        (OWN, httpx.Response(200, json={"deletedStacks": None}), True),
        (OWN, httpx.Response(200, json={}), False),
        (OWN, httpx.Response(200, html="<html>welcome</html>"), False),
        (OWN, refused(403), False),
        (OWN, refused(404), False),
        (OWN, refused(405), False),
        (OWN, refused(500), False),
        ("https://api.pulumi.com.evil.example", refused(403), False),
        ("https://pulumi.com", refused(403), False),
    ],
)
async def test_a_restore_is_promised_only_where_it_is_known(
    backend: str, answer: httpx.Response, restorable: bool
) -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        return answer

    client = PulumiClient(
        backend, AccessToken("pul-1"), transport=httpx.MockTransport(handle), policy=PATIENT, read_only=True
    )
    assert await Store(client).get(restorable_in("acme")) is restorable
    await client.aclose()
    assert set(asked) == {"GET /api/orgs/acme/restore-stack"}
