"""Completions come from the table of commands and from the names of the last listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.cli import completion
from stacktui.cli.commands import COMMANDS, COMMON
from stacktui.local.remembered import remember_stacks
from stacktui.pulumi.stack import StackIdentifier

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.shell import Shell

ALL = [
    StackIdentifier("acme", "web", "prod"),
    StackIdentifier("acme", "web", "dev"),
    StackIdentifier("beta", "api", "qa"),
]
STACKS = ("acme/web/dev", "acme/web/prod", "beta/api/qa")
NAMES = tuple(command.name for command in COMMANDS)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    environ = {"STACKTUI_CACHE_HOME": str(tmp_path)}
    remember_stacks(environ, "https://x", ALL, is_whole_list=True)
    return environ


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", (*NAMES, *STACKS)),
        ("co", ("count", "completion")),
        ("be", ("beta/api/qa",)),
        ("--demo w", ("whoami",)),
        ("show ", STACKS),
        ("show acme/web/p", ("acme/web/prod",)),
        ("show acme/web/prod ", ()),
        ("show --j", ("--json",)),
        ("acme/web/prod l", ()),
        ("ls org:", ("org:acme", "org:beta")),
        ("ls project:a", ("project:api",)),
        ("ls -org:b", ()),
        ("ls st", ("state:never", "state:running", "state:updated")),
        ("ls org:acme pro", ("project:",)),
        ("ls --organization b", ("beta",)),
        ("ls --sort ", ("name", "updated", "resources")),
        ("ls --backend ", ()),
        ("count x/y/z --by t", ("type",)),
        ("transfer acme/web/prod b", ("beta",)),
        ("export acme/web/prod -o ", (completion.FILES,)),
        ("tree --state ", (completion.FILES,)),
        ("resource --state f ", ()),
        ("open ", (completion.FILES,)),
        ("completion ", ("bash", "zsh", "fish")),
        ("whoami ", ()),
        ("--back", ("--backend",)),
    ],
)
def test_each_place_has_its_candidates(environ: dict[str, str], line: str, expected: tuple[str, ...]) -> None:
    assert completion.candidates(line.split(" "), environ) == expected


def test_without_a_word_commands_are_offered(environ: dict[str, str]) -> None:
    assert completion.candidates((), environ) == (*NAMES, *STACKS)


def test_every_option_is_offered(environ: dict[str, str]) -> None:
    told = completion.candidates(["show", "-"], environ)
    assert set(told) >= {flag for option in COMMON for flag in option.flags}


@pytest.mark.requirement("T3")
@pytest.mark.parametrize("name", ["$(reboot)", "a b", "`id`", "x;y", "\x1b]0;x\x07", "..", "é", "-rf\n"])
def test_a_name_that_a_shell_might_obey_is_never_offered(tmp_path: Path, name: str) -> None:
    environ = {"STACKTUI_CACHE_HOME": str(tmp_path)}
    odd = [
        StackIdentifier(name, "web", "dev"),
        StackIdentifier("acme", name, "dev"),
        StackIdentifier("acme", "web", name),
    ]
    remember_stacks(environ, "https://x", odd, is_whole_list=True)
    for line in ("show ", "ls org:", "ls project:", "ls --organization "):
        assert completion.candidates(line.split(" "), environ) == ()


def test_scripts_and_candidates_are_printed(shell: Shell) -> None:
    for name, words in (("bash", "complete -F"), ("zsh", "compdef"), ("fish", "complete -c stacktui")):
        result = shell.run(f"completion {name}")
        assert (result.code, result.err) == (0, "")
        assert words in result.out
    assert shell.run("__complete comp").out == "completion\n"
    refused = shell.run("completion tcsh")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "No completion for `tcsh`: use bash, zsh or fish.\n"
    assert shell.opened == 0
