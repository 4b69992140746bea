"""Validates the backend URL and every path segment before anything is sent.

The rules are security.md A2, A3 and A7. Loaded before the first screen, hence without httpx.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from msgspec import Struct

from stacktui.pulumi.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

_DEFAULT_PORTS = {"https": 443, "http": 80}
_SELF_MANAGED = ("file", "s3", "gs", "azblob", "postgres")
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f-\xa0\\]")


class BackendUrl(Struct, frozen=True):
    """A checked backend URL; `host` is lower-case ASCII, an IDN in punycode, an IPv6 address without brackets."""

    scheme: str
    host: str
    port: int
    prefix: str
    """The path before `/api`, without a trailing slash; usually empty."""

    @property
    def place(self) -> str:
        """Host, and port if it is not the scheme's default, for display."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.place}{self.prefix}"


def is_loopback(host: str) -> bool:
    """Whether the host is a loopback literal: `localhost`, 127.0.0.0/8, ::1. No name is resolved."""
    if host.rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse_backend_url(text: str, *, insecure_http: bool = False) -> BackendUrl:
    """Validate a backend URL.

    Args:
        text: As set by the user, the environment or the pulumi CLI; one trailing slash is dropped.
        insecure_http: Allow plain http beyond loopback.

    Raises:
        InvalidRequest: it is not allowed; the message never quotes a user name or password.
    """
    stripped = text.strip()
    if _NOT_IN_URLS.search(stripped):
        raise _invalid("The backend URL contains a space, backslash or control character")
    try:
        parts = urlsplit(stripped)
        port = parts.port
    except ValueError:
        raise _invalid("The backend URL has a host or port that cannot be read") from None
    if parts.scheme in _SELF_MANAGED:
        raise _invalid(f"The backend `{parts.scheme}://` is self-managed and has no REST API")
    if parts.scheme not in _DEFAULT_PORTS:
        raise _invalid("The backend URL must start with https://")
    if "@" in parts.netloc:
        raise _invalid("The backend URL contains a user name or password")
    if "?" in stripped or "#" in stripped:
        raise _invalid("The backend URL contains a query or fragment")
    prefix = parts.path.removesuffix("/")
    if not _PREFIX.fullmatch(prefix) or {".", ".."} & set(prefix.split("/")):
        raise _invalid("The backend URL has a path that cannot come before /api")
    url = BackendUrl(
        parts.scheme,
        _host(parts.hostname or "", in_brackets="[" in parts.netloc),
        port or _DEFAULT_PORTS[parts.scheme],
        prefix,
    )
    if url.scheme == "http" and not (insecure_http or url.is_loopback):
        raise _invalid(f"Plain http to {url.place} would expose the access token on the network")
    return url


def _host(text: str, *, in_brackets: bool) -> str:
    if in_brackets:
        try:
            return str(ipaddress.IPv6Address(text))
        except ValueError:
            raise _invalid("The backend URL has an IPv6 address that cannot be read") from None
    try:
        host = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not _HOST_NAME.fullmatch(host):
        raise _invalid("The backend URL has no valid host")
    return host


def _invalid(sentence: str) -> InvalidRequest:
    return InvalidRequest(f"{sentence}.", hint="Write the backend as https://api.pulumi.com or https://your.host.")


def seg(text: str) -> str:
    """Encode a name as one path segment.

    Raises:
        InvalidRequest: it is empty, `.`, `..` (which URLs resolve even if encoded), or contains a control character.
    """
    if text in {"", ".", ".."} or _CONTROL.search(text):
        raise InvalidRequest("A name must not be empty, `.` or `..`, or contain control characters.")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise InvalidRequest("A name must be valid Unicode.") from None


def api_path(*segments: str) -> str:
    """`/api/` and the segments, each validated and encoded."""
    return "/api/" + "/".join(seg(segment) for segment in segments)


def query_string(parameters: Iterable[tuple[str, str]]) -> str:
    """The query with its `?`, or empty.

    Raises:
        InvalidRequest: a value is not valid Unicode.
    """
    try:
        encoded = urlencode(list(parameters), quote_via=quote, safe="")
    except UnicodeEncodeError:
        raise InvalidRequest("A filter must be valid Unicode.") from None
    return f"?{encoded}" if encoded else ""
