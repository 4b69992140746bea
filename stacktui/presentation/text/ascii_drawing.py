"""Replaces drawing characters with ASCII characters of the same width."""

from __future__ import annotations

from typing import Final

_OWN: Final = {
    "▸": ">", "▾": "v", "◇": "o", "·": ".", "⚠": "!", "↻": "*", "✗": "x", "…": "~", "–": "-", "→": ">", "←": "<",
    "↑": "^", "↓": "v", "“": '"', "”": '"', "‘": "'", "’": "'", "◌": " ", "└": "`", "├": "|",
    "⋯": "~", "�": "?", "🔎": "> ",
}  # fmt: skip
"""◌ carries combining characters that stand alone; 🔎, two cells wide, is used by Textual's palette."""
_HORIZONTAL: Final = frozenset("─━┄┅┈┉╌╍═╴╶╸╺╼╾")
_VERTICAL: Final = frozenset("│┃┆┇┊┋╎╏║╵╷╹╻╽╿")
_EDGES: Final = {"▔": "-", "▁": "_", "▏": "|", "▎": "|", "▍": "|", "▌": "|", "▐": "|", "▕": "|", "░": ":", "▒": ":"}


def _boxes() -> dict[str, str]:
    lines = map(chr, range(0x2500, 0x2580))
    return {one: "-" if one in _HORIZONTAL else "|" if one in _VERTICAL else "+" for one in lines}


TO_ASCII: Final = str.maketrans(
    {
        **_boxes(),
        **{chr(code): "#" for code in range(0x2580, 0x25A0)},  # blocks
        **_EDGES,
        **{chr(code): "^" for code in range(0x2400, 0x2427)},  # control pictures
        **_OWN,
    }
)
"""For `str.translate`; letters of any language are kept."""


def to_ascii(text: str) -> str:
    """The text with its drawing characters replaced."""
    return text if text.isascii() else text.translate(TO_ASCII)
