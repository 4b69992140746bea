"""Where one was before a jump, to come back to."""

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
