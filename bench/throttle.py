"""A slow line: a TCP proxy with 300 ms of round trip and 1 Mbit/s each way, shared by all connections.

python -m bench.throttle PORT     prints its own port; answers each line of standard input with how many connections
                                  were opened so far

Opening a connection costs a round trip, as TCP does; TLS, which would cost one or two more, is not played.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Self

ROUND_TRIP = 0.3
BYTES_PER_SECOND = 125_000
PIECE = 1_400
"""Bytes that travel together, as in a packet."""


class Link:
    """One direction of the connection: bytes are sent in order, and each arrives half a round trip later."""

    def __init__(self) -> None:
        self._free_at = 0.0

    def arrival(self, size: int) -> float:
        """When so many bytes, handed over now, are at the other end (time of the event loop)."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(now, self._free_at) + size / BYTES_PER_SECOND
        return self._free_at + ROUND_TRIP / 2


class Line:
    """Both directions, and the connections over it."""

    def __init__(self, port: int) -> None:
        self.connections = 0
        self._port = port
        self._up, self._down = Link(), Link()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until an end of it closes."""
        self.connections += 1
        await asyncio.sleep(ROUND_TRIP)
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
        await asyncio.gather(_flow(reader, there_writer, self._up), _flow(there_reader, writer, self._down))


async def _flow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: Link) -> None:
    on_its_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)

    async def deliver() -> None:
        loop = asyncio.get_running_loop()
        while True:
            at, piece = await on_its_way.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if not piece:
                writer.close()
                return
            writer.write(piece)
            await writer.drain()

    delivering = asyncio.create_task(deliver())
    try:
        while piece := await reader.read(PIECE):
            await on_its_way.put((link.arrival(len(piece)), piece))
    except ConnectionError:
        pass
    await on_its_way.put((link.arrival(0), b""))
    await asyncio.gather(delivering, return_exceptions=True)


class Throttle:
    """The proxy in its own process, in front of the server at a local port."""

    def __init__(self, port: int) -> None:
        self._port = port

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.throttle", str(self._port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = f"http://127.0.0.1:{self._read()}"
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.kill()
        self._process.communicate()

    def _read(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    @property
    def connections(self) -> int:
        """How many were opened so far."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._read()


async def _run(port: int) -> None:
    line = Line(port)
    front = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    print(front.sockets[0].getsockname()[1], flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(line.connections, flush=True)


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1])))
