"""The demo as seen from the command line; the real home directory is neither read nor written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.shell import NEW, Shell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacktui.explorer.changes.looking.WAITS", ())


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell({"STACKTUI_CACHE_HOME": str(tmp_path / "cache"), "STACKTUI_STATE_HOME": str(tmp_path / "state")})


@pytest.fixture
def created(shell: Shell) -> Shell:
    assert shell.run(f"create {NEW}").code == 0
    return shell
