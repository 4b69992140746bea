"""Requests about one stack, the forms of its history, and the messages of errors."""

from __future__ import annotations

import gzip
import json

import httpx
import pytest

from stacktui.demo.server import create_app
from tests.demo.asking import Asker, at, full_name, items, members, path_of, text
from tests.kit.clock import NOW

SHOP = path_of("acme/web-shop/prod")
NEVER = path_of("acme/legacy/qa")
VERSION = 187


async def test_a_running_update_has_an_author_and_a_start(ask: Asker) -> None:
    running = at(await ask.json(SHOP), "currentOperation")
    assert running == {"kind": "update", "author": "bob", "started": NOW - 240}


async def test_the_status_of_an_update_agrees_with_the_history(ask: Asker) -> None:
    for update in items(await ask.json(f"{SHOP}/updates?output-type=service&page=1&pageSize=9"), "updates"):
        status = text(await ask.json(f"{SHOP}/update/{text(update, 'updateID')}"), "status")
        assert status == text(update, "info", "result").replace("in-progress", "running")
    assert await ask.refused("GET", f"{SHOP}/update/no-such") == (404, "Not Found: Update 'no-such' not found")


async def test_a_server_may_report_a_running_update_by_its_id_alone_and_let_writes_through() -> None:
    async with Asker(create_app(now=NOW, active_update_only=True)) as ask:
        stack = members(await ask.json(SHOP))
        assert "currentOperation" not in stack
        status = await ask.json(f"{SHOP}/update/{text(stack['activeUpdate'])}")
        assert text(status, "status") == "running"
        assert at(await ask.json(path_of("acme/web-shop/staging")), "activeUpdate") == ""
        listed = items(await ask.json("/api/user/stacks?project=web-shop"), "stacks")
        assert 0 not in [members(entry).get("lastUpdate") for entry in listed]
        assert (await ask.send("DELETE", f"{SHOP}?force=true")).status_code == 204


async def test_an_idle_stack_has_no_operation(ask: Asker) -> None:
    assert "currentOperation" not in members(await ask.json(path_of("acme/web-shop/staging")))


@pytest.mark.parametrize(
    ("name", "permission"),
    [
        ("acme/web-shop/prod", 103),
        ("initech/crm/prod", 102),
        ("initech/sandbox/alice", 103),
        ("globex/ledger/prod", 101),
    ],
)
async def test_permissions_differ_between_organizations(ask: Asker, name: str, permission: int) -> None:
    metadata = await ask.json(path_of(name) + "/metadata")
    assert at(metadata, "userPermission") == permission
    assert set(members(metadata, "notificationSettings")) == {"notifyUpdateFailure", "notifyUpdateSuccess"}
    assert text(metadata, "ownedBy", "githubLogin")


async def test_the_default_organization_has_capitalised_members(ask: Asker) -> None:
    assert await ask.json("/api/user/organizations/default") == {"GitHubLogin": "acme", "Messages": []}


async def test_capabilities_are_reported(ask: Asker) -> None:
    names = [at(entry, "capability") for entry in items(await ask.json("/api/capabilities"), "capabilities")]
    assert "deployment-schema-version" in names


@pytest.mark.parametrize(("path", "status"), [("acme/web-shop", 200), ("acme/no-such-project", 404)])
async def test_a_project_is_there_or_not(ask: Asker, path: str, status: int) -> None:
    answer = await ask.send("HEAD", f"/api/stacks/{path}")
    assert (answer.status_code, answer.content) == (status, b"")


async def test_the_history_comes_newest_first_and_whole_unless_a_page_is_asked_for(ask: Asker) -> None:
    updates = items(await ask.json(f"{SHOP}/updates"), "updates")
    assert [at(update, "version") for update in updates] == list(range(VERSION, 0, -1))
    starts = [at(update, "startTime") for update in updates]
    assert starts == sorted(starts, key=str, reverse=True)
    assert at(updates, 0, "result") == "in-progress"
    assert {at(update, "result") for update in updates[1:]} == {"succeeded", "failed"}


@pytest.mark.parametrize(
    ("query", "versions"),
    [
        ("page=1&pageSize=3", [187, 186, 185]),
        ("page=2&pageSize=3", [184, 183, 182]),
        ("page=19", [7, 6, 5, 4, 3, 2, 1]),
        ("page=20", []),
        ("pageSize=2", [187, 186]),
    ],
)
async def test_pages_of_the_history_count_from_one(ask: Asker, query: str, versions: list[int]) -> None:
    bare = await ask.json(f"{SHOP}/updates?{query}")
    assert [at(update, "version") for update in items(bare, "updates")] == versions
    assert set(members(bare)) == {"updates"}
    service = await ask.json(f"{SHOP}/updates?output-type=service&{query}")
    assert [at(update, "info", "version") for update in items(service, "updates")] == versions
    assert at(service, "total") == VERSION


async def test_an_update_contains_its_commit_changes_and_configuration(ask: Asker) -> None:
    update = await ask.json(f"{path_of('acme/web-shop/staging')}/updates/latest")
    assert text(update, "requestedBy", "githubLogin")
    assert len(text(update, "info", "environment", "git.head")) == 40
    assert members(update, "info", "resourceChanges")
    assert at(update, "info", "config", "web-shop:dbPassword", "secret") is True


@pytest.mark.parametrize("what", ["resources", "export", "updates"])
@pytest.mark.parametrize(("version", "status"), [("188", 404), ("0", 404), ("x", 400), ("-1", 400), ("1", 200)])
async def test_only_versions_that_were_are_there(ask: Asker, what: str, version: str, status: int) -> None:
    assert (await ask.get(f"{SHOP}/{what}/{version}")).status_code == status


async def test_a_reader_of_an_older_version_is_behind(ask: Asker) -> None:
    network = path_of("acme/network/prod")
    current = at(await ask.json(network), "version")
    assert isinstance(current, int)
    versions = [at(r, "version") for r in items(await ask.json(f"{network}/downstreamreferences"), "referencedStacks")]
    assert current in versions
    assert any(isinstance(version, int) and version < current for version in versions)


async def test_a_stack_reads_in_its_state_what_the_server_calls_upstream(ask: Asker) -> None:
    upstream = items(await ask.json(f"{SHOP}/upstreamreferences"), "referencedStacks")
    told = {"/".join(text(r, key) for key in ("organization", "routingProject", "name")) for r in upstream}
    resources = items(await ask.json(f"{SHOP}/export"), "deployment", "resources")
    read = {text(r, "inputs", "name") for r in resources if text(r, "type") == "pulumi:pulumi:StackReference"}
    assert told == read
    assert "acme/network/prod" in told


async def test_resources_come_with_their_provider_inputs_and_without_triage_flags(ask: Asker) -> None:
    entries = items(await ask.json(f"{SHOP}/resources/latest"), "resources")
    found = [members(entry, "resource") for entry in entries]
    bucket = next(r for r in found if r["type"] == "aws:s3/bucket:Bucket")
    assert members(bucket["providerInputs"])["version"]
    assert all("delete" in r and "dependencies" in r for r in found)
    assert all("provider" not in r and "taint" not in r for r in found)


async def test_the_export_of_a_stack_that_never_ran(ask: Asker) -> None:
    manifest = {"time": "0001-01-01T00:00:00Z", "magic": "", "version": "", "plugins": []}
    assert await ask.json(f"{NEVER}/export") == {"version": 3, "deployment": {"manifest": manifest}}


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/api/no/such/thing", 404, "Not Found"),
        ("PUT", SHOP, 404, "Not Found"),
        ("GET", path_of("acme/web-shop/nope"), 404, "acme/web-shop/nope"),
        ("GET", path_of("acme/web-shop/nope") + "/export", 404, "acme/web-shop/nope"),
        ("GET", f"{SHOP}/updates?page=x", 400, "page"),
        ("GET", f"{SHOP}/updates?output-type=x", 400, "output type"),
    ],
)
async def test_a_refusal_is_pulumis_error(ask: Asker, method: str, path: str, status: int, words: str) -> None:
    got, message = await ask.refused(method, path)
    assert got == status
    assert words in message


@pytest.mark.parametrize("token", ["", "token ", "token pul-wrong", "Bearer pul-demo"])
async def test_without_the_token_nothing_is_returned(ask: Asker, token: str) -> None:
    answer = await ask.send("GET", "/api/user", authorization=token)
    assert answer.status_code == 401


async def test_every_answer_has_an_id_of_its_own(ask: Asker) -> None:
    ids = [(await ask.get(path)).headers["x-pulumi-request-id"] for path in ("/api/user", SHOP, "/api/nothing")]
    assert len(set(ids)) == 3


async def test_an_old_stack_comes_with_a_warning(ask: Asker) -> None:
    assert "no longer supported" in (await ask.get(path_of("acme/legacy/prod"))).headers["x-pulumi-warning"]
    assert "x-pulumi-warning" not in (await ask.get(SHOP)).headers


async def test_a_zipped_answer_is_the_same_answer(served_demo: str) -> None:
    async with httpx.AsyncClient(base_url=served_demo, headers={"Authorization": "token pul-demo"}) as client:
        async with client.stream("GET", f"{SHOP}/export", headers={"Accept-Encoding": "gzip"}) as answer:
            zipped = b"".join([part async for part in answer.aiter_raw()])
            assert answer.headers["content-encoding"] == "gzip"
            assert int(answer.headers["content-length"]) == len(zipped)
        plain = await client.get(f"{SHOP}/export", headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(zipped) == plain.content


async def test_a_name_is_decoded_after_the_path_is_split(ask: Asker) -> None:
    assert (await ask.get("/api/stacks/acme/web-shop%2Fprod/x")).status_code == 404
    spelled = "/api/stacks/" + "/".join(
        "".join(f"%{byte:02X}" for byte in part) for part in (b"acme", b"web-shop", b"prod")
    )
    assert full_name(await ask.json(spelled)) == "acme/web-shop/prod"


@pytest.mark.parametrize(
    "path",
    ["/api/user/stacks", f"{SHOP}/export", f"{SHOP}/updates", path_of("acme/triage/odd-values") + "/resources/latest"],
)
async def test_two_servers_give_the_same_bytes(ask: Asker, path: str) -> None:
    async with Asker(create_app(now=NOW, failures="")) as other:
        assert (await ask.get(path)).content == (await other.get(path)).content


async def test_requests_are_written_down(ask: Asker) -> None:
    await ask.get(f"{SHOP}/updates?page=1")
    await ask.send("POST", "/api/stacks/acme/new", json.dumps({"stackName": "x"}).encode())
    assert ask.app.journal == [("GET", f"{SHOP}/updates", "page=1"), ("POST", "/api/stacks/acme/new", "")]
