"""The demo as a server that counts what it is asked, and answers `export` of its first stack with a file.

uvicorn --factory bench.counting:create_app, with STACKTUI_DEMO_… for the demo and BENCH_STATE for the file.
`GET /-/asked` tells every request so far, `GET /-/forget` starts anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from stacktui.demo.server import create_app as create_demo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from stacktui.demo.application import DemoApplication

    Scope = Mapping[str, object]
    Receive = Callable[[], Awaitable[Mapping[str, object]]]
    Send = Callable[[dict[str, object]], Awaitable[None]]

CHUNK = 65_536


class Counting:
    """An ASGI application in front of the demo."""

    def __init__(self, demo: DemoApplication, state: Path | None) -> None:
        self._demo = demo
        self._state = state
        self._asked: list[str] = []
        self._now = 0
        self._most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] != "http":
            await self._demo(scope, receive, send)
        elif path == "/-/asked":
            await _answer(send, json.dumps({"asked": self._asked, "most": self._most}).encode())
        elif path == "/-/forget":
            self._asked, self._most = [], 0
            await _answer(send, b"{}")
        else:
            await self._count(scope, receive, send)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string")
        asked = query.decode() if isinstance(query, bytes) else ""
        self._asked.append(f"{scope['method']} {scope['path']}{'?' if asked else ''}{asked}")
        self._now += 1
        self._most = max(self._most, self._now)
        try:
            if self._state is not None and str(scope["path"]).endswith("/huge/prod/export"):
                await _answer(send, self._state.read_bytes())
            else:
                await self._demo(scope, receive, send)
        finally:
            self._now -= 1


async def _answer(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for start in range(0, len(body), CHUNK):
        await send({"type": "http.response.body", "body": body[start : start + CHUNK], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def create_app() -> Counting:
    """For uvicorn."""
    state = os.environ.get("BENCH_STATE", "")
    return Counting(create_demo(), Path(state) if state else None)
