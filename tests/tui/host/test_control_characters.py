"""What slipped through everywhere else is caught before it is drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from stacktui.tui.host.control_characters import ControlCharacterFilter
from tests.security.terminal_bytes import foreign
from tests.terminal import Terminal

PROGRAM = Path(__file__).with_name("hosted_program.py")
BLACK = Color(0, 0, 0)


@pytest.mark.requirement("T2")
@pytest.mark.parametrize(
    "payload",
    ["\x1b]52;c;aGVsbG8=\x07", "\x1b[2J", "\x9b2J", "\x00", "\x0e", "\x7f", "\u202e", "\u2066", "\u200b", "\ud800"],
)
def test_no_character_that_a_terminal_obeys_is_left(payload: str) -> None:
    style = Style(color="red")
    (drawn,) = ControlCharacterFilter().apply([Segment(f"a{payload}b", style)], BLACK)
    assert drawn.text.isprintable()
    assert drawn.text[0] + drawn.text[-1] == "ab"
    assert drawn.style == style


@pytest.mark.requirement("T7")
def test_a_hyperlink_is_taken_away_with_its_style_kept() -> None:
    (drawn,) = ControlCharacterFilter().apply([Segment("name", Style(bold=True, link="https://x\x1b\\"))], BLACK)
    assert drawn.style is not None
    assert drawn.style.link is None
    assert drawn.style.bold


def test_what_is_harmless_is_the_same_segment() -> None:
    segments = [Segment("acme/web-shop/prod 漢字"), Segment("é", Style(bold=True))]
    assert all(
        one is other for one, other in zip(ControlCharacterFilter().apply(segments, BLACK), segments, strict=True)
    )


@pytest.mark.requirement("T2")
def test_what_a_widget_was_given_raw_reaches_no_terminal() -> None:
    with Terminal([sys.executable, PROGRAM, "hostile"]) as terminal:
        terminal.wait_for("end of it")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert foreign(terminal.output) == ()
        assert terminal.copied() == ()
