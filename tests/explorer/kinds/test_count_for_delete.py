"""The number of resources: the first source that knows it is used, and no failure counts as 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.kinds.count_for_delete import Counted, CountSource
from stacktui.explorer.kinds.state import state_of
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.answers import read_page
from stacktui.pulumi.client import PulumiClient
from tests.pulumi.http.fault_rows import PATIENT, STACK

if TYPE_CHECKING:
    from collections.abc import Callable

S = "/api/stacks/acme/web-shop/prod"
SERVER, LIST, STATE = CountSource.SERVER, CountSource.LIST, CountSource.STATE
NAMED = '"orgName":"acme","projectName":"web-shop","stackName":"prod"'
OTHER = '"orgName":"acme","projectName":"web-shop","stackName":"dev"'


def told(body: str) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(200, content=body)


def status(code: int) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(code, json={"message": "no"})


def timeout() -> httpx.Response:
    raise httpx.ReadTimeout("nothing came")


def listed(count: str) -> Callable[[], httpx.Response]:
    return told(f'{{"stacks":[{{{OTHER},"resourceCount":99}},{{{NAMED}{count}}}]}}')


NOT_LISTED = listed("")
LISTED = listed(',"resourceCount":7')
STATE_OF_THREE = told('{"version":3,"deployment":{"resources":[{"urn":"a"},{"urn":"b"},5]}}')
STATE_OF_TWELVE = told(f'{{"version":3,"deployment":{{"resources":[{",".join(["5"] * 12)}]}}}}')
STATE_OF_NONE = told('{"version":3,"deployment":{}}')
NO_STATE = status(403)
USELESS = {
    "not found": status(404),
    "no such method": status(405),
    "forbidden": status(403),
    "fault": status(500),
    "timeout": timeout,
    "a web page": told("<html>sign in</html>"),
    "empty": told(""),
    "no number": told("{}"),
    "null": told('{"resourceCount":null,"version":4}'),
    "text": told('{"resourceCount":"64"}'),
    "below zero": told('{"resourceCount":-3}'),
}


async def count(
    count_answer: Callable[[], httpx.Response],
    list_answer: Callable[[], httpx.Response] = NOT_LISTED,
    export_answer: Callable[[], httpx.Response] = NO_STATE,
    *,
    force: bool = True,
    loaded: int | None = None,
) -> Counted | None:
    """`loaded`: a state of 12 resources was loaded when the stack had this version."""
    answers = {
        S: told(f'{{{NAMED},"version":{4 if loaded is None else loaded}}}'),
        f"{S}/resources/count": count_answer,
        "/api/user/stacks": list_answer,
        f"{S}/export": export_answer if loaded is None else STATE_OF_TWELVE,
    }

    def answer(request: httpx.Request) -> httpx.Response:
        return answers.get(request.url.path, status(404))()

    transport = httpx.MockTransport(answer)
    client = PulumiClient("https://pulumi.corp.example", AccessToken("pul-1"), transport=transport, policy=PATIENT)
    store = Store(client)
    try:
        if loaded is not None:
            await store.get(state_of(STACK))
            answers |= {S: told(f'{{{NAMED},"version":4}}'), f"{S}/export": export_answer}
        return (await StackWrites(client, store, lambda _write: None).preflight(Delete(STACK, force=force))).count
    finally:
        await client.aclose()


@pytest.mark.requirement("D3")
@pytest.mark.parametrize("useless", USELESS)
async def test_what_cannot_be_counted_is_counted_from_what_is_known(useless: str) -> None:
    gone = USELESS[useless]
    assert await count(gone, LISTED, STATE_OF_THREE) == Counted(3, STATE)
    assert await count(gone, LISTED, NO_STATE) == Counted(7, LIST)
    assert await count(gone, gone, STATE_OF_THREE) == Counted(3, STATE)
    for force in (False, True):
        assert await count(gone, gone, NO_STATE, force=force) is None


@pytest.mark.requirement("D3")
@pytest.mark.parametrize("bad", ["-7", "null", '"7"', "7.5"])
async def test_a_list_without_a_count_is_skipped(bad: str) -> None:
    answer = listed(f',"resourceCount":{bad}')
    assert [summary.resource_count for summary in read_page(answer().content).page.stacks] == [99, None]
    assert await count(status(404), answer, NO_STATE) is None


@pytest.mark.requirement("D3")
async def test_zero_is_believed_only_until_the_server_says_that_resources_are_left() -> None:
    zero, listed_zero = told('{"resourceCount":0,"version":4}'), listed(',"resourceCount":0')
    assert await count(zero, LISTED, STATE_OF_THREE, force=False) == Counted(0, SERVER)
    assert await count(zero, LISTED, STATE_OF_THREE) == Counted(3, STATE)
    assert await count(zero, LISTED, STATE_OF_NONE) == Counted(7, LIST)
    assert await count(zero, listed_zero, STATE_OF_NONE) is None


@pytest.mark.requirement("D3")
async def test_a_list_without_the_stack_has_no_count() -> None:
    assert await count(status(404), told(f'{{"stacks":[{{{OTHER},"resourceCount":99}}]}}'), NO_STATE) is None


async def test_the_servers_own_count_comes_first() -> None:
    assert await count(told('{"resourceCount":5}'), LISTED, STATE_OF_THREE) == Counted(5, SERVER)


@pytest.mark.parametrize(("version", "found"), [(4, Counted(12, STATE)), (3, None)])
async def test_a_loaded_state_is_counted_while_the_stack_has_its_version(version: int, found: Counted | None) -> None:
    assert await count(status(404), NOT_LISTED, NO_STATE, loaded=version) == found
    assert await count(status(404), LISTED, NO_STATE, loaded=version) == (found or Counted(7, LIST))
    assert await count(status(404), LISTED, STATE_OF_THREE, loaded=version) == (found or Counted(3, STATE))


async def test_a_state_that_names_another_stack_counts_nothing() -> None:
    other = told('{"version":3,"deployment":{"resources":[{"urn":"urn:pulumi:dev::web-shop::a:b:C::x"}]}}')
    own = told('{"version":3,"deployment":{"resources":[{"urn":"urn:pulumi:prod::web-shop::a:b:C::x"}]}}')
    assert await count(status(404), NOT_LISTED, own) == Counted(1, STATE)
    assert await count(status(404), NOT_LISTED, other) is None


async def test_entries_that_cannot_be_read_are_resources_too() -> None:
    mixed = told('{"version":3,"deployment":{"resources":[{"urn":"a"},{"urn":5}]}}')
    assert await count(status(404), NOT_LISTED, mixed) == Counted(2, STATE)
