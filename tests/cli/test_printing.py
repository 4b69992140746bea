"""Printed output is safe for a terminal and readable by programs, and a closed pipe is handled."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.cli.arguments import Arguments
from stacktui.cli.commands import COMMANDS
from stacktui.cli.printing import Column, Printer, json_line
from stacktui.cli.run import run_command
from stacktui.local.config import ConfigProblem
from stacktui.presentation.text.lines import Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import hides_something, words
from stacktui.pulumi_cli.stored_accounts import CredentialsProblem
from tests.cli.shell import Shell, Stream

if TYPE_CHECKING:
    from pathlib import Path

    from stacktui.session import Session

TABLE = (Column(words("NAME")), Column(words("COUNT"), to_the_right=True))


def printed(*rows: tuple[Span, ...], encoding: str = "utf-8") -> list[str]:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    printer = Printer(out, Stream(), {})
    printer.table(TABLE, rows)
    printer.finish()
    return raw.getvalue().decode(encoding).splitlines()


def test_columns_are_as_wide_as_their_widest_cell_in_any_script() -> None:
    assert printed((cleaned("a"), cleaned("1")), (cleaned("実験"), cleaned("1,000"))) == [
        "NAME  COUNT",
        "a         1",
        "実験  1,000",
    ]


def test_an_old_terminal_gets_signs_that_it_can_draw() -> None:
    assert printed((literal("├─ ◇ ⚠ …"), literal("–")), encoding="ascii")[1].split("  ")[0] == "|- o ! ~"


@pytest.mark.requirement("T8")
@given(
    st.recursive(
        st.text() | st.none() | st.integers(), lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner)
    )
)
def test_json_means_the_same_and_shows_nothing_hidden(value: object) -> None:
    line = json_line(value)  # type: ignore[arg-type]  # what hypothesis draws is JSON
    assert json.loads(line) == value
    assert line.isprintable()
    assert "\n" not in line


def test_json_leaves_letters_of_every_script_readable() -> None:
    assert json_line({"name": "プロダクション"}) == '{"name": "プロダクション"}'
    assert json_line("\x7f\x9b\u202e\u200d\U000e0041\ud800\x1b\n") == (
        r'"\u007f\u009b\u202e\u200d\udb40\udc41\ud800\u001b\n"'
    )


@pytest.mark.requirement("T3")
def test_a_document_is_itself_in_a_file_and_harmless_on_a_terminal() -> None:
    document = '{"a": "\x1b]52;c;eA==\x07\x9b2J\u202e",\n"b": "プロ"}\n'
    terminal = Stream(is_terminal=True)
    Printer(terminal, Stream(), {}).raw(document.encode())
    assert terminal.getvalue() == r'{"a": "\u001b]52;c;eA==\u0007\u009b2J\u202e",' + '\n"b": "プロ"}\n'
    file = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    Printer(file, Stream(), {}).raw(document.encode())
    file.seek(0)
    assert file.buffer.read() == document.encode()


@pytest.mark.requirement("T3")
def test_a_document_in_a_pipe_is_harmless_and_means_the_same(tmp_path: Path) -> None:
    value = {"a": "\x7f\x9b2J\u202e\u2028\U000e0041", "b": ["プロ", "é", 1.5]}
    document = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    reading, writing = os.pipe()
    with open(reading, encoding="utf-8") as taken, open(writing, "w", encoding="utf-8") as pipe:  # noqa: PTH123  # descriptors
        Printer(pipe, Stream(), {}).raw(document.encode())
        pipe.close()
        text = taken.read()
    assert json.loads(text) == value
    assert all(character == "\n" or not hides_something(character) for character in text)
    with (tmp_path / "file").open("w", encoding="utf-8") as file:
        Printer(file, Stream(), {}).raw(document.encode())
    assert (tmp_path / "file").read_text(encoding="utf-8") == document


def test_a_sentence_takes_the_place_of_the_progress_line() -> None:
    err = Stream(is_terminal=True)
    printer = Printer(Stream(), err, {"TERM": "xterm"})
    printer.progress(words("one"))
    printer.progress(words("one"))
    printer.progress(words("two"))
    printer.note("said")
    printer.finish()
    assert err.getvalue() == "\r\x1b[Kone\r\x1b[Ktwo\r\x1b[Ksaid\n"


@pytest.mark.parametrize("tone", list(Tone))
def test_colours_begin_and_end_around_each_word(tone: Tone) -> None:
    out = Stream(is_terminal=True)
    Printer(out, Stream(), {"TERM": "xterm"}).line((Span(words("a"), tone), Span(words(""), tone)))
    assert out.getvalue() in {"a\n", *(f"\x1b[{code}ma\x1b[0m\n" for code in (1, 2, 4, 7, 31, 32, 33, 35, 36))}
    assert (out.getvalue() == "a\n") is (tone is Tone.PLAIN)


@pytest.mark.requirement("H2")
def test_a_closed_pipe_is_not_a_failure(shell: Shell) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    out = os.fdopen(writing, "w", encoding="utf-8")
    code = run_command(Arguments("ls"), shell._open, out, Stream(), stdin=Stream(), environ=shell.environ)
    out.close()
    assert code == 0


def test_a_pipe_that_is_no_real_file_may_break_too(shell: Shell) -> None:
    class Broken(Stream):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    assert run_command(Arguments("ls"), shell._open, Broken(), Stream(), stdin=Stream(), environ=shell.environ) == 0


@pytest.mark.requirement("H2")
def test_ctrl_c_ends_with_130(shell: Shell) -> None:
    def interrupt(_arguments: Arguments) -> Session:
        raise KeyboardInterrupt

    err = Stream()
    code = run_command(Arguments("ls"), interrupt, Stream(), err, stdin=Stream(), environ=shell.environ)
    assert (code, err.getvalue()) == (130, "Interrupted.\n")


@pytest.mark.requirement("H2")
@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CredentialsProblem("No \x1b token.", hint="Log in."), 1, "No ␛ token. Log in.\n"),
        (ConfigProblem(("One.", "Two.")), 2, "One.\nTwo.\n"),
    ],
)
def test_what_keeps_a_client_from_opening_is_said(shell: Shell, error: Exception, code: int, said: str) -> None:
    def refuse(_arguments: Arguments) -> Session:
        raise error

    err = Stream()
    ended = run_command(Arguments("ls"), refuse, Stream(), err, stdin=Stream(), environ=shell.environ)
    assert (ended, err.getvalue()) == (code, said)


def test_every_command_that_prints_has_its_function() -> None:
    functions = {command.name: command.function for command in COMMANDS if all(command.function)}
    assert set(functions) == {command.name for command in COMMANDS} - {"open", "completion"}
    for module, function in functions.values():
        assert inspect.iscoroutinefunction(getattr(importlib.import_module(f"stacktui.cli.{module}"), function))
