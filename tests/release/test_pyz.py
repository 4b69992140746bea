"""stacktui.pyz needs only python3, reports where it can run, and uses no folder that others can write to."""

from __future__ import annotations

import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from release import launcher, pyz
from release.lock import read_lock
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NOBODY = 65534
LIST = ("ls", "--demo", "--json", "project:web-shop")
PYTHON = Path(sys.base_prefix) / "bin" / "python{}.{}".format(*sys.version_info)
"""The Python of these tests, without what is installed for them."""
OTHER_PYTHONS = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python3"))


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user can reach, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="public-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def archive() -> Iterator[Path]:
    """The archive, of what is installed here instead of what an index serves."""
    with tempfile.TemporaryDirectory(prefix="public-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        modules = folder / "modules"
        modules.mkdir()
        (modules / "stacktui").symlink_to(ROOT / "stacktui")
        names = [one.name for one in read_lock(ROOT / "requirements.lock") if one.applies]
        for found in [distribution(name) for name in [*names, "stacktui"]]:
            tops = {file.parts[0] for file in found.files or () if not file.parts[0].startswith(("..", "_"))}
            for top in tops:
                (modules / top).symlink_to(str(found.locate_file(top)))
        pyz.build([modules], folder / "stacktui.pyz")
        yield folder / "stacktui.pyz"


def start(
    archive: Path, *words: str, python: str | Path = PYTHON, user: int | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run it in an environment of these variables and no others, by default as this user."""
    return subprocess.run(
        [python, archive, *words],
        check=False,
        env=environment,
        cwd="/",
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        capture_output=True,
        text=True,
        timeout=60,
    )


def python_for(user: int) -> str:
    """This version of Python, where that user can run it; or an empty text."""
    question = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])!r})"
    for found in filter(None, (str(PYTHON), shutil.which("python3", path=os.defpath))):
        try:
            ended = subprocess.run([found, "-c", question], check=False, user=user, group=user, extra_groups=[])
        except PermissionError:
            continue
        if ended.returncode == 0:
            return found
    return ""


def check_list(ended: subprocess.CompletedProcess[str]) -> None:
    assert (ended.stderr, ended.returncode) == ("", 0)
    assert "acme/web-shop/prod" in {json.loads(line)["name"] for line in ended.stdout.splitlines()}


def test_another_user_starts_it_without_environment_or_home_and_leaves_nothing(archive: Path, public: Path) -> None:
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    python = python_for(user) if user == NOBODY else PYTHON
    if not python:
        pytest.skip("no Python of this version that another user can run")
    home, temporary = public / "home", public / "temporary"
    home.mkdir(0o555)
    temporary.mkdir()
    temporary.chmod(0o1777)
    for name, value in (("XDG_CACHE_HOME", "/dev/null/none"), ("HOME", str(home))):
        environment = {name: value, "TMPDIR": str(temporary)}
        check_list(start(archive, *LIST, python=python, user=user if user == NOBODY else None, **environment))
        assert list(temporary.iterdir()) == []
    assert list(home.iterdir()) == []


def test_it_is_unpacked_once_for_its_user_alone(archive: Path, tmp_path: Path) -> None:
    def unpacked() -> set[tuple[str, int]]:
        folder = tmp_path / ".cache" / "stacktui" / "program"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        return {(path.name, path.stat().st_ino) for path in folder.iterdir()}

    (tmp_path / "msgspec.py").write_text("raise RuntimeError('not the one that was built in')")
    for path in ("", str(tmp_path)):
        ended = start(archive, "--version", HOME=str(tmp_path), PYTHONPATH=path)
        assert (ended.stdout, ended.stderr, ended.returncode) == (f"stacktui {version('stacktui')}\n", "", 0)
    before = unpacked()
    check_list(start(archive, *LIST, HOME=str(tmp_path)))
    assert unpacked() == before


def test_its_screen_works_and_so_does_what_it_starts(archive: Path, tmp_path: Path) -> None:
    """It copies by a program of its own where only the desktop's clipboard manager can be asked."""
    programs, copied = tmp_path / "programs", tmp_path / "copied"
    programs.mkdir()
    for name in ("klipper", "qdbus"):
        (programs / name).write_text(
            f'#!/bin/sh\nprintf %s "$4" > {copied}.part && {shutil.which("mv")} {copied}.part {copied}\n'
        )
        (programs / name).chmod(stat.S_IRWXU)
    desktop = {"DISPLAY": ":99", "PATH": str(programs)}
    with Terminal([PYTHON, archive, "--demo", "acme/web-shop/prod"], cwd=tmp_path, environment=desktop) as terminal:
        terminal.wait_for("acme/web-shop/qa")
        terminal.press("c")
        terminal.wait_for("with pyperclip")
        assert copied.read_text() == "acme/web-shop/prod"
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()


def test_it_runs_nothing_from_a_folder_in_which_another_user_can_put_something(archive: Path, public: Path) -> None:
    cache = public / "cache"
    folder = cache / "stacktui" / "program"
    with zipfile.ZipFile(archive) as opened:
        build = json.loads(opened.read("environment.json"))["build_id"]
    planted = folder / build / "site-packages"
    (planted / "stacktui").mkdir(parents=True)
    (planted / "stacktui" / "__init__.py").touch()
    (planted / "msgspec.py").touch()
    (planted / "stacktui" / "__main__.py").write_text("def main():\n    print('planted')\n")
    folder.chmod(0o700)
    assert start(archive, "--version", XDG_CACHE_HOME=str(cache)).stdout == "planted\n", (
        "planted where it is looked for"
    )
    folder.chmod(0o770)
    ended = start(archive, "--version", XDG_CACHE_HOME=str(cache))
    assert (ended.stdout, ended.stderr, ended.returncode) == (f"stacktui {version('stacktui')}\n", "", 0)


@pytest.mark.parametrize(
    ("modes", "is_private"),
    [
        ((0o755, 0o755, 0o700), True),
        ((0o755, 0o755, 0o750), False),
        ((0o755, 0o755, 0o702), False),
        ((0o755, 0o775, 0o700), False),
        ((0o755, 0o757, 0o700), False),
        ((0o777, 0o755, 0o700), False),
        ((0o755, 0o1777, 0o700), True),
        ((0o700, 0o775, 0o700), True),
        ((0o710, 0o775, 0o700), False),
    ],
)
def test_a_folder_is_private_if_nobody_else_can_put_something_there_or_in_its_place(
    modes: tuple[int, ...], is_private: bool, public: Path
) -> None:
    folders = (public / "home", public / "home" / "cache", public / "home" / "cache" / "program")
    folders[-1].mkdir(parents=True)
    for folder, mode in zip(folders, modes, strict=True):
        folder.chmod(mode)
    assert launcher.is_private(folders[-1]) is is_private


@pytest.mark.parametrize("owned", ["home", "home/cache"])
def test_a_folder_of_another_user_is_not_private(owned: str, public: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder to another user")
    folder = public / "home" / "cache"
    folder.mkdir(0o700, parents=True)
    assert launcher.is_private(folder)
    os.chown(public / owned, NOBODY, NOBODY)
    assert not launcher.is_private(folder)


def test_it_says_so_where_it_can_be_unpacked_nowhere(archive: Path, public: Path) -> None:
    temporary = public / "temporary"
    temporary.mkdir()
    temporary.chmod(0o777)
    for cache in ("/dev/null/none", str(public / "below the current folder").lstrip("/")):
        ended = start(archive, "--version", XDG_CACHE_HOME=cache, TMPDIR=str(temporary))
        assert (ended.stdout, ended.returncode) == ("", 1)
        assert ended.stderr.startswith("stacktui found no folder in which to unpack itself. Set TMPDIR to a folder")
        assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("python", OTHER_PYTHONS, ids=lambda path: path.parts[-3])
def test_on_another_python_it_says_for_which_it_was_built(python: Path, archive: Path, tmp_path: Path) -> None:
    number = ".".join(python.parts[-3].split(".")[:2])
    if sys.version.startswith(f"{number}."):
        pytest.skip("the Python for which it was built")
    ended = start(archive, "--version", python=python, HOME=str(tmp_path))
    assert (ended.stdout, ended.returncode) == ("", 1)
    assert ended.stderr.startswith(f"This stacktui.pyz was built for {launcher.this_python()}; this is Python {number}")
    assert ended.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_on_another_platform_it_says_for_which_it_was_built(tmp_path: Path) -> None:
    elsewhere = launcher.this_python().replace(platform.machine(), "another-machine")
    pyz.build([], tmp_path / "stacktui.pyz", built_for=elsewhere)
    ended = start(tmp_path / "stacktui.pyz", "--version", HOME=str(tmp_path))
    assert (ended.stdout, ended.returncode) == ("", 1)
    assert ended.stderr.startswith(f"This stacktui.pyz was built for {elsewhere}; this is {launcher.this_python()}.")
