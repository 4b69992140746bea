"""Textual's driver with what long SSH sessions taught: nothing asked that may be answered late, nothing left behind."""

from __future__ import annotations

import os
import select
import signal
import time
from typing import TYPE_CHECKING

from textual import events
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from types import FrameType

QUIET_SECONDS = 0.03
DRAIN_SECONDS = 0.15
"""Longest wait, on the way out, for what the terminal still sends."""


class SessionDriver(LinuxDriver):
    """A LinuxDriver that counts disturbances of the screen and repaints after each.

    It asks the terminal nothing: answers to `?2026$p` and `?2048$p` that come after the end over a slow line would be
    typed into the shell. Neither is missed: frames are small, and SIGWINCH tells of another size.
    """

    disturbances = 0
    """Counts what may have spoilt the screen: start, resume, any change of the window's size, even one taken back."""
    _started = False

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual left this one without types
        if self._writer_thread is None:  # in the background: stopped again before anything was written
            return
        self._started = True
        told = signal.getsignal(signal.SIGWINCH)

        def on_resize(number: int, frame: FrameType | None) -> None:
            self._disturb()
            if callable(told):
                told(number, frame)

        signal.signal(signal.SIGWINCH, on_resize)
        self._disturb()

    def stop_application_mode(self) -> None:
        self._started = False
        self.write("\x1b[m")
        super().stop_application_mode()

    def disable_input(self) -> None:
        ending = not self.exit_event.is_set()
        super().disable_input()
        if ending:
            drain(self.fileno)

    @property
    def backlog(self) -> int:
        """Writes that wait because the terminal does not take them."""
        return 0 if self._writer_thread is None else self._writer_thread._queue.qsize()  # noqa: SLF001  # Textual tells nobody

    def _disturb(self) -> None:
        self.disturbances += 1
        self.send_message(events.Callback(callback=self._repaint))

    def _repaint(self) -> None:
        self._app.refresh()

    def _sigtstp_application(self, *_: object) -> None:
        """Not in the signal handler, which may have interrupted a write that holds a lock."""
        self._loop.call_soon_threadsafe(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        """After SIGSTOP, which gave no notice, Textual would start a second reader and save raw mode as the old one."""
        if self._started:
            self._loop.call_soon_threadsafe(self._restart)
        else:
            super()._sigcont_application()

    def _restart(self) -> None:
        if self._started:
            self.suspend_application_mode()
            self.resume_application_mode()

    def _request_terminal_sync_mode_support(self) -> None:
        """Not asked."""

    def _query_in_band_window_resize(self) -> None:
        """Not asked."""


def drain(descriptor: int, limit: float = DRAIN_SECONDS) -> int:
    """Throw away what a terminal still sends (mouse, focus), until it is quiet; return how many bytes that were."""
    end, thrown = time.monotonic() + limit, 0
    try:
        while time.monotonic() < end and select.select([descriptor], [], [], QUIET_SECONDS)[0]:
            data = os.read(descriptor, 4096)
            if not data:
                break
            thrown += len(data)
    except OSError:  # the terminal is gone
        pass
    return thrown
