"""Determines the backend's proxy from the environment as Go does.

See security.md A9 and golang.org/x/net/http/httpproxy. Loopback never uses a proxy, which would receive the token in
clear.
"""

from __future__ import annotations

import ipaddress
from binascii import b2a_base64
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from stacktui.pulumi.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacktui.pulumi.http.backend_url import BackendUrl


class ProxyAddress(NamedTuple):
    """A proxy; `url` may contain a password, `place` is for display."""

    url: str
    place: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """The password as written in the variable and decoded, and the value of the header that contains it."""
        parts = urlsplit(self.url)
        spelled = parts.password or ""
        password = unquote(spelled)
        header = b2a_base64(f"{unquote(parts.username or '')}:{password}".encode(), newline=False).decode()
        return (spelled, password, header) if spelled else ()

    def __repr__(self) -> str:
        return f"ProxyAddress(place={self.place!r})"


def proxy_for(backend: BackendUrl, environ: Mapping[str, str]) -> ProxyAddress | None:
    """The proxy for a backend, or None for a direct connection.

    Args:
        backend: The target of the requests.
        environ: HTTPS_PROXY, HTTP_PROXY, NO_PROXY, upper or lower case, are used; ALL_PROXY and netrc are not.

    Raises:
        InvalidRequest: the variable is not the URL of an http or https proxy.
    """
    variable = f"{backend.scheme.upper()}_PROXY"
    text = environ.get(variable) or environ.get(variable.lower()) or ""
    exempt = environ.get("NO_PROXY") or environ.get("no_proxy") or ""
    if not text or backend.is_loopback or _is_exempt(backend, exempt):
        return None
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme.startswith("socks"):
        raise InvalidRequest(
            f"{variable} names a SOCKS proxy, which stacktui cannot use.",
            hint=f"Set {variable} to an HTTP proxy, or unset it and use a VPN or `ssh -L`.",
        )
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or "@" in f"{parts.path}{parts.query}{parts.fragment}"
    ):
        raise InvalidRequest(
            f"{variable} is not a usable proxy address.",
            hint=f"Write {variable} as http://host:port, or unset it; in a password, write # / ? as %23 %2F %3F.",
        )
    return ProxyAddress(url, f"{parts.hostname}:{port}" if port else parts.hostname)


def unread_variable(environ: Mapping[str, str]) -> str:
    """A variable that names a proxy for other programs, and not here; empty where there is none."""
    return next((name for name in ("ALL_PROXY", "all_proxy") if environ.get(name)), "")


def _is_exempt(backend: BackendUrl, no_proxy: str) -> bool:
    return any(_matches(backend, entry.strip().lower()) for entry in no_proxy.split(","))


def _matches(backend: BackendUrl, entry: str) -> bool:
    if not entry:
        return False
    if entry == "*":
        return True
    host = backend.host.rstrip(".")
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        pass
    name, _, port = entry.rpartition(":") if entry.rpartition(":")[2].isdigit() else (entry, "", "")
    if port and int(port) != backend.port:
        return False
    name = name.strip("[]").removeprefix("*")
    return host.endswith(name) if name.startswith(".") else host == name or host.endswith(f".{name}")
