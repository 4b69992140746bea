"""Shared by all tests: coverage settings, and setup that is done once instead of for each test."""

from __future__ import annotations

import gc
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_MEASURED = ("demo", "release", "security", "tui")
"""Folders whose tests are not traced, which takes half as long again: the others cover what must be covered."""


settings.register_profile("suite", deadline=None)  # a busy machine is not a failure
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).parts[0] in NOT_MEASURED:
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Modules and tests live until the end: each garbage collection would traverse all of them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _clients_cost_little() -> Iterator[None]:
    """No certificates but the system's, which are read when they are needed and not for each client anew.

    And httpcore is told once that there is no sniffio, for which it looks several times in each request.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"):
            patch.delenv(name, raising=False)
        if find_spec("sniffio") is None:
            patch.setitem(sys.modules, "sniffio", None)
        yield
