"""Opens a client's transport with its first request, off the event loop: httpx takes 60 ms to load."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from stacktui.files.threads import in_background
from stacktui.pulumi.errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from stacktui.pulumi.http.exchange import TransportOptions
    from stacktui.pulumi.http.transport import Transport


class LazyTransport:
    """Opened once for all views of a client."""

    def __init__(
        self, wiring: TransportOptions, given: httpx.AsyncBaseTransport | Callable[[], httpx.AsyncBaseTransport] | None
    ) -> None:
        """`given` replaces the network; a factory is called in a thread."""
        self._wiring = wiring
        self._given = given
        self._transport: Transport | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def opened(self) -> Transport:
        if self._transport is None:
            async with self._opening:
                if self._closed:
                    raise ConnectionFailed("stacktui is shutting down: no more requests are sent.")
                if self._transport is None:  # pragma: no branch - coverage does not see the exit of a lock
                    self._transport = await in_background(self._open)
        return self._transport

    async def aclose(self) -> None:
        async with self._opening:
            self._closed = True
            if self._transport is not None:
                await self._transport.aclose()

    def _open(self) -> Transport:
        load_httpx()
        from stacktui.pulumi.http.connection import Connection, open_connection
        from stacktui.pulumi.http.transport import Transport

        given = self._given() if callable(self._given) else self._given
        return Transport(self._wiring, open_connection(self._wiring) if given is None else Connection(given, ""))


def load_httpx() -> None:
    """Load httpx without its command line: click, pygments and rich's progress bars are two thirds of it."""
    name = "httpx._main"
    if name not in sys.modules:
        sys.modules[name] = None  # type: ignore[assignment]  # so it is told that it is not there, which it allows for
        import httpx  # noqa: F401  # loading it is all that is wanted

        del sys.modules[name]
