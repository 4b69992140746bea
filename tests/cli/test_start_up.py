"""A command loads only what it needs; each result is from a new interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
import json, os, sys
sys.argv = ["stacktui", *json.loads(os.environ["WORDS"])]
from stacktui.__main__ import main
try:
    main()
except SystemExit as ended:
    sys.stdout.flush()
    print(json.dumps([ended.code or 0, sorted(sys.modules)]), file=sys.stderr)
"""
HEAVY = {"textual", "rich", "httpx", "msgspec"}
UNSAID = (
    "asyncio",
    "msgspec*",
    "stacktui.explorer.*",
    "stacktui.local.*",
    "stacktui.pulumi.client",
    "stacktui.pulumi.http.*",
    "stacktui.pulumi_cli.*",
    "stacktui.session",
    "stacktui.tui.app",
    "stacktui.tui.host.crash",
    "stacktui.tui.host.terminal_run",
)
"""What --version and --help must not load."""
ONLINE = {"msgspec", "httpx", "rich"}  # where click is installed, as by the linters here, httpx itself loads rich


def is_unsaid(module: str) -> bool:
    return any(fnmatchcase(module, pattern) for pattern in UNSAID)


def run(tmp_path: Path, *words: str) -> tuple[int, set[str], str]:
    """Exit code, modules that were loaded, standard output."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI", "STACKTUI"))}
    folders = {f"STACKTUI_{kind}_HOME": str(tmp_path) for kind in ("CACHE", "STATE")}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**environ, **folders, "WORDS": json.dumps(words), "HOME": str(tmp_path), "PULUMI_HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    code, modules = json.loads(ended.stderr.splitlines()[-1])
    return code, set(modules), ended.stdout


@pytest.mark.parametrize(
    ("words", "code", "allowed"),
    [
        (("--version",), 0, set()),
        (("--help",), 0, set()),
        (("ls", "--help"), 0, set()),
        (("ls", "--bogus"), 2, set()),
        (("completion", "bash"), 0, {"msgspec"}),
        (("__complete", "show", "a"), 0, {"msgspec"}),
        (("tree", "--state", "state.json"), 0, {"msgspec"}),
        (("whoami",), 1, {"msgspec"}),
        (("--demo", "ls"), 0, ONLINE),
        (("--demo", "show", "acme/web-shop/prod"), 0, ONLINE),
        (("--demo", "tree", "acme/web-shop/prod"), 0, ONLINE),
    ],
)
def test_a_command_loads_only_what_it_needs(
    tmp_path: Path, words: tuple[str, ...], code: int, allowed: set[str]
) -> None:
    (tmp_path / "state.json").write_text('{"version": 3, "deployment": {"resources": [], "manifest": {}}}')
    ended, modules, _ = run(tmp_path, *words)
    assert ended == code
    assert {name.split(".")[0] for name in modules} & HEAVY <= allowed


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_version_and_help_load_nothing_of_the_program_itself(tmp_path: Path, word: str) -> None:
    assert [name for name in run(tmp_path, word)[1] if is_unsaid(name)] == []


def test_completion_loads_neither_client_nor_what_asks_it(tmp_path: Path) -> None:
    _, modules, _ = run(tmp_path, "__complete", "show", "a")
    assert modules & {"stacktui.pulumi.client", "stacktui.cli.task", "stacktui.cli.from_file"} == set()


def test_the_printing_commands_work_as_one_starts_them(tmp_path: Path) -> None:
    code, _, out = run(tmp_path, "--demo", "ls", "--json", "project:web-shop", "tag:env=prod")
    assert code == 0
    assert "acme/web-shop/prod" in {json.loads(line)["name"] for line in out.splitlines()}


def test_whoami_without_a_login_says_what_to_do(tmp_path: Path) -> None:
    assert run(tmp_path, "whoami")[::2] == (1, "")


@pytest.mark.requirement("S10")
def test_a_command_that_prints_leaves_no_core_and_lets_nobody_read_its_memory(tmp_path: Path) -> None:
    program = (
        "import ctypes, os, resource; from stacktui.__main__ import run; run(['ls', '--demo'], os.environ);"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "(0, 0) 0"
