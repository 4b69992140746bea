"""A real pseudo-terminal with a person's view of it: every test that touches the terminal is written with this kit.

    with Terminal([sys.executable, "-m", "stacktui", "--demo"]) as terminal:
        terminal.wait_for("acme/web-shop/prod")
        terminal.press("down", "enter")
        terminal.wait_for(lambda: terminal.screen.cursor.y == 4)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()

Nothing sleeps: every wait reads the terminal until what is waited for is there, or fails and shows the screen.
The program gets a small, known environment (own empty HOME, no token, no TMUX, no SSH, no DISPLAY).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.emulator import MODES, Emulator, Screen, Size

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping, Sequence

PATIENCE = 20.0
"""Seconds after which something that should have come is said not to come; generous, as the machine may be busy."""

KEYS: Mapping[str, str] = {
    "enter": "\r", "escape": "\x1b", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ",
    "backspace": "\x7f", "delete": "\x1b[3~", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C",
    "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip

ANSWERS: Mapping[bytes, bytes] = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[?69$p": b"\x1b[?69;2$y",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
}
"""What xterm answers to queries."""


_JOB = """set -m; "$@"; status=$?
while [ $status = 147 ] || [ $status = 148 ]; do read -r line; fg >/dev/null; status=$?; done; exit $status"""
"""A shell with one job: stopped, it waits for a line and says `fg`."""

_LAST = b"\x1b]7777;end of output\x1b\\"
"""A command that no terminal knows."""


class NeverCame(AssertionError):
    """The awaited condition did not occur; the message contains the screen."""


class Terminal:
    """A program in a pseudo-terminal of its own, as the leader of its session.

    Args:
        command: the program and its arguments.
        size: columns and rows.
        environment: added to the small environment; an empty value takes a name away.
        answers: what the terminal answers to queries; none is a silent one.
        stdin, stdout, stderr: file descriptors the program gets instead of the terminal (the terminal stays its
            controlling terminal).
        in_shell: the program is a job of a shell, which takes the terminal while it is stopped; else nobody could
            continue it.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        size: tuple[int, int] = (120, 36),
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        answers: Mapping[bytes, bytes] = ANSWERS,
        stdin: int | None = None,
        stdout: int | None = None,
        stderr: int | None = None,
        in_shell: bool = False,
    ) -> None:
        if in_shell:
            command = ["/bin/bash", "-c", _JOB, "bash", *command]
        self._in_shell = in_shell
        self.emulator = Emulator(Size(*size))
        self.output = b""
        self._answers = answers
        self._home = tempfile.TemporaryDirectory(prefix="terminal-home-")
        self.home = Path(self._home.name)
        self._master, self._slave = pty.openpty()
        self._set_size(Size(*size))
        self.termios_before = termios.tcgetattr(self._slave)
        slave = self._slave

        def take_terminal() -> None:
            for number in (
                signal.SIGINT,
                signal.SIGQUIT,
                signal.SIGHUP,
            ):  # ignored where the tests run in the background
                signal.signal(number, signal.SIG_DFL)
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [os.fspath(part) for part in command],
            stdin=slave if stdin is None else stdin,
            stdout=slave if stdout is None else stdout,
            stderr=slave if stderr is None else stderr,
            env=self._environment(environment or {}),
            cwd=cwd,
            start_new_session=True,
            pass_fds=(slave,),
            preexec_fn=take_terminal,  # noqa: PLW1509  # nothing else makes it the controlling terminal portably
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _environment(self, added: Mapping[str, str]) -> dict[str, str]:
        environment = {
            "PATH": os.environ.get("PATH", os.defpath), "HOME": self._home.name, "LANG": "C.UTF-8",
            "TERM": "xterm-256color", "COLORTERM": "truecolor",
        }  # fmt: skip
        environment |= {name: value for name, value in os.environ.items() if name.startswith("COV")}
        return {name: value for name, value in (environment | dict(added)).items() if value}

    # Input

    def press(self, *keys: str) -> None:
        """Press keys by name ("down", "ctrl+p", "alt+x", "Y"), one after the other."""
        for key in keys:
            self.write(key_bytes(key))

    def type(self, text: str) -> None:
        """Type text as it stands."""
        self.write(text.encode())

    def paste(self, text: str) -> None:
        """Paste text, in brackets where the program asked for them."""
        brackets = self.emulator.modes.get(2004, False)
        self.write(b"\x1b[200~" + text.encode() + b"\x1b[201~" if brackets else text.encode())

    def click(self, column: int, row: int) -> None:
        """Press and release the left button on a cell (from 0)."""
        for end in "Mm":
            self.write(f"\x1b[<0;{column + 1};{row + 1}{end}".encode())

    def write(self, data: bytes) -> None:
        """Send bytes to the program."""
        os.write(self._master, data)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size; the program is told by SIGWINCH."""
        self.emulator.screen.resize(rows or 1, columns or 1)
        self._set_size(Size(columns, rows))

    def _set_size(self, size: Size) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))

    @property
    def program(self) -> int:
        """The process that was asked for."""
        process = self.process.pid
        return int(Path(f"/proc/{process}/task/{process}/children").read_text()) if self._in_shell else process

    def send_signal(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            os.kill(self.program, number)

    @property
    def foreground(self) -> int:
        """The process group that the terminal belongs to."""
        return os.tcgetpgrp(self._master)

    def say_fg(self) -> None:
        """Let the shell continue its job."""
        assert self._in_shell
        self.press("enter")

    def hang_up(self) -> None:
        """Close the line, as a lost SSH connection does: the program gets SIGHUP, then errors and end of file."""
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    # Screen

    @property
    def screen(self) -> Screen:
        return self.emulator.screen

    def lines(self) -> tuple[str, ...]:
        """The rows of the screen, without the blanks at their ends."""
        return tuple(line.rstrip() for line in self.screen.display)

    def screen_text(self) -> str:
        return "\n".join(self.lines())

    def shows(self, wanted: str | re.Pattern[str]) -> bool:
        text = self.screen_text()
        return wanted in text if isinstance(wanted, str) else wanted.search(text) is not None

    def copied(self) -> tuple[str, ...]:
        """What the program has put on the terminal's clipboard by OSC 52, in order."""
        return tuple(data.decode() for data in self.emulator.clipboard)

    # Bytes

    def mark(self) -> int:
        """A place in the output, for `bytes_since`."""
        return len(self.output)

    def bytes_since(self, mark: int) -> bytes:
        return self.output[mark:]

    def read(self, timeout: float = 0.0) -> int:
        """Take what comes within the timeout; return how many bytes, or -1 once the program is gone."""
        if self._master < 0:
            return -1
        if not select.select([self._master], [], [], timeout)[0]:
            return -1 if self.process.poll() is not None and not select.select([self._master], [], [], 0)[0] else 0
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return -1
        self.output += data
        self.emulator.feed(data)
        queries, self.emulator.queries = self.emulator.queries, []
        for query in queries:
            self.write(self._answers.get(query, b""))
        return len(data) or -1

    # Waiting

    def wait_for(self, wanted: str | re.Pattern[str] | Callable[[], bool], timeout: float = PATIENCE) -> None:
        """Read until a text or pattern is on the screen, or a predicate holds; else fail with the screen."""
        self._wait(lambda: wanted() if callable(wanted) else self.shows(wanted), f"{wanted!r} did not come", timeout)

    def wait_gone(self, unwanted: str | re.Pattern[str], timeout: float = PATIENCE) -> None:
        """Read until a text or pattern is no longer on the screen; else fail with the screen."""
        self._wait(lambda: not self.shows(unwanted), f"{unwanted!r} did not go", timeout)

    def _wait(self, reached: Callable[[], bool], complaint: str, timeout: float) -> None:
        end = time.monotonic() + timeout
        while not reached():
            if self.read(0.05) < 0:
                if reached():
                    return
                raise NeverCame(f"{complaint}; the program ended with {self.process.poll()}\n{self.screen_text()}")
            if time.monotonic() > end:
                raise NeverCame(f"{complaint} within {timeout} s; the screen:\n{self.screen_text()}")

    def settle(self, quiet: float = 0.15, timeout: float = PATIENCE) -> int:
        """Read until no output has come for `quiet` seconds; return how many bytes came."""
        end, received = time.monotonic() + timeout, 0
        while time.monotonic() < end:
            got = self.read(quiet)
            if got <= 0:
                return received
            received += got
        raise NeverCame(f"output did not stop within {timeout} s; the screen:\n{self.screen_text()}")

    def wait_exit(self, timeout: float = PATIENCE, *, reading: bool = True) -> int:
        """The program's exit status (negative: the signal that killed it). Not reading is a stalled line."""
        end = time.monotonic() + timeout
        while self.process.poll() is None:
            if reading:
                self.read(0.05)
            else:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(0.05)
            if time.monotonic() > end:
                raise NeverCame(f"the program did not end within {timeout} s; the screen:\n{self.screen_text()}")
        while self.read(0.0) > 0:
            pass
        self._read_to_the_end(end)
        return self.process.returncode

    def _read_to_the_end(self, end: float) -> None:
        """The kernel hands on what was written some time later, in order: a mark of our own comes last."""
        if self._slave < 0 or self._master < 0:
            return
        os.write(self._slave, _LAST)
        while not self.output.endswith(_LAST):
            if self.read(0.05) < 0 or time.monotonic() > end:
                return
        self.output = self.output.removesuffix(_LAST)

    def wait_unread(self, reached: Callable[[], bool], timeout: float = PATIENCE) -> None:
        """Until a predicate holds, while nothing is read, as by a stalled line."""
        end = time.monotonic() + timeout
        while not reached():
            select.select([], [], [], 0.02)
            if time.monotonic() > end:
                raise NeverCame(f"what was waited for, without reading, did not come within {timeout} s")

    def wait_stopped(self, timeout: float = PATIENCE) -> None:
        """Read until the program has been suspended (ctrl+z)."""

        def stopped() -> bool:
            if self._in_shell:
                return self.foreground == self.process.pid
            state = os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT)
            return state is not None and state.si_status in (signal.SIGSTOP, signal.SIGTSTP)

        self._wait(stopped, "the program was not stopped", timeout)
        self.settle(0.02)

    # After the end

    def restore_report(self) -> tuple[str, ...]:
        """What the program left on in the terminal: modes, kitty keyboard, scroll region, changed termios."""
        left = [name for mode, (name, before) in MODES.items() if self.emulator.modes.get(mode, before) != before]
        if self.emulator.kitty_keyboard > 0:
            left.append("kitty keyboard")
        if self.screen.margins not in (None, (0, self.screen.lines - 1)):
            left.append("scroll region")
        if self._slave >= 0 and termios.tcgetattr(self._slave) != self.termios_before:
            left.append("termios")
        return tuple(left)

    def close(self) -> None:
        """End the program if it lives, and let go of everything."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for descriptor in (self._master, self._slave):
            if descriptor >= 0:
                os.close(descriptor)
        self._master = self._slave = -1
        self._home.cleanup()


def key_bytes(name: str) -> bytes:
    """What a terminal sends for a key.

    Raises:
        ValueError: there is no such key.
    """
    if name in KEYS:
        return KEYS[name].encode()
    if name.startswith("ctrl+") and len(name) == 6:
        return bytes([ord(name[5].upper()) & 0x1F])
    if name.startswith("alt+"):
        return b"\x1b" + key_bytes(name[4:])
    if len(name) == 1:
        return name.encode()
    raise ValueError(f"no such key: {name!r}")
