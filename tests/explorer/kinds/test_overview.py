"""The overview asks for the status of an update only if nothing else tells that none is running."""

from __future__ import annotations

import httpx
import pytest

from stacktui.explorer.kinds.overview import overview_of
from stacktui.explorer.store import Store
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from tests.pulumi.http.fault_rows import PATIENT, STACK

S = "/api/stacks/acme/web-shop/prod"


@pytest.mark.parametrize(
    ("update", "asked", "is_running"),
    [
        ({"updateID": "u7", "result": "succeeded"}, False, False),
        ({"updateID": "u7", "result": "failed"}, False, False),
        ({"updateID": "u7", "result": "in-progress"}, True, True),
        ({"updateID": "u6", "result": "succeeded"}, True, True),  # the active one is not listed yet
        ({"result": "succeeded"}, True, True),
    ],
)
async def test_the_newest_update_tells_whether_the_active_one_has_ended(
    update: dict[str, str], asked: bool, is_running: bool
) -> None:
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        names = {"orgName": STACK.organization, "projectName": STACK.project, "stackName": STACK.name}
        info = {"kind": "update", "result": update["result"], "version": 7}
        item = {"info": info, "version": 7} | {key: text for key, text in update.items() if key == "updateID"}
        answers: dict[str, dict[str, object]] = {
            S: {**names, "version": 7, "activeUpdate": "u7"},
            f"{S}/metadata": {},
            f"{S}/updates": {"updates": [item]},
            f"{S}/update/u7": {"status": "running"},
        }
        return httpx.Response(200, json=answers[request.url.path])

    transport = httpx.MockTransport(handle)
    client = PulumiClient("https://pulumi.corp.example", AccessToken("pul-1"), transport=transport, policy=PATIENT)
    overview = await Store(client).get(overview_of(STACK))
    await client.aclose()
    assert (f"{S}/update/u7" in seen, overview.running is not None) == (asked, is_running)
    assert seen.count(S) == 1
