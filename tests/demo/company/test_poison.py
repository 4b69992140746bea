"""In the poison tenant every text of every response contains every payload."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from stacktui.demo.company.poison import HUGE, OPEN, PAYLOADS, Poison
from stacktui.demo.server import create_app
from tests.demo.asking import Asker, at, items, members, text
from tests.demo.serving import serve
from tests.kit.clock import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stacktui.demo.state.values import Json

pytestmark = pytest.mark.requirement("T2")

LONE = "\ud800"
SENDABLE = [number for number, payload in enumerate(PAYLOADS) if LONE not in payload]
"""A name with a lone surrogate cannot stand in a URL, so its stack can only be listed."""
PARTS = ("", "/metadata", "/export", "/resources/latest", "/updates", "/updates/latest", "/upstreamreferences",
         "/downstreamreferences", "/outputs", "/nothing-here")  # fmt: skip


@pytest.fixture
async def ask() -> AsyncIterator[Asker]:
    async with Asker(create_app(now=NOW, failures="", poison=True)) as asker:
        yield asker


def path_of(number: int, name: str = "stack") -> str:
    names = (f"{what}-{number:02d}{PAYLOADS[number]}" for what in ("org", "project", name))
    return "/api/stacks/" + "/".join(quote(part, safe="") for part in names)


def texts(value: Json, path: str = "") -> list[tuple[str, str]]:
    """Every text with the path of its field; positions in lists and free keys are not distinguished."""
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, list):
        return [found for item in value for found in texts(item, f"{path}[]")]
    if isinstance(value, dict):
        free = path.endswith((".environment", ".config"))
        return [found for key, item in value.items() for found in texts(item, f"{path}.{'*' if free else plain(key)}")]
    return []


def plain(key: str) -> str:
    """The key without the payload at its end."""
    fitting = [payload for payload in PAYLOADS if key.endswith(payload) and key != payload]
    return key[: -len(max(fitting, key=len))] if fitting else key


def free_keys(value: Json) -> list[str]:
    """The keys below tags, inputs and outputs."""
    found: list[str] = []
    if isinstance(value, list):
        found += [key for item in value for key in free_keys(item)]
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("tags", "inputs", "outputs", "environment", "resourceChanges") and isinstance(item, dict):
                found += list(item)
            found += free_keys(item)
    return found


async def test_every_field_about_a_stack_carries_every_payload(ask: Asker) -> None:
    seen: dict[str, set[int]] = defaultdict(set)
    for number in SENDABLE:
        for part in PARTS:
            value: Json = json.loads((await ask.get(path_of(number) + part)).content)
            for field, found in texts(value, part):
                if not field.endswith("4dabf18193072939515e22adb298388d"):
                    if found in OPEN:
                        continue
                    assert PAYLOADS[number] in found or field.endswith(".huge"), (field, found[:80])
                    seen[field].add(number)
    assert len(seen) > 150
    fewer = {field for field, numbers in seen.items() if numbers != set(SENDABLE) and not field.endswith(".huge")}
    assert fewer == set()


async def test_every_free_key_carries_the_payload(ask: Asker) -> None:
    for number in SENDABLE:
        for part in ("", "/export", "/updates"):
            keys = free_keys(await ask.json(path_of(number) + part))
            assert keys
            assert all(PAYLOADS[number] in key or key == "huge" or "4dabf1" in key for key in keys)


async def test_the_list_carries_every_payload_in_every_name(ask: Asker) -> None:
    entries = items(await ask.json("/api/user/stacks"), "stacks")
    for field in ("orgName", "projectName", "stackName", "id"):
        carried = [number for number, payload in enumerate(PAYLOADS) if any(payload in text(e, field) for e in entries)]
        assert len(carried) == len(PAYLOADS)


async def test_what_belongs_to_no_stack_carries_all_payloads_at_once(ask: Asker) -> None:
    user = await ask.json("/api/user")
    message = at(json.loads((await ask.get("/api/nothing")).content), "message")
    for found in (text(user, "name"), text(user, "githubLogin"), text(user, "email"), message):
        assert isinstance(found, str)
        assert all(payload in found for payload in PAYLOADS)
    assert len(items(user, "organizations")) == len(PAYLOADS) + 1


async def test_warnings_carry_every_payload_that_a_header_can_hold(ask: Asker) -> None:
    warnings = (await ask.get("/api/user")).headers.get_list("x-pulumi-warning")
    assert len(warnings) == len(PAYLOADS)
    assert any("\x1b]52;" in warning for warning in warnings)
    assert "\x1b[2J" in (await ask.get(path_of(2))).headers["x-pulumi-warning"]


async def test_a_value_of_five_megabytes_is_among_the_outputs(ask: Asker) -> None:
    resources = items(await ask.json(path_of(0) + "/export"), "deployment", "resources")
    longest = max(len(found) for _, found in texts(resources))
    assert longest >= HUGE


async def test_a_stack_that_any_client_can_open_carries_all_payloads_at_once(ask: Asker) -> None:
    path = "/api/stacks/" + "/".join(OPEN)
    stack = await ask.json(path)
    assert tuple(text(stack, field) for field in ("orgName", "projectName", "stackName")) == OPEN
    for part in PARTS[1:]:
        found = (await ask.get(path + part)).content
        assert b"\\u001b]52;" in found
        assert rb"\ud800" in found or part == "/downstreamreferences"
    exported = (await ask.get(path + "/export")).content
    assert len(exported) > HUGE


async def test_references_between_poisoned_resources_still_meet(ask: Asker) -> None:
    for number in SENDABLE:
        resources = items(await ask.json(path_of(number) + "/export"), "deployment", "resources")
        urns = {text(resource, "urn") for resource in resources}
        for resource in map(members, resources):
            assert resource.get("parent") in (None, *urns)
            provider = resource.get("provider")
            assert provider is None or (isinstance(provider, str) and provider.rpartition("::")[0] in urns)


async def test_a_poisoned_stack_is_filtered_by_its_poisoned_names_and_tags(ask: Asker) -> None:
    for number in SENDABLE:
        payload = quote(PAYLOADS[number], safe="")
        query = f"organization=org-{number:02d}{payload}&tagName=team{payload}&tagValue=red{payload}"
        assert len(await ask.everything(query)) == 2


async def test_a_poisoned_stack_can_be_deleted(ask: Asker) -> None:
    for number in SENDABLE:
        assert (await ask.send("DELETE", path_of(number, "spare"))).status_code == 204
        assert (await ask.send("DELETE", path_of(number, "stack") + "?force=true")).status_code == 409


def test_a_payload_is_taken_off_whichever_other_ends_like_it() -> None:
    for payload in PAYLOADS:
        sent = payload.replace(LONE, "\uf8d8")
        assert Poison().plain(f"name{sent}") == "name"


async def test_the_poison_passes_a_real_server() -> None:
    with serve(create_app(now=NOW, failures="", poison=True)) as url:
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": "token pul-demo"}) as client:
            for number in SENDABLE:
                answer = await client.get(path_of(number))
                assert answer.status_code == 200
                assert PAYLOADS[number] in text(answer.json(), "stackName")
