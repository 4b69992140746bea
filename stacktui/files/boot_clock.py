"""A clock that goes on while the machine sleeps: what was open before a long sleep is not open any more."""

from __future__ import annotations

import time


def since_boot() -> float:
    """Seconds; where the system has no such clock (only Linux has), the monotonic one, which may stand still."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
