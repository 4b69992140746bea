"""What objects are said to hold is what they do hold, by Python's own account of it."""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.footprint import of_many, of_value
from tests.states import export, resource

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

PLAIN: dict[str, Json] = {}
LARGE: dict[str, Json] = {
    "id": "i-0123456789",
    "parent": "urn:pulumi:prod::shop::a:b:C::above",
    "inputs": {"text": "x" * 600},
    "outputs": {"text": "x" * 900},
    "dependencies": ["urn:pulumi:prod::shop::a:b:C::one", "urn:pulumi:prod::shop::a:b:C::two"],
    "customTimeouts": {"create": 300, "update": 90.5},
    "resourceHooks": {"afterCreate": ["first", "second"], "afterDelete": None},
    "stackTrace": [{"sourcePosition": "project:///index.ts#4,2"}],
    "protect": True,
}


@pytest.mark.parametrize("fields", [PLAIN, LARGE])
def test_a_state_holds_what_it_says(fields: dict[str, Json]) -> None:
    body = json.dumps(export(*(resource(f"thing-{number}", **fields) for number in range(2_000)))).encode()
    decode_deployment(body)
    tracemalloc.start()
    try:
        state = decode_deployment(body)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held == pytest.approx(state.footprint - state.size, rel=0.15)


def test_nothing_holds_nothing() -> None:
    assert of_many((), len) == of_value(()) == of_value(None) == 0
