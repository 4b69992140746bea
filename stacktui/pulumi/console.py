"""Links into Pulumi's web console, derived as the CLI does (cl/console.go:37-66); none rather than a wrong one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier

_HOST = r"[A-Za-z0-9.-]+(:[0-9]{1,5})?"


def console_url(backend_url: str, environ_domain: str = "") -> str | None:
    """The console that belongs to a backend, without a slash at its end.

    Args:
        backend_url: As it is asked, e.g. `https://api.pulumi.com`.
        environ_domain: The value of PULUMI_CONSOLE_DOMAIN, which takes the place of the host.
    """
    try:
        parts = urlsplit(backend_url)
    except ValueError:
        return None
    if parts.scheme not in {"https", "http"} or "@" in parts.netloc:
        return None
    host = parts.netloc
    if environ_domain:
        host = environ_domain
    elif host.startswith("api."):
        host = f"app.{host.removeprefix('api.')}"
    elif host == "localhost:8080":
        host = "localhost:3000"
    else:
        return None
    return f"{parts.scheme}://{host}" if re.fullmatch(_HOST, host) else None


def stack_link(console: str, stack: StackIdentifier) -> str:
    """The page of a stack (hs/backend.go:1236)."""
    return "/".join([console, *(quote(part, safe="", errors="replace") for part in stack)])


def update_link(console: str, stack: StackIdentifier, version: int) -> str:
    """The page of one update of a stack (hs/backend.go:1949-1955)."""
    return f"{stack_link(console, stack)}/updates/{version}"


def reauthentication_link(console: str, organization: str) -> str:
    """Where an organization's single sign-on is renewed (cl/api.go:553-600)."""
    return f"{console}/signin/sso/{quote(organization, safe='', errors='replace')}/reauth"
