"""The pseudo-terminal kit sees what a terminal would, and detects every mode that is left on."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.emulator import Emulator, Size
from tests.terminal import NeverCame, Terminal, key_bytes

ECHO = """
import sys, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
print("\\x1b[?1049h\\x1b[?25l\\x1b[>1uready", end="", flush=True)
while (key := sys.stdin.read(1)) != "q":
    print(f"<{key}>", end="", flush=True)
print("\\x1b[<u\\x1b[?25h\\x1b[?1049l", end="", flush=True)
termios.tcsetattr(0, termios.TCSANOW, before)
sys.exit(7)
"""


def test_keys_go_in_and_the_screen_comes_out() -> None:
    with Terminal([sys.executable, "-c", ECHO], size=(40, 5)) as terminal:
        terminal.wait_for("ready")
        mark = terminal.mark()
        terminal.press("a", "ctrl+b")
        terminal.wait_for("<a><")
        assert terminal.bytes_since(mark).startswith(b"<a>")
        terminal.press("q")
        assert terminal.wait_exit() == 7
        assert terminal.restore_report() == ()
        assert not terminal.shows("ready")


def test_a_sequence_that_no_terminal_knows_fails_and_one_that_is_cut_does_not() -> None:
    emulator = Emulator(Size(10, 2))
    for part in (b"a\x1b", b"[1", b";3", b"Hb\x1b]0;x", b"\x1b", b"\\\x1b\x1bP1", b"\x1b", b"\\c", b"\x1b[19;9\x1b[md"):
        emulator.feed(part)
    assert emulator.screen.display[0] == "a bcd     "
    with pytest.raises(AssertionError, match="no terminal knows"):
        emulator.feed(b"\x1b[16;-203H")


def test_what_is_left_on_is_reported() -> None:
    with Terminal([sys.executable, "-c", ECHO], size=(40, 5)) as terminal:
        terminal.wait_for("ready")
        terminal.send_signal(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
        assert terminal.restore_report() == ("alternate screen", "hidden cursor", "kitty keyboard", "termios")


def test_what_does_not_come_fails_with_the_screen() -> None:
    with Terminal([sys.executable, "-c", ECHO], size=(40, 5)) as terminal:
        terminal.wait_for("ready")
        with pytest.raises(NeverCame, match="ready"):
            terminal.wait_for("steady", timeout=0.1)


def test_a_program_that_ended_is_not_waited_for() -> None:
    with Terminal([sys.executable, "-c", "print('bye')"]) as terminal, pytest.raises(NeverCame, match="ended with 0"):
        terminal.wait_for("hello")


def test_the_size_is_what_was_asked_and_follows_a_resize() -> None:
    program = (
        'import os,signal;show=lambda *_:os.write(1, b"%d by %d " % os.get_terminal_size(0));'
        "signal.signal(signal.SIGWINCH,show);show();[signal.pause() for _ in range(9)]"
    )
    with Terminal([sys.executable, "-c", program], size=(91, 17)) as terminal:
        terminal.wait_for("91 by 17")
        terminal.resize(80, 24)
        terminal.wait_for("80 by 24")


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_sequence_cut_in_two_by_a_read_is_one_sequence(cut: int) -> None:
    whole = b"a\x1b]52;c;aGVsbG8=\x07b\x1b[>1uc\x1b[?25l"
    emulator = Emulator(Size(10, 2))
    emulator.feed(whole[:cut])
    emulator.feed(whole[cut:])
    assert emulator.screen.display[0].rstrip() == "abc"
    assert emulator.clipboard == [b"hello"]
    assert emulator.modes == {25: False}
    assert emulator.kitty_keyboard == 1


@pytest.mark.parametrize(("name", "sent"), [("down", b"\x1b[B"), ("ctrl+p", b"\x10"), ("alt+x", b"\x1bx"), ("Y", b"Y")])
def test_keys_have_the_bytes_that_terminals_send(name: str, sent: bytes) -> None:
    assert key_bytes(name) == sent


def test_an_unknown_key_is_a_mistake_in_the_test() -> None:
    with pytest.raises(ValueError, match="hyper"):
        key_bytes("hyper")
