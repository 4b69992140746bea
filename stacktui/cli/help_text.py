"""Generates the help of each command and the man page from the table of commands, the same on every Python version."""

from __future__ import annotations

import textwrap

from stacktui.cli.commands import COMMANDS, EXPLORE, Command, Operand, Option, options_of

_FILES = (
    ("$XDG_CONFIG_HOME/stacktui/config.toml", "Settings; see the README."),
    ("$XDG_STATE_HOME/stacktui/journal.jsonl", "One line per change sent and one per outcome; mode 0600."),
    ("~/.pulumi/credentials.json", "Backend and access token, as written by `pulumi login`; only read."),
)
_VARIABLES = (
    ("PULUMI_ACCESS_TOKEN, PULUMI_BACKEND_URL, PULUMI_API", "Token and backend; these override `pulumi login`."),
    ("PULUMI_HOME, PULUMI_CREDENTIALS_PATH", "Where the pulumi CLI keeps its files."),
    ("PULUMI_STACK, PULUMI_DEFAULT_ORGANIZATION, PULUMI_CONSOLE_DOMAIN", "Same meaning as for the pulumi CLI."),
    ("STACKTUI_CONFIG, STACKTUI_STATE_HOME, STACKTUI_CACHE_HOME", "Where stacktui keeps its own files."),
    ("STACKTUI_<SETTING>", "Any setting of config.toml, in capitals, for example STACKTUI_READ_ONLY=1."),
    ("NO_COLOR", "Print without colours."),
)


def usage(command: Command) -> str:
    """One line: `stacktui tree STACK [FILTER…] [options]`."""
    parts = ["stacktui", command.name, *map(_operand, command.operands), "[options]"]
    return " ".join(part for part in parts if part)


def _operand(operand: Operand) -> str:
    return {"one": operand.metavar, "optional": f"[{operand.metavar}]", "any": f"[{operand.metavar}…]"}[operand.need]


def _flags(option: Option) -> str:
    return ", ".join(option.flags) + (f" {option.metavar}" if option.metavar else "")


def _words(option: Option) -> str:
    choices = f": {', '.join(option.choices)}" if option.choices else ""
    return f"{option.words}{choices}" + (" (may be repeated)" if option.is_repeatable else "")


def help_text(command: Command, width: int = 80) -> str:
    """The output of `--help`."""
    lines = [f"usage: {usage(command)}", "", command.words]
    if command is EXPLORE:
        lines[1:1] = ["       stacktui COMMAND …"]
        lines += ["", "commands:", *_rows([(one.name, one.words.rstrip(".")) for one in COMMANDS], width)]
    if command.operands:
        lines += ["", "operands:", *_rows([(one.metavar, one.words) for one in command.operands], width)]
    lines += ["", "options:", *_rows([(_flags(one), _words(one)) for one in options_of(command)], width)]
    for note in command.notes:
        lines += ["", *textwrap.wrap(note, width, break_long_words=False, break_on_hyphens=False)]
    return "\n".join(lines) + "\n"


def _rows(rows: list[tuple[str, str]], width: int) -> list[str]:
    margin = 26
    lines: list[str] = []
    for left, right in rows:
        wrapped = textwrap.wrap(right, max(20, width - margin), break_on_hyphens=False) or [""]
        if len(left) > margin - 4:
            lines.append(f"  {left}")
        else:
            lines.append(f"  {left:<{margin - 2}}{wrapped.pop(0)}")
        lines += [f"{'':{margin}}{line}" for line in wrapped]
    return lines


def man_page(version: str) -> str:
    """stacktui(1), as man macros."""
    lines = [
        '.\\" Made by `make man` from stacktui/cli/commands.py.',
        f'.TH STACKTUI 1 "" "stacktui {version}" "User Commands"',
        ".SH NAME",
        r"stacktui \- terminal explorer for Pulumi Cloud stacks",
        ".SH SYNOPSIS",
    ]
    for command in (EXPLORE, *COMMANDS):
        lines += [f".B {_roff(f'stacktui {command.name}'.strip())}", _roff(_after_name(command)), ".br"]
    lines += [".SH DESCRIPTION", _roff(EXPLORE.words), *_paragraphs(EXPLORE)]
    lines += [".SH OPTIONS", *_options(options_of(EXPLORE)), ".SH COMMANDS"]
    lines += [
        "Every command also takes the options above, except",
        _roff("--organization, --ascii and --version:"),
        "only the commands that list them take those.",
    ]
    for command in COMMANDS:
        lines += [f".SS {_roff(command.name)}", _roff(command.words)]
        for operand in command.operands:
            lines += [".TP", f".I {_roff(operand.metavar)}", _roff(f"{operand.words}.")]
        lines += [*_options(command.options), *_paragraphs(command)]
    for heading, rows in (("ENVIRONMENT", _VARIABLES), ("FILES", _FILES)):
        lines.append(f".SH {heading}")
        for left, right in rows:
            lines += [".TP", f".B {_roff(left)}", _roff(right)]
    return "\n".join(lines) + "\n"


def _after_name(command: Command) -> str:
    return usage(command).removeprefix("stacktui").removeprefix(f" {command.name}").strip()


def _options(options: tuple[Option, ...]) -> list[str]:
    lines: list[str] = []
    for option in options:
        lines += [".TP", f".B {_roff(_flags(option))}", _roff(f"{_words(option)}.")]
    return lines


def _paragraphs(command: Command) -> list[str]:
    return [line for note in command.notes for line in (".PP", _roff(note))]


def _roff(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("…", "...")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
