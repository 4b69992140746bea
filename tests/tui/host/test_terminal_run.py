"""However the program ends, the terminal is as it was, the exit status tells, and no process is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stacktui.tui.host.modes import CLEAR
from stacktui.tui.host.terminal_driver import DRAIN_SECONDS, drain
from stacktui.tui.host.terminal_run import prepare, refusal
from tests.terminal import Terminal

PROGRAM = Path(__file__).with_name("hosted_program.py")
QUERY = re.compile(rb"\x1b\[(?:\?\d+\$p|\d*n|[>=]?\d*c)")
QUESTION = b"\x1b[?69$p"
LEAVING = b"\x1b[?2004l"
"""The first that the driver sends to leave its modes."""


def start(*words: str, **options: object) -> Terminal:
    return Terminal([sys.executable, PROGRAM, *words], **options)  # type: ignore[arg-type]  # passed on as they came


def started(*words: str, **options: object) -> Terminal:
    terminal = start(*words, **options)
    terminal.wait_for("running as")
    return terminal


@pytest.mark.requirement("H1", "H2", "H5")
def test_quitting_restores_the_terminal() -> None:
    with started() as terminal:
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()
        assert terminal.screen_text().strip() == ""


@pytest.mark.requirement("H1", "H2", "H5")
@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGINT, 130),
        (signal.SIGQUIT, 131),
        (signal.SIGUSR1, 138),
    ],
)
def test_a_signal_ends_it_in_order(number: signal.Signals, status: int) -> None:
    with started("farewell") as terminal:
        terminal.send_signal(number)
        assert terminal.wait_exit() == status
        assert terminal.restore_report() == ()
        assert terminal.lines()[0] == "outcome unknown: delete"


@pytest.mark.requirement("H1", "H3")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_does_not_read_holds_nothing_up(number: signal.Signals) -> None:
    with start("flood", "farewell") as terminal:
        terminal.wait_for("tick")
        terminal.wait_unread((terminal.home / "500").exists)  # a megabyte, which no line holds
        terminal.send_signal(number)
        assert terminal.wait_exit(reading=False) == 128 + number
        assert b"\x18" in terminal.output  # it was forced
        assert terminal.restore_report() == ()
        assert terminal.shows("outcome unknown: delete")


@pytest.mark.requirement("H1", "H3")
def test_a_lost_line_ends_it() -> None:
    with started() as terminal:
        terminal.hang_up()
        assert terminal.process.wait(20) == 129


@pytest.mark.requirement("H1", "H3")
def test_a_lost_line_ends_it_where_nobody_sends_the_signal() -> None:
    shell = f"trap '' HUP; {sys.executable} {PROGRAM}; echo $? > $HOME/status"  # it leads the session, and shrugs
    with Terminal(["/bin/sh", "-c", shell]) as terminal:
        terminal.wait_for("running as")
        terminal.hang_up()
        terminal.process.wait(20)
        assert (terminal.home / "status").read_text() == "129\n"


@pytest.mark.requirement("H1")
def test_ctrl_z_gives_the_terminal_back_and_takes_it_again() -> None:
    with started(in_shell=True) as terminal:
        terminal.press("z")
        terminal.wait_stopped()
        assert terminal.restore_report() == ()
        assert not terminal.shows("running as")
        terminal.say_fg()
        terminal.wait_for("running as")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()


@pytest.mark.requirement("H1")
def test_ctrl_z_stops_a_wrapper_that_stays_too() -> None:
    with Terminal(["/bin/sh", "-c", f"{sys.executable} {PROGRAM}; exit 7"], in_shell=True) as terminal:
        terminal.wait_for("running as")
        terminal.press("z")
        terminal.wait_stopped()
        terminal.say_fg()
        terminal.wait_for("running as")
        terminal.press("q")
        assert terminal.wait_exit() == 7


@pytest.mark.requirement("H1")
def test_where_no_shell_would_continue_it_nothing_is_stopped() -> None:
    with started() as terminal:
        terminal.press("z")
        terminal.send_signal(signal.SIGTSTP)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.output.count(LEAVING) == 1


ORPHANED = "from stacktui.tui.host.job_control import is_orphaned; print(is_orphaned())"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["python", "-c", ORPHANED], "True"),
        (["/bin/sh", "-c", '"$@"; exit', "sh", "python", "-c", ORPHANED], "True"),
        (["/bin/bash", "-c", 'set -m; "$@"; exit', "bash", "python", "-c", ORPHANED], "False"),
        (
            ["/bin/bash", "-c", """set -m; sh -c '"$@"; exit' sh "$@"; exit""", "bash", "python", "-c", ORPHANED],
            "False",
        ),
        (["/bin/bash", "-c", '"$@"; exit', "bash", "setsid", "-w", "python", "-c", ORPHANED], "True"),
    ],
)
def test_a_shell_behind_a_wrapper_is_seen(command: list[str], said: str) -> None:
    words = [sys.executable if word == "python" else word for word in command]
    with Terminal(words) as terminal:
        terminal.wait_exit()
        assert terminal.lines()[0] == said


@pytest.mark.requirement("H1", "H3")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_to_end_and_one_to_continue_end_it(number: signal.Signals) -> None:
    with started() as terminal:
        for each in (signal.SIGSTOP, number, signal.SIGCONT):
            terminal.send_signal(each)
        assert terminal.wait_exit() == 128 + number
        assert terminal.restore_report() == ()


@pytest.mark.requirement("H1", "H3")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_while_it_is_stopped_it_leaves_the_terminal_to_the_shell(number: signal.Signals) -> None:
    with started(in_shell=True) as terminal:
        program = terminal.program
        terminal.press("z")
        terminal.wait_stopped()
        stopped = terminal.mark()
        for each in (number, signal.SIGCONT):
            os.kill(program, each)
        terminal.wait_for(lambda: not Path(f"/proc/{program}").exists())
        assert b"\x1b" not in terminal.bytes_since(stopped)
        assert terminal.restore_report() == ()


@pytest.mark.requirement("H1", "H5")
def test_a_stop_without_notice_is_survived() -> None:
    with started() as terminal:
        terminal.send_signal(signal.SIGSTOP)
        terminal.wait_stopped()
        terminal.screen.erase_in_display(2)
        terminal.send_signal(signal.SIGCONT)
        terminal.wait_for("running as")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()


@pytest.mark.requirement("H1")
def test_any_size_is_survived() -> None:
    with started() as terminal:
        for size in [(1, 1), (200, 1), (1, 200), (5, 20), (500, 1000), (0, 0)]:
            terminal.resize(*size)
            terminal.settle()
            terminal.resize(80, 24)
            terminal.wait_for("running as")
            assert terminal.process.poll() is None, size
        terminal.press("q")
        assert terminal.wait_exit() == 0


@pytest.mark.requirement("H3")
def test_a_thread_that_does_not_end_is_not_waited_for() -> None:
    with started("stuck", "farewell") as terminal:
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.lines()[0] == "outcome unknown: delete"
        assert terminal.restore_report() == ()


@pytest.mark.requirement("H1")
def test_the_terminal_is_asked_for_its_margins_once_and_for_nothing_else() -> None:
    with started(in_shell=True) as terminal:
        terminal.press("z")
        terminal.wait_stopped()
        terminal.say_fg()
        terminal.wait_for("running as")
        terminal.press("q")
        terminal.wait_exit()
        assert QUERY.findall(terminal.output) == [QUESTION]
        after = terminal.output.partition(QUESTION)[2]
        assert after.startswith(CLEAR.encode()), "some terminals show the p of a question they do not know"


@pytest.mark.requirement("H1")
@pytest.mark.parametrize(
    "environment",
    [
        {"STACKTUI_DISPLAY": "stock"},
        {"TMUX": "/tmp/tmux-0/default,1,0"},
        {"STY": "1.pts-0.host"},
        {"TERM": "tmux-256color"},
        {"TERM": "screen.xterm-256color"},
    ],
)
def test_where_margins_are_not_used_or_another_terminal_might_answer_nothing_is_asked(
    environment: dict[str, str],
) -> None:
    with start(environment=environment) as terminal:
        terminal.wait_for("running as")
        terminal.press("q")
        terminal.wait_exit()
        assert not QUERY.search(terminal.output)


@pytest.mark.requirement("H1")
def test_an_answer_that_comes_when_it_is_ending_is_not_typed_into_the_shell() -> None:
    shell = f'{sys.executable} {PROGRAM} patient; echo "prompt:"; read line; echo "typed: <$line>"'
    with Terminal(["/bin/sh", "-c", shell], answers={}) as terminal:
        answer_late(terminal, "q")
        terminal.wait_for("prompt:")
        terminal.press("enter")
        terminal.wait_for("typed: <>")
        assert terminal.restore_report() == ()


@pytest.mark.requirement("H1")
def test_an_answer_that_comes_when_it_is_being_suspended_is_taken_and_not_typed_into_the_shell() -> None:
    with start("patient", answers={}, in_shell=True) as terminal:
        answer_late(terminal, "z")
        terminal.wait_stopped()
        assert terminal.restore_report() == ()
        terminal.say_fg()
        terminal.wait_for("running as")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert b"69;2$y" not in terminal.output  # a shell would have echoed it
        assert terminal.output.count(QUESTION) == 1
        assert b"\x1b[?69l" in terminal.output  # it knows, and leaves no margins


def answer_late(terminal: Terminal, key: str) -> None:
    """Press a key that ends or suspends the program as soon as it has asked, and answer when it is on its way."""
    terminal.wait_for(lambda: QUESTION in terminal.output)
    terminal.press(key)
    terminal.wait_for(lambda: LEAVING in terminal.output)
    terminal.settle()
    terminal.write(b"\x1b[<35;1;1M\x1b[?69;2$y")


def test_an_answer_is_not_waited_for_longer_than_a_moment() -> None:
    assert DRAIN_SECONDS <= 0.15
    with start(answers={}) as terminal:
        terminal.wait_for("running as")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()


@pytest.mark.requirement("H1")
def test_what_the_terminal_still_sends_on_the_way_out_is_thrown_away() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"\x1b[<35;1;1M" * 50)
    assert len(drain(reader)) == 500
    os.close(writer)
    assert drain(reader) == ""
    os.close(reader)


@pytest.mark.requirement("H1", "H2")
@pytest.mark.parametrize(("descriptor", "name"), [("stdin", "/dev/null"), ("stderr", "/dev/null")])
def test_without_a_terminal_it_does_not_start(descriptor: str, name: str) -> None:
    file = os.open(name, os.O_RDWR)
    with start(**{descriptor: file}) as terminal:
        assert terminal.wait_exit() == 2
        assert b"\x1b" not in terminal.output
    os.close(file)


@pytest.mark.requirement("H1", "H2")
@pytest.mark.parametrize("closed", ["<&-", "2>&-"])
def test_with_closed_input_or_error_output_it_does_not_start(closed: str) -> None:
    with Terminal(["/bin/sh", "-c", f"{sys.executable} {PROGRAM} {closed}"]) as terminal:
        assert terminal.wait_exit() == 2
        assert b"\x1b" not in terminal.output


@pytest.mark.requirement("H1", "H2", "S7")
@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "dumb"},
        {"TERM": ""},
        {"TEXTUAL_LOG": "/tmp/log"},
        {"TEXTUAL_DEBUG": "1"},
        {"TEXTUAL": "devtools"},
        {"TEXTUAL_SCREENSHOT": "1"},
        {"TEXTUAL_DRIVER": "os:system"},
        {"TEXTUAL_PRESS": "D"},
    ],
)
def test_where_it_must_not_start_it_says_why_in_one_sentence(environment: dict[str, str]) -> None:
    with start(environment=environment) as terminal:
        assert terminal.wait_exit() == 2
        assert b"\x1b" not in terminal.output
        assert next(iter(environment)) in terminal.lines()[0]


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        *(
            ({"TERM": name}, "256")
            for name in (
                "alacritty", "alacritty-direct", "contour", "foot", "foot-extra", "ghostty", "iterm2", "kitty",
                "konsole", "mintty", "rio", "st-meta", "tmux-direct", "vte", "wezterm", "xterm-direct", "xterm-ghostty",
                "xterm-kitty", "screen-256color",
            )
        ),
        *(({"TERM": name}, None) for name in ("xterm", "linux", "vt100", "screen", "ansi", "rxvt")),
        ({"TERM": "foot", "COLORTERM": "truecolor"}, None),
        ({"TERM": "foot", "TEXTUAL_COLOR_SYSTEM": "standard"}, "standard"),
    ],
)  # fmt: skip
def test_a_terminal_that_is_known_by_name_gets_its_colours_without_colorterm(
    environ: dict[str, str], colours: str | None
) -> None:
    prepare(environ)
    assert environ.get("TEXTUAL_COLOR_SYSTEM") == colours


def test_the_size_is_that_of_the_terminal_whatever_is_exported_or_redirected() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    given = {"COLUMNS": "30", "LINES": "5"}
    with start("sized", environment=given, stdout=nowhere, size=(97, 29)) as terminal:
        terminal.wait_for("97 by 29")
        terminal.resize(61, 19)
        terminal.wait_for("61 by 19")
    with start("sized", environment=given, size=(97, 29)) as terminal:
        terminal.wait_for("97 by 29")
    os.close(nowhere)


@pytest.mark.parametrize(
    ("terminals", "advice"), [((), "ssh -t"), ((1,), "do not redirect"), ((0, 1), "do not redirect")]
)
def test_over_ssh_without_a_terminal_it_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, terminals: tuple[int, ...], advice: str
) -> None:
    monkeypatch.setattr(os, "isatty", lambda descriptor: descriptor in terminals)
    assert advice in refusal({"TERM": "xterm", "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"})


def test_an_ordinary_terminal_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda _descriptor: True)
    assert refusal({"TERM": "xterm", "TEXTUAL_DEBUG": "0"}) == ""


@pytest.mark.requirement("H1")
@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LANG": "bogus"},
        {"PYTHONIOENCODING": "latin-1"},
        {"HOME": "/dev/null"},
        {"NO_COLOR": "1"},
    ],
)
def test_odd_surroundings_do_not_show(environment: dict[str, str]) -> None:
    with start(environment=environment) as terminal:
        terminal.wait_for("running as")
        assert b"\\u" not in terminal.output
        terminal.press("q")
        assert terminal.wait_exit() == 0


@pytest.mark.requirement("S10")
def test_memory_is_kept_from_other_processes_and_from_core_files() -> None:
    with started() as terminal:
        process = Path(f"/proc/{terminal.process.pid}")
        assert re.search(r"Max core file size +0 +0 ", (process / "limits").read_text())
        if os.getuid() != 0:
            with pytest.raises(PermissionError):
                (process / "environ").read_bytes()


@pytest.mark.requirement("S10")
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such switch")
@pytest.mark.parametrize(
    ("begin", "dumpable"), [("", "1"), ("from stacktui.files.hardening import harden; harden(); ", "0")]
)
def test_a_hardened_process_cannot_be_read_by_others_of_the_same_user(begin: str, dumpable: str) -> None:
    asking = f"{begin}import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    assert subprocess.check_output([sys.executable, "-c", asking], text=True).strip() == dumpable
