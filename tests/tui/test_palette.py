"""The palette lists the available actions with the user's keys."""

from __future__ import annotations

import pytest

from stacktui.tui.bindings import KEYS, Pane
from stacktui.tui.palette import commands

STACKS = (Pane.LIST, Pane.STACKS, Pane.BROWSER, Pane.ANYWHERE)


def test_it_offers_what_can_be_done_here_and_nothing_else() -> None:
    labels = {str(choice.label) for choice in commands(STACKS, {})}
    assert {"Sort menu", "Copy menu", "Help for this pane"} <= labels
    assert "Problems only" not in labels
    assert "Down" not in labels


def test_every_write_is_in_it() -> None:
    labels = {str(choice.label) for choice in commands(STACKS, {})}
    assert {key.words for key in KEYS if key.changes_server} <= labels


@pytest.mark.parametrize(
    ("own", "value", "note"),
    [({}, "y", "y"), ({"browser.copy_menu": "f5,Y"}, "f5", "f5 Y")],
)
def test_a_command_presses_the_key_that_the_user_has(own: dict[str, str], value: str, note: str) -> None:
    (choice,) = (each for each in commands(STACKS, own) if str(each.label) == "Copy menu")
    assert (choice.value, str(choice.note)) == (value, note)
