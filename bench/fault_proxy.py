"""A server with a bad line before it: the demo on loopback, behind a proxy that drops, delays, refuses and cuts.

python -m bench.fault_proxy SEED SHARE   faults meet SHARE of 100 requests; prints the port, then answers each line of
                                         standard input: `report` what was met so far, `calm` no faults any more,
                                         `wild` faults again

Faults are drawn from the seed, one number a request, so a run can be told again. Every request is read whole before
anything happens to it: what arrived is known even where the answer is lost.
"""

from __future__ import annotations

import asyncio
import random
import socket
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import uvicorn

from stacktui.demo.server import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacktui.demo.application import DemoApplication

FAULTS = (
    ("dropped before the server", 4),
    ("dropped after the server", 3),
    ("slow", 4),
    ("stalled", 1),
    ("429 with Retry-After", 2),
    ("5xx before the server", 2),
    ("5xx after the server", 2),
    ("truncated", 3),
    ("a web page", 1),
)
"""What can happen to a request, and to how many of 100, unless another share is asked for."""
SHARE = sum(share for _, share in FAULTS)
PROJECT = "soak"
"""Where the soak makes its stacks."""
STALL = 6.0
"""Seconds without a byte; more than the soak's client waits."""
PAGE = b"<!doctype html><title>Bad gateway</title><h1>Something between us and the server is broken</h1>"


class Tally(msgspec.Struct, frozen=True):
    """One kind of fault: how often it was met, and after how many of those a later answer came whole."""

    kind: str
    met: int
    survived: int


class Arrival(msgspec.Struct, frozen=True):
    """One write as it arrived: what it asked for, how often it came, how often it was let through."""

    write: str
    came: int
    passed: int


class Report(msgspec.Struct, frozen=True):
    """What the proxy has seen so far, and the stacks of the soak as the server has them."""

    requests: int
    connections: int
    faults: tuple[Tally, ...]
    arrivals: tuple[Arrival, ...]
    stacks: tuple[str, ...]


class Incoming(NamedTuple):
    """A request: its head without the last blank line, its body."""

    head: bytes
    body: bytes

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode("latin-1")

    @property
    def write(self) -> str:
        """What the request would change; empty for a read."""
        path = self.head.split(b" ", 2)[1].partition(b"?")[0].decode("latin-1")
        if self.method == "GET":
            return ""
        name = msgspec.json.decode(self.body, type=Named).stack_name if self.body else ""
        return " ".join(part for part in (self.method, path, name) if part)


class Named(msgspec.Struct, rename="camel"):
    """The body of a create, as far as it tells one from another."""

    stack_name: str = ""


class Answer(NamedTuple):
    """An answer: its head with the last blank line, its body."""

    head: bytes
    body: bytes


class FaultProxy:
    """Takes requests one by one from each connection, and does to them what the seed says."""

    def __init__(self, server_port: int, demo: DemoApplication, seed: int, share: float) -> None:
        self.is_calm = False
        self._wildness = share / SHARE
        self._port = server_port
        self._demo = demo
        self._random = random.Random(seed)
        self._requests = self._connections = 0
        self._met: Counter[str] = Counter()
        self._survived: Counter[str] = Counter()
        self._unsettled: Counter[str] = Counter()
        self._came: Counter[str] = Counter()
        self._passed: Counter[str] = Counter()
        self._serving: set[asyncio.Task[None] | None] = set()
        """asyncio itself holds none whose client has gone, and the collector would end it halfway."""

    def report(self) -> Report:
        stacks = (key for key in self._demo.tenant._keys if key[1] == PROJECT)
        return Report(
            self._requests,
            self._connections,
            tuple(Tally(kind, self._met[kind], self._survived[kind]) for kind, _ in FAULTS),
            tuple(Arrival(write, came, self._passed[write]) for write, came in self._came.items()),
            tuple("/".join(key) for key in stacks),
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it or a fault does."""
        self._connections += 1
        self._serving.add(asyncio.current_task())
        try:
            while (request := await _read_request(reader)) is not None:
                self._requests += 1
                if request.write:
                    self._came[request.write] += 1
                if not await self._answer(request, self._draw(), writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._serving.discard(asyncio.current_task())
            writer.close()

    def _draw(self) -> str:
        number = self._random.random() * 100
        if self.is_calm:
            return ""
        for kind, share in FAULTS:
            number -= share * self._wildness
            if number < 0:
                self._met[kind] += 1
                self._unsettled[kind] += 1
                return kind
        return ""

    async def _answer(self, request: Incoming, fault: str, writer: asyncio.StreamWriter) -> bool:
        """Answer as the fault has it; False where the connection ends with it."""
        match fault:
            case "dropped before the server":
                return False
            case "429 with Retry-After":
                writer.write(_refusal(429, b"retry-after: 1\r\n"))
            case "5xx before the server":
                writer.write(_refusal(self._random.choice((500, 502, 503)), b""))
            case "a web page":
                writer.write(
                    b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n" % len(PAGE)
                )
                writer.write(PAGE)
            case _:
                return await self._pass_on(request, fault, writer)
        await writer.drain()
        return True

    async def _pass_on(self, request: Incoming, fault: str, writer: asyncio.StreamWriter) -> bool:
        if request.write:
            self._passed[request.write] += 1
        answer = await self._ask_server(request)
        match fault:
            case "dropped after the server":
                return False
            case "5xx after the server":
                writer.write(_refusal(self._random.choice((500, 503, 504)), b""))
            case "truncated":
                whole = answer.head + answer.body
                writer.write(whole[: len(answer.head) + len(answer.body) // 2] if answer.body else whole[:-2])
                await writer.drain()
                return False
            case "stalled":
                writer.write(answer.head)
                await asyncio.sleep(STALL)
                return False
            case "slow":
                await asyncio.sleep(self._random.uniform(0.2, 1.0))
                await _drip(answer, writer)
            case _:
                writer.write(answer.head + answer.body)
                self._survived.update(self._unsettled)
                self._unsettled.clear()
        await writer.drain()
        return True

    async def _ask_server(self, request: Incoming) -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(request.head + b"\r\nconnection: close\r\n\r\n" + request.body)
            await writer.drain()
            whole = await reader.read(-1)
        finally:
            writer.close()
        head, _, body = whole.partition(b"\r\n\r\n")
        kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        return Answer(b"\r\n".join(kept) + b"\r\n\r\n", body)


async def _drip(answer: Answer, writer: asyncio.StreamWriter) -> None:
    """The answer in eight pieces with a rest between them."""
    whole = answer.head + answer.body
    step = max(1, len(whole) // 8)
    for at in range(0, len(whole), step):
        writer.write(whole[at : at + step])
        await writer.drain()
        await asyncio.sleep(0.1)


async def _read_request(reader: asyncio.StreamReader) -> Incoming | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
    except asyncio.IncompleteReadError:
        return None
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return Incoming(head, await reader.readexactly(length))


def _refusal(status: int, headers: bytes) -> bytes:
    body = b'{"code":%d,"message":"The line before the server says so."}' % status
    head = b"HTTP/1.1 %d Fault\r\ncontent-type: application/json\r\ncontent-length: %d\r\n" % (status, len(body))
    return head + headers + b"\r\n" + body


class Server:
    """The child process with the demo and the bad line before it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.url = f"http://127.0.0.1:{self._read()}"

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def show_message(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()

    def report(self) -> Report:
        self.show_message("report")
        return msgspec.json.decode(self._read(), type=Report)


@contextmanager
def serve(seed: int, share: float = SHARE) -> Iterator[Server]:
    """Run the child; it ends when its standard input does."""
    command = [sys.executable, "-m", "bench.fault_proxy", str(seed), str(share)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)


async def _run(seed: int, share: float) -> None:
    demo = create_app(latency=0, failures="", stacks=0, poison=False)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(demo, log_level="critical", ws="none", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    proxy = FaultProxy(listener.getsockname()[1], demo, seed, share)
    front = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    print(front.sockets[0].getsockname()[1], flush=True)
    while command := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if command == "report":
            print(msgspec.json.encode(proxy.report()).decode(), flush=True)
        else:
            proxy.is_calm = command == "calm"
    server.should_exit = True
    front.close()
    await serving
    listener.close()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1]), float(sys.argv[2])))
