"""Fails unless exactly the locked packages are installed: `python -m release.installed requirements.lock`."""

from __future__ import annotations

import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name
from packaging.version import Version

from release.lock import read_lock

if TYPE_CHECKING:
    from collections.abc import Mapping

UNLOCKED = {"stacktui", "pip", "setuptools"}
"""Ourselves, and what `python -m venv` brings; a lock may name the version of the latter."""


def differences(locked: Mapping[str, Version], installed: Mapping[str, Version]) -> list[str]:
    """One sentence for each package that is missing, of another version, or in no lock file."""
    missing = [f"{name} {version} is not installed." for name, version in locked.items() if name not in installed]
    other = [
        f"{name} {installed[name]} is installed instead of {version}."
        for name, version in locked.items()
        if installed.get(name, version) != version
    ]
    more = [
        f"{name} {version} is installed, but in no lock file."
        for name, version in installed.items()
        if name not in locked and name not in UNLOCKED
    ]
    return [*missing, *other, *more]


def main(files: list[str]) -> None:
    """Compare this Python's packages with the lock files."""
    locked = {one.name: Version(one.version) for file in files for one in read_lock(Path(file)) if one.applies}
    installed: dict[str, Version] = {canonicalize_name(one.name): Version(one.version) for one in distributions()}
    if found := differences(locked, installed):
        sys.exit("\n".join([*found, "Run `make clean`, then try again."]))


if __name__ == "__main__":
    main(sys.argv[1:])
