"""Fixtures of the demo's tests: an application with a fixed clock, asked in process or over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.demo.server import create_app
from tests.demo.asking import Asker
from tests.demo.serving import serve
from tests.kit.clock import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from stacktui.demo.application import DemoApplication


@pytest.fixture
def demo() -> DemoApplication:
    return create_app(now=NOW, failures="")


@pytest.fixture
async def ask(demo: DemoApplication) -> AsyncIterator[Asker]:
    async with Asker(demo) as asker:
        yield asker


@pytest.fixture(scope="module")
def served_demo() -> Iterator[str]:
    """The base URL of a demo that the tests of one module share."""
    with serve(create_app(now=NOW, failures="")) as url:
        yield url
