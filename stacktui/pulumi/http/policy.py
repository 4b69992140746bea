"""The client's retries, waits, deadlines and limits in one value, so that tests run fast."""

from __future__ import annotations

import random
from enum import Enum

from msgspec import Struct

_MIB = 1 << 20


class Retry(Enum):
    """How often a read that failed this way may be retried; a write never is."""

    NEVER = 1
    ONCE = 2
    ALWAYS = 99

    @property
    def attempts(self) -> int:
        """The total number of requests, before the policy's own limit."""
        return self.value


class RequestPolicy(Struct, frozen=True):
    """Times are in seconds, sizes in bytes.

    The waits are those of Pulumi's CLI (sdk/go/common/util/httputil/http.go:27-144), each extended by up to `jitter` of
    itself; the other values are from security.md §6.
    """

    attempts: int = 4
    backoff: tuple[float, ...] = (1.0, 2.0, 4.0)
    jitter: float = 0.5
    retry_after_cap: float = 30.0
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    """Seconds without a byte that count as a stall."""
    write_timeout: float = 30.0
    read_deadline: float = 45.0
    export_deadline: float = 300.0
    write_deadline: float = 60.0
    wire_cap: int = 256 * _MIB
    """Bytes of a body as received."""
    decoded_cap: int = 256 * _MIB
    """Bytes of a body after decompression."""
    error_cap: int = 64 * 1024
    """The maximum number of bytes read of an error's body; the rest is dropped."""
    aside_above: int = _MIB
    """Larger bodies are decoded in their own thread."""
    concurrency: int = 8
    max_pages: int = 10_000
    insecure_http: bool = False
    """Allow plain http beyond loopback."""

    def wait_before(self, attempt: int, retry_after: float) -> float:
        """The wait before another attempt.

        Args:
            attempt: The number of the failed attempt, from 1.
            retry_after: The time requested by the server; 0 if none.
        """
        backoff = self.backoff[min(attempt, len(self.backoff)) - 1] if self.backoff else 0.0
        backoff *= 1 + self.jitter * random.random()  # noqa: S311 - spreads load, guards nothing
        return max(backoff, min(retry_after, self.retry_after_cap))
