"""Opens the connections, as httpx's transport, of which a cancelled exchange leaves nothing open.

httpcore protects itself with anyio's shield, which a task's own cancellation ignores: between connecting and the first
byte, during a TLS handshake, and while a response is closed. A connection interrupted there stays open in the pool
indefinitely, neither busy nor free. So each exchange has its own pool, which is closed if the exchange does not
complete.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

import httpx

from stacktui.files.boot_clock import since_boot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping


def stream_of(response: httpx.Response) -> httpx.AsyncByteStream:
    """The response body as it arrives.

    Raises:
        TypeError: only a synchronous client can read it.
    """
    stream = response.stream
    if not isinstance(stream, httpx.AsyncByteStream):
        raise TypeError("the transport returned no asynchronous stream")
    return stream


class _Closable(Protocol):
    async def aclose(self) -> None: ...


class Network(httpx.AsyncBaseTransport):
    """One pool for each concurrent exchange; the caller limits their number."""

    def __init__(
        self,
        open_pool: Callable[[], httpx.AsyncBaseTransport],
        keepalive: float,
        clock: Callable[[], float] = since_boot,
    ) -> None:
        """Create the first pool without connecting: httpx loads its dependencies with the first pool.

        Args:
            open_pool: Creates a pool.
            keepalive: Seconds after which an unused pool is closed.
            clock: Seconds, including sleep: a connection does not outlive it.
        """
        self._open_pool = open_pool
        self._keepalive = keepalive
        self._clock = clock
        self._free = [_Pool(open_pool(), clock())]
        """The most recently used is last, and taken first."""
        self._closing: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request over a connection that nothing else uses."""
        pool = self._take()
        try:
            response = await pool.ask(request)
        except BaseException:
            self._close(pool)
            raise
        response.stream = _Body(stream_of(response), lambda is_whole: self._let_go(pool, is_whole))
        return response

    async def aclose(self) -> None:
        """Close every idle connection."""
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
        """Close in a task that cannot be cancelled."""
        task = asyncio.create_task(pool.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class _Pool:
    """An httpx pool with at most one connection, and its socket."""

    def __init__(self, http: httpx.AsyncBaseTransport, used: float) -> None:
        self.used = used
        self._http = http
        self._socket: _Closable | None = None

    async def ask(self, request: httpx.Request) -> httpx.Response:
        request.extensions["trace"] = self._watch
        return await self._http.handle_async_request(request)

    async def aclose(self) -> None:
        await self._http.aclose()
        if self._socket is not None:  # httpcore loses it if a TLS handshake is cancelled
            await self._socket.aclose()

    async def _watch(self, event: str, told: Mapping[str, _Closable]) -> None:
        if event == "connection.connect_tcp.complete":
            self._socket = told["return_value"]


class _Body(httpx.AsyncByteStream):
    """A body that reports on close whether it was read to its end."""

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
