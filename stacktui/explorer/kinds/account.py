"""The current user and default organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.once import Once, attempt
from stacktui.explorer.query import Backend, Kind, Query
from stacktui.pulumi.errors import Forbidden, PulumiError

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import User


async def _user(asking: Asking[User]) -> User:
    return await asking.source.get_current_user()


async def _told_organization(asking: Asking[str]) -> str:
    return await asking.source.get_default_organization()


async def _default_organization(asking: Asking[str]) -> str:
    told = await attempt(lambda: asking.get(TOLD_ORGANIZATION))
    if isinstance(told, PulumiError) and not isinstance(told, Forbidden):
        raise told
    return told if isinstance(told, str) and told else (await asking.get(USER)).github_login


USER: Query[User] = Query(Kind("user", (Once(_user),)), Backend())
"""The token's user."""
TOLD_ORGANIZATION: Query[str] = Query(Kind("reported organization", (Once(_told_organization),)), Backend())
"""The server's default for the user; empty where none is set."""
DEFAULT_ORGANIZATION: Query[str] = Query(Kind("default organization", (Once(_default_organization),)), Backend())
"""The same, or else the user's own name (hs/backend.go:244-271); so too where the server refuses to say."""
