"""Options are accepted at any position, and an error is one sentence."""

from __future__ import annotations

import pytest

from stacktui.cli.arguments import Arguments
from stacktui.cli.command_line import read_command_line
from stacktui.cli.commands import BY_NAME, COMMANDS, EXPLORE, HELP, PROGRAM_VERSION, options_of
from stacktui.cli.help_text import help_text, usage
from stacktui.cli.parsing import parse_arguments


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", Arguments()),
        ("acme/web-shop/prod", Arguments(stack="acme/web-shop/prod")),
        ("--demo", Arguments(demo=True)),
        (
            "prod --organization acme --backend https://x --read-only --ascii",
            Arguments(stack="prod", organization="acme", backend="https://x", read_only=True, ascii=True),
        ),
        ("-- ls", Arguments(stack="ls")),
        ("--backend ls", Arguments(backend="ls")),
        ("--config=c --log l --insecure-http", Arguments(config="c", log="l", insecure_http=True)),
        ("ls", Arguments("ls")),
        ("--demo ls --json", Arguments("ls", demo=True, json=True)),
        ("--backend https://x ls pay", Arguments("ls", backend="https://x", filters=("pay",))),
        ("ls ls", Arguments("ls", filters=("ls",))),
        (
            "ls tag:a=b -tag:c --json -project:x",
            Arguments("ls", filters=("tag:a=b", "-tag:c", "-project:x"), json=True),
        ),
        ("ls --sort updated --reverse -- -pay", Arguments("ls", sort="updated", reverse=True, filters=("-pay",))),
        ("show a/b/c --plain", Arguments("show", stack="a/b/c", plain=True)),
        ("tree a/b/c", Arguments("tree", stack="a/b/c")),
        ("tree a/b/c x --version 7 y", Arguments("tree", stack="a/b/c", filters=("x", "y"), version=7)),
        ("tree --state - x y", Arguments("tree", state="-", filters=("x", "y"))),
        ("resource a/b/c bucket", Arguments("resource", stack="a/b/c", resource="bucket")),
        ("resource --state s.json bucket", Arguments("resource", state="s.json", resource="bucket")),
        ("count a/b/c --by type", Arguments("count", stack="a/b/c", by="type")),
        ("export a/b/c -o f", Arguments("export", stack="a/b/c", output="f")),
        ("create a/b/c --tag x=1 --tag y=2", Arguments("create", stack="a/b/c", tags=("x=1", "y=2"))),
        ("transfer a/b/c beta --yes", Arguments("transfer", stack="a/b/c", target="beta", yes=True)),
        (
            "delete a/b/c --force --yes --confirm a/b/c",
            Arguments("delete", "a/b/c", force=True, yes=True, confirm="a/b/c"),
        ),
        ("open -", Arguments("open", file="-")),
        ("completion zsh", Arguments("completion", shell="zsh")),
        ("__complete stacks acme/ --x", Arguments("__complete", filters=("stacks", "acme/", "--x"))),
    ],
)
def test_a_command_line_is_understood(line: str, expected: Arguments) -> None:
    assert parse_arguments(line.split(), {}) == expected


@pytest.mark.requirement("H2")
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("a b", "stacktui: `b` is an unexpected argument. Try `stacktui --help`."),
        ("--bogus", "stacktui: Unrecognized arguments: --bogus. Try `stacktui --help`."),
        ("--back https://x", "stacktui: Unrecognized arguments: --back. Try `stacktui --help`."),
        ("show", "stacktui show: STACK is missing. Try `stacktui show --help`."),
        (
            "tree --state x --version a",
            "stacktui tree: Argument --version: `a` must be a positive integer.",
        ),
        ("tree x --version 0", "stacktui tree: Argument --version: `0` must be a positive integer"),
        ("resource --state x", "stacktui resource: URN|ID|NAME is missing."),
        ("transfer a/b/c", "stacktui transfer: ORGANIZATION is missing."),
        ("ls --sort size", "stacktui ls: Argument --sort: invalid choice: 'size'"),
        ("ls --backend", "stacktui ls: Argument --backend: expected one argument."),
        ("whoami me", "stacktui whoami: `me` is an unexpected argument."),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_2(
    line: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        parse_arguments(line.split(), {})
    said = capsys.readouterr()
    assert raised.value.code == 2
    assert said.out == ""
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1


@pytest.mark.requirement("T3")
def test_an_argument_that_a_terminal_might_obey_is_shown_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(["a", "\x1b]52;c;AAAA\x07\u202e\n"], {})
    assert "`␛]52;c;AAAA␇<202E>␊` is an unexpected argument" in capsys.readouterr().err


@pytest.mark.requirement("S10")
def test_there_is_no_option_for_a_token() -> None:
    flags = {flag for command in BY_NAME.values() for option in options_of(command) for flag in option.flags}
    assert not [flag for flag in flags if "token" in flag]


def test_help_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    for line, command in (("--help", EXPLORE), ("ls -h", BY_NAME["ls"]), ("--demo tree --help", BY_NAME["tree"])):
        with pytest.raises(SystemExit) as raised:
            parse_arguments(line.split(), {"COLUMNS": "72"})
        assert raised.value.code == 0
        assert capsys.readouterr().out == help_text(command, 72)


@pytest.mark.parametrize("columns", ["1", "40", "80", "99999", "junk"])
def test_help_fits_the_terminal(columns: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(["--help"], {"COLUMNS": columns})
    width = {"1": 66, "40": 66, "99999": 100}.get(columns, 80)  # flags and words have a least width
    assert max(map(len, capsys.readouterr().out.splitlines())) <= width


def test_help_names_every_operand_and_option() -> None:
    for known in (EXPLORE, *COMMANDS):
        text = help_text(known)
        assert usage(known) in text
        assert all(flag in text for option in options_of(known) for flag in option.flags)


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        parse_arguments(["--demo", "--version"], {})
    assert raised.value.code == 0
    assert capsys.readouterr().out.startswith("stacktui 0.")


def test_every_option_and_operand_has_its_field() -> None:
    named = {option.name for command in BY_NAME.values() for option in options_of(command)}
    named |= {operand.name for command in BY_NAME.values() for operand in command.operands}
    assert named - {HELP.name, PROGRAM_VERSION.name} == set(Arguments._fields) - {"command"}


def test_only_what_was_said_becomes_a_setting() -> None:
    assert Arguments().settings == {}
    assert Arguments(read_only=True, ascii=True).settings == {"read_only": True, "ascii": True}


def test_two_commands_open_a_screen() -> None:
    assert [name for name in BY_NAME if Arguments(name).opens_screen] == ["", "open"]


@pytest.mark.parametrize("argv", [[], ["--demo"]])
def test_what_needs_no_parser_is_understood_as_by_the_parser(argv: list[str]) -> None:
    assert parse_arguments(argv, {}) == read_command_line(argv, {})
