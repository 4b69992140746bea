"""Delays, refuses or drops the demo's responses as a test specifies."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

from stacktui.demo.in_process import InProcess

if TYPE_CHECKING:
    from stacktui.demo.application import DemoApplication
    from stacktui.demo.routes.tenant import Tenant

Which = tuple[str, ...]
"""Which requests are meant, each by its method or by how its path ends."""
EVERYTHING: Which = ("",)


class Gate(httpx.AsyncBaseTransport):
    """The demo in process; counts requests, and delays or breaks responses."""

    def __init__(self, application: DemoApplication) -> None:
        self._demo = InProcess(application)
        self.tenant: Tenant = application.tenant
        self.seen: list[str] = []
        """Method, path and query of each request, in their order."""
        self.in_flight = self.most_in_flight = 0
        self.refuses: Which = ()
        """No connection is made for these."""
        self.drops: Which = ()
        """These are lost on their way: the demo does nothing, and who asked cannot know."""
        self.loses: Which = ()
        """The answers to these are lost, after the demo has done what was asked."""
        self.limits: Which = ()
        """These are answered by 429."""
        self._held: Which = ()
        self._released = asyncio.Event()

    def hold(self, *which: str) -> None:
        """Delay these until `release`; everything else passes."""
        self._held, self._released = which, asyncio.Event()

    def release(self) -> None:
        self._held = ()
        self._released.set()

    def count(self, ending: str) -> int:
        """The number of requests whose path ends so."""
        return sum(line.partition("?")[0].endswith(ending) for line in self.seen)

    @property
    def methods(self) -> set[str]:
        return {line.partition(" ")[0] for line in self.seen}

    @property
    def writes(self) -> list[str]:
        """The requests that could have changed something."""
        return [line for line in self.seen if not line.startswith("GET ")]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(f"{request.method} {request.url.raw_path.decode()}")
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if _is_among(request, self._held):
                await self._released.wait()
            return await self._answer(request)
        finally:
            self.in_flight -= 1

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        if _is_among(request, self.limits):
            return httpx.Response(429, headers={"Retry-After": "60"}, json={}, request=request)
        if _is_among(request, self.refuses):
            raise httpx.ConnectError("refused", request=request)
        if _is_among(request, self.drops):
            raise httpx.ReadError("cut", request=request)
        response = await self._demo.handle_async_request(request)
        if _is_among(request, self.loses):
            await response.aread()
            raise httpx.ReadError("cut", request=request)
        return response


def _is_among(request: httpx.Request, which: Which) -> bool:
    return any(word == request.method or request.url.path.endswith(word) for word in which)
