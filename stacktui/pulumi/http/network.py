"""Opens the connections, as httpx's transport, of which a cancelled exchange leaves nothing open.

httpcore guards itself by anyio's shield, through which a task's own cancellation breaks: between connecting and the
first byte, within a TLS handshake, while an answer is closed. What is interrupted there stays open in the pool, neither
busy nor free, for ever. So each exchange has a pool to itself, and one that does not come to its end is closed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

import httpx

from stacktui.files.boot_clock import since_boot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping


def stream_of(response: httpx.Response) -> httpx.AsyncByteStream:
    """The body as it comes.

    Raises:
        TypeError: only a synchronous client can read it.
    """
    stream = response.stream
    if not isinstance(stream, httpx.AsyncByteStream):
        raise TypeError("the transport gives no asynchronous stream")
    return stream


class _Closable(Protocol):
    async def aclose(self) -> None: ...


class Network(httpx.AsyncBaseTransport):
    """As many pools as there are exchanges at a time; whoever asks bounds them."""

    def __init__(
        self,
        open_pool: Callable[[], httpx.AsyncBaseTransport],
        keepalive: float,
        clock: Callable[[], float] = since_boot,
    ) -> None:
        """Make the first pool at once, but connect to nobody: httpx loads what it is made of with its first.

        Args:
            open_pool: Makes a pool.
            keepalive: Seconds after which an unused pool is closed.
            clock: Seconds, those of a sleep too: a connection does not outlive one.
        """
        self._open_pool = open_pool
        self._keepalive = keepalive
        self._clock = clock
        self._free = [_Pool(open_pool(), clock())]
        """The one used last is at the end, and taken first."""
        self._closing: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask over a connection that nobody else uses."""
        pool = self._take()
        try:
            response = await pool.ask(request)
        except BaseException:
            self._close(pool)
            raise
        response.stream = _Body(stream_of(response), lambda is_whole: self._let_go(pool, is_whole))
        return response

    async def aclose(self) -> None:
        """Close every connection that is not in use."""
        while self._free:
            self._close(self._free.pop())
        await asyncio.gather(*self._closing)

    def _take(self) -> _Pool:
        while self._free and self._free[0].used + self._keepalive < self._clock():
            self._close(self._free.pop(0))
        return self._free.pop() if self._free else _Pool(self._open_pool(), self._clock())

    def _let_go(self, pool: _Pool, is_whole: bool) -> None:
        if is_whole:
            pool.used = self._clock()
            self._free.append(pool)
        else:
            self._close(pool)

    def _close(self, pool: _Pool) -> None:
        """Close in a task that nobody cancels."""
        task = asyncio.create_task(pool.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class _Pool:
    """A pool of httpx with one connection at most, and the socket below it."""

    def __init__(self, http: httpx.AsyncBaseTransport, used: float) -> None:
        self.used = used
        self._http = http
        self._socket: _Closable | None = None

    async def ask(self, request: httpx.Request) -> httpx.Response:
        request.extensions["trace"] = self._watch
        return await self._http.handle_async_request(request)

    async def aclose(self) -> None:
        await self._http.aclose()
        if self._socket is not None:  # httpcore forgets it when a TLS handshake is cancelled
            await self._socket.aclose()

    async def _watch(self, event: str, told: Mapping[str, _Closable]) -> None:
        if event == "connection.connect_tcp.complete":
            self._socket = told["return_value"]


class _Body(httpx.AsyncByteStream):
    """A body that says, when it is closed, whether it was read to its end."""

    def __init__(self, stream: httpx.AsyncByteStream, let_go: Callable[[bool], None]) -> None:
        self._stream = stream
        self._let_go = let_go
        self._is_whole = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part
        self._is_whole = True

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        except BaseException:
            self._let_go(False)
            raise
        self._let_go(self._is_whole)
