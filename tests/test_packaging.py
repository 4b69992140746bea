"""Wheel and sdist contain what they need and no more, and work without the checkout."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
OTHERS = ("3.11", "3.12", "3.13", "3.14")
"""Pythons that are served; whichever is here is tried."""


class Built(NamedTuple):
    """What `python -m build` makes: the wheel from the sdist, as an index gets them."""

    wheel: Path
    sdist: Path


def run(*words: str | Path, cwd: Path, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LANG": "C.UTF-8"} | (environ or {})
    return subprocess.run(words, check=False, cwd=cwd, env=environ, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("dist")
    ended = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Built(wheel, sdist)


def source_files(folder: str) -> set[str]:
    """The files of a folder of the repository, without what Python leaves behind."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if path.suffix != ".pyc"}


def test_the_package_knows_its_version() -> None:
    assert version("stacktui").count(".") == 2


def test_every_package_that_is_imported_is_declared() -> None:
    nodes = [node for path in (ROOT / "stacktui").rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    imported = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"stacktui"}
    declared = {Requirement(text) for text in distribution("stacktui").requires or ()}
    assert imported == {requirement.name for requirement in declared if requirement.marker is None}


def test_the_wheel_holds_the_program_its_data_and_nothing_else(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        names = {name for name in wheel.namelist() if not name.endswith("/")}
        metadata = wheel.read(f"stacktui-{version('stacktui')}.dist-info/METADATA").decode()
    program = {name for name in names if name.startswith("stacktui/")}
    assert program == source_files("stacktui")
    needed = {"py.typed", "tui/app.tcss", "tui/dialogs/dialogs.tcss", "demo/state/kinds.json", "__main__.py"}
    assert {f"stacktui/{name}" for name in needed} <= program
    rest = {"/".join(PurePosixPath(name).parts[1:]) for name in names - program}
    assert rest == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "data/share/man/man1/stacktui.1",
    }  # fmt: skip
    assert "Requires-Python: >=3.11" in metadata


def test_the_sdist_holds_the_tests_too_and_no_pictures_or_measurements(built: Built) -> None:
    with tarfile.open(built.sdist) as sdist:
        names = {"/".join(PurePosixPath(name).parts[1:]) for name in sdist.getnames()}
    folders = {PurePosixPath(name).parts[0] for name in names}
    assert folders - {".gitignore"} == {
        "stacktui", "tests", "docs", "pyproject.toml", "PKG-INFO",
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE",
    }  # fmt: skip
    assert source_files("stacktui") <= names


def needed_distributions() -> Iterator[str]:
    """The names of what stacktui declares that it needs, and what those need in turn."""
    waiting, seen = ["stacktui"], {"stacktui"}
    while waiting:
        for text in distribution(waiting.pop()).requires or ():
            needed = Requirement(text)
            name = canonicalize_name(needed.name)
            if name not in seen and (needed.marker is None or needed.marker.evaluate({"extra": ""})):
                seen.add(name)
                waiting.append(name)
                yield name


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment with the wheel and what it says it needs; the checkout is not in sight."""
    folder = tmp_path_factory.mktemp("clean")
    ended = run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    assert ended.returncode == 0, ended.stderr
    python = folder / "venv" / "bin" / "python"
    place = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip()
    for name in needed_distributions():
        tops = {file.parts[0] for file in distribution(name).files or () if file.parts[0] != ".."}
        for top in tops - {"__pycache__"}:
            (Path(place) / top).symlink_to(str(distribution(name).locate_file(top)))
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index")
    ended = run(*pip, built.wheel, cwd=folder)
    assert ended.returncode == 0, ended.stderr
    return python.parent


def test_the_installed_program_is_the_wheel_s_and_brings_its_man_page(installed: Path, tmp_path: Path) -> None:
    ended = run(installed / "python", "-c", "import stacktui; print(stacktui.__file__)", cwd=tmp_path)
    assert Path(ended.stdout.strip()).is_relative_to(installed.parent)
    assert (installed.parent / "share" / "man" / "man1" / "stacktui.1").is_file()


def check_answers(program: Sequence[str | Path], cwd: Path) -> None:
    """`--version`, and a list as JSON."""
    ended = run(*program, "--version", cwd=cwd)
    assert (ended.stdout, ended.stderr, ended.returncode) == (f"stacktui {version('stacktui')}\n", "", 0)
    ended = run(*program, "ls", "--demo", "--json", "project:web-shop", cwd=cwd)
    assert (ended.stderr, ended.returncode) == ("", 0)
    assert "acme/web-shop/prod" in {json.loads(line)["name"] for line in ended.stdout.splitlines()}


def check_screen(program: Sequence[str | Path], cwd: Path) -> None:
    """The explorer in a terminal."""
    with Terminal([*program, "--demo", "acme/web-shop/prod"], cwd=cwd) as terminal:
        terminal.wait_for("acme/web-shop/qa")
        terminal.press("2")
        terminal.wait_for("web-shop-prod")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.restore_report() == ()


def test_the_installed_program_works_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    check_answers([installed / "stacktui"], tmp_path)
    check_screen([installed / "stacktui"], tmp_path)


def found_python(number: str) -> str:
    """The program of another Python, or an empty text."""
    beside = sorted(Path.home().glob(f".pyenv/versions/{number}.*/bin/python{number}"))
    return str(beside[-1]) if beside else shutil.which(f"python{number}") or ""


@pytest.mark.parametrize("number", OTHERS)
def test_the_wheel_works_on_another_python(number: str, built: Built, tmp_path: Path) -> None:
    python, uv = found_python(number), Path(sys.executable).parent / "uv"
    if not python or sys.version.startswith(f"{number}."):
        pytest.skip(f"Python {number} is not here" if not python else f"Python {number} runs these tests")
    venv = tmp_path / "venv"
    cache = {"UV_CACHE_DIR": str(Path.home() / ".cache" / "uv"), "UV_OFFLINE": "1", "UV_PYTHON_DOWNLOADS": "never"}
    ended = run(uv, "venv", "--quiet", "--python", python, venv, cwd=tmp_path, environ=cache)
    assert ended.returncode == 0, ended.stderr
    pip = (uv, "pip", "install", "--quiet", "--python", venv / "bin" / "python", "--no-deps")
    ended = run(*pip, "-r", ROOT / "requirements.lock", cwd=tmp_path, environ=cache)
    if ended.returncode:
        pytest.skip(f"what is needed on Python {number} was never installed by uv here, and tests fetch nothing")
    ended = run(*pip, built.wheel, cwd=tmp_path, environ=cache)
    assert ended.returncode == 0, ended.stderr
    ended = run(uv, "pip", "check", "--python", venv / "bin" / "python", cwd=tmp_path, environ=cache)
    assert ended.returncode == 0, ended.stderr
    check_answers([venv / "bin" / "stacktui"], tmp_path)
    check_screen([venv / "bin" / "stacktui"], tmp_path)
