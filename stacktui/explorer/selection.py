"""What has the focus when a key is pressed: a stack, a reference, a resource, or a property of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from stacktui.explorer.kinds.state import State
    from stacktui.index.resources import Node, ResourceIndex
    from stacktui.pulumi.stack import StackIdentifier


class StackRow(Struct, frozen=True):
    """A stack in the list, or a view of one that has no rows of its own."""

    stack: StackIdentifier


class ReferenceRow(Struct, frozen=True):
    """A stack that reads `stack` or is read by it."""

    stack: StackIdentifier
    other: StackIdentifier


class ResourceRow(Struct, frozen=True):
    """A resource of the state that is shown."""

    stack: StackIdentifier
    index: ResourceIndex
    node: Node


class Property(Struct, frozen=True):
    """A line of a resource's detail."""

    resource: ResourceRow
    path: str = ""
    """As Pulumi writes paths: `outputs.tags["a.b"].x[0]`; empty where the line is no property."""
    value: str | None = None
    """What copying it gives; None for a masked secret and for a line without a value."""
    is_secret: bool = False

    @property
    def stack(self) -> StackIdentifier:
        return self.resource.stack


Selection: TypeAlias = StackRow | ReferenceRow | ResourceRow | Property
"""`stack` is the one that a key acts on."""


class Shown(Struct, frozen=True):
    """The stack on the screen, with its state where it is loaded."""

    stack: StackIdentifier | None = None
    version: int | None = None
    """Of the state; None is the present one."""
    state: State | None = None

    def state_of(self, stack: StackIdentifier) -> State | None:
        """The state of that stack, where it is the one on the screen."""
        return self.state if stack == self.stack else None
