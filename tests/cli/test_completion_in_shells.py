"""Completion in real shells: tab in bash, zsh and fish."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from stacktui.local.remembered import remember_stacks
from stacktui.pulumi.stack import StackIdentifier
from tests.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("acme/web-shop/prod", "acme/web-shop/staging", "globex/billing/prod")
PROGRAM = """\
#!{python}
import os, sys
from stacktui.cli.parsing import parse_arguments
from stacktui.cli.run import run_command
def nothing(_arguments): raise AssertionError("completion asks no server")
sys.exit(run_command(parse_arguments(sys.argv[1:], os.environ), nothing, sys.stdout, sys.stderr))
"""
START = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-i"),
}
LOAD = {
    "bash": 'PS1="ready> "; eval "$(stacktui completion bash)"',
    "zsh": 'PS1="ready> "; autoload -U compinit; compinit -u -D; eval "$(stacktui completion zsh)"',
    "fish": 'function fish_prompt; printf "ready> "; end; stacktui completion fish | source',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a `stacktui` to run and the names that it completes."""
    program = tmp_path / "bin" / "stacktui"
    program.parent.mkdir()
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    stacks = [StackIdentifier.parse(name) for name in NAMES]
    remember_stacks({"STACKTUI_CACHE_HOME": str(tmp_path)}, "https://x", stacks, is_whole_list=True)
    (tmp_path / "some-state.json").touch()
    return tmp_path


def interactive(name: str, folder: Path) -> Terminal:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here")
    environment = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "STACKTUI_CACHE_HOME": str(folder),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return Terminal(START[name], environment=environment, cwd=folder)


@pytest.mark.parametrize("shell", list(START))
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("stacktui who", "stacktui whoami"),
        ("stacktui show glo", "stacktui show globex/billing/prod"),
        ("stacktui ls org:gl", "stacktui ls org:globex"),
        ("stacktui ls --sort u", "stacktui ls --sort updated"),
        ("stacktui transfer acme/web-shop/prod gl", "stacktui transfer acme/web-shop/prod globex"),
        ("stacktui tree --state some", "stacktui tree --state some-state.json"),
        ("stacktui open some", "stacktui open some-state.json"),
    ],
)
def test_tab_completes(shell: str, folder: Path, typed: str, completed: str) -> None:
    with interactive(shell, folder) as terminal:
        terminal.type(LOAD[shell] + "\r")
        terminal.wait_for("ready> ")
        terminal.type(typed + "\t")
        terminal.wait_for(f"ready> {completed}")
