"""What every test shares: where coverage is measured, and a collector that does not look through what stays."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

MEASURED = ("pulumi", "index", "presentation")
"""The packages that are covered completely, by the tests of the same folders: tracing takes half as long again."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).parts[0] not in MEASURED:
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Modules and tests live until the end: each collection of garbage would look through all of them again."""
    gc.collect()
    gc.freeze()
