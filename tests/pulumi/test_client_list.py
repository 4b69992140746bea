"""The list of stacks, page by page: where it ends, and that an incomplete list is never called complete."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from stacktui.pulumi import errors
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.stack import StackFilter, StackPage
from tests.pulumi.http.fault_rows import PATIENT
from tests.pulumi.http.raw_server import RawServer, http

ANY = StackFilter()


class Listing:
    """Reads a list as the store does, and keeps the pages that came before an error."""

    def __init__(self, *answers: bytes, max_pages: int = 5) -> None:
        self.server = RawServer([(answer if answer.startswith(b"HTTP") else http(answer),) for answer in answers])
        self.policy = replace(PATIENT, max_pages=max_pages)
        self.pages: list[StackPage] = []

    async def read(self, filter_: StackFilter = ANY) -> None:
        async with self.server:
            client = PulumiClient(self.server.url, None, policy=self.policy)
            try:
                async for one in client.list_user_stacks(filter_):
                    self.pages.append(one)
            finally:
                await client.aclose()

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.server.requests]

    @property
    def names(self) -> list[list[str]]:
        return [[stack.stack_name for stack in page.stacks] for page in self.pages]

    @property
    def complete(self) -> list[bool]:
        return [page.complete for page in self.pages]


def page(*names: str, token: str | None = None) -> bytes:
    stacks = [{"orgName": "acme", "projectName": "web", "stackName": name} for name in names]
    return json.dumps({"stacks": stacks, "continuationToken": token}).encode()


@pytest.mark.parametrize("end", [None, ""])
@pytest.mark.requirement("N1")
async def test_the_list_goes_on_until_the_token_is_absent_or_empty(end: str | None) -> None:
    listing = Listing(page("a", token="5-"), page("b", token=end))
    await listing.read(StackFilter(organization="acme", tag_name="env"))
    assert listing.targets == [
        "/api/user/stacks?organization=acme&tagName=env",
        "/api/user/stacks?organization=acme&tagName=env&continuationToken=5-",
    ]
    assert listing.names == [["a"], ["b"]]
    assert listing.complete == [False, True]


@pytest.mark.parametrize(
    ("filter_", "query"),
    [
        (ANY, ""),
        (StackFilter(project="web shop"), "?project=web%20shop"),
        (StackFilter(tag_name="a:b", tag_value="x&y=z"), "?tagName=a%3Ab&tagValue=x%26y%3Dz"),
        (StackFilter(tag_value=""), "?tagValue="),
        (StackFilter("o", "p", "t", "ü"), "?organization=o&project=p&tagName=t&tagValue=%C3%BC"),
    ],
)
async def test_a_filter_becomes_query_parameters(filter_: StackFilter, query: str) -> None:
    listing = Listing(page())
    await listing.read(filter_)
    assert listing.targets == [f"/api/user/stacks{query}"]


async def test_a_filter_that_is_no_unicode_is_never_sent() -> None:
    listing = Listing(page())
    with pytest.raises(errors.InvalidRequest):
        await listing.read(StackFilter(project="\ud800"))
    assert listing.targets == []


@pytest.mark.requirement("N1", "N1.53")
async def test_a_repeated_token_ends_the_list_with_an_error_after_what_was_read() -> None:
    listing = Listing(page("a", token="x"))
    with pytest.raises(errors.WrongShape):
        await listing.read()
    assert listing.names == [["a"], ["a"]]
    assert listing.complete == [False, False]


@pytest.mark.requirement("N1", "N1.53")
async def test_a_list_without_end_ends() -> None:
    listing = Listing(*(page("a", token=str(number)) for number in range(9)), max_pages=5)
    with pytest.raises(errors.TooLarge):
        await listing.read()
    assert len(listing.targets) == 5
    assert not any(listing.complete)


@pytest.mark.requirement("N1", "N1.53")
async def test_a_page_that_fails_leaves_the_pages_before_it_not_complete() -> None:
    listing = Listing(page("a", token="x"), http(b'{"message":"Invalid continuation token"}', status="400 Bad Request"))
    with pytest.raises(errors.BadRequest):
        await listing.read()
    assert listing.complete == [False]


@pytest.mark.parametrize(
    ("answer", "names", "unreadable"),
    [
        (b'{"stacks":null}', [], 0),
        (b'{"stacks":[]}', [], 0),
        (b'{"stacks":[{"orgName":"o","projectName":"p","stackName":"s"},{"orgName":1},null,5]}', ["s"], 3),
        (b'{"stacks":[{"orgName":"o","projectName":"p","stackName":"s","id":null,"lastUpdate":1e999}]}', ["s"], 0),
        (b'{"stacks":[{"orgName":"o","projectName":"p","stackName":"s","links":{"self":""}}]}', ["s"], 0),
        (b'{"stacks":[],"continuationToken":5}', [], 0),
    ],
)
@pytest.mark.requirement("N1")
async def test_an_entry_that_cannot_be_read_costs_that_entry_only(
    answer: bytes, names: list[str], unreadable: int
) -> None:
    listing = Listing(answer)
    await listing.read()
    assert listing.names == [names]
    assert [one.unreadable for one in listing.pages] == [unreadable]


@pytest.mark.parametrize("answer", [b"{}", b'{"stacks":"none"}', b'{"stacks":{}}'])
@pytest.mark.requirement("N1", "N1.32")
async def test_an_answer_without_a_list_is_not_an_empty_list(answer: bytes) -> None:
    with pytest.raises(errors.WrongShape):
        await Listing(answer).read()


async def test_never_updated_updating_now_and_updated_are_distinguished() -> None:
    entries = [{"orgName": "o", "projectName": "p", "stackName": "s"} | extra for extra in ({}, {"lastUpdate": 0})]
    listing = Listing(json.dumps({"stacks": entries}).encode())
    await listing.read()
    assert [(stack.last_update, stack.resource_count) for stack in listing.pages[0].stacks] == [(None, None), (0, None)]
