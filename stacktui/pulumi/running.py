"""A running update as reported by a server, and the result of checking one stack of many for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from stacktui.pulumi.errors import PulumiError
    from stacktui.pulumi.stack import StackIdentifier


class RunningUpdate(Struct, frozen=True):
    """An update that runs on a stack, or must be assumed to; what the server does not report is empty."""

    id: str
    kind: str = ""
    author: str = ""
    started: int = 0
    """Unix seconds."""
    status: str = ""
    """As reported by `GET S/update/{id}`; empty if `currentOperation` reported the update."""
    error: PulumiError | None = None
    """Why its status could not be read."""

    def is_same(self, other: RunningUpdate) -> bool:
        """Whether both are the same update; its status may have changed."""
        return (self.id, self.kind, self.author, self.started) == (other.id, other.kind, other.author, other.started)


class Looked(NamedTuple):
    """The result for one of many stacks; with an `error`, it is unknown whether an update runs."""

    stack: StackIdentifier
    running: RunningUpdate | None
    error: PulumiError | None = None
