"""The history of jumps, for going back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.sections.resources import Spot
    from stacktui.tui.widgets.view_tabs import View


class Place(Struct, frozen=True):
    """A view of a stack, and the selected resource."""

    stack: StackIdentifier
    view: View
    spot: Spot | None


class Places:
    """A stack of places, latest last."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    def push(self, place: Place) -> None:
        self._places.append(place)

    def pop(self) -> Place | None:
        """Remove and return the latest; None if there is none."""
        return self._places.pop() if self._places else None

    def forget(self, stack: StackIdentifier) -> None:
        """Remove a stack that is gone."""
        self._places = [place for place in self._places if place.stack != stack]
