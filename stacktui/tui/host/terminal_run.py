"""Runs the app in the terminal: it starts in terminals only, ends on any signal, leaves nothing behind.

Whatever ends the program, the terminal is as it was, no process stays, and the exit status tells: 0 well, 1 an error,
2 not started, 129 hang-up, 130 interrupt, 143 termination. Nothing here imports Textual before `run`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import select
import signal
import sys
import termios
import threading
from typing import TYPE_CHECKING

from stacktui.files.hardening import c_library
from stacktui.files.threads import DaemonExecutor
from stacktui.tui.host.job_control import is_in_background
from stacktui.tui.host.modes import RESTORE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping
    from types import FrameType

    from stacktui.tui.host.hosted_app import HostedApp

GRACE_SECONDS = 1.5
"""How long an ending may take before it is forced: a terminal that does not read would hold it for ever."""

SWITCH_SECONDS = 0.001
"""How long a thread that decodes may keep the loop waiting, at each of the several turns that a key takes."""

SIGNALS = (
    signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2,
)  # fmt: skip

TEXTUAL_SETTINGS: Mapping[str, str] = {
    "TEXTUAL_FPS": "240",  # a key waits for the next frame; at 60 that is most of its latency
    "TEXTUAL_ANIMATIONS": "none",  # each frame of one would cross the SSH line
    "TEXTUAL_SMOOTH_SCROLL": "0",
}

HAS_256_COLOURS = re.compile(
    r"alacritty|contour|foot|ghostty|iterm|kitty|konsole|mintty|rio|wezterm|\bvte|^st-|-direct|256"
)
"""Names of terminals; SSH hands on TERM, and not COLORTERM. The themes use no more colours."""

TEXTUAL_LEAKS = ("TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_SCREENSHOT", "TEXTUAL_DRIVER", "TEXTUAL_PRESS", "TEXTUAL")
"""They write keys and passwords to files, draw the screen to files, import code, press keys, or open devtools."""


def prepare(environ: MutableMapping[str, str]) -> None:
    """Choose Textual's settings, before it is imported; what the user set stays.

    The size is that of the terminal: COLUMNS and LINES, exported once, would hold for ever.
    """
    for name, value in TEXTUAL_SETTINGS.items():
        environ.setdefault(name, value)
    if not environ.get("COLORTERM") and HAS_256_COLOURS.search(environ.get("TERM", "")):
        environ.setdefault("TEXTUAL_COLOR_SYSTEM", "256")
    for name in ("COLUMNS", "LINES"):
        environ.pop(name, None)


def refusal(environ: Mapping[str, str]) -> str:
    """Why the app must not start here, in one sentence; empty when it may.

    Args:
        environ: The environment.
    """
    return _no_terminal(environ) or _leak(environ)


def _no_terminal(environ: Mapping[str, str]) -> str:
    is_drawable = sys.__stdin__ is not None and sys.__stderr__ is not None and os.isatty(0) and os.isatty(2)
    if not is_drawable and environ.get("SSH_CONNECTION") and not any(map(os.isatty, range(3))):
        return "SSH has opened no terminal: connect with `ssh -t`."
    if not is_drawable:
        return "Standard input and standard error must be a terminal: do not redirect them."
    terminal = environ.get("TERM", "")
    if terminal in ("", "dumb", "unknown"):
        return f"The terminal type “{terminal}” is not supported: set TERM, for example to xterm-256color."
    return ""


def _leak(environ: Mapping[str, str]) -> str:
    for name in TEXTUAL_LEAKS:
        if environ.get(name, "0") != "0":
            return f"{name} is set, which makes Textual record what you see or type: unset it to start stacktui."
    return ""


def give_memory_back() -> None:
    """Let the system have again what a state held that was let go.

    glibc gives each thread a heap of its own, which keeps what was freed, and large blocks a place in heaps once one
    of their size was freed. So all threads share two heaps, and what is larger than a megabyte is in none.
    """
    if sys.platform == "linux":
        arena_max, mmap_threshold = -8, -3  # of glibc's <malloc.h>
        with contextlib.suppress(AttributeError):  # another C library
            c_library().mallopt(arena_max, 2)
            c_library().mallopt(mmap_threshold, 1 << 20)


def run(app: HostedApp, *, farewell: Callable[[], str] = lambda: "") -> int:
    """Run the app until it ends, and give the exit status.

    Args:
        app: what to run, in the main thread.
        farewell: what must still be said once the screen is gone (a write whose outcome is unknown); harmless text.
    """
    return TerminalRun(app, farewell).run()


class TerminalRun:
    """One run of the app, with the watchers around it."""

    def __init__(self, app: HostedApp, farewell: Callable[[], str]) -> None:
        self.app = app
        self.crashes = app.crashes
        self.crashes.thread_crashes.subscribe(self._on_thread_crash)
        self.farewell = farewell
        self.status: int | None = None
        self.drawing = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._said = False
        self._timer: threading.Timer | None = None
        self._ended, self._forcing = threading.Event(), threading.Event()
        self._termios = termios.tcgetattr(0) if os.isatty(0) else None  # None: served, on pipes

    def run(self) -> int:
        speak_utf8()
        sys.setswitchinterval(SWITCH_SECONDS)
        self.crashes.install()
        with self._handling_signals():
            threading.Thread(target=self._watch_line, name="hang-up", daemon=True).start()
            try:
                asyncio.run(self._run_app())
            except (Exception, SystemExit) as error:  # noqa: BLE001  # nothing may print its own words
                self.crashes.note(error)
            if self._termios is not None and not is_in_background():
                with contextlib.suppress(termios.error):
                    termios.tcsetattr(0, termios.TCSANOW, self._termios)
            while self._forcing.is_set():  # the other thread puts the terminal back, and ends the process
                signal.pause()
            self._ended.set()
            if self._timer is not None:
                self._timer.cancel()
            _write(2, self._last_words())
            let_go_of_lost_streams()
        return self._status()

    async def _run_app(self) -> None:
        asyncio.get_running_loop().set_default_executor(DaemonExecutor())
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self.crashes.on_loop_exception)
        if self.status is not None:  # ended before it began
            return
        self.drawing = True
        try:
            await self.app.run_async()
        finally:
            self.drawing = False
            self._loop = None
            self._force_in(GRACE_SECONDS)  # a thread that does not end would hold the loop

    def _status(self) -> int:
        if self.status is not None:
            return self.status
        return (self.app.return_code or 0) or (1 if self.crashes.first else 0)

    def _last_words(self) -> bytes:
        """What must still be said, once."""
        words = [self.crashes.first.sentence] if self.crashes.first and not self._said else []
        if not self._said and (last := self.farewell()):
            words.append(last)
        self._said = True
        return "".join(f"{sentence}\n" for sentence in words).encode("utf-8", "replace")

    # Signals

    @contextlib.contextmanager
    def _handling_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._end(128 + number)

    def _end(self, status: int) -> None:
        if self.status is None:
            self.status = status
        self._force_in(GRACE_SECONDS)
        self.app.end_asked()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.app.exit, None, self.status)

    def _on_thread_crash(self, name: str) -> None:
        if self.app.needs_thread(name):
            self._end(1 if self.crashes.first else 128 + signal.SIGHUP)

    def _watch_line(self) -> None:
        """Wait, without cost, for the line to hang up: it may, with SIGHUP ignored or sent to someone else."""
        poll = select.poll()
        poll.register(0, 0)
        while not self._ended.is_set():
            for _, happened in poll.poll(1000):
                if happened & (select.POLLHUP | select.POLLERR):
                    os.kill(os.getpid(), signal.SIGHUP)
                    return
                self._ended.wait(1.0)  # this system cannot poll a terminal
            try:
                if self._termios is not None:
                    termios.tcgetattr(0)
            except termios.error:
                os.kill(os.getpid(), signal.SIGHUP)
                return

    # The end that cannot be held up

    def _force_in(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = threading.Timer(seconds, self._force)
            self._timer.daemon = True
            self._timer.start()

    def _force(self) -> None:
        self._forcing.set()
        try:
            if self.drawing and self._termios is not None and not is_in_background():
                restore_terminal(self._termios, self._last_words())
            else:
                _start_writing(2, self._last_words()).join(0.2)
        finally:
            os._exit(self._status())


def restore_terminal(attributes: list[int | list[bytes | int]], last_words: bytes = b"") -> None:
    """Put back a terminal that does not read: what waits for it is thrown away, and it is told to leave our modes.

    The writer may sit in the middle of a write; it is given another file, so that only our words follow.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    terminal = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with contextlib.suppress(termios.error, OSError):
        waiting = _start_writing(terminal, b"\x18")  # returns once the write that hangs has ended
        for _ in range(50):
            termios.tcflush(terminal, termios.TCOFLUSH)
            termios.tcsetattr(0, termios.TCSANOW, attributes)  # Linux wakes a writer by this, not by the flush
            waiting.join(0.01)
            if not waiting.is_alive():
                break
        termios.tcflush(terminal, termios.TCIOFLUSH)
        _start_writing(terminal, RESTORE + last_words).join(0.2)


def _start_writing(terminal: int, data: bytes) -> threading.Thread:
    writing = threading.Thread(target=_write, args=(terminal, data), daemon=True)
    writing.start()
    return writing


def _write(terminal: int, data: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(terminal, data)


def let_go_of_lost_streams() -> None:
    """Where the line is gone, point the streams elsewhere: Python's last flush of them would change the exit status."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def speak_utf8() -> None:
    """Write UTF-8 to the terminal whatever the locale says, and never fail on a character."""
    stream = sys.__stderr__
    if stream is not None and hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
