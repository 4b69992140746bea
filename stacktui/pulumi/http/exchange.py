"""A request, a record of its response, and the parameters of a transport; loads without httpx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from stacktui.files.subscribers import Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.pulumi.http.backend_url import BackendUrl
    from stacktui.pulumi.http.policy import RequestPolicy
    from stacktui.pulumi.offers import Feature
    from stacktui.pulumi.redaction import Redactor


class Ask(Struct, frozen=True):
    """One request to the API.

    `path` is encoded, `subject` names the object in messages, `deadline` is the total time in seconds.
    """

    method: str
    path: str
    subject: str
    deadline: float
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_verbatim: bool = False
    """The response is written to a file unchanged."""
    feature: Feature | None = None
    """The feature that a write needs; None for a read."""


class Exchange(Struct, frozen=True):
    """A request and its result for a log, without token or query values."""

    method: str
    path: str
    status: int | None
    seconds: float
    received: int
    """Bytes of the body as received."""
    request_id: str
    attempt: int
    error: str
    """The name of the exception's class, or empty."""


class TransportOptions(Struct, frozen=True):
    """The parameters of a transport; `console` is for links in messages."""

    backend: BackendUrl
    policy: RequestPolicy
    redact: Redactor
    """Applied to every response."""
    console: str | None = None
    on_exchange: Callable[[Exchange], None] | None = None
    warnings: Signal[str] = field(default_factory=Signal)
    """The text of each X-Pulumi-Warning header, including repetitions."""
    pauses: Signal[float] = field(default_factory=Signal)
    """Seconds of a pause requested by the server (Retry-After), before it begins."""
