"""A line of text with a cursor, and what the editing keys do to it: plain values, no terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stacktui.presentation.text.safe_text import hides_something

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LIMIT = 1024
_WORD = r"\S+\s*$"
_NEXT_WORD = r"\s*\S+"


class Edit(Struct, frozen=True):
    """A text and where in it the cursor stands, 0 to its length."""

    text: str = ""
    cursor: int = 0

    @property
    def is_at_end(self) -> bool:
        return self.cursor == len(self.text)

    def insert(self, text: str) -> Edit:
        """Put a text in, or the first line of one that was pasted, without what a person could not see."""
        room = LIMIT - len(self.text)
        harmless = sanitised(text)[: max(0, room)]
        return self._put(harmless, self.cursor)

    def delete_left(self) -> Edit:
        return self._put("", max(0, self.cursor - 1))

    def delete_right(self) -> Edit:
        return Edit(self.text[: self.cursor] + self.text[self.cursor + 1 :], self.cursor)

    def delete_word(self) -> Edit:
        found = re.search(_WORD, self.text[: self.cursor])
        return self._put("", found.start()) if found else self._put("", 0)

    def delete_to_start(self) -> Edit:
        return self._put("", 0)

    def delete_to_end(self) -> Edit:
        return Edit(self.text[: self.cursor], self.cursor)

    def left(self) -> Edit:
        return replace(self, cursor=max(0, self.cursor - 1))

    def right(self) -> Edit:
        return replace(self, cursor=min(len(self.text), self.cursor + 1))

    def word_left(self) -> Edit:
        found = re.search(_WORD, self.text[: self.cursor])
        return replace(self, cursor=found.start() if found else 0)

    def word_right(self) -> Edit:
        found = re.match(_NEXT_WORD, self.text[self.cursor :])
        return replace(self, cursor=self.cursor + found.end() if found else len(self.text))

    def start(self) -> Edit:
        return replace(self, cursor=0)

    def end(self) -> Edit:
        return replace(self, cursor=len(self.text))

    def _put(self, text: str, start: int) -> Edit:
        """`text` in the place of what stands from `start` to the cursor."""
        return Edit(self.text[:start] + text + self.text[self.cursor :], start + len(text))


EDITING_KEYS: Mapping[str, Callable[[Edit], Edit]] = {
    "backspace": Edit.delete_left,
    "ctrl+h": Edit.delete_left,
    "delete": Edit.delete_right,
    "ctrl+d": Edit.delete_right,
    "ctrl+w": Edit.delete_word,
    "alt+backspace": Edit.delete_word,
    "ctrl+u": Edit.delete_to_start,
    "ctrl+k": Edit.delete_to_end,
    "left": Edit.left,
    "right": Edit.right,
    "ctrl+left": Edit.word_left,
    "ctrl+right": Edit.word_right,
    "home": Edit.start,
    "ctrl+a": Edit.start,
    "end": Edit.end,
    "ctrl+e": Edit.end,
}
"""As in a shell: not in the table of keys, as they change nothing but the line."""


def sanitised(text: str) -> str:
    """The first line of a text that has anything, without control, bidi and invisible characters; tabs are spaces."""
    lines = text.replace("\t", " ").splitlines()
    first = next((line for line in lines if line.strip()), lines[0] if lines else "")
    return "".join(character for character in first[:LIMIT] if not hides_something(character))
