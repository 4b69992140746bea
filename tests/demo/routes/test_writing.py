"""Writes change the server's data or are refused with Pulumi Cloud's messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stacktui.demo.server import create_app
from tests.demo.asking import Asker, at, items, members, path_of
from tests.kit.clock import NOW

if TYPE_CHECKING:
    from stacktui.demo.state.values import Json

BUSY = "acme/web-shop/prod"
IDLE = "acme/web-shop/staging"
FOREIGN = "globex/ledger/prod"
SHARED = "initech/crm/prod"
STATE: Json = {
    "version": 3,
    "deployment": {
        "manifest": {"time": "2026-01-01T00:00:00Z", "magic": "x", "version": "v3.200.0"},
        "resources": [
            {"urn": "urn:pulumi:dev::new::pulumi:pulumi:Stack::new-dev", "custom": False, "type": "pulumi:pulumi:Stack"}
        ],
    },
}


async def create(ask: Asker, name: str = "acme/new/dev", **more: Json) -> tuple[int, Json]:
    organization, project, stack = name.split("/")
    body = json.dumps({"stackName": stack, **more}).encode()
    answer = await ask.send("POST", f"/api/stacks/{organization}/{project}", body)
    return answer.status_code, json.loads(answer.content)


async def transfer(ask: Asker, name: str, to: str) -> int:
    answer = await ask.send("POST", path_of(name) + "/transfer", json.dumps({"toOrg": to}).encode())
    assert (answer.content == b"") == (answer.status_code == 204)
    return answer.status_code


async def test_a_created_stack_is_there_and_empty(ask: Asker) -> None:
    status, answer = await create(ask, tags={"team": "core", "note": "日本"})
    assert (status, answer) == (200, {})
    stack = await ask.json(path_of("acme/new/dev"))
    assert (at(stack, "version"), at(stack, "activeUpdate")) == (0, "")
    assert members(stack, "tags") == {"pulumi:project": "new", "team": "core", "note": "日本"}
    assert await ask.everything("tagName=note") == ["acme/new/dev"]


async def test_a_stack_without_a_team_is_created_with_a_message(ask: Asker) -> None:
    _, answer = await create(ask)
    assert at(answer, "messages", 0, "severity") == "warning"


async def test_a_state_sent_along_becomes_the_first_version(ask: Asker) -> None:
    await create(ask, state=STATE)
    assert await ask.json(path_of("acme/new/dev") + "/resources/count") == {"resourceCount": 1, "version": 1}
    resources = items(await ask.json(path_of("acme/new/dev") + "/export"), "deployment", "resources")
    assert [at(r, "type") for r in resources] == ["pulumi:pulumi:Stack"]


@pytest.mark.parametrize("name", ["", "with space", "é", "x" * 101, ".", ".."])
async def test_a_bad_name_is_refused(ask: Asker, name: str) -> None:
    answer = await ask.send("POST", "/api/stacks/acme/new", json.dumps({"stackName": name}).encode())
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"{oops", b"{}", b"[]", b'{"stackName":7}', b'{"stackName":"x","state":{"version":"y"}}']
)
async def test_a_body_of_another_shape_is_refused(ask: Asker, body: bytes) -> None:
    assert (await ask.refused("POST", "/api/stacks/acme/new", body))[0] == 400


@pytest.mark.parametrize("tags", [{"bad name": "x"}, {"x" * 41: "y"}, {"x": "ü" * 129}])
async def test_a_bad_tag_is_refused(ask: Asker, tags: dict[str, str]) -> None:
    body: Json = {**tags}
    assert (await create(ask, tags=body))[0] == 400
    assert (await ask.get(path_of("acme/new/dev"))).status_code == 404


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [(IDLE, 409, "already exists"), ("globex/new/dev", 403, "permission"), ("nobody/new/dev", 404, "Organization")],
)
async def test_a_create_is_refused_in_words(ask: Asker, name: str, status: int, words: str) -> None:
    got, answer = await create(ask, name)
    assert got == status
    assert words in str(at(answer, "message"))


async def test_a_transferred_stack_answers_at_its_new_place_only(ask: Asker) -> None:
    before = await ask.json(path_of(IDLE))
    assert await transfer(ask, IDLE, "initech") == 204
    after = await ask.json(path_of("initech/web-shop/staging"))
    assert {**members(before), "orgName": "initech"} == after
    assert (await ask.get(path_of(IDLE))).status_code == 404


async def test_references_follow_a_transfer(ask: Asker) -> None:
    network = path_of("acme/network/prod")
    before = items(await ask.json(f"{network}/downstreamreferences"), "referencedStacks")
    await transfer(ask, "acme/network/prod", "initech")
    moved = path_of("initech/network/prod")
    assert items(await ask.json(f"{moved}/downstreamreferences"), "referencedStacks") == before
    upstream = items(await ask.json(path_of(BUSY) + "/upstreamreferences"), "referencedStacks")
    assert ("initech", "network") in [(at(r, "organization"), at(r, "routingProject")) for r in upstream]


@pytest.mark.parametrize(
    ("name", "to", "status"),
    [
        (BUSY, "initech", 409),
        (SHARED, "acme", 403),
        (FOREIGN, "acme", 403),
        (IDLE, "globex", 403),
        (IDLE, "nobody", 404),
        (IDLE, "acme", 400),
        ("acme/network/prod-us-east-1", "initech", 409),
        ("acme/no/such", "initech", 404),
    ],
)
async def test_a_transfer_is_refused_and_changes_nothing(ask: Asker, name: str, to: str, status: int) -> None:
    before = await ask.everything()
    assert await transfer(ask, name, to) == status
    assert await ask.everything() == before


@pytest.mark.parametrize(
    ("name", "query", "status", "message"),
    [
        (IDLE, "", 400, "Bad Request: Stack still contains resources."),
        (IDLE, "?force=false", 400, "Bad Request: Stack still contains resources."),
        (IDLE, "?force=perhaps", 400, "Bad Request: Invalid value for parameter 'force'."),
        (BUSY, "?force=true", 409, "Conflict: Another update is currently in progress."),
        (SHARED, "?force=true", 403, "Forbidden: You do not have permission to delete this stack."),
        ("acme/no/such", "?force=true", 404, "Not Found: Stack 'acme/no/such' not found"),
    ],
)
async def test_a_delete_is_refused_in_words(ask: Asker, name: str, query: str, status: int, message: str) -> None:
    before = await ask.everything()
    assert await ask.refused("DELETE", path_of(name) + query) == (status, message)
    assert await ask.everything() == before


async def test_a_forced_delete_takes_the_stack_and_its_references_away(ask: Asker) -> None:
    name = "acme/network/prod"
    answer = await ask.send("DELETE", path_of(name) + "?force=true")
    assert (answer.status_code, answer.content) == (204, b"")
    assert name not in await ask.everything("project=network")
    upstream = items(await ask.json(path_of(BUSY) + "/upstreamreferences"), "referencedStacks")
    assert "network" not in [at(r, "routingProject") for r in upstream]


async def test_a_stack_made_anew_under_an_old_name_is_another(ask: Asker) -> None:
    old = at(await ask.json(path_of(IDLE)), "id")
    await ask.send("DELETE", path_of(IDLE) + "?force=true")
    await create(ask, IDLE)
    assert at(await ask.json(path_of(IDLE)), "id") != old
    assert "resources" not in members(await ask.json(path_of(IDLE) + "/export"), "deployment")


async def test_a_rename_keeps_the_organization(ask: Asker) -> None:
    answer = await ask.send("POST", path_of(IDLE) + "/rename", b'{"newName":"stage"}')
    assert answer.status_code == 200
    assert "acme/web-shop/stage" in await ask.everything("project=web-shop")
    assert (await ask.refused("POST", path_of("acme/web-shop/stage") + "/rename", b"{}"))[0] == 400
    taken = b'{"newName":"prod"}'
    assert (await ask.refused("POST", path_of("acme/web-shop/stage") + "/rename", taken))[0] == 409


async def test_tags_are_added_changed_taken_away_and_replaced(ask: Asker) -> None:
    tags = path_of(IDLE) + "/tags"
    assert (await ask.send("POST", tags, b'{"name":"a","value":"1"}')).status_code == 204
    assert (await ask.send("POST", tags, b'{"name":"a","value":"1"}')).status_code == 400
    assert (await ask.send("PATCH", f"{tags}/a", b'{"value":"2"}')).status_code == 204
    assert await ask.everything("tagName=a&tagValue=2") == [IDLE]
    assert (await ask.send("DELETE", f"{tags}/a")).status_code == 204
    assert (await ask.send("DELETE", f"{tags}/a")).status_code == 404
    assert (await ask.send("PATCH", tags, b'{"only":"this"}')).status_code == 204
    assert members(await ask.json(path_of(IDLE)), "tags") == {"only": "this"}
    assert (await ask.send("PATCH", tags, b"[]")).status_code == 400
    assert (await ask.send("PATCH", path_of(FOREIGN) + "/tags", b"{}")).status_code == 403


async def test_each_server_has_its_own_memory(ask: Asker) -> None:
    await ask.send("DELETE", path_of(IDLE) + "?force=true")
    async with Asker(create_app(now=NOW, failures="")) as other:
        assert (await other.get(path_of(IDLE))).status_code == 200
