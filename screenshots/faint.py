"""Distinguishes faint text, which pyte does not: it is stored as blinking, which no picture uses."""

from __future__ import annotations

from tests.emulator import Screen

_FAINT, _NEITHER_BOLD_NOR_FAINT, _BLINK, _STEADY = 2, 22, 5, 25
_LENGTHS = {5: 2, 2: 4}
"""After 38 and 48: how many more numbers name a colour by number, or by its parts."""


class FaintScreen(Screen):
    """A screen whose blinking cells are faint."""

    def select_graphic_rendition(self, *attrs: int, **kwargs: bool) -> None:
        found: list[int] = []
        position = 0
        while position < len(attrs):
            number = attrs[position]
            if number in (38, 48):
                length = 1 + _LENGTHS.get(attrs[position + 1] if position + 1 < len(attrs) else 0, 1)
                found += attrs[position : position + length]
                position += length
                continue
            found += [_BLINK] if number == _FAINT else [number]
            found += [_STEADY] if number == _NEITHER_BOLD_NOR_FAINT else []
            position += 1
        super().select_graphic_rendition(*found, **kwargs)
