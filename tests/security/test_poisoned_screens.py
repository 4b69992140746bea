"""In the poison tenant every text attacks the terminal: a walk through the whole program lets nothing through."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from stacktui.demo.company.poison import OPEN, PAYLOADS
from tests.security.terminal_bytes import foreign
from tests.security.walking import DIALOGS, LIST, VIEWS, Step, rows_with, start, walk

if TYPE_CHECKING:
    from tests.terminal import Terminal

STACK = "/".join(OPEN)
POISON = {"STACKTUI_DEMO_POISON": "1"}
PWNED = "pwned"
"""What the payloads that write to the clipboard put there."""


def poisoned(*, failing: str = "", size: tuple[int, int] = (120, 36)) -> Terminal:
    return start("--demo", STACK, environment=POISON | {"STACKTUI_DEMO_FAIL": failing}, size=size)


def leave(terminal: Terminal) -> None:
    """The program is unaffected: it exits normally, and no byte of foreign text was interpreted."""
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.restore_report() == ()
    assert foreign(terminal.output, copies=True) == ()
    assert PWNED not in terminal.copied()


@pytest.mark.parametrize(
    "payload", [each for each in PAYLOADS if re.search(r"[\x00-\x1f\x7f-\x9f\u200b-\u206f]", each)]
)
def test_the_watch_on_bytes_sees_every_payload(payload: str) -> None:
    spoken = "name" + payload + "\x1b[?1049l"
    assert foreign(spoken.encode()) != () or payload.startswith(("line", "\U0001f469"))
    assert foreign(("line\nbreak" + payload + "\x1b[?1049l").encode()) != ()


@pytest.mark.requirement("T1", "T2", "T4", "H1")
def test_no_payload_passes_through_any_pane_view_menu_or_dialog() -> None:
    with poisoned() as terminal:
        terminal.wait_for("version ")
        walk(terminal, (*LIST, *DIALOGS, *VIEWS))
        first, second = terminal.copied()
        assert first == STACK
        assert json.loads(second).startswith(
            f"urn:pulumi:{OPEN[2]}{PAYLOADS[0]}"
        )  # quoted, as pasting it could surprise
        leave(terminal)


@pytest.mark.requirement("T2", "T5")
def test_every_stack_of_the_list_is_passed_over_and_marked() -> None:
    with poisoned(size=(160, 50)) as terminal:
        terminal.wait_for(STACK)
        walk(terminal, [Step("pagedown"), Step("pagedown"), Step("G")])
        walk(terminal, [Step("k")] * 24)  # on each one the rest of the screen speaks of it
        rows = [line.partition("▕")[0] for line in terminal.lines()[3:] if "project-" in line.partition("▕")[0]]
        assert len(rows) > 20
        assert all("⚠" in row for row in rows)
        leave(terminal)


@pytest.mark.requirement("T4")
def test_clicking_or_hovering_on_markup_does_nothing() -> None:
    with poisoned() as terminal:
        terminal.wait_for("version ")
        for view in ("1", "2", "3", "4"):
            walk(terminal, [Step(view)])
            assert _touch_markup(terminal) > 0
        walk(terminal, [Step("D", "Delete stack ─"), Step("pageup")])
        assert _touch_markup(terminal) > 0
        walk(terminal, [Step("esc", goes="Delete stack ─")])
        leave(terminal)


def _touch_markup(terminal: Terminal) -> int:
    """Move over and click on what looks like markup, and return the number of places; the program must not react."""
    places = {
        place for text in ("[@c", "click", "quit", "[link", "[/]", "[red]") for place in rows_with(terminal, text)
    }
    for column, row in places:
        terminal.write(f"\x1b[<35;{column + 2};{row + 1}M".encode())
        terminal.click(column + 2, row)
        terminal.settle(0.01)
        assert terminal.process.poll() is None  # `app.quit` was not heard
    return len(places)


FAILURES = [
    ("list:403", ""),
    ("get:403,metadata:404", "1"),
    ("export:403", "2"),
    ("downstream:403", "3"),
    ("count:400", "4"),
    ("user:403,updates:409,upstream:403", "3"),
]
"""What fails, and the view that tells of it."""


@pytest.mark.requirement("T2", "D7")
@pytest.mark.parametrize(("failing", "view"), FAILURES)
def test_no_payload_passes_through_an_error(failing: str, view: str) -> None:
    with poisoned(failing=failing) as terminal:
        terminal.wait_for("stacktui")
        walk(terminal, [Step(view)] if view else [])
        terminal.wait_for("upstream" if failing.startswith("user") else "The server said")
        walk(terminal, [Step("r"), Step("enter"), Step("?", "Help · "), Step("esc", goes="Help · ")])
        leave(terminal)


@pytest.mark.requirement("T2", "D7")
def test_no_payload_passes_through_a_refused_write() -> None:
    with poisoned(failing="delete:409,transfer:403,create:400") as terminal:
        terminal.wait_for("version ")
        walk(terminal, [Step("D", "Delete stack ─"), Step("pagedown", "Type ")])
        terminal.settle(0.4)  # keys are heard once the dialog was seen
        walk(terminal, [Step(f"'{STACK}"), Step("enter", "answered 409"), Step("esc", goes="Delete stack ─")])
        leave(terminal)


@pytest.mark.requirement("T5")
def test_a_value_of_five_megabytes_is_cut_with_a_word() -> None:
    with poisoned() as terminal:
        terminal.wait_for("version ")
        walk(
            terminal, [Step("enter"), Step("2", "40 resources"), Step("/"), Step("'type:pulumi:pulumi:Stack", "of 40")]
        )
        walk(terminal, [Step("enter"), Step("g"), Step("enter"), Step("G", "bytes (ctrl+s: save")])
        leave(terminal)
