"""The demo as a command line sees it; nothing is read from or left in the real home."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi import outcome
from tests.cli.shell import NEW, Shell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("verify_create", "verify_transfer", "verify_delete"):
        monkeypatch.setattr(outcome, name, partial(getattr(outcome, name), waits=()))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell({"STACKTUI_CACHE_HOME": str(tmp_path / "cache"), "STACKTUI_STATE_HOME": str(tmp_path / "state")})


@pytest.fixture
def created(shell: Shell) -> Shell:
    assert shell.run(f"create {NEW}").code == 0
    return shell
