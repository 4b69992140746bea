"""The command palette: all actions available in the current panes, searchable by description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.text.safe_text import clean
from stacktui.tui.bindings import Pane, key_words, keys_of
from stacktui.tui.dialogs.picker import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEFT_OUT = frozenset({"app.palette", "browser.next_pane", "browser.previous_pane", "browser.back", "browser.leave"})
_MOVES = frozenset({Pane.LIST, Pane.FILTER})


def commands(panes: Iterable[Pane], own: Mapping[str, str]) -> tuple[Choice[str], ...]:
    """The actions of some panes with their keys; the value of each is the key to press.

    `own` are the user's keys by ID.
    """
    offered = (key for pane in panes if pane not in _MOVES for key in keys_of(pane) if key.id not in _LEFT_OUT)
    found = ((key.held_by(own), key.words) for key in offered)
    return tuple(Choice(keys.split(",")[0], clean(words), clean(key_words(keys))) for keys, words in found)
