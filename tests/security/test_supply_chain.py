"""Dependencies are locked, code is linted, and the program starts and requests nothing unexpected."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import stacktui
from release.bill_of_materials import bill
from tests.requirements import NOT_HELD, REQUIREMENTS

PACKAGE = Path(stacktui.__file__).parent
ROOT = PACKAGE.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TOKEN = re.compile(r"\bpul-[0-9a-f]{40}\b")
HASH = re.compile(r"sha256:([0-9a-f]{64})")
HOST = re.compile(r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
HOSTS = {"api.pulumi.com", "app.pulumi.com", "www.pulumi.com", "github.com"}
"""The backend that is asked unless another is named, its console, its documentation, and ours."""


LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")


def locked(name: str) -> dict[str, str]:
    """Each package of a lock: its name, and its whole entry."""
    text = (ROOT / name).read_text()
    entries = [part for part in re.split(r"\n(?=[A-Za-z])", text.strip()) if part]
    return {re.split(r"[=\s]", one)[0]: one for one in entries}


def commands(target: str) -> list[str]:
    """What `make` runs for that target in a fresh clone, one command a line."""
    make = ("make", "--dry-run", "--always-make", target)
    ended = subprocess.run(make, cwd=ROOT, check=True, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    return ended.stdout.splitlines()


def files() -> list[Path]:
    """What the repository holds."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True).stdout.split(b"\0")
    if listed != [b""]:
        return [ROOT / name.decode() for name in listed if name]
    return [path for folder in ("stacktui", "tests") for path in (ROOT / folder).rglob("*.py")]  # from a source archive


@pytest.mark.requirement("E1")
@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked_with_its_hashes_and_without_an_address(name: str) -> None:
    assert len(locked(name)) > 5
    for one in locked(name).values():
        assert re.match(r"[A-Za-z0-9._-]+==[^\s;]+( ; .+)?\s", one), one[:80]
        assert "--hash=sha256:" in one
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.requirement("E1")
def test_what_the_project_needs_is_in_the_locks() -> None:
    groups = PROJECT["dependency-groups"]
    needed = {
        "requirements.lock": PROJECT["project"]["dependencies"],
        "requirements-build.lock": groups["build"],
        "requirements-dev.lock": [one for one in groups["dev"] if isinstance(one, str)],
    }
    for name, wanted in needed.items():
        for one in map(Requirement, wanted):
            version = locked(name)[canonicalize_name(one.name)].partition("==")[2].split()[0]
            assert one.specifier.contains(version), one
    assert PROJECT["build-system"]["requires"] == [one for one in groups["build"] if one.startswith("hatchling")]
    assert {"include-group": "build"} in groups["dev"]
    direct = {Requirement(one).name for one in PROJECT["project"]["dependencies"]}
    brought = {Requirement(needs).name for one in direct for needs in requires(one) or () if "extra ==" not in needs}
    assert len(direct - brought) <= 5  # one that another brings anyway adds no package


@pytest.mark.requirement("E1")
def test_the_lock_for_development_holds_the_other_two() -> None:
    everything = locked("requirements-dev.lock").values()
    for name in LOCKS:
        assert set(locked(name).values()) <= set(everything), name
    assert "pip" in locked("requirements-dev.lock")
    assert not {"pip", "pytest", "hatchling"} & set(locked("requirements.lock"))


@pytest.mark.requirement("E1")
@pytest.mark.parametrize("target", ["demo", "test", "check", "dist", "pyz"])
def test_installing_takes_nothing_that_a_lock_does_not_name(target: str) -> None:
    installing = [line for line in commands(target) if "pip install" in line]
    from_locks = [line for line in installing if "-r " in line]
    assert from_locks
    for line in installing:
        assert "--no-deps" in line
        assert "--require-hashes --only-binary :all:" in line or (
            line not in from_locks and "--no-build-isolation" in line
        )
    assert all("--no-isolation" in line for line in commands(target) if "-m build" in line)
    checked = [line for line in commands(target) if "release.installed" in line or "pip check" in line]
    assert len(checked) >= 2


@pytest.mark.requirement("E3")
def test_the_bill_of_materials_of_a_release_lists_every_package_of_the_lock() -> None:
    made = json.loads(json.dumps(bill()))
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert made["metadata"]["component"]["version"] == PROJECT["project"]["version"]
    listed = {}
    for one in made["components"]:
        hashes = [each["content"] for each in one["externalReferences"][0]["hashes"]]
        listed[one["name"]] = (one["version"], sorted(hashes))
        assert one["purl"] == one["bom-ref"] == f"pkg:pypi/{one['name']}@{one['version']}"
    assert len(listed) == len(made["components"])
    assert listed == {
        name: (re.split(r"[\s;]", one.partition("==")[2])[0], sorted(HASH.findall(one)))
        for name, one in locked("requirements-dev.lock").items()
    }
    needed = {one["name"] for one in made["components"] if one["scope"] == "required"}
    assert {re.split(r"[\[<>=]", one)[0] for one in PROJECT["project"]["dependencies"]} <= needed
    assert not needed & {"pytest", "ruff"}
    assert {one["scope"] for one in made["components"]} == {"required", "excluded"}
    assert "bill:" in (ROOT / "Makefile").read_text()
    assert "make bill" in (ROOT / "CONTRIBUTING.md").read_text()


@pytest.mark.requirement("E6")
def test_no_token_is_in_the_repository() -> None:
    found = [path for path in files() if path.is_file() and TOKEN.search(path.read_text("utf-8", "ignore"))]
    assert found == []
    assert TOKEN.search("pul-" + "0a1b" * 10)


@pytest.mark.requirement("E6")
def test_the_linter_looks_for_weaknesses_and_warnings_are_errors() -> None:
    assert {"S", "ASYNC", "B", "BLE"} <= set(PROJECT["tool"]["ruff"]["lint"]["select"])
    assert PROJECT["tool"]["mypy"]["strict"] is True
    assert PROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    check = "\n".join(commands("check"))
    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports", "pytest", "--fail-under=100"):
        assert check.count(tool) == 1, tool


@pytest.mark.requirement("E6")
def test_every_exemption_says_why() -> None:
    mute = re.compile(r"#\s*(?:noqa(?!\w)|type: ignore)(?P<rest>.*)")
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (PACKAGE).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := mute.search(line))
        and not re.match(r"(?::\s*[A-Z0-9, ]+|\[[\w, -]+\])\s*(?:#|-|–)\s*\w", found["rest"])
    ]
    assert bare == []


def _calls(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.requirement("E7")
@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_shell_no_code_from_text_and_no_other_host(path: Path) -> None:
    tree = ast.parse(path.read_text())
    for call in _calls(tree):
        words = ast.unparse(call.func)
        assert words not in {"os.system", "os.popen", "eval", "exec", "__import__", "runpy.run_path"}, call.lineno
        assert "subprocess_shell" not in words
        assert not any(keyword.arg == "shell" for keyword in call.keywords)
        assert "pickle" not in words
        assert "yaml.load" not in words
    if "demo" not in path.parts:
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        hosts = {host for text in texts for host in HOST.findall(text)}
        assert {host for host in hosts if not host.endswith((".invalid", ".example", ".host"))} <= HOSTS


@pytest.mark.requirement("E8")
def test_security_md_names_threats_and_what_is_out_of_scope() -> None:
    words = (ROOT / "SECURITY.md").read_text()
    for who in (
        "malicious tenant",
        "malicious network",
        "other user on the same host",
        "user error",
        "Out of scope",
        "Root on the same host",
    ):
        assert who in words
    for named in re.findall(r"`([a-z_/]+\.py)`", words):
        assert (PACKAGE / named).is_file(), named
    assert "(tests/REQUIREMENTS.md)" in words


@pytest.mark.requirement("E8")
def test_every_requirement_without_a_test_has_a_reason() -> None:
    assert set(NOT_HELD) <= set(REQUIREMENTS)
    assert all(len(reason) > 30 for reason in NOT_HELD.values())
