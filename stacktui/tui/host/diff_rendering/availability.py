"""Whether only what changed is sent to the terminal, and why not. Nothing here loads Textual: `--version` asks too."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TESTED = ("8.2.8",)
"""Versions of Textual with which `tests/tui` and `tests/security` have passed."""

OFF_BY_SETTING = "Diff rendering is off: `diff_rendering` is false in the settings. Set it to true to send less."


def why_off(environ: Mapping[str, str]) -> str:
    """Why diff rendering is off here, and what to do: one sentence or two; "" where it is on."""
    if environ.get("STACKTUI_DISPLAY", "") == "stock":
        return "Diff rendering is off: STACKTUI_DISPLAY is “stock”. Unset it to send less to the terminal."
    if _is_tested():
        return ""
    from importlib.metadata import version  # takes 8 ms, which the first screen has no use for

    return (
        f"Diff rendering is off: this stacktui is tested with Textual {' and '.join(TESTED)}, and {version('textual')} "
        "is installed. Everything works, but every key sends more to the terminal: over a slow line install "
        f"textual=={TESTED[-1]}, or a newer stacktui."
    )


def _is_tested() -> bool:
    """By the name of what was installed beside Textual, where that is loaded; else by its metadata."""
    beside = Path(getattr(sys.modules.get("textual"), "__file__", None) or "").parents
    if len(beside) > 1 and any((beside[1] / f"textual-{each}.dist-info").is_dir() for each in TESTED):
        return True
    from importlib.metadata import version

    return version("textual") in TESTED
