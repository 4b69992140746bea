"""Writes docs/stacktui.1 from the table of commands: `make man`."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from stacktui.cli.help_text import man_page

PAGE = Path(__file__).parent.parent / "docs" / "stacktui.1"


def current_page() -> str:
    """What the page should hold."""
    return man_page(version("stacktui"))


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(current_page(), encoding="utf-8")
