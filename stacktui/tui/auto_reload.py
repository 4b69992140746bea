"""Schedules automatic reloads: at an interval, slower after a rate limit, and after the machine has slept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from stacktui.files.boot_clock import since_boot
from stacktui.pulumi.errors import PulumiError, RateLimited, Unauthorized

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT = 30
"""Seconds between reloads if the settings do not specify it."""
SLOWEST = 3600
SLEPT = 5.0
"""Seconds between the boot clock and the monotonic one that count as sleep."""


class AutoReload:
    """The seconds between two reloads; 0 is never.

    Args:
        wanted: The setting; 0 until the user turns it on.
    """

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted or DEFAULT
        self.seconds = wanted

    def toggle(self) -> None:
        """Turn it on or off."""
        self.seconds = 0 if self.seconds else self._wanted

    def failed(self, error: PulumiError) -> bool:
        """Slow down after a 429, stop after a 401; True if that changed anything."""
        before = self.seconds
        if isinstance(error, Unauthorized):
            self.seconds = 0
        elif isinstance(error, RateLimited):
            self.seconds = min(SLOWEST, 2 * before)
        return self.seconds != before


class SleepWatch:
    """Detects whether the machine has slept since the last call.

    Args:
        awake: A clock that stops during sleep, in seconds.
        always: A clock that continues.
    """

    def __init__(self, awake: Callable[[], float] = time.monotonic, always: Callable[[], float] = since_boot) -> None:
        self._awake = awake
        self._always = always
        self._gap = always() - awake()

    def has_slept(self) -> bool:
        gap = self._always() - self._awake()
        slept = gap - self._gap > SLEPT
        self._gap = gap
        return slept
