"""Each theme is used from the first screen on, in colours that are sent by number."""

from __future__ import annotations

import pytest
from rich.color import Color

from stacktui.tui.themes import TERMINAL, THEMES, theme_name


def _is_by_number(colour: str) -> bool:
    wanted = Color.parse(colour).get_truecolor()
    return any(Color.from_ansi(number).get_truecolor() == wanted for number in range(16, 256))


def test_every_colour_of_ours_is_one_of_256() -> None:
    for theme in THEMES:
        named = [theme.primary, theme.accent, theme.foreground, theme.background, theme.panel, theme.success]
        named += [theme.warning, theme.error, *theme.variables.values()]
        assert [colour for colour in named if colour is None or not _is_by_number(colour)] == []


@pytest.mark.parametrize(
    ("setting", "has_colour", "name"),
    [
        ("dark", True, "stacktui-dark"),
        ("contrast", True, "stacktui-contrast"),
        ("terminal", True, TERMINAL),
        ("light", False, TERMINAL),
    ],
)
def test_a_setting_names_a_theme(setting: str, has_colour: bool, name: str) -> None:
    assert theme_name(setting, has_colour=has_colour) == name
