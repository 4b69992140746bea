"""The conditions of a request: its urgency, and the receivers of its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from stacktui.pulumi.http.slots import Urgency

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.pulumi.errors import PulumiError

Progress: TypeAlias = "Callable[[int, int | None], None]"
"""Called with the bytes that arrived so far and, where the server said it, how many there will be."""


class Retrying(Struct, frozen=True):
    """A read failed and will be retried."""

    attempt: int
    """Number of the next attempt, from 2."""
    of: int
    """Attempts that will be made at most."""
    seconds: float
    """Until then."""
    reason: PulumiError
    is_asked_for: bool = False
    """The server asked to wait (Retry-After)."""


class Conditions(Struct, frozen=True):
    """The conditions of one caller's requests."""

    urgency: Urgency = field(default_factory=Urgency)
    on_progress: Progress | None = None
    on_retry: Callable[[Retrying], None] | None = None
