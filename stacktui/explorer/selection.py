"""The selection that a key acts on: a stack, a reference, a resource, or a property."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from stacktui.explorer.kinds.state import State
    from stacktui.index.resources import Node, ResourceIndex
    from stacktui.pulumi.stack import StackIdentifier


class StackRow(Struct, frozen=True):
    """A stack in the list, or a view of a stack that has no rows."""

    stack: StackIdentifier


class ReferenceRow(Struct, frozen=True):
    """A stack that reads `stack` or is read by it."""

    stack: StackIdentifier
    other: StackIdentifier


class ResourceRow(Struct, frozen=True):
    """A resource of the displayed state."""

    stack: StackIdentifier
    index: ResourceIndex
    node: Node


class Property(Struct, frozen=True):
    """A line of a resource's details."""

    resource: ResourceRow
    path: str = ""
    """In Pulumi's notation: `outputs.tags["a.b"].x[0]`; empty if the line is not a property."""
    value: str | None = None
    """The text to copy; None for a masked secret and for a line without a value."""
    is_secret: bool = False

    @property
    def stack(self) -> StackIdentifier:
        return self.resource.stack


Selection: TypeAlias = StackRow | ReferenceRow | ResourceRow | Property
"""`stack` is the one that a key acts on."""


class Shown(Struct, frozen=True):
    """The displayed stack, with its state if loaded."""

    stack: StackIdentifier | None = None
    version: int | None = None
    """Of the state; None is the current one."""
    state: State | None = None

    def state_of(self, stack: StackIdentifier) -> State | None:
        """The state of that stack, if it is the displayed one."""
        return self.state if stack == self.stack else None
