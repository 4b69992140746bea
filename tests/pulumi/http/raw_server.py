"""A server that sends arbitrary bytes, or none, beyond what HTTP libraries can send, and records what it received."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tests.kit.waiting import turns

if TYPE_CHECKING:
    import ssl
    from types import TracebackType


class Act(Enum):
    """What a server does instead of sending bytes."""

    CLOSE = "end the connection in order"
    RESET = "end it with a RST"
    HANG = "say nothing more"


class Drip(NamedTuple):
    """Bytes sent one by one, repeated endlessly."""

    content: bytes
    pause: float = 0.01


Step: TypeAlias = bytes | Act | Drip
Reply: TypeAlias = tuple[Step, ...]


class RawRequest(NamedTuple):
    """A request as it arrived; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def http(body: bytes = b"", *headers: str, status: str = "200 OK", content_type: str = "application/json") -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Content-Type: {content_type}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(body: bytes, *headers: str) -> bytes:
    """A whole answer in one chunk."""
    lines = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"


def gzipped(body: bytes, *headers: str, encoding: str = "gzip") -> bytes:
    """A whole answer, compressed."""
    return http(gzip.compress(body), f"Content-Encoding: {encoding}", *headers)


def open_files() -> int:
    """Files and sockets of this process, on either side."""
    return len(list(Path("/proc/self/fd").iterdir()))


@dataclass
class RawServer:
    """Sends the n-th reply to the n-th request, and the last one to all later ones.

    Use it as a context manager.
    """

    replies: list[Reply]
    tls: ssl.SSLContext | None = None
    on_accept: Reply = ()
    """Done with each connection before anything is read from it."""
    requests: list[RawRequest] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0
    held: asyncio.Event | None = None
    """Replies wait for it, where it is given."""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _running: int = 0

    async def __aenter__(self) -> RawServer:
        self._ending = asyncio.Event()
        self._arrival = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls, backlog=512)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        if self.held:
            self.held.set()
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._server.wait_closed()

    async def accepted(self, count: int) -> None:
        """Wait until so many connections have been made."""
        while self.connections < count:
            self._arrival.clear()
            await self._arrival.wait()

    async def received(self, count: int) -> None:
        """Wait until so many requests have arrived."""
        while len(self.requests) < count:
            self._arrival.clear()
            await self._arrival.wait()

    async def settled(self) -> None:
        """Wait until every connection is closed on both sides."""
        if self._tasks:
            await asyncio.wait(self._tasks)
        await turns(5)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._arrival.set()
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            for step in self.on_accept:
                if await self._do(step, reader, writer):
                    return
            while not self._ending.is_set():
                self.requests.append(await _read_request(reader))
                self._arrival.set()
                self._running += 1
                self.most_at_once = max(self.most_at_once, self._running)
                reply = self.replies[min(len(self.requests), len(self.replies)) - 1]
                if self.held:
                    await self.held.wait()
                try:
                    for step in reply:
                        if await self._do(step, reader, writer):
                            return
                finally:
                    self._running -= 1
        except (OSError, asyncio.IncompleteReadError):
            return  # the client went away
        finally:
            self._open.discard(writer)
            writer.close()

    async def _do(self, step: Step, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Do a step; True when the connection is over."""
        if isinstance(step, bytes):
            writer.write(step)
            await writer.drain()
            return False
        if isinstance(step, Drip):
            while not self._ending.is_set() and not writer.is_closing():
                for one in step.content:
                    writer.write(bytes([one]))
                    await writer.drain()
                    await asyncio.sleep(step.pause)
            return True
        if step is Act.HANG:
            await reader.read()  # until the client gives up
        elif step is Act.RESET:
            raw: socket.socket = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        return True


async def _read_request(reader: asyncio.StreamReader) -> RawRequest:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")[:-2]
    method, target, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return RawRequest(method, target, headers, body)
