"""The history of jumps, for going back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.sections.resources import Spot
    from stacktui.tui.widgets.view_tabs import View


class Location(Struct, frozen=True):
    """A view of a stack, and the selected resource."""

    stack: StackIdentifier
    view: View
    spot: Spot | None


class JumpHistory:
    """The locations before each jump, latest last."""

    def __init__(self) -> None:
        self._locations: list[Location] = []

    def push(self, location: Location) -> None:
        self._locations.append(location)

    def pop(self) -> Location | None:
        """Remove and return the latest; None if there is none."""
        return self._locations.pop() if self._locations else None

    def forget(self, stack: StackIdentifier) -> None:
        """Remove a stack that is gone."""
        self._locations = [location for location in self._locations if location.stack != stack]
