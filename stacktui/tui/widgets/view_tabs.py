"""The views of a stack on one line; brackets and tone mark the current one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from textual.message import Message

from stacktui.presentation.text.lines import Line, Tone, cleaned
from stacktui.tui.widgets.drawing import Toned, strip

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip


class View(StrEnum):
    """A view of a stack."""

    OVERVIEW = "overview"
    RESOURCES = "resources"
    REFERENCES = "references"
    COUNT = "count"


class ViewWanted(Message):
    """The user clicked a view's name."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view


class ViewTabs(Toned):
    """One line; their keys are handled by the browser."""

    ALLOW_SELECT = False

    view: View = View.OVERVIEW

    def show(self, view: View) -> None:
        """Mark this view."""
        if view is not self.view:
            self.view = view
            self.refresh()

    def render_line(self, y: int) -> Strip:
        del y
        return strip(self, self._line(), self.size.width)

    def on_click(self, event: events.Click) -> None:
        start = 0
        for view, label in self._labels():
            end = start + len(label)
            if start <= event.x < end:
                event.stop()
                self.post_message(ViewWanted(view))
            start = end

    def _line(self) -> Line:
        return tuple(cleaned(label, Tone.ACCENT if view is self.view else Tone.MUTED) for view, label in self._labels())

    def _labels(self) -> list[tuple[View, str]]:
        names = {view: f"{number} {view.capitalize()}" for number, view in enumerate(View, start=1)}
        if sum(len(name) + 2 for name in names.values()) > self.size.width:
            names = {view: name[: name.index(" ") + 4] for view, name in names.items()}
        return [(view, f"[{name}]" if view is self.view else f" {name} ") for view, name in names.items()]
