"""One request for equal queries, with the urgency of the most urgent subscriber, and a limit on memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from stacktui.explorer.query import Backend, Kind, Query
from stacktui.explorer.store import Store
from stacktui.pulumi.errors import ConnectionFailed, NotFound, NotSupported, Refused
from stacktui.pulumi.http.conditions import Retrying
from stacktui.pulumi.http.slots import Priority, Urgency
from stacktui.pulumi.offers import Feature, Offers
from stacktui.pulumi.stack import StackIdentifier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stacktui.explorer.loadable import Loadable
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.http.conditions import Conditions

NOW = 1_800_000_000.0
PROD = StackIdentifier("acme", "shop", "prod")
QA = StackIdentifier("acme", "shop", "qa")


class Nowhere:
    """A source without data; it records the conditions of each request."""

    def __init__(self) -> None:
        self.conditions: list[Conditions] = []
        self.offers = Offers()

    def under(self, conditions: Conditions) -> Nowhere:
        self.conditions.append(conditions)
        return self


@dataclass
class Gated:
    """A method that yields when released."""

    source: str = "service"
    needs: Feature | None = None
    parts: asyncio.Queue[str | Exception | None] = field(default_factory=asyncio.Queue)
    asked: list[Query[str]] = field(default_factory=list)
    cancelled: int = 0

    async def load(self, asking: Asking[str]) -> AsyncIterator[str]:
        self.asked.append(asking.query)
        try:
            while (part := await self.parts.get()) is not None:
                if isinstance(part, Exception):
                    raise part
                yield part
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    def answer(self, *parts: str | Exception) -> None:
        for part in parts:
            self.parts.put_nowait(part)
        if not isinstance(parts[-1], Exception):
            self.parts.put_nowait(None)


class Heard:
    """Records what a subscription receives."""

    def __init__(self) -> None:
        self.changes: list[Loadable[str]] = []

    def __call__(self, known: Loadable[str]) -> None:
        self.changes.append(known)


def store_of(**options: int) -> tuple[Store, Nowhere]:
    source = Nowhere()
    return Store(source, clock=lambda: NOW, **options), source  # type: ignore[arg-type]  # no method of it is called


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_query_goes_from_not_asked_over_its_parts_to_here() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    heard = Heard()
    assert store.known(query).is_not_asked
    store.want(query, Priority.VISIBLE, heard)
    assert store.known(query).is_loading
    way.answer("a", "ab")
    await settle()
    assert [(known.value, known.complete, known.is_loading) for known in heard.changes] == [
        (None, True, True),
        ("a", False, True),
        ("ab", False, True),
        ("ab", True, False),
    ]
    assert (store.known(query).at, store.known(query).source) == (NOW, "service")


async def test_two_who_want_the_same_share_a_request_and_its_answer() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    first, second = asyncio.create_task(store.get(query)), asyncio.create_task(store.get(query))
    await settle()
    way.answer("a")
    assert (await first, await second, await store.get(query)) == ("a", "a", "a")
    assert len(way.asked) == 1


async def test_another_stack_version_or_argument_is_another_query() -> None:
    way = Gated()
    kind = Kind("text", (way,))
    store, _ = store_of()
    queries = [Query(kind, PROD), Query(kind, QA), Query(kind, PROD, 7), Query(kind, PROD, argument="x")]
    for query in queries:
        way.answer(repr(query))
        assert await store.get(query) == repr(query)
    assert way.asked == queries


async def test_a_reload_asks_again_and_keeps_the_value_until_the_answer_comes() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    way.answer("old")
    await store.get(query)
    heard = Heard()
    store.want(query, Priority.INTERACTIVE, heard, again=True)
    assert (store.known(query).value, store.known(query).is_loading) == ("old", True)
    way.answer(ConnectionFailed("no line"))
    await settle()
    known = store.known(query)
    assert (known.value, known.is_loading, str(known.error)) == ("old", False, "no line")


async def test_what_never_changes_is_not_asked_for_again() -> None:
    way = Gated()
    query = Query(Kind("text", (way,), never_changes=lambda query: query.at is not None), PROD, 7)
    store, _ = store_of()
    way.answer("a")
    await store.get(query)
    assert await store.get(query, again=True) == "a"
    assert len(way.asked) == 1


async def test_an_answer_that_failed_is_asked_for_when_it_is_wanted_the_next_time() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    way.answer(ConnectionFailed("no line"))
    with pytest.raises(ConnectionFailed):
        await store.get(query)
    way.answer("a")
    assert await store.get(query) == "a"


async def test_a_part_that_came_before_it_failed_stays_and_is_not_called_whole() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    heard = Heard()
    store.want(query, Priority.VISIBLE, heard)
    way.answer("a", ConnectionFailed("no line"))
    await settle()
    known = store.known(query)
    assert (known.value, known.complete, known.is_loading, known.error is not None) == ("a", False, False, True)


async def test_the_last_one_who_wants_no_more_cancels_the_request() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    wants = [store.want(query, Priority.VISIBLE, Heard()) for _ in range(2)]
    await settle()
    wants[0].close()
    await settle()
    assert (way.cancelled, store.known(query).is_loading) == (0, True)
    wants[1].close()
    wants[1].close()
    await settle()
    assert (way.cancelled, store.known(query).is_not_asked) == (1, True)


async def test_a_closed_subscription_receives_nothing_more() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    heard = Heard()
    want = store.want(query, Priority.VISIBLE, heard)
    other = store.want(query, Priority.VISIBLE, Heard())
    want.close()
    before = len(heard.changes)
    way.answer("a")
    await settle()
    assert (len(heard.changes), store.known(query).value) == (before, "a")
    other.close()


async def test_a_request_becomes_as_urgent_as_the_most_urgent_who_wants_it() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, source = store_of()
    store.want(query, Priority.BACKGROUND, Heard())
    await settle()
    (conditions,) = source.conditions
    seen = [conditions.urgency.priority]
    store.want(query, Priority.INTERACTIVE, Heard())
    seen.append(conditions.urgency.priority)
    assert seen == [Priority.BACKGROUND, Priority.INTERACTIVE]


class OverAnother:
    """A method that needs the answer to another query."""

    source = "other"
    needs = None

    def __init__(self, other: Query[str], *, again: bool = False) -> None:
        self.other = other
        self.again = again

    async def load(self, asking: Asking[str]) -> AsyncIterator[str]:
        inner = await asking.get(self.other, again=self.again)
        yield f"<{inner}>"


async def test_what_an_answer_needs_is_shared_and_as_urgent_as_the_answer() -> None:
    way = Gated()
    inner = Query(Kind("inner", (way,)), PROD)
    outer = Query(Kind("outer", (OverAnother(inner),)), PROD)
    store, source = store_of()
    store.want(outer, Priority.BACKGROUND, Heard())
    await settle()
    assert [each.urgency.priority for each in source.conditions] == [Priority.BACKGROUND] * 2
    store.want(outer, Priority.VISIBLE, Heard())
    assert [each.urgency.priority for each in source.conditions] == [Priority.VISIBLE] * 2
    way.answer("a")
    assert await store.get(outer) == "<a>"
    assert store.known(inner).value == "a"


@pytest.mark.parametrize("says", [NotSupported("not here", status=405), NotFound("not here", status=404)])
async def test_what_the_source_lacks_is_answered_by_the_next_method_and_not_asked_for_again(says: Refused) -> None:
    endpoint, export = Gated(needs=Feature.COUNT), Gated(source="export")
    kind = Kind("text", (endpoint, export))
    store, source = store_of()
    endpoint.answer(says)
    for scope in (PROD, QA):
        export.answer("worked out")
        assert await store.get(Query(kind, scope)) == "worked out"
        assert store.known(Query(kind, scope)).source == "export"
    assert len(endpoint.asked) == 1
    assert (source.offers.of(Feature.COUNT, "acme"), source.offers.of(Feature.COUNT, "globex")) == (False, None)


async def test_where_every_method_finds_nothing_the_stack_is_not_there_and_nothing_is_learnt() -> None:
    endpoint, export = Gated(needs=Feature.COUNT), Gated(source="export")
    store, source = store_of()
    for method in (endpoint, export):
        method.answer(NotFound("no such stack", status=404))
    with pytest.raises(NotFound):
        await store.get(Query(Kind("text", (endpoint, export)), PROD))
    assert source.offers.of(Feature.COUNT, "acme") is None


async def test_where_no_way_is_offered_the_last_one_says_so() -> None:
    endpoint, export = Gated(), Gated(source="export")
    query = Query(Kind("text", (endpoint, export)), PROD)
    store, _ = store_of()
    endpoint.answer(NotSupported("not here", status=404))
    export.answer(NotSupported("nor this", status=404))
    with pytest.raises(NotSupported, match="nor this"):
        await store.get(query)


async def test_a_wait_reports_what_arrived_and_why_it_continues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacktui.explorer.answer.PROGRESS_EVERY", 0.0)
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, source = store_of()
    store.want(query, Priority.VISIBLE, Heard())
    await settle()
    (conditions,) = source.conditions
    assert conditions.on_progress is not None
    assert conditions.on_retry is not None
    conditions.on_progress(5, 10)
    wait = store.known(query).wait
    assert wait is not None
    assert (wait.received, wait.total, wait.attempt) == (5, 10, 1)
    why = ConnectionFailed("no line")
    conditions.on_retry(Retrying(2, 4, 3.0, why))
    wait = store.known(query).wait
    assert wait is not None
    assert (wait.attempt, wait.of, wait.retry_at, wait.reason) == (2, 4, NOW + 3, why)


async def test_of_large_values_only_so_many_bytes_are_kept_the_newest_always() -> None:
    way = Gated()
    kind = Kind("large", (way,), size=len)
    store, _ = store_of(kept_bytes=10)
    queries = [Query(kind, PROD, version) for version in range(4)]
    for query, value in zip(queries, ("aaaa", "bbbb", "cccc", "d" * 50), strict=True):
        if query is queries[2]:
            assert store.known(queries[0]).value == "aaaa"  # looked at: the other one goes first
        way.answer(value)
        await store.get(query)
        if query is queries[2]:
            assert [store.known(each).is_here for each in queries[:3]] == [True, False, True]
    assert [store.known(each).is_here for each in queries] == [False, False, False, True]


async def test_what_is_forgotten_is_asked_for_again() -> None:
    way = Gated()
    kind = Kind("text", (way,))
    store, _ = store_of()
    for scope in (PROD, QA, Backend()):
        way.answer(str(scope))
        await store.get(Query(kind, scope))
    store.forget(PROD)
    assert [store.known(Query(kind, scope)).is_here for scope in (PROD, QA, Backend())] == [False, True, True]


async def test_a_value_that_is_not_kept_goes_with_whoever_wanted_it() -> None:
    way = Gated()
    query = Query(Kind("file", (way,), is_kept=False), PROD)
    store, _ = store_of()
    way.answer("a")
    assert await store.get(query) == "a"
    assert store.known(query).is_not_asked


async def test_what_is_asked_for_again_has_nothing_of_before_where_values_are_not_kept() -> None:
    way = Gated()
    query = Query(Kind("list", (way,), is_kept=False), PROD)
    store, _ = store_of()
    store.want(query, Priority.VISIBLE, Heard())
    way.answer("a")
    await settle()
    store.want(query, Priority.VISIBLE, Heard(), again=True)
    assert (store.known(query).value, store.known(query).is_loading) == (None, True)


async def test_two_answers_that_need_a_third_anew_share_one_request_for_it() -> None:
    way = Gated()
    inner = Query(Kind("inner", (way,)), PROD)
    outer = [Query(Kind(name, (OverAnother(inner, again=True),)), PROD) for name in ("one", "two")]
    store, _ = store_of()
    for value in ("old", "new"):
        way.answer(value)
        wants = [store.want(query, Priority.VISIBLE, Heard(), again=True) for query in outer]
        await settle()
        assert [store.known(query).value for query in outer] == [f"<{value}>"] * 2
        for want in wants:
            want.close()
    assert len(way.asked) == 2


async def test_a_request_that_is_to_be_made_later_is_loading_and_made_once_somebody_wants_it_now() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    store.want(query, Priority.VISIBLE, Heard(), after=3600.0)
    await settle()
    assert (store.known(query).is_loading, len(way.asked)) == (True, 0)
    store.want(query, Priority.VISIBLE, Heard())
    await settle()
    assert len(way.asked) == 1


async def test_whoever_is_cancelled_while_it_waits_leaves_no_request() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    waiting = asyncio.create_task(store.get(query, Urgency(Priority.VISIBLE)))
    await settle()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await settle()
    assert way.cancelled == 1


async def test_a_mistake_of_our_own_is_not_swallowed() -> None:
    way = Gated()
    query = Query(Kind("text", (way,)), PROD)
    store, _ = store_of()
    told: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context["exception"]))
    store.want(query, Priority.VISIBLE, Heard())
    way.answer(ZeroDivisionError())
    await settle()
    assert [type(error) for error in told] == [ZeroDivisionError]
    assert not store.known(query).is_loading
    way.answer(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await store.get(query)
    assert len(told) == 1  # whoever waits has it, and nobody else
