"""The editing keys of a line."""

from __future__ import annotations

import pytest

from stacktui.tui.widgets.line_editor import EDITING_KEYS, LIMIT, Edit


def edit(marked: str) -> Edit:
    """An edit from a text in which `|` is the cursor."""
    return Edit(marked.replace("|", ""), marked.index("|"))


def marked(value: Edit) -> str:
    return f"{value.text[: value.cursor]}|{value.text[value.cursor :]}"


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("backspace", "ab|c", "a|c"),
        ("backspace", "|abc", "|abc"),
        ("delete", "a|bc", "a|c"),
        ("ctrl+d", "abc|", "abc|"),
        ("ctrl+w", "org:acme pay|ments", "org:acme |ments"),
        ("ctrl+w", "org:acme |", "|"),
        ("ctrl+w", "   |", "|"),
        ("ctrl+u", "abc|def", "|def"),
        ("ctrl+k", "abc|def", "abc|"),
        ("left", "|abc", "|abc"),
        ("left", "ab|c", "a|bc"),
        ("right", "abc|", "abc|"),
        ("right", "a|bc", "ab|c"),
        ("ctrl+left", "one two|", "one |two"),
        ("ctrl+left", " |", "| "),
        ("ctrl+right", "|one two", "one| two"),
        ("ctrl+right", "one | ", "one  |"),
        ("home", "one|", "|one"),
        ("ctrl+e", "|one", "one|"),
    ],
)
def test_a_key_does_what_it_does_in_a_shell(key: str, before: str, after: str) -> None:
    assert marked(EDITING_KEYS[key](edit(before))) == after


@pytest.mark.requirement("T1")
@pytest.mark.parametrize(
    ("pasted", "after"),
    [
        ("web", "a web| b"),
        ("web\nshop", "a web| b"),
        ("\n\nweb\n", "a web| b"),
        ("w\te", "a w e| b"),
        ("\x1b[201~web\x07", "a [201~web| b"),
        ("we\u202eb\u200b\x9b", "a web| b"),
        ("\n", "a | b"),
        ("", "a | b"),
    ],
)
def test_what_is_pasted_is_one_line_without_what_cannot_be_seen(pasted: str, after: str) -> None:
    assert marked(edit("a | b").insert(pasted)) == after


def test_a_line_is_bounded() -> None:
    assert Edit().insert("x" * 5_000_000) == Edit("x" * LIMIT, LIMIT)
    assert Edit("x" * LIMIT, 0).insert("y").text == "x" * LIMIT
