"""`make demo` and `make test` install exactly what the lock files name, whatever has been released since."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from release.lock import read_lock
from tests.release.local_index import LocalIndex, write_lock

ROOT = Path(__file__).parents[2]
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "stacktui"
version = "0.1.0"
dependencies = ["plain>=1", "painter[colours]>=1"]
[project.scripts]
stacktui = "stacktui:main"
"""


class Clone:
    """A clone whose lock files name a few small packages, each of which has a newer release."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        index = LocalIndex(folder / "index")
        colours = 'Provides-Extra: colours\nRequires-Dist: colours>=1; extra == "colours"\n'
        needed = [
            index.add("plain", "1.0"),
            index.add("painter", "1.0", metadata=colours),
            index.add("colours", "1.0"),
            "elsewhere==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "0" * 64 + "\n",
        ]
        back_end = [index.add_installed(one.name) for one in read_lock(ROOT / "requirements-build.lock") if one.applies]
        runner = index.add(
            "pytest",
            "1.0",
            metadata="Requires-Dist: plain>=1\nRequires-Dist: painter[colours]>=1\n",
            files={"pytest.py": "print('tests ran')"},
        )
        for name, metadata in (("plain", ""), ("painter", colours), ("colours", ""), ("pytest", "")):
            index.add(name, "2.0", metadata=metadata)
        self.folder.mkdir()
        shutil.copy(ROOT / "Makefile", self.folder)
        shutil.copytree(ROOT / "release", self.folder / "release", ignore=shutil.ignore_patterns("__pycache__"))
        (self.folder / "pyproject.toml").write_text(PYPROJECT)
        (self.folder / "stacktui").mkdir()
        (self.folder / "stacktui" / "__init__.py").write_text("def main():\n    print('demo started')\n")
        write_lock(self.folder / "requirements.lock", needed)
        write_lock(self.folder / "requirements-build.lock", back_end)
        write_lock(self.folder / "requirements-dev.lock", [*needed, *back_end, runner])
        self.environment = {
            "PATH": os.defpath,
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PIP_INDEX_URL": index.url,
            "PIP_CONFIG_FILE": os.devnull,
        }

    def make(self, target: str, python: str) -> subprocess.CompletedProcess[str]:
        command = ("make", target, f"PYTHON={python}")
        return subprocess.run(
            command,
            check=False,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )

    def installed(self) -> set[str]:
        """`name-version` of each package in its environment, but for those that Python itself brings."""
        (folder,) = self.folder.glob(".venv/lib/python*/site-packages")
        found = {path.name.removesuffix(".dist-info") for path in folder.glob("*.dist-info")}
        return {name for name in found if not name.startswith(("pip-", "setuptools-"))}


@pytest.fixture(scope="module")
def brought_by_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment as `python -m venv` makes it."""
    folder = tmp_path_factory.mktemp("python") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def newest(brought_by_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, but with the pip that the development lock names."""
    folder = tmp_path_factory.mktemp("newest") / "venv"
    shutil.copytree(brought_by_python, folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for old in packages.glob("pip*"):
        shutil.rmtree(old)
    for top in {file.parts[0] for file in distribution("pip").files or ()} - {".."}:
        (packages / top).symlink_to(str(distribution("pip").locate_file(top)))
    return folder


def python_that_brings(environment: Path, folder: Path) -> str:
    """A Python whose `-m venv --clear .venv` makes a copy of that environment: the original takes seconds."""
    script = folder / "python"
    script.write_text(
        f'#!/bin/sh\ntest "$*" = "-m venv --clear .venv" && rm -rf .venv && cp -a "{environment}" .venv\n'
    )
    script.chmod(stat.S_IRWXU)
    return str(script)


@pytest.mark.requirement("E1")
@pytest.mark.parametrize("pip", ["brought_by_python", "newest"])
def test_make_installs_the_locked_versions_though_newer_ones_are_released(
    pip: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    clone = Clone(tmp_path)
    python = python_that_brings(request.getfixturevalue(pip), tmp_path)
    program = {"plain-1.0", "painter-1.0", "colours-1.0", "stacktui-0.1.0"} | {
        f"{one.name.replace('-', '_')}-{one.version}" for one in read_lock(ROOT / "requirements-build.lock")
    }

    demo = clone.make("demo", python)
    assert (demo.returncode, demo.stdout.splitlines()[-1]) == (0, "demo started"), demo.stdout
    assert clone.installed() == program

    test = clone.make("test", python)
    assert (test.returncode, test.stdout.splitlines()[-1]) == (0, "tests ran"), test.stdout
    assert clone.installed() == program | {"pytest-1.0"}

    assert clone.make("demo", python).stdout == "demo started\n"
    again = clone.make("test", python).stdout.splitlines()
    assert ("pytest" in again[0], again[1:]) == (True, ["tests ran"])


@pytest.mark.requirement("E1")
def test_make_stops_at_an_incomplete_lock_and_installs_anew_once_it_is_complete(
    brought_by_python: Path, tmp_path: Path
) -> None:
    clone = Clone(tmp_path)
    python = python_that_brings(brought_by_python, tmp_path)
    lock = clone.folder / "requirements.lock"
    complete = lock.read_text()
    lock.write_text(complete.partition("plain==")[0])
    demo = clone.make("demo", python)
    assert demo.returncode != 0
    assert "stacktui 0.1.0 requires plain, which is not installed." in demo.stdout
    assert "demo started" not in demo.stdout

    lock.write_text(complete)
    demo = clone.make("demo", python)
    assert (demo.returncode, demo.stdout.splitlines()[-1]) == (0, "demo started"), demo.stdout
