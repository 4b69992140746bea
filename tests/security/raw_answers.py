"""Serves arbitrary bytes on loopback from a thread, for the program in another process."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.pulumi.http.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def answering(*replies: bytes) -> Iterator[RawServer]:
    """Send the n-th reply to the n-th request, and the last one to all later ones."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = RawServer([(reply,) for reply in replies])
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
