"""Textual's driver: reads the bytes of the terminal, asks it one question, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import time
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from stacktui.tui.host.input_messages import TerminalInput
from stacktui.tui.host.job_control import is_orphaned, stop_job
from stacktui.tui.host.modes import CLEAR, CLEAR_INTO_SCROLLBACK
from stacktui.tui.host.textual_internals import DriverInternals

if TYPE_CHECKING:
    from types import FrameType

READ_SECONDS = 0.1
QUIET_SECONDS = 0.03
DRAIN_SECONDS = 0.15
"""Longest wait, on the way out, for what the terminal still sends."""

DRAWN_ON = 2
"""Textual draws on standard error."""
USUAL_SIZE = (80, 24)

ASK_BASE_KEYS = "\x1b[=4;2u"
"""Of kitty's keyboard protocol: with each key, the one at its place on a keyboard with Latin letters."""
ASK_MARGINS = "\x1b[?69$p"
MARGINS_ANSWER = re.compile(r"\x1b\[\?69;(\d)\$y")
SET, RESET = "1", "2"
"""Answers of a terminal that lets the mode be changed; others do not know it, or hold it as it is."""


class MarginsFound(Message):
    """The terminal has left and right margins."""


class TerminalDriver(DriverInternals):
    """A LinuxDriver that counts disturbances of the screen and repaints after each.

    What a terminal answers after the end, over a slow line, is typed into the shell. So it is asked once only, whether
    it has left and right margins, and on the way out an answer not yet there is waited for. `?2026$p` and `?2048$p`
    are not missed: frames are small, and SIGWINCH tells of another size.
    """

    disturbances = 0
    """Counts what may have spoilt the screen: start, resume, any change of the window's size, even one taken back."""
    has_margins = False
    """The terminal answered that it has left and right margins."""
    is_ending = False
    """An end was asked for: nothing starts again."""
    _started = False
    """The terminal is the app's."""
    _is_suspended = False
    _awaits_answer = False

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual left this one without types
        if not self.is_writing:  # in the background: stopped again before anything was written
            return
        self._started = True
        if os.environ.get("TEXTUAL_DISABLE_KITTY_KEY", "0") == "0":
            self.write(ASK_BASE_KEYS)
        self.write(CLEAR_INTO_SCROLLBACK)
        told = signal.getsignal(signal.SIGWINCH)

        def on_resize(number: int, frame: FrameType | None) -> None:
            self._disturb()
            if callable(told):
                told(number, frame)

        signal.signal(signal.SIGWINCH, on_resize)
        self._disturb()

    def terminal_size(self) -> tuple[int, int]:
        """Of the terminal that is drawn on, wherever standard output goes."""
        with contextlib.suppress(OSError):
            columns, rows = os.get_terminal_size(DRAWN_ON)
            return columns or USUAL_SIZE[0], rows or USUAL_SIZE[1]
        return USUAL_SIZE

    def stop_application_mode(self) -> None:
        if self._started:
            self.write(f"\x1b[?69l{CLEAR}" if self.has_margins else CLEAR)
            super().stop_application_mode()
            self._started = False

    def disable_input(self) -> None:
        if not self._started:
            return
        ending = not self.exit_event.is_set()
        super().disable_input()
        if ending:
            thrown = drain(self.fileno, MARGINS_ANSWER if self._awaits_answer else None)
            if answer := MARGINS_ANSWER.search(thrown):
                self._take_answer(answer[1])
            self._awaits_answer = False

    def ask_margins(self) -> None:
        """Ask whether the terminal has left and right margins; if it does, the app is told by `MarginsFound`.

        What is drawn must follow: some terminals show the last letter of a question that they do not know.
        """
        if self._started:  # an app that crashed at once still draws, when the terminal is the shell's again
            self._awaits_answer = True
            self.write(ASK_MARGINS)

    def _take_answer(self, setting: str) -> None:
        if self._awaits_answer:
            self._awaits_answer = False
            self.has_margins = setting in (SET, RESET)
            if self.has_margins:
                self.send_message(MarginsFound())

    def _take_report(self, sequence: str) -> None:
        if answer := MARGINS_ANSWER.fullmatch(sequence):
            self._take_answer(answer[1])

    def run_input_thread(self) -> None:
        terminal = TerminalInput(self._take_report)
        while not self.exit_event.is_set():
            has_arrived = select.select([self.fileno], [], [], terminal.wait(READ_SECONDS))[0]
            data = os.read(self.fileno, 4096) if has_arrived else b""
            if has_arrived and not data:  # the line has hung up: it would be ready for ever
                return
            for message in terminal.take(data):
                self.process_message(message)

    def _disturb(self) -> None:
        self.disturbances += 1
        self.send_message(events.Callback(callback=self.refresh_app))

    def stop_process(self) -> None:
        """Not in the signal handler, which may have interrupted a write that holds a lock."""
        self.call_in_loop(self._suspend)

    def _suspend(self) -> None:
        if self._started and not self.is_ending and not is_orphaned():
            self.suspend_application_mode()
            self._is_suspended = True
            stop_job()
            self._resume()

    def continue_process(self) -> None:
        self.call_in_loop(self._resume if self._is_suspended else self._restart)

    def _resume(self) -> None:
        """Take the terminal again; where it belongs to another job, that stops this one once more."""
        if self._is_suspended and not self.is_ending:
            self.resume_application_mode()
            self._is_suspended = not self._started

    def _restart(self) -> None:
        """After SIGSTOP, which gave no notice."""
        if self._started and not self.is_ending:
            self.suspend_application_mode()
            self.resume_application_mode()


def drain(descriptor: int, awaited: re.Pattern[str] | None = None) -> str:
    """Throw away what a terminal still sends (mouse, focus), until what is awaited has come and it is quiet.

    Returns:
        What was thrown away.
    """
    end, thrown = time.monotonic() + DRAIN_SECONDS, ""
    try:
        while (left := end - time.monotonic()) > 0:
            is_missed = awaited is not None and not awaited.search(thrown)
            if not select.select([descriptor], [], [], left if is_missed else min(left, QUIET_SECONDS))[0]:
                break
            data = os.read(descriptor, 4096)
            if not data:
                break
            thrown += data.decode("latin-1")
    except OSError:  # the terminal is gone
        pass
    return thrown
