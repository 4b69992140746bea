"""The filter line of a pane: reports each keystroke and shows suggestions after the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.actions import SkipAction
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip

from stacktui.index.filter_line import complete
from stacktui.presentation.text.lines import Line, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import words
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.widgets.drawing import Toned, strip
from stacktui.tui.widgets.text_input import TextInput, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType

PROMPT = literal("/ ", Tone.ACCENT)
PLACEHOLDER = words("filter")
SHOWN_SUGGESTIONS = 6


class FilterChanged(Message):
    """The text has changed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class FilterKept(FilterChanged):
    """Enter: the text stays, and the focus moves to the pane."""


class FilterCleared(Message):
    """Esc: the text was cleared, and a FilterChanged preceded if there was any."""


class FilterRow(Horizontal):
    """A filter line with its prompt."""

    def __init__(self, line: FilterLine) -> None:
        super().__init__(_Prompt(), line)

    def on_click(self) -> None:
        self.query_one(FilterLine).focus()


class _Prompt(Toned):
    ALLOW_SELECT = False

    def render_line(self, y: int) -> Strip:
        return strip(self, (PROMPT,) if y == 0 else (), self.size.width)


class FilterLine(TextInput, Toned, inherit_css=False):
    """A text input with suggestions for the term under the cursor.

    Its styles are only in `app.tcss`: parsing those of Textual's Input would delay the first screen.

    Args:
        suggest: Returns the suggestions for text and cursor, best first.
        text: The initial text; no message is posted for it.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.FILTER)
    COMPONENT_CLASSES = Toned.COMPONENT_CLASSES

    def __init__(
        self,
        suggest: Callable[[str, int], tuple[str, ...]],
        *,
        text: str = "",
        id: str | None = None,  # noqa: A002 - the name Textual gives it
    ) -> None:
        self._suggest = suggest
        self._offered: tuple[str, ...] = ()
        super().__init__(id=id, placeholder=PLACEHOLDER)
        self.show(text)

    @property
    def suggestions(self) -> tuple[str, ...]:
        """The suggestions after the text; tab accepts the first."""
        return self._offered

    def show(self, text: str) -> None:
        """Set the text, with the cursor at its end, without a message."""
        with self.prevent(FilterChanged):
            self.value = one_line(text)
        self.action_end()

    def watch_value(self, value: str) -> None:
        self._offer()
        self.post_message(FilterChanged(value))

    def watch_selection(self) -> None:
        self._offer()

    def on_focus(self) -> None:
        self.placeholder = ""

    def on_blur(self) -> None:
        self.placeholder = PLACEHOLDER
        self._offered = ()

    def _offer(self) -> None:
        self._offered = self._suggest(self.value, self.cursor_position) if self.has_focus else ()

    def action_keep(self) -> None:
        self.post_message(FilterKept(self.value))

    def action_clear(self) -> None:
        """Clear the line; the pane shows everything again."""
        self.clear()
        self.post_message(FilterCleared())

    def action_suggest(self) -> None:
        """Accept the first suggestion for the term under the cursor; without one the key is passed on."""
        if not self._offered:
            raise SkipAction
        text, cursor = complete(self.value, self.cursor_position, self._offered[0])
        self.value = one_line(text)
        self.cursor_position = cursor

    def action_turn(self, by: int) -> None:
        """Show the next or previous suggestion first."""
        self._offered = (*self._offered[by:], *self._offered[:by])
        self.refresh()

    def action_cursor_right(self, select: bool = False) -> None:
        if self._offered and self.cursor_at_end and not select:
            self.action_suggest()
        else:
            super().action_cursor_right(select)

    def action_delete_left_word(self) -> None:
        """Delete a whole term, as a shell does."""
        if self.selection.is_empty:
            self.delete(self.value[: self.cursor_position].rstrip().rfind(" ") + 1, self.cursor_position)
        else:
            self.delete_selection()

    def render_line(self, y: int) -> Strip:
        typed = super().render_line(y)
        used = self.content_width - round(self.scroll_x)
        room = self.size.width - used
        if y or not self._offered or room <= 0:
            return typed
        return Strip.join([typed.crop(0, used), strip(self, self._suggestion_words(), room)])

    def _suggestion_words(self) -> Line:
        first, *others = self._offered[:SHOWN_SUGGESTIONS]
        names = (literal("   tab ", Tone.MUTED), cleaned(first, Tone.ACCENT))
        return (*names, literal("  ↓ ", Tone.MUTED), cleaned("  ".join(others), Tone.MUTED)) if others else names
