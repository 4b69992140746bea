"""Parses the command line. Loads only argparse and the table of commands."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from typing import TYPE_CHECKING, NoReturn

from stacktui.cli.arguments import Arguments
from stacktui.cli.commands import BY_NAME, COMMON, EXPLORE, HELP, PROGRAM_VERSION, Command, options_of
from stacktui.cli.help_text import help_text
from stacktui.presentation.text.safe_text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_NEGATED_TERM = re.compile(r"-[a-z]+:.")


class _Parser(argparse.ArgumentParser):
    """Reports an error in one sentence, and prints the help made from the table."""

    def __init__(self, command: Command, width: int) -> None:
        super().__init__(prog=f"stacktui {command.name}".strip(), add_help=False, allow_abbrev=False)
        self._command = command
        self._width = width

    def format_help(self) -> str:
        return help_text(self._command, self._width)

    def error(self, message: str) -> NoReturn:
        sentence = clean(f"{message[:1].upper()}{message[1:].rstrip('.')}.")
        self.exit(2, f"{self.prog}: {sentence} Try `{self.prog} --help`.\n")


def read_command_line(
    argv: Sequence[str], environ: Mapping[str, str], version_note: Callable[[], str] = lambda: ""
) -> Arguments:
    """Parse any command line; see `parse_arguments`.

    Raises:
        SystemExit: 0 after --help or --version, 2 after an error message.
    """
    name, rest = _split_command(argv)
    command = BY_NAME[name]
    parser = _Parser(command, _width(environ))
    for option in options_of(command):
        _add(parser, option.name, option.flags, command)
    head, operands = _take_apart(command, rest)
    parser.add_argument("operands", nargs="*")
    parsed = parser.parse_intermixed_args(head)
    values: dict[str, object] = vars(parsed)
    values["operands"] = [*parsed.operands, *operands]
    _show_and_exit(parser, values, version_note)
    return _made(parser, command, values)


def _width(environ: Mapping[str, str]) -> int:
    told = environ.get("COLUMNS", "")
    columns = int(told) if re.fullmatch(r"\d{1,5}", told) else shutil.get_terminal_size().columns
    return max(40, min(columns, 100))


def _add(parser: _Parser, name: str, flags: tuple[str, ...], command: Command) -> None:
    option = next(one for one in options_of(command) if one.name == name)
    if not option.metavar:
        parser.add_argument(*flags, dest=name, action="store_true")
    elif option.is_repeatable:
        parser.add_argument(*flags, dest=name, action="append", default=[])
    elif option.is_number:
        parser.add_argument(*flags, dest=name, type=_positive)
    else:
        parser.add_argument(*flags, dest=name, default="", choices=option.choices or None)


def _positive(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(f"`{text}` must be a positive integer")
    return int(text)


def _split_command(argv: Sequence[str]) -> tuple[str, list[str]]:
    """Return the command's name, which may follow options, and the other words; after `--` there is no command."""
    with_value = {flag for option in (*EXPLORE.options, *COMMON) if option.metavar for flag in option.flags}
    place = 0
    while place < len(argv) and argv[place] != "--":
        word = argv[place]
        if not word.startswith("-"):
            if word in BY_NAME:
                return word, [*argv[:place], *argv[place + 1 :]]
            break
        place += 2 if word in with_value else 1
    return "", list(argv)


def _take_apart(command: Command, words: list[str]) -> tuple[list[str], list[str]]:
    """Separate options and operands from terms: `-tag:x`, and everything after `--`, cannot be options."""
    cut = words.index("--") if "--" in words else len(words)
    head, tail = words[:cut], words[cut + 1 :]
    if any(operand.name == "filters" for operand in command.operands):
        tail = [*(word for word in head if _NEGATED_TERM.match(word)), *tail]
        head = [word for word in head if not _NEGATED_TERM.match(word)]
    return head, tail


def _show_and_exit(parser: _Parser, values: Mapping[str, object], version_note: Callable[[], str]) -> None:
    if values.get(HELP.name):
        sys.stdout.write(parser.format_help())
        parser.exit(0)
    if values.get(PROGRAM_VERSION.name):
        from importlib.metadata import version

        note = version_note()
        sys.stdout.write(f"stacktui {version('stacktui')}\n" + (f"{note}\n" if note else ""))
        parser.exit(0)


def _made(parser: _Parser, command: Command, values: Mapping[str, object]) -> Arguments:
    given = values["operands"]
    words = [str(word) for word in given] if isinstance(given, list) else []
    placed: dict[str, object] = {}
    for operand in command.operands:
        if operand.name == "stack" and values.get("state"):
            continue
        if operand.need == "any":
            placed[operand.name] = tuple(words)
            words = []
        elif words:
            placed[operand.name] = words.pop(0)
        elif operand.need == "one":
            parser.error(f"{operand.metavar} is missing")
    if words:
        parser.error(f"`{words[0]}` is an unexpected argument")
    if values.get("minimal") and not values.get("demo"):
        parser.error("--minimal needs --demo")
    known = set(Arguments._fields)
    chosen = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items() if name in known
    }
    return Arguments(command=command.name, **{**chosen, **placed})  # type: ignore[arg-type]  # read by the table above
