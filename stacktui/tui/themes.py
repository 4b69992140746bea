"""The four themes: dark, light, the terminal's own sixteen colours, and high contrast.

Every colour is one of xterm's 256, which are sent by number: half the bytes of an RGB colour, and the same on terminals
without RGB. What Textual would mix (muted text, lighter panels) is therefore defined here too.
"""

from __future__ import annotations

from msgspec import Struct
from textual.theme import Theme

TERMINAL = "ansi-dark"
"""Textual's theme with the terminal's own colours."""


class Palette(Struct, frozen=True):
    """The colours of a theme; `raised` is for lines and for a cursor without the focus."""

    text: str
    muted: str
    ground: str
    panel: str
    raised: str
    accent: str
    link: str
    good: str
    warning: str
    danger: str
    cursor: str
    cursor_text: str


def _theme(name: str, colours: Palette, *, is_dark: bool) -> Theme:
    return Theme(
        name=f"stacktui-{name}",
        primary=colours.link,
        accent=colours.accent,
        foreground=colours.text,
        background=colours.ground,
        surface=colours.ground,
        panel=colours.panel,
        success=colours.good,
        warning=colours.warning,
        error=colours.danger,
        dark=is_dark,
        variables={
            "text-muted": colours.muted,
            "text-accent": colours.accent,
            "text-primary": colours.link,
            "text-success": colours.good,
            "text-warning": colours.warning,
            "text-error": colours.danger,
            "panel-lighten-2": colours.raised,
            "surface-lighten-1": colours.raised,
            "block-cursor-background": colours.cursor,
            "block-cursor-foreground": colours.cursor_text,
        },
    )


_DARK = Palette(
    text="#dadada",
    muted="#949494",
    ground="#121212",
    panel="#262626",
    raised="#3a3a3a",
    accent="#87d7ff",
    link="#87afff",
    good="#afd787",
    warning="#d7af5f",
    danger="#ff8787",
    cursor="#5f87d7",
    cursor_text="#ffffff",
)
_LIGHT = Palette(
    text="#1c1c1c",
    muted="#626262",
    ground="#ffffff",
    panel="#eeeeee",
    raised="#dadada",
    accent="#005f87",
    link="#005faf",
    good="#005f00",
    warning="#875f00",
    danger="#af0000",
    cursor="#005faf",
    cursor_text="#ffffff",
)
_CONTRAST = Palette(
    text="#ffffff",
    muted="#dadada",
    ground="#000000",
    panel="#303030",
    raised="#585858",
    accent="#00ffff",
    link="#00ffff",
    good="#00ff00",
    warning="#ffff00",
    danger="#ff8787",
    cursor="#ffff00",
    cursor_text="#000000",
)
THEMES = (
    _theme("dark", _DARK, is_dark=True),
    _theme("light", _LIGHT, is_dark=False),
    _theme("contrast", _CONTRAST, is_dark=True),
)


def theme_name(setting: str, *, has_colour: bool) -> str:
    """Textual's name for our setting; with NO_COLOR the terminal's own, where reverse and dim still work."""
    return TERMINAL if setting == "terminal" or not has_colour else f"stacktui-{setting}"
