"""The dialogs with lists: pickers, the copy menu, and the help from the table of keys."""

from __future__ import annotations

import pytest

from stacktui.presentation.copying import Copyable, copyable
from stacktui.presentation.text.lines import literal, plain_text
from stacktui.presentation.text.safe_text import clean, words
from stacktui.tui.bindings import Pane, keys_of
from stacktui.tui.dialogs.copy_menu import Copyables, CopyChoice, CopyMenu
from stacktui.tui.dialogs.help import Help, help_lines
from stacktui.tui.dialogs.picker import Choice, Choices, Picker
from tests.tui.dialogs.stage import Stage, enter_text, words_on

PROJECTS = [Choice(number, clean(f"project-{number:03}"), clean(f"{number} stacks")) for number in range(200)]
POISON = ("\x1b]52;c;YQ==\x1b\\", "[/]", "[@click=app.quit]x", "a\u202eb", "\x9b2J", "x\ny")


def picker(current: int | None = None) -> Picker[int]:
    return Picker((literal("Project"),), PROJECTS, current=current)


async def test_a_picker_starts_at_the_current_value() -> None:
    app = Stage(picker(current=30))
    async with app.run_test() as pilot:
        await pilot.press("enter")
    assert app.results == [PROJECTS[30]]


async def test_typing_filters_by_every_word() -> None:
    app = Stage(picker())
    async with app.run_test() as pilot:
        await enter_text(pilot, "PROJECT 17")
        assert "12 matches" in words_on(app.screen)
        await pilot.press("down", "down", "up", "enter")
    assert app.results == [PROJECTS[117]]


async def test_enter_on_no_match_chooses_nothing_and_escape_closes() -> None:
    app = Stage(picker())
    async with app.run_test() as pilot:
        await enter_text(pilot, "nothing")
        await pilot.press("enter")
        assert "No matches." in words_on(app.screen)
        assert app.results == []
        await pilot.press("escape")
    assert app.results == [None]


async def test_an_empty_picker_says_so() -> None:
    app = Stage(Picker[int]((literal("Saved filters"),), []))
    async with app.run_test() as pilot:
        await pilot.press("enter", "down", "pagedown")
        assert "Nothing to choose from." in words_on(app.screen)


async def test_every_choice_is_reached_at_40_by_10() -> None:
    app = Stage(picker())
    async with app.run_test(size=(40, 10)) as pilot:
        for _ in range(60):
            await pilot.press("pagedown")
        assert app.screen.query_one(Choices).cursor == 199
        assert app.screen.query_one("#matches").region.bottom <= 9
        await pilot.press("enter")
    assert app.results == [PROJECTS[199]]


COPYABLES = (
    copyable("u", words("URN"), "urn:pulumi:prod::web::aws:s3/bucket:Bucket::logs"),
    copyable("j", words("JSON"), "{}"),
    copyable("v", words("value"), "a\nb"),
)


@pytest.mark.parametrize(("key", "at"), [("u", 0), ("j", 1), ("v", 2)])
async def test_a_key_of_the_copy_menu_copies_its_thing(key: str, at: int) -> None:
    app = Stage(CopyMenu((literal("Copy"),), COPYABLES))
    async with app.run_test() as pilot:
        await pilot.press(key)
    assert app.results == [CopyChoice(COPYABLES[at], raw=False)]


@pytest.mark.requirement("C4")
async def test_what_is_risky_to_paste_is_quoted_unless_raw_is_asked_for() -> None:
    app = Stage(CopyMenu((literal("Copy"),), COPYABLES))
    async with app.run_test() as pilot:
        assert "quoted as JSON" in words_on(app.screen)
        await pilot.press("ctrl+r")
        assert "copying raw" in words_on(app.screen)
        await pilot.press("v")
    chosen = app.results[0]
    assert chosen is not None
    assert chosen.text == "a\nb"
    assert CopyChoice(COPYABLES[2], raw=False).text == '"a\\nb"'


async def test_the_copy_menu_is_walked_by_arrows_and_closed_by_escape() -> None:
    app = Stage(CopyMenu((literal("Copy"),), COPYABLES[:2]))
    async with app.run_test() as pilot:
        assert words_on(app.screen) == ""
        await pilot.press("down", "z", "enter")
    assert app.results == [CopyChoice(COPYABLES[1], raw=False)]
    app = Stage(CopyMenu((literal("Copy"),), ()))
    async with app.run_test() as pilot:
        await pilot.press("enter", "u")
        assert "Nothing to copy" in words_on(app.screen)
        await pilot.press("escape")
    assert app.results == [None]


@pytest.mark.requirement("T1", "T4", "T5")
@pytest.mark.parametrize("text", POISON)
async def test_hostile_text_is_shown_and_not_obeyed(text: str) -> None:
    title = (literal("Copy "),)
    menu = CopyMenu(title, [Copyable("u", clean(text), text, text)])
    async with Stage(menu).run_test() as pilot:
        drawn = "".join(segment.text for segment in menu.query_one(Copyables).render_line(0))
        assert not any(ord(character) < 32 or character in "\x9b\u202e" for character in drawn)
        await pilot.click(Copyables)
    chooser = Picker((literal("Project "),), [Choice(1, clean(text), clean(text))])
    app = Stage(chooser)
    async with app.run_test() as pilot:
        await pilot.press("enter")
    assert app.results[0] is not None


@pytest.mark.parametrize("pane", Pane)
def test_help_names_every_key_of_a_pane(pane: Pane) -> None:
    said = "\n".join(plain_text(line) for line in help_lines((pane,), {}))
    assert all(key.words in said for key in keys_of(pane))
    assert "Lower-case and ctrl keys never change anything on the server." in said


@pytest.mark.requirement("A4")
async def test_help_shows_the_source_of_backend_and_token() -> None:
    app = Stage(Help(Pane.STACKS, login="backend from --backend, token from PULUMI_ACCESS_TOKEN\x1b[2J"))
    async with app.run_test():
        assert "Login\nbackend from --backend, token from PULUMI_ACCESS_TOKEN␛[2J" in words_on(app.screen)


async def test_help_says_why_more_than_what_changed_is_sent_to_the_terminal() -> None:
    app = Stage(Help(Pane.STACKS, display="Diff rendering is off: why. What to do."))
    async with app.run_test():
        assert "Display\nDiff rendering is off: why. What to do." in words_on(app.screen)
    app = Stage(Help(Pane.STACKS))
    async with app.run_test():
        assert "Display" not in words_on(app.screen)


async def test_help_shows_the_users_own_keys_and_scrolls_at_40_by_10() -> None:
    app = Stage(Help(Pane.RESOURCES, own={"resources.version": "V"}))
    async with app.run_test(size=(40, 10)) as pilot:
        assert "\nV State at another version" in words_on(app.screen)
        await pilot.press("pagedown", "pagedown")
        assert app.screen.query_one("#dialog-body").scroll_y > 0
        assert app.screen.query_one("#close").region.bottom <= 9
        await pilot.press("enter")
    assert app.results == [None]
