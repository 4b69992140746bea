"""Tones become styles of the theme, and text never becomes markup."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.content import Content
from textual.widgets import Static

from stacktui.presentation.text.lines import Line, Tone, cleaned, literal
from stacktui.tui.widgets.drawing import content
from stacktui.tui.widgets.line_view import LineView
from tests.kit.waiting import seen
from tests.tui.widgets.stage import HOSTILE, Stage

TONES: Line = tuple(cleaned(f"{tone} ", tone) for tone in Tone)


def styles(app: Stage[LineView]) -> dict[str, Style]:
    """The style of each word on the first line."""
    strip = app.screen._compositor.render_strips()[0]
    return {segment.text.strip(): segment.style or Style() for segment in strip if segment.text.strip()}


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_every_tone_has_a_style_in_every_kind_of_theme(theme: str) -> None:
    app = Stage(LineView)
    async with app.run_test(size=(80, 2)) as pilot:
        app.theme = theme
        app.widget.show(TONES)
        await pilot.pause()
        found = styles(app)
        assert set(found) == set(Tone)
        assert found["muted"] != found["plain"] != found["danger"]
        assert found["strong"].bold
        assert found["danger"].bold
        assert found["link"].underline


@pytest.mark.requirement("T1", "T4", "T7")
async def test_hostile_text_is_a_segment_without_a_link() -> None:
    app = Stage(LineView)
    async with app.run_test(size=(80, 2)) as pilot:
        app.widget.show((cleaned(HOSTILE), cleaned("[link='http://evil']x[/]")))
        await pilot.click(app.widget, (24, 0))
        assert "[@click=app.quit]x[/]" in seen(app)[0]
        assert all(style.link is None for style in styles(app).values())
        assert app.is_running


@pytest.mark.requirement("T1")
async def test_a_content_is_not_read_as_markup() -> None:
    made = content((cleaned("[b]x[/] [$y]"), literal(" z", Tone.MUTED)))
    assert isinstance(made, Content)
    app = Stage(lambda: Static(made))
    async with app.run_test(size=(30, 2)) as pilot:
        await pilot.pause()
        assert seen(app)[0] == "[b]x[/] [$y] z"


async def test_a_line_is_repainted_only_when_it_says_something_else() -> None:
    app = Stage(LineView)
    async with app.run_test(size=(24, 2)) as pilot:
        app.widget.show((literal("left"),), (literal("right"),))
        await pilot.pause()
        assert seen(app)[0] == "left               right"
        app.widget.show((literal("left"),))
        app.widget.show((literal("left"),), (literal("right"),))
        assert not app.widget._repaint_regions
        app.widget.show((literal("left"),), (literal("Copied URN"),))
        await pilot.pause()
        assert seen(app)[0] == "left          Copied URN"
