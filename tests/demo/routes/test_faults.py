"""The demo is slow or fails as configured."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from stacktui.demo.in_process import InProcess
from stacktui.demo.routes import faults
from stacktui.demo.routes.faults import read_faults, take_fault
from stacktui.demo.server import DEMO_TOKEN, create_app
from tests.demo.asking import Asker, items, path_of
from tests.demo.serving import serve
from tests.kit.clock import NOW

if TYPE_CHECKING:
    from stacktui.demo.application import DemoApplication

EXPORT = path_of("acme/web-shop/prod") + "/export"


def failing(failures: str) -> DemoApplication:
    return create_app(now=NOW, failures=failures)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("export", "not a failure"),
        ("export:", "not a failure"),
        ("export:200", "not a failure"),
        ("exprot:503", "not an operation"),
        ("export:explode", "not a fault"),
        ("export:503,list", "not a failure"),
    ],
)
def test_an_invalid_failure_is_reported(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_faults(text)


def test_a_failure_happens_as_often_as_it_says() -> None:
    both = read_faults("list:429x2, *:503")
    assert [take_fault(both, "list") for _ in range(4)] == ["429", "429", "503", "503"]
    assert take_fault(read_faults("list:429"), "export") == ""


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 503])
async def test_an_operation_fails_with_the_status_asked_for(status: int) -> None:
    async with Asker(failing(f"export:{status}")) as ask:
        assert await ask.refused("GET", EXPORT) == (status, "This failure was requested.")
        assert (await ask.get("/api/user")).status_code == 200


async def test_too_many_requests_say_how_long_to_wait() -> None:
    async with Asker(failing("list:429x1")) as ask:
        assert (await ask.get("/api/user/stacks")).headers["retry-after"] == "1"
        assert (await ask.get("/api/user/stacks")).status_code == 200


@pytest.mark.parametrize(("fault", "body"), [("html", b"<!doctype"), ("empty", b"")])
async def test_an_answer_may_be_no_json(fault: str, body: bytes) -> None:
    async with Asker(failing(f"*:{fault}")) as ask:
        answer = await ask.get("/api/user")
        assert answer.status_code == 200
        assert answer.content.startswith(body)
        assert len(answer.content) > 0 or fault == "empty"


@pytest.mark.parametrize("fault", ["drop", "truncate"])
def test_a_connection_closes_within_the_body(fault: str) -> None:
    headers = {"Authorization": f"token {DEMO_TOKEN}"}
    with (
        serve(failing(f"export:{fault}")) as url,
        httpx.Client(base_url=url, headers=headers) as client,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        client.get(EXPORT)


@pytest.mark.parametrize("fault", ["drop", "truncate"])
async def test_a_connection_closes_within_the_body_in_process_too(fault: str) -> None:
    app = failing(f"export:{fault}")
    async with Asker(app, InProcess(app)) as ask:
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
            await ask.get(EXPORT)


@pytest.mark.parametrize("transport", [httpx.ASGITransport, InProcess])
async def test_a_request_that_hangs_can_be_cancelled(transport: type[InProcess]) -> None:
    app = failing("user:hang")
    async with Asker(app, transport(app)) as ask:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ask.get("/api/user"), 0.05)
        assert (await ask.get("/api/capabilities")).status_code == 200


async def test_a_body_comes_in_pieces_in_process() -> None:
    app = create_app(now=NOW, failures="")
    headers = {"Authorization": f"token {DEMO_TOKEN}", "Accept-Encoding": "identity"}
    async with httpx.AsyncClient(transport=InProcess(app), base_url="http://demo.invalid", headers=headers) as client:
        async with client.stream("GET", EXPORT) as answer:
            pieces = [len(piece) async for piece in answer.aiter_raw()]
            assert sum(pieces) == int(answer.headers["content-length"])
        async with client.stream("GET", EXPORT) as answer:
            async for _ in answer.aiter_raw():
                break
        assert (await client.get("/api/user")).status_code == 200
    assert len(pieces) > 5


async def test_a_write_reaches_the_demo_in_process() -> None:
    app = create_app(now=NOW, failures="")
    async with Asker(app, InProcess(app)) as ask:
        answer = await ask.send("POST", "/api/stacks/acme/new", b'{"stackName":"dev"}')
        assert answer.status_code == 200
        assert len(items(await ask.json("/api/user/stacks?project=new"), "stacks")) == 1


async def test_what_the_demo_raises_comes_out_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise LookupError("a mistake in the demo")

    app = create_app(now=NOW, failures="")
    monkeypatch.setattr(app, "_segments", broken)
    async with Asker(app, InProcess(app)) as ask:
        with pytest.raises(LookupError):
            await ask.get("/api/user")


async def test_latency_and_speed_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("stacktui.demo.application.asyncio.sleep", sleep)
    async with Asker(create_app(now=NOW, failures="", latency=2.5, bytes_per_second=1_000)) as ask:
        body = (await ask.send("GET", "/api/capabilities", accept_encoding="identity")).content
    assert waits == [2.5] + [0.1] * -(-len(body) // 100)


def test_the_environment_says_how_the_demo_behaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKTUI_DEMO_LATENCY", "0.5")
    monkeypatch.setenv("STACKTUI_DEMO_FAIL", "export:503")
    monkeypatch.setenv("STACKTUI_DEMO_BYTES_PER_SECOND", "1000")
    monkeypatch.setenv("STACKTUI_DEMO_STACKS", "250")
    monkeypatch.setenv("STACKTUI_DEMO_NOW", str(NOW))
    app = create_app()
    assert app.pace[:2] == (0.5, 1000)
    assert [(fault.operation, fault.kind) for fault in app.pace.faults] == [("export", "503")]
    assert (len(app.tenant), app.tenant.now) == (250, NOW)
    assert create_app(latency=0).pace.latency == 0


def test_a_setting_that_is_not_a_number_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKTUI_DEMO_LATENCY", "much")
    with pytest.raises(ValueError, match="STACKTUI_DEMO_LATENCY"):
        create_app()


def test_every_kind_of_fault_is_explained() -> None:
    assert all(kind in str(faults.__doc__) for kind in faults.KINDS)
