"""A crash shows no value of anyone's, in any of its shapes, and the exit status tells of it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from stacktui.tui.host.crash import Crashes, describe
from tests.terminal import Terminal

PROGRAM = Path(__file__).with_name("hosted_program.py")
CANARY = "canary-5fd1"

SHAPES = (
    "crash-compose", "crash-mount", "crash-timer", "crash-worker", "crash-thread-worker", "crash-recursion",
    "crash-render",
)  # fmt: skip


@pytest.mark.requirement("S1", "S2", "H2", "H5")
@pytest.mark.parametrize("shape", SHAPES)
def test_a_crash_shows_nothing_of_what_the_program_held(shape: str) -> None:
    with Terminal([sys.executable, PROGRAM, shape]) as terminal:
        assert terminal.wait_exit() == 1
        assert terminal.restore_report() == ()
        assert CANARY.encode() not in terminal.output
        assert terminal.lines()[0].startswith("stacktui crashed (")
        reports = list((terminal.home / "state").iterdir())
        assert len(reports) == 1
        assert stat.S_IMODE(reports[0].stat().st_mode) == 0o600
        assert stat.S_IMODE(reports[0].parent.stat().st_mode) == 0o700
        report = reports[0].read_text()
        assert CANARY not in report
        assert "hosted_program.py" in report


@pytest.mark.requirement("S1", "S2")
def test_a_crash_of_a_thread_is_told_when_the_screen_is_gone() -> None:
    with Terminal([sys.executable, PROGRAM, "crash-thread"]) as terminal:
        terminal.wait_for("running as")
        terminal.press("q")
        assert terminal.wait_exit() == 1
        assert CANARY.encode() not in terminal.output
        assert "RuntimeError" in terminal.lines()[0]


@pytest.mark.requirement("S2", "H1")
def test_a_crash_with_a_home_that_cannot_be_written_is_still_told() -> None:
    with Terminal([sys.executable, PROGRAM, "crash-mount"], environment={"HOME": "/dev/null"}) as terminal:
        assert terminal.wait_exit() == 1
        assert "could not be written" in " ".join(terminal.lines())


@pytest.mark.requirement("C7")
@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x"])
def test_a_typed_secret_is_not_copied(key: str) -> None:
    with Terminal([sys.executable, PROGRAM, "input"]) as terminal:
        terminal.wait_for("running as")
        terminal.press("tab", "home", "ctrl+a")
        terminal.write(b"\x1b[1;2F")  # shift+end selects it
        terminal.press(key)
        terminal.wait_for("Not copied")
        assert terminal.copied() == ()


def test_only_the_first_crash_is_written(tmp_path: Path) -> None:
    crashes = Crashes(tmp_path / "state", lambda text: text)
    assert crashes.note(ValueError()) == crashes.note(KeyError())
    assert len(list((tmp_path / "state").iterdir())) == 1


@pytest.mark.requirement("S2")
def test_the_report_passes_through_the_redaction(tmp_path: Path) -> None:
    crashes = Crashes(tmp_path, lambda text: text.replace("ValueError", "[redacted]"))
    report = crashes.note(ValueError()).report
    assert report is not None
    assert "ValueError" not in report.read_text()


def test_errors_are_described_with_what_they_came_from() -> None:
    def fail() -> None:
        try:
            os.environ[CANARY]
        except KeyError as error:
            raise ExceptionGroup(CANARY, [OSError(CANARY)]) from error

    with pytest.raises(ExceptionGroup) as raised:
        fail()
    text = "\n".join(describe(raised.value))
    assert CANARY not in text
    for word in ("ExceptionGroup", "together with builtins.OSError", "because of builtins.KeyError", "test_crash.py"):
        assert word in text


@pytest.mark.requirement("S2")
def test_no_report_follows_a_link_that_someone_put_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    target = tmp_path / "target"
    (tmp_path / "crash-00000000.txt").symlink_to(target)
    assert Crashes(tmp_path, str).note(ValueError()).report is None
    assert not target.exists()
