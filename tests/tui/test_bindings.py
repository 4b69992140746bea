"""The table of keys: unique IDs and keys, writes on capitals only, and the validation of custom keys."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.app import App

from stacktui.tui.actions.write import OPENERS
from stacktui.tui.bindings import (
    KEYS,
    Pane,
    bindings_of,
    footer_hints,
    hints,
    is_capital,
    key_words,
    keys_of,
    own_keymap,
)


def test_every_id_stands_once() -> None:
    assert [name for name, times in Counter(key.id for key in KEYS).items() if times > 1] == []


@pytest.mark.parametrize("pane", Pane)
def test_no_key_does_two_things_in_one_pane(pane: Pane) -> None:
    keys = Counter(each for key in keys_of(pane) for each in key.keys)
    assert [each for each, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("pane", [Pane.LIST, Pane.STACKS, Pane.RESOURCES, Pane.RESOURCE])
def test_a_pane_takes_no_key_from_the_browser(pane: Pane) -> None:
    everywhere = {each for key in keys_of(Pane.ANYWHERE, Pane.BROWSER) for each in key.keys}
    assert everywhere & {each for key in keys_of(pane) for each in key.keys} == set()


def test_every_key_has_words_and_every_pane_has_keys() -> None:
    assert all(key.words and key.action and key.id for key in KEYS)
    assert all(keys_of(pane) for pane in Pane)


def test_only_capitals_lead_to_a_write() -> None:
    writing = [key for key in KEYS if key.changes_server]
    assert {key.action for key in writing} == {f"change('{name}')" for name in OPENERS}
    assert all(is_capital(each) for key in writing for each in key.keys)


@pytest.mark.parametrize("keys", ["n", "ctrl+n", "N,n", "shift+n", "f5", "enter"])
def test_the_user_cannot_put_a_write_on_another_key(keys: str) -> None:
    keymap = own_keymap({"browser.create": keys})
    assert keymap.keys == {}
    assert "capital" in keymap.problems[0]


@pytest.mark.parametrize(
    ("wanted", "kept", "problems"),
    [
        ({"browser.create": "C, X"}, {"browser.create": "C,X"}, 0),
        ({"browser.reload": "f5 , R"}, {"browser.reload": "f5,R"}, 0),
        ({"browser.refresh": "r"}, {}, 1),
        ({"browser.reload": ""}, {}, 1),
        ({"browser.reload": "r,,x"}, {}, 1),
    ],
)
def test_the_users_own_keys_are_checked(wanted: dict[str, str], kept: dict[str, str], problems: int) -> None:
    keymap = own_keymap(wanted)
    assert keymap.keys == kept
    assert len(keymap.problems) == problems


@pytest.mark.parametrize(
    ("key", "words"),
    [("question_mark,f1", "? f1"), ("ctrl+p,colon", "ctrl+p :"), ("N", "N"), ("escape,q", "esc q"), ("up", "up")],
)
def test_keys_are_written_as_people_read_them(key: str, words: str) -> None:
    assert key_words(key) == words


def test_help_and_footer_show_the_users_own_keys() -> None:
    own = {"browser.reload": "f5,R"}
    assert ("f5 R", "Reload from the server") in hints(Pane.BROWSER, own=own)
    assert ("f5", "Reload from the server") in footer_hints(Pane.BROWSER, own=own)
    assert ("?", "Help for this pane") in footer_hints(Pane.ANYWHERE)


async def test_textual_takes_the_bindings_and_the_users_own_keys() -> None:
    pressed: list[str] = []

    class Pressed(App[None]):
        BINDINGS = bindings_of(Pane.BROWSER)

        def action_reload(self) -> None:
            pressed.append("reload")

        def action_change(self, name: str) -> None:
            pressed.append(name)

    app = Pressed()
    async with app.run_test() as pilot:
        await pilot.press("r", "N", "n")
        assert pressed == ["reload", "create"]
        app.set_keymap(own_keymap({"browser.reload": "f5"}).keys)
        await pilot.press("r", "f5")
        assert pressed == ["reload", "create", "reload"]
