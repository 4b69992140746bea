"""A clock that includes time asleep, to discard connections that were open before a long sleep."""

from __future__ import annotations

import time


def since_boot() -> float:
    """Seconds; without such a clock (only Linux has one), the monotonic clock, which may stop during sleep."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
