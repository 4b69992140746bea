"""The demo as a command line sees it; nothing is read from or left in the real home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell({"STACKTUI_CACHE_HOME": str(tmp_path / "cache"), "STACKTUI_STATE_HOME": str(tmp_path / "state")})
