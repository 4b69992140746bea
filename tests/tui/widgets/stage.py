"""Shows one widget: what is on the screen, and what the widget posted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.app import App
from textual.containers import Container

import stacktui.tui

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.message import Message
    from textual.widget import Widget

W = TypeVar("W", bound="Widget")
M = TypeVar("M", bound="Message")

HOSTILE = "\x1b]52;c;cm0=\x07[/][@click=app.quit]x[/]\x1b[2J\u202e\x9b"
"""Ends the program where it is read as markup, and does worse where it is obeyed."""


class Stage(App[None], Generic[W]):
    """A program with nothing on its screen but a widget."""

    CSS_PATH = Path(stacktui.tui.__file__).with_name("app.tcss")

    def __init__(self, make: Callable[[], W]) -> None:
        super().__init__()
        self._make = make
        self._ears = Ears()

    def compose(self) -> ComposeResult:
        self.widget = self._make()
        with self._ears:
            yield self.widget

    def heard(self, kind: type[M]) -> list[M]:
        """What the widget posted of exactly this kind."""
        return [message for message in self._ears.heard if type(message) is kind]


class Ears(Container):
    """Keeps what bubbles up to it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Message] = []

    async def _on_message(self, message: Message) -> None:
        if message._sender is not self:
            self.heard.append(message)
        await super()._on_message(message)


def looks(app: App[None], y: int) -> set[str]:
    """The styles of a line of the screen."""
    return {str(segment.style) for segment in app.screen._compositor.render_strips()[y]}
