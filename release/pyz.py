"""Builds dist/stacktui.pyz from folders of installed packages: `python -m release.pyz build/pyz/requirements …`."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import shiv
from shiv import builder
from shiv.bootstrap.environment import Environment

from release import launcher

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = Path(__file__).parent.parent / "dist" / "stacktui.pyz"
_EPOCH = "1980-01-01 00:00:00"
"""The time of every file in it: what is built from the same files is the same archive."""


def build(sources: Sequence[Path], target: Path, built_for: str = "") -> None:
    """Write an archive that python3 can run, with the packages in `sources`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    environment = Environment(built_at=_EPOCH, shiv_version=shiv.__version__, reproducible=True)
    interpreter = "/usr/bin/env python3"
    builder.create_archive(
        list(sources), target, interpreter, f"{launcher.__name__.rpartition('.')[2]}:start", environment
    )
    added = {
        "launcher.py": Path(launcher.__file__).read_text(encoding="utf-8"),
        launcher.BUILT_FOR: built_for or launcher.this_python(),
    }
    with zipfile.ZipFile(target, "a", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, text in added.items():
            archive.writestr(zipfile.ZipInfo(name), text)


if __name__ == "__main__":
    build([Path(folder) for folder in sys.argv[1:]], FILE)
