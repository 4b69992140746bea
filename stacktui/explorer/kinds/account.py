"""The current user and default organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.once import Once
from stacktui.explorer.query import Backend, Kind, Query

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.pulumi.stack import User


async def _user(asking: Asking[User]) -> User:
    return await asking.source.get_current_user()


async def _default_organization(asking: Asking[str]) -> str:
    return await asking.source.get_default_organization() or (await asking.get(USER)).github_login


USER: Query[User] = Query(Kind("user", (Once(_user),)), Backend())
"""The token's user."""
DEFAULT_ORGANIZATION: Query[str] = Query(Kind("default organization", (Once(_default_organization),)), Backend())
"""The server's default for the user, or else the user's own name (hs/backend.go:244-271)."""
