"""Responses and split sequences from the terminal press no keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.stories.program import wait_list

if TYPE_CHECKING:
    from tests.tui.stories.program import Start


@pytest.mark.requirement("D10")
def test_neither_a_paste_nor_an_arrow_in_two_packets_opens_delete(start: Start) -> None:
    terminal = start(ESCDELAY="1")
    wait_list(terminal)
    terminal.paste("billing\x1b[1D")
    terminal.press("?")
    terminal.wait_for("Help ·")
    terminal.press("escape")
    terminal.wait_gone("Help ·")
    terminal.write(b"[D")  # the rest of an arrow, so late that esc was taken for the key
    terminal.press("/")
    terminal.type("web-shop")
    terminal.wait_for("/ web-shop")
    assert not terminal.shows("Delete stack ─")
