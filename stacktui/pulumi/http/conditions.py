"""The conditions of a request: its urgency, and the receivers of its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from stacktui.pulumi.http.slots import Urgency

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.pulumi.errors import PulumiError

Progress: TypeAlias = "Callable[[int, int | None], None]"
"""Called with the number of bytes received and, if reported, the total."""


class Retrying(Struct, frozen=True):
    """A read failed and will be retried."""

    attempt: int
    """The number of the next attempt, from 2."""
    of: int
    """The maximum number of attempts."""
    seconds: float
    """Until then."""
    reason: PulumiError
    is_asked_for: bool = False
    """The server requested a pause (Retry-After)."""


class Conditions(Struct, frozen=True):
    """The conditions of one caller's requests."""

    urgency: Urgency = field(default_factory=Urgency)
    on_progress: Progress | None = None
    on_retry: Callable[[Retrying], None] | None = None
