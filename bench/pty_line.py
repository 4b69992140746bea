"""A program in a pseudo-terminal, measuring seconds and bytes."""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.terminal import NeverCame, Terminal

if TYPE_CHECKING:
    import re

ROOT = Path(__file__).parent.parent


def program(*words: str) -> list[str]:
    """The installed stacktui."""
    return [str(Path(sys.executable).parent / "stacktui"), *words]


class Line(Terminal):
    """A Terminal that shows its screen only when asked, so that emulating one costs no time while it measures."""

    def __init__(
        self, command: list[str], environment: dict[str, str] | None = None, size: tuple[int, int] = (120, 36)
    ) -> None:
        self._fed = 0
        self.started = time.perf_counter()
        super().__init__(
            command,
            size=size,
            environment={"PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": str(ROOT), **(environment or {})},
            cwd=ROOT,
        )

    def read(self, timeout: float = 0.0) -> int:
        if not select.select([self._master], [], [], timeout)[0]:
            return -1 if self.process.poll() is not None else 0
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return -1
        self.output += data
        return len(data) or -1

    def show(self) -> None:
        """Bring the screen up to date."""
        self.emulator.feed(self.output[self._fed :])
        self._fed = len(self.output)

    def shows(self, wanted: str | re.Pattern[str]) -> bool:
        self.show()
        return super().shows(wanted)

    def seconds_until(self, data: bytes, patience: float = 20.0) -> float:
        """Seconds from the start until these bytes have come.

        Raises:
            NeverCame: they do not.
        """
        while data not in self.output:
            if self.read(0.5) < 0 or time.perf_counter() - self.started > patience:
                raise NeverCame(f"{data!r} did not come")
        return time.perf_counter() - self.started

    def answer_to(self, key: str, patience: float = 5.0) -> float:
        """Seconds from a key to the first byte that comes after it; the rest is read too."""
        start = time.perf_counter()
        self.press(key)
        if self.read(patience) <= 0:
            raise NeverCame(f"{key} was not answered")
        seconds = time.perf_counter() - start
        self.settle(0.02)
        return seconds

    def bytes_of(self, key: str, quiet: float = 0.05) -> int:
        """Bytes that answer a key, until none have come for `quiet` seconds."""
        before = self.mark()
        self.press(key)
        self.read(2.0)
        self.settle(quiet)
        return self.mark() - before
