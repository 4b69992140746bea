"""Every drawing character has an ASCII replacement of the same width, and so has every character of our texts."""

from __future__ import annotations

import ast
from pathlib import Path

import stacktui
from stacktui.presentation.text.ascii_drawing import TO_ASCII, to_ascii
from stacktui.presentation.text.safe_text import cell_width, clean

ROOT = Path(stacktui.__file__).parent
NOT_DRAWN = {"tui/host/diff_rendering", "demo", "presentation/text/safe_text.py", "presentation/text/ascii_drawing.py"}
"""They hold characters of other people's texts."""


def own_characters() -> set[str]:
    """Every non-ASCII character in the program's texts, except docstrings."""
    found: set[str] = set()
    for file in ROOT.rglob("*.py"):
        if any(file.relative_to(ROOT).as_posix().startswith(one) for one in NOT_DRAWN):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
                found |= {one for one in node.value if not one.isascii()}
    return found


def test_a_counterpart_is_as_wide() -> None:
    drawn = {chr(code): to_ascii(chr(code)) for code in TO_ASCII}
    assert all(text.isascii() and text.isprintable() for text in drawn.values())
    assert {one for one, text in drawn.items() if len(text) != cell_width(clean(one))} <= {"◌"}


def test_every_character_that_we_draw_with_has_a_counterpart() -> None:
    own = own_characters()
    assert {"▸", "⚠", "…"} <= own
    assert {one for one in own if one.isprintable() and not to_ascii(one).isascii()} <= {"\ufe0f"}


def test_letters_of_any_language_stay() -> None:
    assert to_ascii("plain") == "plain"
    assert to_ascii("Lindström ▸ 試") == "Lindström > 試"
