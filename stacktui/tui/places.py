"""Where a person was before each jump, to come back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.sections.resources import Spot
    from stacktui.tui.widgets.view_tabs import View


class Place(Struct, frozen=True):
    """A view of a stack, and the resource that the cursor was on."""

    stack: StackIdentifier
    view: View
    spot: Spot | None


class Places:
    """The latest last."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    def push(self, place: Place) -> None:
        self._places.append(place)

    def pop(self) -> Place | None:
        """The latest, which is let go of; None where there is none."""
        return self._places.pop() if self._places else None

    def forget(self, stack: StackIdentifier) -> None:
        """The stack is gone."""
        self._places = [place for place in self._places if place.stack != stack]
