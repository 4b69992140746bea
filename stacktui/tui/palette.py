"""The command palette: every key of the table that can be pressed here, by its words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets import Input

from stacktui.tui.bindings import KEYS, Key, Pane, key_words

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFERED = (Pane.BROWSER, Pane.STACKS, Pane.RESOURCES, Pane.RESOURCE, Pane.ANYWHERE)
LEFT_OUT = frozenset({"app.palette", "browser.next_pane", "browser.previous_pane", "browser.back", "browser.leave"})


class Palette(CommandPalette):
    """Textual's, except that nothing blinks: each blink is bytes over SSH."""

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False


class Commands(Provider):
    """Words are ours alone: nothing from the cloud is ever in the palette."""

    async def discover(self) -> Hits:
        for key in self._keys():
            yield DiscoveryHit(Content(key.words), self._run(key), key.words, help=self._help(key))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key in self._keys():
            score = matcher.match(key.words)
            if score > 0:
                yield Hit(score, matcher.highlight(key.words), self._run(key), key.words, help=self._help(key))

    def _keys(self) -> Iterator[Key]:
        return (key for key in KEYS if key.pane in OFFERED and key.id not in LEFT_OUT)

    def _help(self, key: Key) -> str:
        return f"{key.pane.value}: {key_words(key.key)}"

    def _run(self, key: Key) -> partial[None]:
        return partial(self._press, key)

    def _press(self, key: Key) -> None:
        self.app.simulate_key(key.keys[0])
