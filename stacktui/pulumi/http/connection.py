"""What a request carries and where it may go: headers, the token and its one origin, proxy, certificates."""

from __future__ import annotations

import os
import socket
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

import httpx

from stacktui.pulumi.errors import InvalidRequest
from stacktui.pulumi.http.backend_url import query_string
from stacktui.pulumi.http.network import Network
from stacktui.pulumi.http.proxies import proxy_for, unread_variable
from stacktui.pulumi.http.tls import ssl_context

if TYPE_CHECKING:
    from stacktui.pulumi.access_token import AccessToken
    from stacktui.pulumi.http.backend_url import BackendUrl
    from stacktui.pulumi.http.exchange import Ask, TransportOptions

_KEEPALIVE_SECONDS = 60.0
# Detect a peer that disappeared silently (VPN, sleep) within about a minute.
_SOCKET_OPTIONS = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (
            ("TCP_KEEPIDLE", 30),
            ("TCP_KEEPINTVL", 10),
            ("TCP_KEEPCNT", 3),
            ("TCP_USER_TIMEOUT", 60_000),
        )
        if hasattr(socket, name)
    ),
]


def _version() -> str:
    try:
        return version("stacktui")
    except PackageNotFoundError:
        return "0"


_HEADERS = {
    "Accept": "application/vnd.pulumi+8",
    "Accept-Encoding": "gzip",
    "Content-Type": "application/json",
    "User-Agent": f"stacktui/{_version()}",
}


class Connection(NamedTuple):
    """The network as httpx's transport, and the proxy's name if one is used."""

    http: httpx.AsyncBaseTransport
    proxy: str
    unread_proxy: str = ""


def build_request(ask: Ask, token: AccessToken | None, wiring: TransportOptions) -> httpx.Request:
    """Build a request.

    Raises:
        InvalidRequest: its target is not the backend.
    """
    policy = wiring.policy
    timeout = {
        "connect": policy.connect_timeout,
        "read": policy.read_timeout,
        "write": policy.write_timeout,
        "pool": None,  # the transport's slots queue instead
    }
    request = httpx.Request(
        ask.method,
        f"{wiring.backend}{ask.path}{query_string(ask.query)}",
        headers=_HEADERS,
        content=ask.body or None,
        extensions={"timeout": timeout},
    )
    authorize(request, token, wiring.backend)
    return request


def authorize(request: httpx.Request, token: AccessToken | None, backend: BackendUrl) -> None:
    """Add the token, if there is one, to a request to the backend's own origin.

    Raises:
        InvalidRequest: the target is another origin.
    """
    url = request.url
    port = url.port or {"https": 443, "http": 80}.get(url.scheme)
    if (url.scheme, url.host, port) != (backend.scheme, backend.host, backend.port):
        raise InvalidRequest("The access token is sent only to the backend; this request goes to another host.")
    if token is not None:
        request.headers["Authorization"] = token.authorization()


def open_connection(wiring: TransportOptions) -> Connection:
    """Prepare the network, with proxy and certificates from the environment; reads files, opens no socket.

    Raises:
        InvalidRequest: the environment names an unusable proxy.
        TlsFailed: it names unreadable certificates.
    """
    proxy = proxy_for(wiring.backend, os.environ)
    for secret in proxy.secrets if proxy else ():
        wiring.redact.add(secret)
    certificates = ssl_context(os.environ)

    def open_pool() -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(
            verify=certificates,
            trust_env=False,
            limits=httpx.Limits(keepalive_expiry=_KEEPALIVE_SECONDS),
            proxy=proxy.url if proxy else None,
            socket_options=_SOCKET_OPTIONS,
        )

    place = proxy.place if proxy else ""
    return Connection(Network(open_pool, _KEEPALIVE_SECONDS), place, unread_variable(os.environ))
