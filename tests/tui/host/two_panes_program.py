"""A list and a tree side by side in a session, run in a pseudo-terminal by the tests of diff rendering.

Keys: j and k move, tab changes the pane, q quits; its word "page" makes a list scroll by half its height at the edge.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stacktui.tui.host import terminal_run

terminal_run.prepare(os.environ)

from rich.segment import Segment  # noqa: E402  # Textual reads its settings when it is imported
from rich.style import Style  # noqa: E402
from textual.containers import Horizontal  # noqa: E402
from textual.geometry import Region, Size  # noqa: E402
from textual.scroll_view import ScrollView  # noqa: E402
from textual.strip import Strip  # noqa: E402
from textual.widgets import Static  # noqa: E402

from stacktui.tui.host.crash import Crashes  # noqa: E402
from stacktui.tui.host.hosted_app import HostedApp  # noqa: E402

if TYPE_CHECKING:
    from textual.app import ComposeResult

TYPES = ("aws:s3:Bucket", "aws:ec2:Vpc", "eks:Cluster", "kubernetes:core:Secret", "random:RandomPet", "aws:iam:Role")
PROJECTS = ("web-shop", "payments", "legacy", "data-lake", "platform", "search")


class Pane(ScrollView, can_focus=True):
    BINDINGS = (("j", "move(1)", "Down"), ("k", "move(-1)", "Up"))  # type: ignore[assignment]  # never changed
    cursor = 0
    rows = 1000

    def on_mount(self) -> None:
        self.virtual_size = Size(self.size.width, self.rows)

    def action_move(self, step: int) -> None:
        before, self.cursor = self.cursor, max(0, min(self.rows - 1, self.cursor + step))
        height = self.scrollable_content_region.height
        top = int(self.scroll_offset.y)
        if not top <= self.cursor < top + height:
            leap = height // 2 if "page" in sys.argv else 1
            target = self.cursor - height + leap if step > 0 else self.cursor - leap + 1
            self.scroll_to(y=max(0, target), animate=False)
        for row in (before, self.cursor):
            self.refresh_lines(row - int(self.scroll_offset.y), 1)

    def refresh_lines(self, y_start: int, line_count: int = 1) -> None:
        self.refresh(Region(0, y_start, self.size.width, line_count))

    def parts(self, row: int) -> tuple[tuple[str, str], ...]:
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        row = y + int(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        ground = self.rich_style + Style(bgcolor="#45475a") if row == self.cursor else self.rich_style
        segments = [Segment(text, ground + Style(color=color)) for text, color in self.parts(row)]
        return Strip(segments).adjust_cell_length(width, ground)


class List(Pane):
    def parts(self, row: int) -> tuple[tuple[str, str], ...]:
        name = f"acme/{PROJECTS[row * 7 % 6]}/stage-{row * 7919 % 1000}"
        return ((f"  {name:<28}", "#e0e0e0"), (f"{row * 31 % 900:>5}", "#a0a0a0"), (f"  {row % 59}m ago", "#a0a0a0"))


class Tree(Pane):
    def parts(self, row: int) -> tuple[tuple[str, str], ...]:
        depth = row * 5 % 4 * 2
        kind = TYPES[row * 7 % 6]
        name = f"{kind.rsplit(':')[-1].lower()}-{row * 7919 % 1000}"
        mark = " ⚠ pending" if row % 9 == 0 else ""
        return (
            (" " * depth + "▸ ", "#89b4fa"),
            (f"{kind:<{36 - depth}}", "#a6adc8"),
            (f"{name:<20}", "#e0e0e0"),
            (mark, "#f9e2af"),
        )


class TwoPanes(HostedApp):
    CSS = """
        Screen { overflow: hidden; }
        List { width: 46; border: round gray; }
        Tree { width: 1fr; border: round gray; }
        Static { height: 1; }
    """
    BINDINGS = (("q", "quit", "Quit"), ("ctrl+l", "repaint", "Repaint"))  # type: ignore[assignment]  # never changed

    def compose(self) -> ComposeResult:
        yield Static(" stacktui   acme      alice · api.pulumi.com · read-write", markup=False)
        with Horizontal():
            yield List()
            yield Tree()
        yield Static(" / filter   y copy   r reload   N new   T transfer   D delete   ? help", markup=False)


sys.exit(terminal_run.run(TwoPanes(crashes=Crashes(Path(os.environ["HOME"]), str))))
