"""A write is one request, completes even if its caller is cancelled, and is kept until its outcome is known."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from stacktui.demo.server import DEMO_TOKEN, create_app
from stacktui.explorer.changes.change import Change, Request
from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.looking import Doubt, done
from stacktui.explorer.changes.preflight import Fact
from stacktui.explorer.changes.transfer import Transfer
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites, Write, WriteUnderWay
from stacktui.local.journal import Journal
from stacktui.presentation.changes.preflight_lines import difference_words
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import AnswerLost, Conflict, NotSupported, Outcome, StackNotEmpty
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.offers import Feature
from stacktui.pulumi.running import RunningUpdate
from stacktui.pulumi.stack import StackIdentifier
from tests.kit.clock import NOW
from tests.kit.gate import Gate
from tests.pulumi.http.raw_server import RawServer, http
from tests.tui.dialogs.stage import EMPTY, FULL, RUNNING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from stacktui.explorer.changes.looking import Verdict
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.pulumi.stack import ServerMessage

NEW = StackIdentifier("acme", "web-shop", "brand-new")


class Harness:
    """Writes to the demo; `records` is what was recorded."""

    def __init__(self) -> None:
        self.gate = Gate(create_app(now=NOW))
        policy = RequestPolicy(backoff=(0.0,))
        self.client = PulumiClient("https://demo.invalid", AccessToken(DEMO_TOKEN), transport=self.gate, policy=policy)
        self.records: list[Write] = []
        self.writes = StackWrites(self.client, Store(self.client), self.records.append)


@pytest.fixture
async def harness(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    monkeypatch.setattr("stacktui.explorer.changes.looking.WAITS", ())
    made = Harness()
    yield made
    await made.client.aclose()


async def test_a_write_is_written_down_before_it_is_sent_and_when_it_has_ended(harness: Harness) -> None:
    write = await harness.writes.send(Create(NEW, tags={"team": "core"}))

    assert write.outcome is Outcome.DONE
    assert [record.outcome for record in harness.records] == [None, Outcome.DONE]
    assert harness.writes.open_writes == ()


@dataclass(frozen=True)
class Touch(Change):
    """A kind of change that the program does not have."""

    name = "touch"
    feature = Feature.CREATE

    def checks(self) -> tuple[Fact, ...]:
        return (Fact.STACK,)

    def request(self) -> Request:
        return Request("POST", f"/api/{self.name}")

    async def send(self, client: PulumiClient) -> tuple[ServerMessage, ...]:
        raise AnswerLost(f"The response from {client.backend_url} was lost.")

    async def look(self, client: PulumiClient) -> Verdict:
        await client.get_stack(self.stack)
        return done(Doubt.LISTED)


async def test_a_kind_of_change_is_its_own_file_alone(harness: Harness, tmp_path: Path) -> None:
    writes = StackWrites(
        harness.client, Store(harness.client), Journal(tmp_path / "journal", "https://demo.invalid").record
    )
    touch = Touch(EMPTY)
    preflight = await writes.preflight(touch)
    write = await writes.send(touch.confirmed(preflight))

    assert (write.outcome, write.change.stack_id) == (Outcome.DONE, preflight.stack.id)
    lines = [json.loads(line) for line in (tmp_path / "journal").read_text().splitlines()]
    assert [(line["change"], line["method"], line["path"], line["outcome"]) for line in lines] == [
        ("touch", "POST", "/api/touch", outcome) for outcome in ("sent", "unknown", "done")
    ]


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda writes: writes.send(Delete(FULL)), StackNotEmpty),
        (lambda writes: writes.send(Transfer(RUNNING, to_organization="initech")), Conflict),
    ],
)
async def test_a_refusal_ends_a_write(
    harness: Harness, act: Callable[[StackWrites], asyncio.Future[Write]], error: type
) -> None:
    write = await act(harness.writes)

    assert write.outcome is Outcome.REJECTED
    assert isinstance(write.error, error)


@pytest.mark.requirement("D2")
async def test_a_second_write_to_a_stack_waits_for_the_first(harness: Harness) -> None:
    harness.gate.hold("DELETE")
    first = asyncio.create_task(harness.writes.send(Delete(EMPTY)))
    await asyncio.wait({first}, timeout=0)
    with pytest.raises(WriteUnderWay):
        await harness.writes.send(Delete(EMPTY))
    harness.gate.release()

    assert (await first).is_done
    assert len(harness.gate.writes) == 1


@pytest.mark.requirement("D2")
async def test_a_write_continues_if_its_caller_is_cancelled(harness: Harness) -> None:
    harness.gate.hold("DELETE")
    asking = asyncio.create_task(harness.writes.send(Delete(EMPTY)))
    await asyncio.wait({asking}, timeout=0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert [write.outcome for write in harness.writes.open_writes] == [None]
    harness.gate.release()

    assert await harness.writes.wait(10) == ()
    assert harness.records[-1].is_done


@pytest.mark.requirement("D1", "D8")
@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda writes: writes.send(Create(NEW)), "create"),
        (lambda writes: writes.send(Delete(EMPTY)), "delete"),
        (lambda writes: writes.send(Delete(FULL, force=True)), "force-delete"),
        (lambda writes: writes.send(Transfer(EMPTY, to_organization="initech")), "transfer"),
    ],
)
async def test_a_lost_answer_is_looked_for_and_the_write_never_repeated(
    harness: Harness, act: Callable[[StackWrites], asyncio.Future[Write]], name: str
) -> None:
    harness.gate.loses = ("POST", "DELETE")
    write = await act(harness.writes)

    assert (write.change.name, write.outcome) == (name, Outcome.DONE)
    assert write.verdict is not None
    assert len(harness.gate.writes) == 1


async def test_what_is_not_seen_done_stays_open_until_it_is(harness: Harness) -> None:
    harness.gate.drops = ("DELETE",)
    write = await harness.writes.send(Delete(EMPTY))
    assert write.outcome is Outcome.UNKNOWN
    assert [each.number for each in harness.writes.open_writes] == [write.number]

    harness.gate.drops = ()
    await harness.client.delete_stack(EMPTY)  # another user does it meanwhile
    checked = await harness.writes.check(write.number)

    assert checked.outcome is Outcome.DONE
    assert harness.writes.open_writes == ()
    assert await harness.writes.check(write.number) is checked


def said(before: Preflight, later: Preflight) -> tuple[str, ...]:
    return difference_words(before.differences(later), before, later)


@pytest.mark.requirement("D4")
async def test_a_preflight_reports_what_changed_since(harness: Harness) -> None:
    before = await harness.writes.preflight(Delete(FULL))
    assert before.differences(await harness.writes.preflight(Delete(FULL))) == ()

    stack, running, counted = before.stack, RunningUpdate("u", "update", "bob", 1), before.count
    assert counted is not None
    for later, word in [
        (replace(before, stack=replace(stack, id="other")), "a different stack"),
        (replace(before, stack=replace(stack, version=99)), "to 99"),
        (replace(before, running=running), "bob is running"),
        (replace(before, running=RunningUpdate("u", status="in-progress")), "An update is running"),
        (replace(before, count=counted._replace(number=1)), "to 1."),
        (replace(before, count=None), "to unknown."),
    ]:
        assert [word in sentence for sentence in said(before, later)] == [True]
    under_update = replace(before, running=running)
    assert under_update.differences(replace(before, running=RunningUpdate("v", "update", "bob", 2)))
    assert under_update.differences(under_update) == ()
    assert under_update.differences(before) == ()  # it has ended and blocks nothing any more
    uncounted = replace(before, count=None)
    assert uncounted.differences(uncounted) == ()
    assert said(uncounted, before) == ("Its number of resources changed from unknown to 64.",)


async def test_a_preflight_does_without_what_it_may_not_read() -> None:
    app = create_app(now=NOW, failures="metadata:403,updates:403,count:403,list:403,export:403,deleted:403")
    client = PulumiClient("https://demo.invalid", AccessToken(DEMO_TOKEN), transport=Gate(app))
    preflight = await StackWrites(client, Store(client), lambda _write: None).preflight(Delete(EMPTY))

    assert (preflight.metadata, preflight.last_update, preflight.count) == (None, None, None)
    assert preflight.stack.identifier == EMPTY
    await client.aclose()


@pytest.mark.requirement("D1", "D7", "D9")
@pytest.mark.parametrize(
    ("act", "request_line"),
    [
        (lambda writes: writes.send(Create(NEW)), "POST /api/stacks/acme/web-shop"),
        (lambda writes: writes.send(Delete(NEW)), f"DELETE /api/stacks/{NEW}?force=false"),
        (lambda writes: writes.send(Delete(NEW, force=True)), f"DELETE /api/stacks/{NEW}?force=true"),
        (lambda writes: writes.send(Transfer(NEW, to_organization="initech")), f"POST /api/stacks/{NEW}/transfer"),
    ],
)
@pytest.mark.parametrize(
    "answer",
    [
        http(b"404 page not found\n", status="404 Not Found", content_type="text/plain; charset=utf-8"),
        http(b"", status="405 Method Not Allowed"),
        http(b"<html>no</html>", status="501 Not Implemented", content_type="text/html"),
    ],
    ids=["404", "405", "501"],
)
async def test_a_write_to_an_endpoint_that_is_not_there_is_known_and_journaled_at_once(
    act: Callable[[StackWrites], asyncio.Future[Write]], request_line: str, answer: bytes, tmp_path: Path
) -> None:
    async with RawServer([(answer,)]) as server:
        client = PulumiClient(server.url, AccessToken("pul-1"))
        journal = tmp_path / "journal.jsonl"
        writes = StackWrites(client, Store(client), Journal(journal, server.url).record)
        write = await act(writes)
        assert (write.outcome, write.verdict, writes.open_writes) == (Outcome.REJECTED, None, ())
        assert isinstance(write.error, NotSupported)
        with pytest.raises(NotSupported, match="reported that it does not support"):
            await act(writes)
        await client.aclose()
        assert [f"{request.method} {request.target}" for request in server.requests] == [request_line]
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [(line["outcome"], line["error"]) for line in lines] == [("sent", None), ("rejected", "NotSupported")]
