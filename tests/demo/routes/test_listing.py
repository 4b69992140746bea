"""The list is filtered and paged by the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.demo.asking import Asker, at, full_name, items, members, path_of
from tests.kit.clock import NOW

if TYPE_CHECKING:
    from stacktui.demo.application import DemoApplication

LIST = "/api/user/stacks"


@pytest.mark.parametrize("size", [1, 7, 100, 313])
async def test_pages_of_any_size_lead_through_the_same_stacks(ask: Asker, size: int) -> None:
    query = f"organization=globex&maxResults={size}"
    assert await ask.everything(query) == sorted(await ask.everything("organization=globex"))


async def test_a_page_has_a_hundred_stacks_by_default(ask: Asker) -> None:
    page = await ask.json(LIST)
    assert len(items(page, "stacks")) == 100
    assert "continuationToken" not in members(await ask.json(f"{LIST}?project=legacy"))


@pytest.mark.parametrize("token", ["5-", "no%20such%20token", "AAAA", "%00", "e30", "é"])
async def test_a_token_that_was_never_given_is_refused(ask: Asker, token: str) -> None:
    refused = await ask.refused("GET", f"{LIST}?continuationToken={token}")
    assert refused == (400, "Bad Request: Invalid continuation token.")


@pytest.mark.parametrize("size", ["x", "-1", "1.5"])
async def test_a_page_size_that_is_no_number_is_refused(ask: Asker, size: str) -> None:
    assert (await ask.refused("GET", f"{LIST}?maxResults={size}"))[0] == 400


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("organization=acme&project=legacy", ["acme/legacy/prod", "acme/legacy/qa", "acme/legacy/uat"]),
        ("project=status-page", ["acme/status-page/prod"]),
        ("tagName=oncall", ["acme/web-shop/prod"]),
        ("tagName=oncall&tagValue=primary", ["acme/web-shop/prod"]),
        ("tagName=oncall&tagValue=secondary", []),
        ("tagName=oncall&organization=initech", []),
        ("tagValue=primary", ["acme/web-shop/prod"]),
        ("organization=nobody", []),
        ("project=no-such-project", []),
        ("project=status-page&unheardOf=1", ["acme/status-page/prod"]),
    ],
)
async def test_filters_narrow_the_list(ask: Asker, query: str, expected: list[str]) -> None:
    assert await ask.everything(query) == expected


async def test_a_page_begins_after_the_last_one_even_when_a_stack_went(ask: Asker) -> None:
    first = await ask.json(f"{LIST}?project=legacy&maxResults=2")
    assert [full_name(entry) for entry in items(first, "stacks")] == ["acme/legacy/prod", "acme/legacy/qa"]
    await ask.send("DELETE", path_of("acme/legacy/qa"))
    rest = await ask.json(f"{LIST}?project=legacy&continuationToken={at(first, 'continuationToken')}")
    assert [full_name(entry) for entry in items(rest, "stacks")] == ["acme/legacy/uat"]


@pytest.mark.parametrize(
    ("name", "last_update", "count"),
    [
        ("acme/web-shop/prod", 0, 412),
        ("acme/web-shop/staging", NOW - 7_200, 388),
        ("acme/analytics/staging", NOW - 40 * 86_400, 0),
        ("acme/legacy/qa", None, None),
        ("acme/customer-sites/kestrel", "some time", None),
    ],
)
async def test_never_now_and_some_time_ago_are_three_different_things(
    ask: Asker, demo: DemoApplication, name: str, last_update: int | str | None, count: int | None
) -> None:
    demo.tenant.find(("acme", "legacy", "qa")).told = False
    entries = items(await ask.json(f"{LIST}?project={name.split('/')[1]}"), "stacks")
    entry = members(next(entry for entry in entries if full_name(entry) == name))
    told = entry.get("lastUpdate")
    assert told == last_update or (last_update == "some time" and isinstance(told, int))
    assert entry.get("resourceCount") == count
