"""Classifies httpx's exceptions: whether the request was sent, whether a retry helps, and the message.

See security.md §5 (outcome model) and N2. A test compares the table with every exception class of httpx.
"""

from __future__ import annotations

import socket
import ssl
from typing import NamedTuple

import httpx

from stacktui.pulumi.errors import AnswerLost, ConnectionFailed, InvalidRequest, NotJson, PulumiError, TlsFailed
from stacktui.pulumi.http.policy import Retry

_NOT_YET_VALID = 9
_EXPIRED = 10
_HOST_MISMATCH = frozenset({62, 64})


class Failure(NamedTuple):
    """The result of a failed attempt."""

    error: PulumiError
    retry: Retry
    retry_after: float = 0.0
    """Seconds of the pause requested by the server."""


class Endpoint(NamedTuple):
    """The names used in messages: the backend's host, and the proxy's if one is used."""

    place: str
    proxy: str = ""
    unread_proxy: str = ""
    """A variable that names a proxy and is not read."""

    @property
    def advice(self) -> str:
        """What to add where a direct connection fails."""
        variable = self.unread_proxy
        return f" {variable} is not read: name an HTTP proxy in HTTPS_PROXY." if variable and not self.proxy else ""


class Fault(NamedTuple):
    """One row of the table. `sentence` contains `{place}`."""

    error: type[PulumiError]
    retry: Retry
    sentence: str


_UNREACHED = Fault(ConnectionFailed, Retry.ALWAYS, "{place} cannot be reached.")
_NEVER_SENT = Fault(InvalidRequest, Retry.NEVER, "The request to {place} could not be formed.")
_LOST = Fault(AnswerLost, Retry.ALWAYS, "The connection to {place} broke before the response was complete.")
_NOT_HTTP = Fault(AnswerLost, Retry.NEVER, "{place} did not respond with HTTP.")

FAULTS: dict[type[Exception], Fault] = {
    httpx.ConnectTimeout: Fault(ConnectionFailed, Retry.ALWAYS, "{place} did not accept a connection in time."),
    httpx.ConnectError: _UNREACHED,
    httpx.PoolTimeout: Fault(ConnectionFailed, Retry.ALWAYS, "No connection to {place} became available in time."),
    httpx.ProxyError: Fault(ConnectionFailed, Retry.ALWAYS, "The proxy {place} did not connect."),
    httpx.UnsupportedProtocol: _NEVER_SENT,
    httpx.LocalProtocolError: _NEVER_SENT,
    httpx.InvalidURL: _NEVER_SENT,
    httpx.CookieConflict: _NEVER_SENT,
    httpx.RequestNotRead: _NEVER_SENT,
    httpx.ReadTimeout: Fault(AnswerLost, Retry.ALWAYS, "{place} stopped answering."),
    httpx.WriteTimeout: Fault(AnswerLost, Retry.ALWAYS, "{place} stopped receiving the request."),
    httpx.TimeoutException: Fault(AnswerLost, Retry.ALWAYS, "{place} did not answer in time."),
    httpx.ReadError: _LOST,
    httpx.WriteError: _LOST,
    httpx.CloseError: _LOST,
    httpx.NetworkError: _LOST,
    httpx.RemoteProtocolError: _NOT_HTTP,
    httpx.ProtocolError: _NOT_HTTP,
    httpx.DecodingError: Fault(NotJson, Retry.ONCE, "The response from {place} could not be decompressed."),
    httpx.StreamConsumed: _LOST,
    httpx.StreamClosed: _LOST,
    httpx.ResponseNotRead: _LOST,
    httpx.StreamError: _LOST,
    httpx.TooManyRedirects: _NOT_HTTP,
    httpx.HTTPStatusError: _NOT_HTTP,
    httpx.TransportError: _LOST,
    httpx.RequestError: _LOST,
    httpx.HTTPError: _LOST,
    OSError: _LOST,
}
"""Exhaustive for httpx 0.28, including classes that only a higher layer of httpx raises.

OSError is included because TLS that breaks during a response raises ssl.SSLError.
"""

CAUGHT = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict, OSError)
"""The base classes of everything that httpx raises or passes on."""


def failure_of(error: Exception, endpoint: Endpoint) -> Failure:
    """Classify the exception of one attempt."""
    if isinstance(error, httpx.ConnectError):
        return _connect_failure(error, endpoint)
    if isinstance(error, httpx.ProxyError):
        return _proxy_failure(error, endpoint)
    fault = next(FAULTS[kind] for kind in type(error).__mro__ if kind in FAULTS)
    if isinstance(error, httpx.RemoteProtocolError) and _was_cut(error):
        fault = _LOST
    return _failure(fault, endpoint.place)


def _failure(fault: Fault, place: str, hint: str = "") -> Failure:
    return Failure(fault.error(fault.sentence.format(place=place), hint=hint), fault.retry)


def _was_cut(error: Exception) -> bool:
    # httpcore distinguishes a connection that ended early from invalid HTTP only in its message.
    words = str(error)
    return "disconnected" in words or "closed connection" in words or "incomplete" in words


def _connect_failure(error: httpx.ConnectError, endpoint: Endpoint) -> Failure:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Failure(_certificate_error(cause, endpoint.place), Retry.NEVER)
        if type(cause) is ssl.SSLError:  # its subclasses are for connections that broke or are waiting
            sentence = f"{endpoint.place} did not complete a TLS handshake."
            return Failure(TlsFailed(sentence, hint="Check the backend URL and its port."), Retry.NEVER)
        if isinstance(cause, socket.gaierror):
            name = endpoint.proxy or endpoint.place
            sentence = f"The name {name} could not be resolved (DNS)."
            return Failure(
                ConnectionFailed(sentence, hint=f"Check the network and the name.{endpoint.advice}"), Retry.ALWAYS
            )
    if endpoint.proxy:
        return _proxy_failure(error, endpoint)
    return _failure(_UNREACHED, endpoint.place, f"Check the network, the VPN and the backend URL.{endpoint.advice}")


def _proxy_failure(error: Exception, endpoint: Endpoint) -> Failure:
    hint = "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
    if str(error).startswith("407"):
        return Failure(ConnectionFailed(f"The proxy {endpoint.proxy} requires authentication.", hint=hint), Retry.NEVER)
    return _failure(FAULTS[httpx.ProxyError], endpoint.proxy or endpoint.place, hint)


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        # anyio groups the errors of several addresses.
        members = cause.exceptions if isinstance(cause, BaseExceptionGroup) else ()
        chain.extend(members)
        cause = cause.__cause__ or cause.__context__
    return chain


def _certificate_error(error: ssl.SSLCertVerificationError, place: str) -> TlsFailed:
    code = error.verify_code
    if code == _NOT_YET_VALID:
        return TlsFailed(f"The certificate of {place} is not valid yet.", hint="Check this machine's clock.")
    if code == _EXPIRED:
        return TlsFailed(
            f"The certificate of {place} has expired.",
            hint="Check this machine's clock, or contact the server's administrator.",
        )
    if code in _HOST_MISMATCH:
        return TlsFailed(f"The certificate of {place} belongs to another host.", hint="Check the backend URL.")
    return TlsFailed(
        f"The certificate of {place} is not trusted on this machine.",
        hint="If your company has its own certificate authority, set SSL_CERT_FILE to its certificate.",
    )
