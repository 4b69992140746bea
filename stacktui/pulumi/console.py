"""Links to Pulumi's web console, if its address is known or the server reports it; never guessed.

The CLI also derives one for other hosts (`api.X` → `app.X`, cl/console.go:37-66), but other servers of the same
protocol may have no console there, or none at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier, StackSummary

_CLOUD = "api.pulumi.com"
_CLOUD_CONSOLE = "app.pulumi.com"
_HOST = r"[A-Za-z0-9.-]+(:[0-9]{1,5})?"
_LINK = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[\x21-\x7e]*)?")


def is_pulumi_cloud(backend_url: str) -> bool:
    """Whether a backend is Pulumi's own service, about which more is known than about other servers."""
    return _parts(backend_url) == ("https", _CLOUD)


def console_url(backend_url: str, environ_domain: str = "") -> str | None:
    """The console of a backend, without a trailing slash.

    Args:
        backend_url: As requested, e.g. `https://api.pulumi.com`.
        environ_domain: The value of PULUMI_CONSOLE_DOMAIN, which sets the console of any backend.
    """
    scheme, host = _parts(backend_url)
    if scheme not in {"https", "http"} or "@" in host:
        return None
    console = environ_domain or (_CLOUD_CONSOLE if is_pulumi_cloud(backend_url) else "")
    return f"{scheme}://{console}" if re.fullmatch(_HOST, console) else None


def _parts(backend_url: str) -> tuple[str, str]:
    """Scheme and host; empty if it is not a URL."""
    try:
        parts = urlsplit(backend_url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def stack_link(console: str, stack: StackIdentifier) -> str:
    """The page of a stack (hs/backend.go:1236)."""
    return "/".join([console, *(quote(part, safe="", errors="replace") for part in stack)])


def known_link(console: str | None, stack: StackIdentifier, summary: StackSummary | None) -> str | None:
    """The page of a stack in the known console, or else its list entry's link; None if neither is known."""
    if console:
        return stack_link(console, stack)
    reported = summary.links.console if summary is not None and summary.links is not None else None
    return reported if reported and _LINK.fullmatch(reported) else None


def update_link(console: str, stack: StackIdentifier, version: int) -> str:
    """The page of one update of a stack (hs/backend.go:1949-1955)."""
    return f"{stack_link(console, stack)}/updates/{version}"


def reauthentication_link(console: str, organization: str) -> str:
    """The page for renewing an organization's single sign-on (cl/api.go:553-600)."""
    return f"{console}/signin/sso/{quote(organization, safe='', errors='replace')}/reauth"
