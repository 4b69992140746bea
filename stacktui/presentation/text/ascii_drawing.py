"""The characters we draw with, where there is only ASCII: each gives way to one of the same width."""

from __future__ import annotations

from typing import Final

_OWN: Final = {
    "▸": ">", "▾": "v", "◇": "o", "·": ".", "⚠": "!", "↻": "*", "✗": "x", "…": "~", "–": "-", "→": ">", "←": "<",
    "↑": "^", "↓": "v", "“": '"', "”": '"', "‘": "'", "’": "'", "◌": " ", "└": "`", "├": "|",
    "⋯": "~", "�": "?", "🔎": "> ",
}  # fmt: skip
"""◌ carries combining characters where they stand alone; 🔎, which is two cells wide, is of Textual's palette."""
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
        **{chr(code): "^" for code in range(0x2400, 0x2427)},  # pictures of control characters
        **_OWN,
    }
)
"""For `str.translate`; letters of any language stay."""


def to_ascii(text: str) -> str:
    """The text without the characters that are ours to choose."""
    return text if text.isascii() else text.translate(TO_ASCII)
