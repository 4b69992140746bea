"""However the real program is ended, suspended, resized or started, terminal and host are left as before."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stacktui.demo.server import create_app
from tests.demo.serving import serve
from tests.security.terminal_bytes import foreign
from tests.security.walking import PROGRAM, Step, start, walk
from tests.terminal import NeverCame, Terminal

TOKEN = {"PULUMI_ACCESS_TOKEN": "pul-demo"}
STACK = "acme/triage/secrets"
STATES = {
    "the list": [Step("ctrl+l")],
    "a state": [Step("enter"), Step("2", "◇ Stack")],
    "a dialog": [Step("D", "Delete stack ─")],
    "the palette": [Step("ctrl+p", "Commands ─")],
    "a filter": [Step("/"), Step("'acme")],
}


def begin(*arguments: str, in_shell: bool = False, **environment: str) -> Terminal:
    terminal = start("--demo", STACK, *arguments, environment=environment, in_shell=in_shell)
    terminal.wait_for("version ")
    return terminal


def of_the_session(leader: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
        except OSError:
            continue
        if fields and int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def assert_left_as_it_was(terminal: Terminal) -> None:
    assert terminal.restore_report() == ()
    assert of_the_session(terminal.process.pid) == []
    assert foreign(THE_SHELL_S.sub(b"", terminal.output)) == ()


THE_SHELL_S = re.compile(rb"\r\n\[1\]\+ +Stopped[^\r]*\r\n(?:\r\n)?")
"""What the shell says of a job that stops, and the echo of the line that lets it say `fg`."""


def processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.requirement("H1", "H2", "H3", "H5")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("number", "status"), [(signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_it_in_any_state(state: str, number: signal.Signals, status: int) -> None:
    with begin() as terminal:
        walk(terminal, STATES[state])
        terminal.send_signal(number)
        assert terminal.wait_exit() == status
        assert_left_as_it_was(terminal)


@pytest.mark.requirement("H1", "H2", "H3")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_while_an_answer_does_not_come(number: signal.Signals) -> None:
    with start("--demo", environment={"STACKTUI_DEMO_LATENCY": "600"}) as terminal:
        terminal.wait_for("stacktui")
        terminal.send_signal(number)
        assert terminal.wait_exit() == 128 + number
        assert terminal.restore_report() == ()


@pytest.mark.requirement("D2", "H1", "H2")
def test_a_signal_during_a_change_reports_that_its_outcome_is_unknown() -> None:
    stack = "acme/analytics/staging"
    with start("--demo", stack, environment={"STACKTUI_DEMO_FAIL": "delete:hang"}) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("D", "read by")])
        terminal.settle(0.4)  # keys are heard once the dialog was seen
        walk(terminal, [Step(f"'{stack}"), Step("enter", "Sent; waiting")])
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 143
        assert terminal.restore_report() == ()
        assert terminal.lines()[0] == f"Outcome unknown: delete {stack}."


@pytest.mark.requirement("D1", "H1", "N1.62")
def test_stopped_with_a_change_under_way_it_goes_on_and_sends_nothing_twice() -> None:
    stack = "acme/analytics/staging"
    app = create_app(failures="", latency=0.5)
    with serve(app) as url, start(stack, "--backend", url, environment=TOKEN) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("D", "read by")])
        terminal.settle(0.4)  # keys are heard once the dialog was seen
        walk(terminal, [Step(f"'{stack}"), Step("enter")])
        terminal.wait_for(lambda: any(request.method == "DELETE" for request in app.journal))
        terminal.send_signal(signal.SIGSTOP)
        terminal.wait_stopped()
        terminal.send_signal(signal.SIGCONT)
        terminal.wait_for(f"Deleted {stack}")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert [request.method for request in app.journal if request.method != "GET"] == ["DELETE"]


@pytest.mark.requirement("H1", "H3")
def test_quitting_does_not_wait_for_answers() -> None:
    with start("--demo", environment={"STACKTUI_DEMO_LATENCY": "600"}) as terminal:
        terminal.wait_for("stacktui")
        terminal.press("ctrl+q")
        assert terminal.wait_exit(5) == 0


@pytest.mark.requirement("H1", "H3")
def test_a_line_that_stalls_holds_nothing_up() -> None:
    with begin() as terminal:
        for _ in range(40):  # each draws the whole screen, which no line holds for long
            terminal.press(*["ctrl+l"] * 20)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait_exit(reading=False) == 143
        assert terminal.restore_report() == ()


@pytest.mark.requirement("H1", "H3")
@pytest.mark.parametrize("state", ["the list", "a dialog"])
def test_a_line_that_hangs_up_leaves_nothing_running(state: str) -> None:
    with begin() as terminal:
        walk(terminal, STATES[state])
        terminal.hang_up()
        assert terminal.process.wait(10) == 129
        assert of_the_session(terminal.process.pid) == []


@pytest.mark.requirement("H3")
def test_it_burns_no_processor_while_nothing_happens() -> None:
    with begin() as terminal:
        terminal.settle(0.3)
        before = processor_seconds(terminal.process.pid)
        with pytest.raises(NeverCame):
            terminal.wait_for("what never comes", timeout=2.0)
        assert processor_seconds(terminal.process.pid) - before < 0.5


@pytest.mark.requirement("H1", "H2", "H3", "H5")
@pytest.mark.parametrize("state", STATES)
def test_ctrl_z_and_back_and_an_end_by_a_signal_in_any_state(state: str) -> None:
    with begin(in_shell=True) as terminal:
        walk(terminal, STATES[state])
        terminal.settle(0.3)
        shown = terminal.screen_text()
        terminal.press("ctrl+z")
        terminal.wait_stopped()
        assert terminal.restore_report() == ()
        assert not terminal.shows("STACK ")
        terminal.say_fg()
        terminal.wait_for(lambda: terminal.screen_text() == shown)
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 143
        assert_left_as_it_was(terminal)


OPENED = (
    (Step("ctrl+l"), "STACK "), (Step("o"), "Organization ─"), (Step("p"), "Project ─"), (Step("t"), "Tag (of stacks"),
    (Step("m"), "Saved filter"), (Step("s"), "Sort by"), (Step("ctrl+p"), "Commands ─"), (Step("?"), "Help · "),
    (Step("ctrl+o"), "Unconfirmed changes"), (Step("y"), "full stack name  "), (Step("N"), "New stack ─"),
    (Step("T"), "Transfer stack ─"), (Step("D"), "Delete stack ─"), (Step("2"), "◇ Stack"), (Step("ctrl+s"), "Save to"),
    (Step("3"), "upstream"), (Step("4"), "by package"), (Step("1"), "version "),
)  # fmt: skip
SIZES = ((1, 1), (200, 1), (1, 60), (5, 20), (39, 9), (80, 24), (300, 100), (0, 0))


@pytest.mark.requirement("H1")
def test_any_size_and_back_in_every_view_and_dialog() -> None:
    with begin() as terminal:
        for step, shown in OPENED:
            walk(terminal, [step._replace(comes=shown)])
            for size in SIZES:
                terminal.resize(*size)
                terminal.settle(0.02)
                assert terminal.process.poll() is None, (step, size)
            terminal.resize(120, 36)
            terminal.settle(0.3)
            terminal.wait_for(shown)
            if not step.keys.isdigit() and step.keys != "ctrl+l":
                walk(terminal, [Step("esc", goes=shown)])
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()
        assert not list(terminal.home.rglob("crash-*"))


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("size", [(1, 1), (20, 5), (39, 10), (80, 24)])
def test_it_starts_at_any_size(size: tuple[int, int]) -> None:
    with start("--demo", size=size) as terminal:
        terminal.wait_for(lambda: terminal.emulator.modes.get(1049, False))
        terminal.settle(0.1)
        terminal.resize(120, 36)
        terminal.wait_for("STACK ")
        walk(terminal, [Step("o", "Organization ─"), Step("esc", goes="Organization ─")])
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0


@pytest.mark.requirement("H1", "H2")
@pytest.mark.parametrize(
    ("environment", "words"),
    [({"TERM": "dumb"}, "dumb"), ({"TERM": ""}, "TERM"), ({"TEXTUAL_LOG": "/tmp/log"}, "TEXTUAL_LOG")],
)
def test_where_it_cannot_draw_it_says_so(environment: dict[str, str], words: str) -> None:
    with start("--demo", environment=environment) as terminal:
        assert terminal.wait_exit() == 2
        assert words in terminal.lines()[0]
        assert b"\x1b" not in terminal.output


@pytest.mark.requirement("H1", "H2")
def test_with_its_input_at_an_end_it_does_not_start() -> None:
    with Terminal(["/bin/sh", "-c", f"{PROGRAM} --demo </dev/null"]) as terminal:
        assert terminal.wait_exit() == 2
        assert b"\x1b" not in terminal.output


@pytest.mark.requirement("H1", "S11")
@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"HOME": "/proc"},
        {"HOME": ""},
        {"HOME": "/dev/null", "XDG_STATE_HOME": "/dev/null/x", "XDG_CACHE_HOME": "/proc/x"},
        {"NO_COLOR": "1", "COLORTERM": "", "TERM": "xterm"},
    ],
    ids=" ".join,
)
def test_odd_surroundings_do_not_show(environment: dict[str, str]) -> None:
    given = TOKEN | environment
    with serve(create_app(failures="")) as url, start(STACK, "--backend", url, environment=given) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("enter"), Step("2", "◇ Stack"), Step("3", "upstream"), Step("/"), Step("esc")])
        assert b"\\u" not in terminal.output
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.screen_text().strip() == ""


@pytest.mark.requirement("H1", "S8")
def test_a_full_disk_is_reported_and_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "state.json"
    target.write_text("before")
    command = ["/bin/sh", "-c", f"ulimit -f 8; exec {PROGRAM} --demo {STACK}"]
    with Terminal(command, environment={"PYTHONDONTWRITEBYTECODE": "1"}, cwd=tmp_path) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("enter"), Step("2", "◇ Stack"), Step("ctrl+s", "Save to a file")])
        terminal.settle(0.4)  # keys are heard once the dialog was seen
        walk(
            terminal,
            [Step("end"), Step(" ".join(["backspace"] * 60)), Step("'state.json"), Step("enter", "already exists")],
        )
        terminal.settle(0.4)
        walk(terminal, [Step("enter", "Not saved: ")])
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


HOSTILE = ("pyperclip", "click", "textual", "httpx", "msgspec", "rich", "truststore", "platformdirs", "typing", "json",
           "asyncio", "dataclasses", "secrets", "tomllib")  # fmt: skip


@pytest.mark.requirement("E7", "H1")
@pytest.mark.parametrize("command", [[PROGRAM], [sys.executable, "-m", "stacktui"]], ids=["stacktui", "python -m"])
def test_nothing_is_imported_from_the_working_directory(command: list[str | Path], tmp_path: Path) -> None:
    for name in HOSTILE:
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'taken')!r}, 'a').write('{name} ')\n")
    for arguments in (["--version"], ["ls", "--demo"]):
        subprocess.run([*command, *arguments], cwd=tmp_path, check=True, capture_output=True)
    with Terminal([*command, "--demo"], cwd=tmp_path) as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("c", "full stack name:")])
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert not (tmp_path / "taken").exists()


@pytest.mark.requirement("H6")
def test_it_opens_at_once_where_no_name_can_be_looked_up() -> None:
    with start("--backend", "https://nowhere.invalid", environment=TOKEN) as terminal:
        terminal.wait_for("nowhere.invalid", timeout=10)
        walk(terminal, [Step("?", "Help · "), Step(" ".join(["pagedown"] * 9), "token from PULUMI_ACCESS_TOKEN")])
        walk(terminal, [Step("esc", goes="Help · ")])
        terminal.press("ctrl+q")
        assert terminal.wait_exit(5) == 0


DEAD_DNS = """\
import asyncio, os, signal, socket, sys, threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # that thread gets it: the loop's sleep goes on
asyncio.BaseEventLoop.call_at = lambda loop, when, *given, context=None: asyncio.TimerHandle(when, given[0], (), loop)
def getaddrinfo(*_, **__):
    os.write(2, b"looking up ")
    threading.Event().wait()
socket.getaddrinfo = getaddrinfo
from stacktui.__main__ import main
main()
"""


@pytest.mark.requirement("H2", "H3", "H6")
def test_a_command_that_waits_for_a_name_server_is_interrupted_though_its_loop_sleeps() -> None:
    command = [sys.executable, "-c", DEAD_DNS, "ls", "--backend", "https://nowhere.invalid"]
    with Terminal(command, environment=TOKEN) as terminal:
        terminal.wait_for("looking up")
        terminal.send_signal(signal.SIGINT)
        assert terminal.wait_exit() == 130
        assert "Interrupted." in terminal.screen_text()


@pytest.mark.requirement("H4")
@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_tmux_detached_and_attached_at_another_size_draws_it_anew(tmp_path: Path) -> None:
    tmux = ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    try:
        with Terminal([*tmux, "new-session", str(PROGRAM), "--demo", STACK], size=(120, 36)) as terminal:
            terminal.wait_for("version ")
            subprocess.run([*tmux, "detach-client"], check=True)
            terminal.wait_exit()
        with Terminal([*tmux, "attach"], size=(90, 28)) as terminal:
            terminal.wait_for("STACK ")
            terminal.wait_for(lambda: len(terminal.lines()[0]) <= 90 and "▕" not in terminal.screen_text())
            walk(terminal, [Step("enter", "version "), Step("2", "◇ Stack")])
            subprocess.run([*tmux, "detach-client"], check=True)
            terminal.wait_exit()
        with Terminal([*tmux, "attach"], size=(150, 40)) as terminal:
            terminal.wait_for("◇ Stack")
            terminal.wait_for(re.compile(r"STACK .*▕"))
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
