"""Keystrokes are reported at once, suggestions are shown, and pasted text is safe."""

from __future__ import annotations

import pytest
from textual import events

from stacktui.tui.widgets.filter_line import FilterChanged, FilterCleared, FilterKept, FilterLine, FilterRow
from tests.kit.waiting import seen
from tests.tui.widgets.stage import HOSTILE, Stage, looks

SIZE = (60, 2)


def suggest(text: str, cursor: int) -> tuple[str, ...]:
    """Projects, while one is typed."""
    start = text[:cursor].rpartition(" ")[2]
    names = ("project:web-shop", "project:website", "project:payments")
    return tuple(name for name in names if start and name.startswith(start) and name != start)


def stage(text: str = "") -> Stage[FilterRow]:
    return Stage(lambda: FilterRow(FilterLine(suggest, text=text)))


def line(app: Stage[FilterRow]) -> FilterLine:
    return app.query_one(FilterLine)


def texts(app: Stage[FilterRow]) -> list[str]:
    return [message.text for message in app.heard(FilterChanged)]


async def test_each_keystroke_is_reported_at_once() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("p", "a", "backspace", "j", "space", "G", "left", "enter")
        assert texts(app) == ["p", "pa", "p", "pj", "pj ", "pj G"]
        assert [message.text for message in app.heard(FilterKept)] == ["pj G"]
        assert seen(app)[0] == "/ pj G"


async def test_esc_clears_and_says_so() -> None:
    app = stage("pay")
    async with app.run_test(size=SIZE) as pilot:
        assert texts(app) == []
        await pilot.press("escape")
        assert (line(app).value, texts(app), len(app.heard(FilterCleared))) == ("", [""], 1)
        await pilot.press("escape")
        assert (texts(app), len(app.heard(FilterCleared))) == ([""], 2)


async def test_setting_the_text_is_not_reported() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        line(app).show("org:acme")
        await pilot.press("x")
        assert texts(app) == ["org:acmex"]


@pytest.mark.parametrize("key", ["tab", "right"])
async def test_a_suggestion_is_taken(key: str) -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("p", "r")
        assert seen(app)[0] == "/ pr    tab project:web-shop  ↓ project:website  project:pa…"
        await pilot.press("down", "down", "up", key)
        assert line(app).value == "project:website "
        assert texts(app)[-1] == "project:website "


async def test_the_suggestion_is_for_the_term_under_the_cursor() -> None:
    app = stage("x  y")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("home", "right", "right", "p", "r")
        assert seen(app)[0] == "/ x pr y    tab project:web-shop  ↓ project:website  projec…"
        await pilot.press("tab", "z")
        assert line(app).value == "x project:web-shop zy"


async def test_right_within_the_text_moves_and_takes_nothing() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("p", "r", "left", "right")
        assert line(app).value == "pr"


async def test_nothing_is_suggested_where_there_is_nothing_or_no_focus() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("z", "down", "tab")
        assert (line(app).suggestions, seen(app)[0]) == ((), "/ z")
        line(app).show("pr")
        app.screen.set_focus(None)
        await pilot.pause()
        assert (line(app).suggestions, seen(app)[0]) == ((), "/ pr")


async def test_ctrl_w_deletes_a_whole_term() -> None:
    app = stage("org:acme project:web-shop ")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+w")
        assert line(app).value == "org:acme "
        await pilot.press("ctrl+w", "ctrl+w")
        assert line(app).value == ""
        await pilot.press(*"ab cd", "shift+left", "ctrl+w")
        assert line(app).value == "ab c"


@pytest.mark.parametrize("colours", ["", "1"])
async def test_the_cursor_is_shown_without_colour_and_only_with_the_focus(
    colours: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", colours)
    app = stage("ab")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert any("reverse" in style for style in looks(app, 0))
        app.screen.set_focus(None)
        await pilot.pause()
        assert not any("reverse" in style for style in looks(app, 0))


@pytest.mark.parametrize("colours", ["", "1"])
async def test_what_is_selected_looks_other_than_the_rest(colours: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", colours)
    app = stage("abcd")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("left")
        before = looks(app, 0)
        await pilot.press("home", "shift+right", "shift+right")
        assert seen(app)[0] == "/ abcd"
        assert looks(app, 0) - before != set()


async def test_an_empty_line_says_what_it_is_for_until_it_has_the_focus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        assert seen(app)[0] == "/"
        app.screen.set_focus(None)
        await pilot.pause()
        assert seen(app)[0] == "/ filter"
        assert any("dim" in style for style in looks(app, 0))
        await pilot.click(app.widget, (0, 0))
        assert seen(app)[0] == "/"
        await pilot.press("x")
        assert line(app).value == "x"


async def test_a_long_text_scrolls_with_its_cursor() -> None:
    app = stage("0123456789" * 10)
    async with app.run_test(size=(22, 2)) as pilot:
        await pilot.press("x")
        assert seen(app)[0] == "/ 234567890123456789x"
        await pilot.press("home")
        assert seen(app)[0].startswith("/ 0123456789")
        await pilot.press("end", "ctrl+u", "y")
        assert seen(app)[0] == "/ y"


async def test_a_click_sets_the_cursor() -> None:
    app = stage("漢字ab")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(app.widget, (6, 0))
        await pilot.press("x")
        assert line(app).value == "漢字xab"
        await pilot.click(app.widget, (40, 0))
        await pilot.press("y")
        assert line(app).value == "漢字xaby"


@pytest.mark.requirement("T1", "T4")
async def test_what_is_pasted_is_one_harmless_line() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        app.widget.post_message(events.Paste(f"\n{HOSTILE}\nmore"))
        await pilot.pause()
        assert line(app).value == "]52;c;cm0=[/][@click=app.quit]x[/][2J"
        assert texts(app) == [line(app).value]
        await pilot.click(app.widget, (24, 0))
        assert app.is_running
