"""Parses a lock file: packages, versions and hashes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pathlib import Path

_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Locked(NamedTuple):
    """One package of a lock file; `applies` is about this Python and platform."""

    name: str
    version: str
    hashes: tuple[str, ...]
    applies: bool


def read_lock(path: Path) -> tuple[Locked, ...]:
    """Every package in the file."""
    lines = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return tuple(_locked(line) for line in lines if line.strip())


def _locked(line: str) -> Locked:
    wanted = Requirement(line.partition(" --hash")[0])
    version = str(wanted.specifier).removeprefix("==")
    applies = wanted.marker is None or wanted.marker.evaluate()
    return Locked(canonicalize_name(wanted.name), version, tuple(_HASH.findall(line)), applies)
