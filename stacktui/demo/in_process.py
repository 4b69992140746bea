"""Connects httpx to the demo in the same process, chunk by chunk.

`httpx.ASGITransport` passes on only complete bodies, so that no progress is visible, and cannot close a connection
early.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from stacktui.demo.application import DemoApplication

_CUT = "peer closed connection without sending complete message body"


class InProcess(httpx.AsyncBaseTransport):
    """A transport that sends every host's requests to the demo."""

    def __init__(self, app: DemoApplication) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the demo.

        Raises:
            httpx.RemoteProtocolError: the demo closed the connection before or during its response.
        """
        exchange = _Exchange(await request.aread())
        exchange.begin(self._app, _scope(request))
        first = await exchange.next_message()
        if first is None:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
        status, headers = first["status"], first["headers"]
        if not isinstance(status, int) or not isinstance(headers, list):
            raise TypeError("The demo's response did not start with a status and headers.")
        return httpx.Response(status, headers=headers, stream=_Body(exchange, request))


def _scope(request: httpx.Request) -> Mapping[str, object]:
    return {
        "type": "http",
        "method": request.method,
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
    }


class _Exchange:
    """One request and its response so far; None in the queue means that the demo has returned."""

    def __init__(self, body: bytes) -> None:
        self._request: list[Mapping[str, object]] = [{"type": "http.request", "body": body}]
        self._messages: asyncio.Queue[Mapping[str, object] | None] = asyncio.Queue(maxsize=4)
        self._task: asyncio.Task[None] | None = None

    def begin(self, app: DemoApplication, scope: Mapping[str, object]) -> None:
        async def run() -> None:
            await app(scope, self.receive, self.send)
            await self._messages.put(None)

        self._task = asyncio.create_task(run())

    async def receive(self) -> Mapping[str, object]:
        if not self._request:
            await asyncio.Event().wait()  # the client never disconnects: it is cancelled
        return self._request.pop()

    async def send(self, message: Mapping[str, object]) -> None:
        await self._messages.put(message)

    async def next_message(self) -> Mapping[str, object] | None:
        """The next message, or the demo's exception; cancelling this cancels the demo's handling of the request."""
        if self._task is None:
            return None
        getting = asyncio.ensure_future(self._messages.get())
        try:
            await asyncio.wait((getting, self._task), return_when=asyncio.FIRST_COMPLETED)
            if not getting.done() and self._task.done():
                self._task.result()
            return await getting
        except BaseException:
            getting.cancel()
            self.end()
            raise

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()


class _Body(httpx.AsyncByteStream):
    """The body as it arrives."""

    def __init__(self, exchange: _Exchange, request: httpx.Request) -> None:
        self._exchange = exchange
        self._asked = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self._exchange.next_message()
            if message is None:
                raise httpx.RemoteProtocolError(_CUT, request=self._asked)
            chunk = message.get("body")
            if isinstance(chunk, bytes) and chunk:
                yield chunk
            more = bool(message.get("more_body"))

    async def aclose(self) -> None:
        self._exchange.end()
