"""The store shares requests in progress, does not repeat requests for unchanged data, and drops the oldest states."""

from __future__ import annotations

import asyncio
import gc
import json
import tracemalloc
import warnings
from typing import TYPE_CHECKING

import httpx
import pytest

from stacktui.demo.company.stacks import Operation
from stacktui.demo.in_process import InProcess
from stacktui.demo.server import DEMO_TOKEN, create_app
from stacktui.explorer.kinds.count import count_of
from stacktui.explorer.kinds.overview import overview_of
from stacktui.explorer.kinds.references import readers_of, references_of
from stacktui.explorer.kinds.stack_list import stacks_of
from stacktui.explorer.kinds.state import prepare_answers, state_of
from stacktui.explorer.store import Store
from stacktui.index.query import parse_stack_query
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import NotFound, NotSupported, PulumiError
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.http.slots import Priority
from stacktui.pulumi.stack import StackIdentifier
from tests.kit.clock import NOW
from tests.kit.waiting import turns
from tests.states import export, resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stacktui.demo.application import DemoApplication
    from stacktui.explorer.query import Query
    from stacktui.pulumi.http.conditions import Conditions

IDLE = StackIdentifier("acme", "network", "prod")
RUNNING = StackIdentifier("acme", "web-shop", "prod")
OTHER = StackIdentifier("acme", "billing", "prod")


class Bench:
    """A store over the demo, and the requests that the demo received."""

    def __init__(self, app: DemoApplication, state_bytes: int = 10**9) -> None:
        self.app = app
        policy = RequestPolicy(backoff=(0.0,))
        self.client = PulumiClient(
            "https://demo.invalid", AccessToken(DEMO_TOKEN), transport=InProcess(app), policy=policy
        )
        self.store = Store(self.client, kept_bytes=state_bytes, clock=lambda: NOW)

    def asked(self, ending: str) -> int:
        return sum(request.path.endswith(ending) for request in self.app.journal)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench(create_app(now=NOW))
    yield made
    await made.client.aclose()


async def test_those_who_wait_for_the_same_state_share_one_request(bench: Bench) -> None:
    first, second = await asyncio.gather(
        bench.store.get(state_of(IDLE), again=True), bench.store.get(state_of(IDLE), again=True)
    )

    assert first is second
    assert bench.asked("/export") == 1


async def test_the_parts_of_a_view_that_is_opened_share_the_request_for_the_stack(bench: Bench) -> None:
    store = bench.store
    await asyncio.gather(
        store.get(overview_of(IDLE), again=True),
        store.get(state_of(IDLE), again=True),
        store.get(references_of(IDLE), again=True),
    )

    assert bench.asked("/network/prod") == 1


async def test_a_state_that_has_not_changed_is_not_fetched_again(bench: Bench) -> None:
    first = await bench.store.get(state_of(IDLE), again=True)
    again = await bench.store.get(state_of(IDLE), again=True)

    assert again is first
    assert bench.asked("/export") == 1


@pytest.mark.parametrize("active_update_only", [False, True])
@pytest.mark.parametrize("is_overview_known", [False, True])
async def test_a_state_that_an_update_is_changing_is_fetched_again(
    active_update_only: bool, is_overview_known: bool
) -> None:
    bench = Bench(create_app(now=NOW, active_update_only=active_update_only))
    if is_overview_known:
        assert (await bench.store.get(overview_of(RUNNING), again=True)).running is not None
    first = await bench.store.get(state_of(RUNNING), again=True)
    again = await bench.store.get(state_of(RUNNING), again=True)
    await bench.client.aclose()

    assert again is not first
    assert bench.asked("/export") == 2


@pytest.mark.parametrize("active_update_only", [False, True])
@pytest.mark.parametrize("is_running_first", [False, True])
async def test_a_state_read_before_an_update_or_in_the_middle_is_not_the_one_after(
    active_update_only: bool, is_running_first: bool
) -> None:
    bench = Bench(create_app(now=NOW, active_update_only=active_update_only))
    record, update = bench.app.tenant.find(IDLE), Operation("update", "bob", 5)
    record.operation = update if is_running_first else None
    await bench.store.get(state_of(IDLE), again=True)
    record.operation = None if is_running_first else update  # its version is the same
    await bench.store.get(state_of(IDLE), again=True)
    await bench.client.aclose()

    assert bench.asked("/export") == 2


async def test_an_older_version_is_fetched_only_once(bench: Bench) -> None:
    first = await bench.store.get(state_of(IDLE, 3), again=True)
    again = await bench.store.get(state_of(IDLE, 3), again=True)

    assert again is first
    assert bench.asked("/export/3") == 1
    assert bench.store.known(state_of(IDLE)).value is None


async def test_a_fetch_goes_on_while_anybody_waits_for_it(bench: Bench) -> None:
    leaving = asyncio.create_task(bench.store.get(state_of(IDLE), again=True))
    staying = asyncio.create_task(bench.store.get(state_of(IDLE), again=True))
    await asyncio.wait({leaving, staying}, timeout=0)
    leaving.cancel()

    assert len((await staying).index) > 0
    assert bench.asked("/export") == 1


async def test_a_fetch_nobody_waits_for_ends_and_the_next_one_begins_anew(bench: Bench) -> None:
    leaving = asyncio.create_task(bench.store.get(state_of(IDLE), again=True))
    await asyncio.wait({leaving}, timeout=0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving

    assert bench.store.known(state_of(IDLE)).value is None
    assert len((await bench.store.get(state_of(IDLE), again=True)).index) > 0


async def test_the_oldest_state_is_forgotten_first_and_the_last_one_never() -> None:
    made = Bench(create_app(now=NOW), state_bytes=1)
    await made.store.get(state_of(IDLE), again=True)
    await made.store.get(state_of(OTHER), again=True)

    assert made.store.known(state_of(IDLE)).value is None
    assert made.store.known(state_of(OTHER)).value is not None
    await made.client.aclose()


class TinyStates(httpx.AsyncBaseTransport):
    """Every version of every stack holds the same 500 resources of some hundred bytes."""

    def __init__(self) -> None:
        self.body = json.dumps(export(*(resource(f"thing-{number}") for number in range(500)))).encode()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=self.body)


async def test_the_bound_is_of_memory_and_not_of_the_bodies_that_it_was_made_of() -> None:
    client = PulumiClient("https://demo.invalid", AccessToken(DEMO_TOKEN), transport=TinyStates())
    store = Store(client, kept_bytes=4_000_000, clock=lambda: NOW)
    prepare_answers(await store.get(state_of(IDLE, 1), again=True))
    store.forget(IDLE)
    gc.collect()
    tracemalloc.start()
    try:
        for version in range(1, 31):
            prepare_answers(await store.get(state_of(IDLE, version), again=True))
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert 2_000_000 < held < 4_500_000
    assert store.known(state_of(IDLE, 30)).value is not None
    await client.aclose()


async def test_an_overview_asks_its_three_questions_and_survives_the_loss_of_the_lesser_ones() -> None:
    made = Bench(create_app(now=NOW, failures="metadata:403,updates:404"))
    overview = await made.store.get(overview_of(IDLE), again=True)

    assert overview.stack.identifier == IDLE
    assert (overview.metadata, overview.updates) == (None, None)
    assert len(overview.problems) == 2
    await made.client.aclose()


async def test_metadata_that_a_server_does_not_report_is_asked_for_once() -> None:
    made = Bench(create_app(now=NOW, failures="metadata:404"))
    for stack in (IDLE, OTHER, IDLE):
        overview = await made.store.get(overview_of(stack), again=True)
        assert [type(problem) for problem in overview.problems] in ([NotFound], [NotSupported])
    await made.client.aclose()
    assert made.asked("/metadata") == 1


@pytest.mark.parametrize("query", [overview_of(IDLE), references_of(IDLE), state_of(IDLE)], ids=repr)
def test_a_program_that_ends_at_any_moment_leaves_nothing_that_was_not_awaited(query: Query[object]) -> None:
    async def end_at(moment: int) -> None:
        Bench(app).store.want(query, Priority.VISIBLE, lambda _known: None)
        await turns(moment)

    app = create_app(now=NOW)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for moment in range(8):
            asyncio.run(end_at(moment))
        gc.collect()
    assert [str(warning.message) for warning in caught] == []


async def test_a_stack_that_is_not_there_is_an_error_and_nothing_is_kept(bench: Bench) -> None:
    missing = IDLE._replace(name="missing")
    with pytest.raises(NotFound):
        await bench.store.get(overview_of(missing), again=True)

    assert bench.store.known(overview_of(missing)).value is None


async def test_references_know_the_versions_that_distances_are_counted_by(bench: Bench) -> None:
    references = await bench.store.get(references_of(RUNNING), again=True)

    assert references.version == (await bench.client.get_stack(RUNNING)).version
    assert references.upstream
    assert {stack for stack, _ in references.versions} == {one.identifier for one in references.upstream}


@pytest.mark.parametrize(
    "line", ["tag:env=prod tag:team=storefront", "tag:env=prod -tag:team=storefront", "org:acme tag:env=prod"]
)
async def test_several_tags_are_intersected_and_negated_ones_taken_away(bench: Bench, line: str) -> None:
    plan = parse_stack_query(line).plan()
    found = {stack.identifier for page in await bench.store.get(stacks_of(plan)) for stack in page.stacks}
    tags = {
        stack.identifier: (await bench.client.get_stack(stack.identifier)).tags or {}
        async for page in bench.client.list_user_stacks(plan.base._replace(tag_name="env", tag_value="prod"))
        for stack in page.stacks
    }
    wanted = {
        "tag:env=prod tag:team=storefront": {s for s, t in tags.items() if t.get("team") == "storefront"},
        "tag:env=prod -tag:team=storefront": {s for s, t in tags.items() if t.get("team") != "storefront"},
        "org:acme tag:env=prod": {s for s in tags if s.organization == "acme"},
    }[line]

    assert found == wanted != set()


async def test_what_is_forgotten_is_asked_again(bench: Bench) -> None:
    await bench.store.get(overview_of(IDLE), again=True)
    await bench.store.get(count_of(IDLE), again=True)
    await bench.store.get(references_of(IDLE), again=True)
    await bench.store.get(state_of(IDLE), again=True)
    bench.store.forget(IDLE)

    assert bench.store.known(overview_of(IDLE)).value is None
    assert bench.store.known(count_of(IDLE)).value is None
    assert bench.store.known(references_of(IDLE)).value is None
    assert bench.store.known(state_of(IDLE)).value is None


async def test_an_error_reaches_all_who_wait() -> None:
    made = Bench(create_app(now=NOW, failures="export:403"))
    answers = await asyncio.gather(
        made.store.get(state_of(IDLE), again=True), made.store.get(state_of(IDLE), again=True), return_exceptions=True
    )

    assert [isinstance(answer, PulumiError) for answer in answers] == [True, True]
    await made.client.aclose()


async def test_the_first_questions_asked_at_once_all_get_their_answers(bench: Bench) -> None:
    count, overview = await asyncio.gather(
        bench.store.get(count_of(IDLE), again=True), bench.store.get(overview_of(IDLE), again=True)
    )

    assert count.resource_count > 0
    assert overview.stack.identifier == IDLE


class UpdateLands(httpx.AsyncBaseTransport):
    """The demo with an update that ends right after a state was read; concurrent requests are answered after that."""

    def __init__(self) -> None:
        self._demo = InProcess(create_app(now=NOW))
        self._is_read, self._landed = asyncio.Event(), asyncio.Event()
        self.updates = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/export"):
            self._is_read.set()
            response = await self._demo.handle_async_request(request)
            self.updates += 1
            self._landed.set()
            return response
        await turns(100)  # what is sent at the same time is under way by now
        if self._is_read.is_set():
            await self._landed.wait()
        response = await self._demo.handle_async_request(request)
        answer = json.loads(await response.aread())
        if "activeUpdate" in answer:
            answer["version"] += self.updates
        return httpx.Response(200, json=answer)


@pytest.mark.parametrize("is_overview_known", [False, True])
async def test_a_state_read_before_an_update_never_passes_for_the_one_after(is_overview_known: bool) -> None:
    client = PulumiClient("https://demo.invalid", AccessToken(DEMO_TOKEN), transport=UpdateLands())
    store = Store(client, clock=lambda: NOW)
    if is_overview_known:
        await store.get(overview_of(IDLE), again=True)
    first = await store.get(state_of(IDLE), again=True)
    again = await store.get(state_of(IDLE), again=True)

    assert again is not first
    await client.aclose()


async def test_a_state_whose_version_was_just_read_needs_no_further_question(bench: Bench) -> None:
    await bench.store.get(overview_of(IDLE), again=True)
    asked = bench.asked("/network/prod")
    await bench.store.get(state_of(IDLE), again=True)

    assert bench.asked("/network/prod") == asked


async def test_a_stack_that_several_read_is_asked_for_once_and_again_by_a_reload(bench: Bench) -> None:
    readers = [one.identifier for one in await bench.store.get(readers_of(IDLE))][:3]
    for reader in readers:
        await bench.store.get(references_of(reader))
    assert len(readers) == 3
    assert bench.asked("/network/prod") == 1

    await bench.store.get(references_of(readers[0]), again=True)
    assert bench.asked("/network/prod") == 2


async def test_the_versions_of_stacks_upstream_go_behind_what_somebody_waits_for(bench: Bench) -> None:
    urgencies: list[Priority] = []
    under = PulumiClient.under

    def noted(client: PulumiClient, conditions: Conditions) -> PulumiClient:
        urgencies.append(conditions.urgency.priority)
        return under(client, conditions)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PulumiClient, "under", noted)
        references = await bench.store.get(references_of(RUNNING))
    assert references.versions
    assert urgencies.count(Priority.VISIBLE) == len(references.versions)
    assert set(urgencies) == {Priority.INTERACTIVE, Priority.VISIBLE}
