"""The input and output of a handler."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stacktui.demo.routes.tenant import Tenant


class Question(NamedTuple):
    """A request with its route."""

    names: tuple[str, ...]
    """The variable parts of the path, decoded."""
    query: Mapping[str, str]
    body: bytes


class Answer(NamedTuple):
    """A status and a body; a slow body is a function, called off the event loop."""

    status: int
    body: bytes | Callable[[], bytes] = b""
    warnings: tuple[str, ...] = ()
    kind: str = "application/json"


def json_answer(value: msgspec.Struct, *warnings: str) -> Answer:
    return Answer(200, msgspec.json.encode(value), warnings)


NO_CONTENT = Answer(204)

if TYPE_CHECKING:
    Handler = Callable[[Tenant, Question], Answer]
