"""The access token of a client, and how it is replaced when the server rejects it (SECURITY.md, A8)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from stacktui.files.threads import in_background
from stacktui.pulumi.errors import ReauthenticationRequired, Unauthorized

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from stacktui.pulumi.access_token import AccessToken
    from stacktui.pulumi.redaction import Redactor

T = TypeVar("T")

Renew: TypeAlias = "Callable[[], AccessToken | None]"
"""Reads the login again, on its own thread; None if it cannot. Raises nothing."""


class TokenInUse:
    """The token of the requests. If many are rejected at once, they read the login one after the other."""

    __slots__ = ("_redactor", "_renew", "_renewing", "_token")

    def __init__(self, token: AccessToken | None, renew: Renew | None, redactor: Redactor) -> None:
        """Add each token to the redactor before it is used."""
        self._redactor = redactor
        if token is not None:
            redactor.add_token(token)
        self._token = token
        self._renew = renew
        self._renewing = asyncio.Lock()

    async def read(self, ask: Callable[[AccessToken | None], Awaitable[T]]) -> T:
        """Send a read; if the token is rejected and the login has another one by now, once more with that."""
        token = self._token
        try:
            return await ask(token)
        except ReauthenticationRequired:
            raise
        except Unauthorized:
            if not await self._is_replaced(token):
                raise
        return await ask(self._token)

    async def write(self, send: Callable[[AccessToken | None], Awaitable[T]]) -> T:
        """Send a write once; a replaced token is used for the next request."""
        token = self._token
        try:
            return await send(token)
        except Unauthorized as error:
            if not isinstance(error, ReauthenticationRequired) and await self._is_replaced(token):
                error.hint = "Your login has been reloaded: try again."
            raise

    async def _is_replaced(self, refused: AccessToken | None) -> bool:
        """Read the login again, unless another rejected request has already done so."""
        async with self._renewing:
            if self._token == refused and self._renew is not None:
                found = await in_background(self._renew)
                if found is not None:
                    self._redactor.add_token(found)
                    self._token = found
            return self._token != refused
