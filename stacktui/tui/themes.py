"""The four themes: dark, light, the terminal's own sixteen colours, and high contrast."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="stacktui-dark",
    primary="#7aa2f7",
    secondary="#9ece6a",
    accent="#7dcfff",
    foreground="#d8dee9",
    background="#14171d",
    surface="#14171d",
    panel="#1f242d",
    success="#9ece6a",
    warning="#e0af68",
    error="#f7768e",
    dark=True,
)
LIGHT = Theme(
    name="stacktui-light",
    primary="#1f5fbf",
    secondary="#3d7a1f",
    accent="#0b6e8f",
    foreground="#1b1f24",
    background="#fbfbfa",
    surface="#fbfbfa",
    panel="#ececea",
    success="#2f7a1f",
    warning="#8a5a00",
    error="#b3202e",
    dark=False,
)
CONTRAST = Theme(
    name="stacktui-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    success="#00ff00",
    warning="#ffff00",
    error="#ff6060",
    dark=True,
)
THEMES = (DARK, LIGHT, CONTRAST)


TERMINAL = "ansi-dark"
"""Textual's theme of the terminal's own colours."""


def theme_name(setting: str, *, has_colour: bool) -> str:
    """Textual's name for a setting of ours; without colour the terminal's own, where reverse and dim still show."""
    return TERMINAL if setting == "terminal" or not has_colour else f"stacktui-{setting}"
