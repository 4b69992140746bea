"""The filter of a pane: each key is told at once, suggestions stand beside the text, and nothing blinks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from rich.cells import cell_len
from textual.actions import SkipAction
from textual.message import Message
from textual.strip import Strip

from stacktui.index.filter_line import complete
from stacktui.presentation.text.lines import Line, Span, Tone, say, show
from stacktui.presentation.text.safe_text import clean
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.widgets.columns import blanks, fitted, width_of
from stacktui.tui.widgets.drawing import Toned, strip
from stacktui.tui.widgets.line_editor import EDITING_KEYS, LIMIT, Edit

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.binding import BindingType

PROMPT = say("/ ", Tone.ACCENT)
SHOWN_SUGGESTIONS = 6


class FilterChanged(Message):
    """The text is another one."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class FilterKept(FilterChanged):
    """Enter: the text stays, and one goes on in the pane."""


class FilterCleared(Message):
    """Esc: the text is gone; a FilterChanged with an empty one went before, where there was any."""


class FilterLine(Toned, can_focus=True):
    """One line of text with a cursor.

    Args:
        suggest: Given text and cursor, what could stand for the term under the cursor, best first.
        text: What stands there at first; nothing is posted for it.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.FILTER)

    def __init__(
        self,
        suggest: Callable[[str, int], tuple[str, ...]] | None = None,
        *,
        text: str = "",
        id: str | None = None,  # noqa: A002 - the name Textual gives it
    ) -> None:
        super().__init__(id=id)
        self._suggest = suggest
        self._edit = Edit().insert(text)
        self._first = 0
        """The first character on the screen."""
        self._offered: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self._edit.text

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What is offered beside the text, the one that tab takes first."""
        return self._offered

    def show(self, text: str) -> None:
        """Put a text in, the cursor behind it; nothing is posted."""
        self._edit = Edit().insert(text)
        self._offered = ()
        self.refresh()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key in EDITING_KEYS or (character is not None and character.isprintable())

    def on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character is not None:
            self._take(self._edit.insert(event.character))
        elif event.key == "right" and self._edit.is_at_end and self._offered:
            self.action_suggest()
        elif event.key in {"down", "up"} and self._offered:
            self._turn(1 if event.key == "down" else -1)
        elif event.key in EDITING_KEYS:
            self._take(EDITING_KEYS[event.key](self._edit))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(self._edit.insert(event.text))

    def on_focus(self) -> None:
        self._offer()

    def on_blur(self) -> None:
        self._offered = ()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        cells = offset.x - width_of((PROMPT,))
        at = self._first
        while at < len(self.text) and cell_len(self.text[self._first : at + 1]) <= cells:
            at += 1
        self._take(replace(self._edit, cursor=at))

    def action_keep(self) -> None:
        self.post_message(FilterKept(self.text))

    def action_clear(self) -> None:
        """Empty the line; the pane shows all again."""
        self._take(Edit())
        self.post_message(FilterCleared())

    def action_suggest(self) -> None:
        """Take the first suggestion for the term under the cursor; without one the key is somebody else's."""
        if not self._offered:
            raise SkipAction
        text, cursor = complete(self.text, self._edit.cursor, self._offered[0])
        self._take(replace(Edit().insert(text), cursor=min(cursor, len(text), LIMIT)))

    def _take(self, edit: Edit) -> None:
        if edit == self._edit:
            return
        changed = edit.text != self._edit.text
        self._edit = edit
        self._offer()
        if changed:
            self.post_message(FilterChanged(edit.text))

    def _offer(self) -> None:
        self._offered = self._suggest(self.text, self._edit.cursor) if self._suggest and self.has_focus else ()
        self.refresh()

    def _turn(self, by: int) -> None:
        """Offer the next suggestion first."""
        self._offered = (*self._offered[by:], *self._offered[:by])
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y:
            return strip(self, (), width)
        room = max(1, width - width_of((PROMPT,)) - 1)
        self._scroll(room)
        text, cursor = self.text[self._first :], self._edit.cursor - self._first
        if not self.has_focus:
            return strip(self, (PROMPT, show(text) if text else say("filter", Tone.MUTED)), width)
        head, under, tail = text[:cursor], text[cursor : cursor + 1], text[cursor + 1 :]
        before: Line = (PROMPT, Span(clean(head)))
        used = min(width_of(before), width - 1)
        caret: Line = (Span(clean(under)) if under else blanks(1),)
        after = (Span(clean(tail)), *self._suggestion_words())
        caret_width = width_of(caret)
        return Strip.join(
            [
                strip(self, before, used),
                strip(self, caret, caret_width, over="filter--cursor"),
                strip(self, fitted(after, max(0, width - used - caret_width)), max(0, width - used - caret_width)),
            ]
        )

    def _suggestion_words(self) -> Line:
        if not self._offered:
            return ()
        first, *others = self._offered[:SHOWN_SUGGESTIONS]
        names = (say("   tab ", Tone.MUTED), show(first, Tone.ACCENT))
        return (*names, say("  ↓ ", Tone.MUTED), show("  ".join(others), Tone.MUTED)) if others else names

    def _scroll(self, room: int) -> None:
        """Let the cursor be on the screen, with as much of the text before it as has room."""
        cursor = self._edit.cursor
        self._first = 0 if cell_len(self.text) <= room else min(self._first, cursor)
        while cell_len(self.text[self._first : cursor]) > room:
            self._first += 1
