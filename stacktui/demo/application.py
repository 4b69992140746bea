"""The ASGI application of the demo: routing, responses, latency and failures."""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote_to_bytes

import msgspec

from stacktui.demo.routes import wire
from stacktui.demo.routes.exchange import Answer, Question
from stacktui.demo.routes.faults import SLOW_BYTES_PER_SECOND, Fault, take_fault
from stacktui.demo.routes.refusal import Refusal
from stacktui.demo.routes.table import BEYOND_THE_CLI, Found, find_route
from stacktui.demo.state.values import Draw

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from stacktui.demo.company.poison import Poison
    from stacktui.demo.routes.tenant import Tenant

    Scope = Mapping[str, object]
    Receive = Callable[[], Awaitable[Mapping[str, object]]]
    Send = Callable[[dict[str, object]], Awaitable[None]]

CHUNK = 65_536
_ZIPPED_FROM = 1_024
_LONG_WORK = 200_000
_WEB_PAGE = b"<!doctype html><title>Sign in to the network</title><h1>Sign in to the network</h1>"
_DOCUMENTATION = "https://www.pulumi.com/docs/reference/cloud-rest-api/"


class Request(NamedTuple):
    """One line of the journal; path and query as sent."""

    method: str
    path: str
    query: str


class Pace(NamedTuple):
    """The speed and the failures of the server."""

    latency: float
    """Seconds before every response."""
    bytes_per_second: int
    """0: unlimited."""
    faults: list[Fault]


class Incoming(NamedTuple):
    """The parts of a request that the server needs."""

    method: str
    path: str
    query: str
    authorization: str
    zipped: bool
    body: bytes


class Reply(NamedTuple):
    """A response: the complete body, and the number of bytes sent before the connection closes."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    sent: int


class DemoApplication:
    """An ASGI application. `journal` contains every request in order; `pace` may be replaced at any time."""

    def __init__(self, tenant: Tenant, token: str, pace: Pace, poison: Poison | None = None) -> None:
        self.tenant = tenant
        self.token = token
        self.pace = pace
        self.poison = poison
        self.journal: list[Request] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._serve(await _read_request(scope, receive), receive, send)

    async def _serve(self, request: Incoming, receive: Receive, send: Send) -> None:
        self.journal.append(Request(request.method, request.path, request.query))
        number = len(self.journal)
        found = self._route(request)
        fault = take_fault(self.pace.faults, found.route.operation if found else "")
        await asyncio.sleep(self.pace.latency)
        if fault == "hang":
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        reply = await self._reply(request, found, fault, number)
        speed = SLOW_BYTES_PER_SECOND if fault == "slow" else self.pace.bytes_per_second
        await _send_reply(reply, speed, send)

    def _route(self, request: Incoming) -> Found | None:
        found = find_route(request.method, self._segments(request.path))
        is_served = found is not None and not (self.tenant.is_minimal and found.route.operation in BEYOND_THE_CLI)
        return found if is_served else None

    async def _reply(self, request: Incoming, found: Found | None, fault: str, number: int) -> Reply:
        answer = self._answer(request, found, fault)
        body = answer.body if isinstance(answer.body, bytes) else await asyncio.to_thread(answer.body)
        kind = "text/html" if fault == "html" else answer.kind
        headers = [
            (b"content-type", kind.encode()),
            (b"x-pulumi-request-id", Draw(f"request/{number}").uuid().encode()),
        ]
        warnings = [warning.encode() for warning in answer.warnings]
        if self.poison is not None and kind == "application/json":
            names = found.names if found else ()
            body = await asyncio.to_thread(self.poison.body, body, names)
            warnings += self.poison.warnings(names)
        headers += [(b"x-pulumi-warning", warning) for warning in warnings]
        if answer.status == 429:
            headers.append((b"retry-after", b"1"))
        if request.zipped and len(body) >= _ZIPPED_FROM:
            body = await asyncio.to_thread(_zip, body) if len(body) > _LONG_WORK else _zip(body)
            headers.append((b"content-encoding", b"gzip"))
        if answer.status != 204:
            headers.append((b"content-length", str(len(body)).encode()))
        sent = {"drop": 0, "truncate": len(body) // 2}.get(fault, len(body))
        return Reply(answer.status, headers, b"" if request.method == "HEAD" else body, sent)

    def _answer(self, request: Incoming, found: Found | None, fault: str) -> Answer:
        if fault in ("html", "empty"):
            return Answer(200, _WEB_PAGE if fault == "html" else b"")
        if fault.isdigit():
            return _refuse(Refusal(int(fault), "This failure was requested."))
        if request.authorization != f"token {self.token}":
            return _refuse(Refusal(401, "Unauthorized: No credentials provided or are invalid."))
        if found is None:
            return self._not_served()
        query = {name: self._plain(text) for name, text in parse_qsl(request.query, keep_blank_values=True)}
        try:
            return found.route.handler(self.tenant, Question(found.names, query, request.body))
        except Refusal as refusal:
            return _refuse(refusal)

    def _not_served(self) -> Answer:
        if self.tenant.is_minimal:
            return Answer(404, b"404 page not found\n", kind="text/plain")
        return _refuse(Refusal(404, "Not Found: There is no such endpoint."))

    def _segments(self, path: str) -> tuple[str, ...]:
        """The path's segments; each is decoded after the split, so that a name may contain a slash."""
        parts = path.removeprefix("/").split("/")
        return tuple(self._plain(unquote_to_bytes(part).decode("utf-8", "replace")) for part in parts)

    def _plain(self, text: str) -> str:
        return text if self.poison is None else self.poison.plain(text)


def _refuse(refusal: Refusal) -> Answer:
    errors = []
    if refusal.kind:
        errors.append(wire.ErrorDetail("Stack", refusal.kind, refusal.attribute, refusal.message))
    body = wire.ErrorBody(refusal.status, refusal.message, _DOCUMENTATION, errors)
    return Answer(refusal.status, msgspec.json.encode(body))


def _zip(body: bytes) -> bytes:
    return gzip.compress(body, 1, mtime=0)


async def _read_request(scope: Scope, receive: Receive) -> Incoming:
    raw_path, path, query = scope.get("raw_path"), scope["path"], scope.get("query_string")
    sent = raw_path.decode("latin-1") if isinstance(raw_path, bytes) else str(path)
    headers: dict[str, str] = {}
    pairs = scope.get("headers")
    if isinstance(pairs, list | tuple):
        headers = {bytes(name).decode("latin-1").lower(): bytes(value).decode("latin-1") for name, value in pairs}
    body = b""
    more = True
    while more:
        message = await receive()
        part = message.get("body", b"")
        body += part if isinstance(part, bytes) else b""
        more = message["type"] == "http.request" and bool(message.get("more_body"))
    return Incoming(
        str(scope["method"]),
        sent,
        query.decode("latin-1") if isinstance(query, bytes) else "",
        headers.get("authorization", ""),
        "gzip" in headers.get("accept-encoding", ""),
        body,
    )


async def _send_reply(reply: Reply, bytes_per_second: int, send: Send) -> None:
    """Send in chunks, slowly if configured; a truncated response ends with the connection."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    size = max(1, bytes_per_second // 10) if bytes_per_second else CHUNK
    for at in range(0, reply.sent, size):
        await send(
            {"type": "http.response.body", "body": reply.body[at : min(at + size, reply.sent)], "more_body": True}
        )
        await asyncio.sleep(0.1 if bytes_per_second else 0)
    if reply.sent == len(reply.body) or not reply.body:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _live(receive: Receive, send: Send) -> None:
    """The lifespan protocol: nothing to start or stop."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return
