"""A plain Textual app with a tree between Header and Footer, for comparison: `python -m bench.stock_programs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import Footer, Header, Tree

if TYPE_CHECKING:
    from textual.app import ComposeResult

ROWS = 2_000


class TreeApp(App[None]):
    """A tree of some thousand rows, as in Textual's documentation."""

    def compose(self) -> ComposeResult:
        yield Header()
        tree: Tree[None] = Tree("state")
        tree.root.expand()
        for number in range(ROWS):
            tree.root.add_leaf(f"aws:s3:Bucket  thing-{number}  thing-{number:x}-1f0e3c")
        yield tree
        yield Footer()


if __name__ == "__main__":
    TreeApp().run()
