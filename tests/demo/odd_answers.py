"""Lets the demo return given bodies for one operation, one after the other; the last one repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.demo.routes import table as routes
from stacktui.demo.routes.exchange import Answer

if TYPE_CHECKING:
    import pytest

    from stacktui.demo.routes.exchange import Question
    from stacktui.demo.routes.tenant import Tenant


def answer(monkeypatch: pytest.MonkeyPatch, operation: str, *bodies: bytes) -> None:
    left = list(bodies)

    def handler(_tenant: Tenant, _question: Question) -> Answer:
        return Answer(200, left.pop(0) if len(left) > 1 else left[0])

    changed = tuple(
        route._replace(handler=handler) if route.operation == operation else route for route in routes.ROUTES
    )
    monkeypatch.setattr(routes, "ROUTES", changed)
