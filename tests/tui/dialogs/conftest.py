"""Shared by the tests of dialogs: no key guard unless it is tested, and a server that is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.tui.dialogs.dialog import Dialog
from tests.tui.dialogs.stage import Server, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dialog, "GUARD", 0.0)
    monkeypatch.setattr("stacktui.explorer.changes.looking.WAITS", ())


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = serve()
    yield made
    await made.context.writes._client.aclose()
