"""The newest updates of a stack, whichever number a server gives to their first page."""

from __future__ import annotations

import httpx
import pytest

from stacktui.explorer.kinds.updates import updates_of
from stacktui.explorer.store import Store
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from tests.pulumi.http.fault_rows import PATIENT, STACK


def asked_of(version: int, pages: dict[int, list[int]]) -> tuple[PulumiClient, list[int]]:
    """A server whose stack has this version, and whose pages of updates hold these; and the pages it was asked for."""
    asked: list[int] = []

    def handle(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/updates"):
            names = {"orgName": STACK.organization, "projectName": STACK.project, "stackName": STACK.name}
            return httpx.Response(200, json={**names, "version": version})
        page = int(request.url.params["page"])
        asked.append(page)
        if page not in pages:
            return httpx.Response(400, json={"message": "no such page"})
        infos = [{"kind": "update", "result": "succeeded", "version": number} for number in pages[page]]
        return httpx.Response(200, json={"updates": [{"info": info, "version": info["version"]} for info in infos]})

    transport = httpx.MockTransport(handle)
    return PulumiClient("https://pulumi.corp.example", AccessToken("pul-1"), transport=transport, policy=PATIENT), asked


@pytest.mark.parametrize(
    ("version", "pages", "shown", "asked"),
    [
        (12, {1: [12, 11], 2: [10]}, [12, 11], [1, 1]),
        (12, {0: [12, 11], 1: [10, 9]}, [12, 11], [1, 0, 0]),
        (2, {0: [2, 1], 1: []}, [2, 1], [1, 0, 0]),
        (0, {0: [], 1: []}, [], [1, 1]),  # never updated
        (3, {1: [2, 1]}, [2, 1], [1, 0, 1, 0]),  # its newest update is not listed yet, and there is no page 0
        (3, {0: [2, 1], 1: [2, 1]}, [2, 1], [1, 0, 1, 0]),  # page 0 and page 1 are one
        (1, {0: [2, 2, 1], 1: [2, 2, 1]}, [2, 2, 1], [1, 1]),  # a failed update and a preview raise no version
    ],
)
async def test_the_first_page_is_found(
    version: int, pages: dict[int, list[int]], shown: list[int], asked: list[int]
) -> None:
    client, seen = asked_of(version, pages)
    store = Store(client)
    for _ in range(2):
        updates = await store.get(updates_of(STACK), again=True)
        assert [update.version for update in updates] == shown
    await client.aclose()
    assert seen == asked
