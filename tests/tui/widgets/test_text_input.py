"""The text field of panes and dialogs: keys as in a shell, and only visible characters."""

from __future__ import annotations

import pytest
from textual import events

from stacktui.tui.widgets.text_input import LIMIT, TextInput, one_line
from tests.tui.widgets.stage import Stage


def typing(text: str = "") -> Stage[TextInput]:
    return Stage(lambda: TextInput(text, id="text"))


def put(line: TextInput, marked: str) -> None:
    """A text in which `|` is the cursor."""
    line.value = marked.replace("|", "")
    line.cursor_position = marked.index("|")


def marked(line: TextInput) -> str:
    return f"{line.value[: line.cursor_position]}|{line.value[line.cursor_position :]}"


EDITS = [
    ("x", "ab|c", "abx|c"),
    ("backspace", "ab|c", "a|c"),
    ("backspace", "|abc", "|abc"),
    ("delete", "a|bc", "a|c"),
    ("ctrl+d", "abc|", "abc|"),
    ("ctrl+w", "one two|three", "one |three"),
    ("alt+backspace", "one two|three", "one |three"),
    ("ctrl+u", "abc|def", "|def"),
    ("ctrl+k", "abc|def", "abc|"),
    ("left", "|abc", "|abc"),
    ("left", "ab|c", "a|bc"),
    ("right", "abc|", "abc|"),
    ("right", "a|bc", "ab|c"),
    ("ctrl+left", "one two|", "one |two"),
    ("ctrl+right", "|one two", "one |two"),
    ("home", "one|", "|one"),
    ("ctrl+a", "one|", "|one"),
    ("end", "|one", "one|"),
    ("ctrl+e", "|one", "one|"),
]


async def test_a_key_does_what_it_does_in_a_shell() -> None:
    app = typing()
    async with app.run_test() as pilot:
        found = []
        for key, before, _ in EDITS:
            put(app.widget, before)
            await pilot.press(key)
            found.append((key, before, marked(app.widget)))
    assert found == EDITS


@pytest.mark.requirement("T1")
@pytest.mark.parametrize(
    ("pasted", "after"),
    [
        ("web", "web"),
        ("web\nshop", "web"),
        ("\n\nweb\n", "web"),
        ("w\te", "w e"),
        ("\x1b[201~web\x07", "[201~web"),
        ("we\u202eb\u200b\x9b", "web"),
        ("e" + "\u0301" * 40 + "x", "e" + "\u0301" * 4 + "x"),
        ("\n", ""),
        ("", ""),
    ],
)
def test_what_is_pasted_is_one_line_without_what_cannot_be_seen(pasted: str, after: str) -> None:
    assert one_line(pasted) == after


async def test_a_paste_takes_the_place_of_what_is_selected() -> None:
    app = typing("one two three")
    async with app.run_test() as pilot:
        put(app.widget, "one |two three")
        await pilot.press(*["shift+right"] * 3)
        app.widget.post_message(events.Paste("\n2\n"))
        await pilot.pause()
        assert marked(app.widget) == "one 2| three"


async def test_what_was_cut_comes_back_and_an_empty_selection_leaves_the_clipboard_alone() -> None:
    app = typing("one two")
    async with app.run_test() as pilot:
        await pilot.press("end", *["shift+left"] * 3, "ctrl+x")
        assert (app.clipboard, app.widget.value) == ("two", "one ")
        await pilot.press("ctrl+x")
        assert (app.clipboard, app.widget.value) == ("two", "one ")
        await pilot.press("ctrl+v", "ctrl+v")
        assert app.widget.value == "one twotwo"


async def test_a_line_is_bounded() -> None:
    app = typing()
    async with app.run_test() as pilot:
        app.widget.post_message(events.Paste("x" * 5_000_000))
        await pilot.pause()
        assert app.widget.value == "x" * LIMIT
        await pilot.press("home", "y", "shift+right", "z")
        assert app.widget.value == "z" + "x" * (LIMIT - 1)


async def test_the_cursor_does_not_blink() -> None:
    app = typing("pay")
    async with app.run_test():
        assert not app.widget.cursor_blink
