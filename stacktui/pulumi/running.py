"""A running update as far as a server reports it, and what asking one stack of many for it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from stacktui.pulumi.errors import PulumiError
    from stacktui.pulumi.stack import StackIdentifier


class RunningUpdate(Struct, frozen=True):
    """An update that runs on a stack, or that must be taken for one; what the server does not report is empty."""

    id: str
    kind: str = ""
    author: str = ""
    started: int = 0
    """Unix seconds."""
    status: str = ""
    """As `GET S/update/{id}` reports it; empty where `currentOperation` reported the update."""
    error: PulumiError | None = None
    """Why its status could not be read."""

    def is_same(self, other: RunningUpdate) -> bool:
        """Whether both are one update; its status may have changed."""
        return (self.id, self.kind, self.author, self.started) == (other.id, other.kind, other.author, other.started)


class Looked(NamedTuple):
    """What asking one stack of many came to; `error`: the stack could not be read, so whether one runs is unknown."""

    stack: StackIdentifier
    running: RunningUpdate | None
    error: PulumiError | None = None
