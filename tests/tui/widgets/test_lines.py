"""Moving in a list, and how little is redrawn for it."""

from __future__ import annotations

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from stacktui.presentation.text.lines import Line, cleaned, literal
from stacktui.tui.widgets.lines import Lines, ScrollStep
from tests.kit.waiting import seen
from tests.tui.widgets.stage import Stage

SIZE = (24, 10)


class Numbers(Lines):
    """Rows 0 to `count`-1."""

    def __init__(self, count: int = 100, scroll_step: ScrollStep = ScrollStep.LINE) -> None:
        super().__init__(scroll_step=scroll_step)
        self.count = count
        self.drawn: list[int] = []

    @property
    def row_count(self) -> int:
        return self.count

    def line(self, row: int, width: int) -> Line:
        self.drawn.append(row)
        return (cleaned(f"row {row}"),)


def stage(count: int = 100, scroll_step: ScrollStep = ScrollStep.LINE) -> Stage[Numbers]:
    return Stage(lambda: Numbers(count, scroll_step))


@pytest.mark.parametrize(
    ("keys", "cursor", "top"),
    [
        (("j",), 1, 0),
        (("down", "down", "k"), 1, 0),
        (("up",), 0, 0),
        (("G",), 99, 90),
        (("end", "j"), 99, 90),
        (("G", "g"), 0, 0),
        (("end", "home"), 0, 0),
        (("pagedown",), 9, 9),
        (("j", "pagedown", "pageup"), 1, 0),
        (("ctrl+d",), 5, 5),
        (("ctrl+d", "ctrl+d", "ctrl+u"), 5, 5),
        (("pageup",), 0, 0),
        (("G", "pagedown"), 99, 90),
        (("j",) * 8, 8, 0),
        (("j",) * 9, 9, 1),
        (("G", *("k",) * 8), 91, 90),
        (("G", *("k",) * 9), 90, 89),
    ],
)
async def test_keys_move_the_cursor_and_the_view_follows(keys: tuple[str, ...], cursor: int, top: int) -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        assert (app.widget.cursor, app.widget.top) == (cursor, top)
        assert seen(app)[cursor - top].startswith(f"row {cursor}")


async def test_past_the_edge_the_view_goes_half_a_page_where_the_line_is_slow() -> None:
    app = stage(scroll_step=ScrollStep.HALF_PAGE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*("j",) * 9)
        assert (app.widget.cursor, app.widget.top) == (9, 5)
        await pilot.press(*("k",) * 4)
        assert (app.widget.cursor, app.widget.top) == (5, 0)


async def test_a_far_jump_puts_the_row_in_the_middle() -> None:
    app = stage()
    async with app.run_test(size=SIZE):
        app.widget.move_to(50)
        assert app.widget.top == 45


@pytest.mark.parametrize("keys", [("j", "k", "G", "g", "pagedown", "ctrl+d", "enter")])
async def test_keys_do_nothing_on_an_empty_list(keys: tuple[str, ...]) -> None:
    app = stage(0)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        assert (app.widget.cursor, app.widget.top) == (0, 0)
        assert app.heard(Lines.Highlighted) == app.heard(Lines.Chosen) == []
        assert seen(app) == [""] * 10


async def test_a_cursor_move_draws_two_lines_of_a_million() -> None:
    app = stage(1_000_000)
    async with app.run_test(size=SIZE) as pilot:
        assert set(app.widget.drawn) == set(range(10))
        await pilot.pause()
        app.widget.drawn.clear()
        await pilot.press("j")
        assert app.widget.drawn == [0, 1]
        await pilot.pause()
        app.widget.drawn.clear()
        await pilot.press("G")
        assert set(app.widget.drawn) == set(range(999_990, 1_000_000))


async def test_the_mouse_above_a_row_draws_nothing() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.widget.drawn.clear()
        await pilot.hover(app.widget, (3, 4))
        await pilot.hover(app.widget, (3, 6))
        assert app.widget.drawn == []


async def test_a_click_selects_and_a_second_one_chooses() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(app.widget, (3, 4))
        assert app.widget.cursor == 4
        assert [message.row for message in app.heard(Lines.Highlighted)] == [4]
        assert app.heard(Lines.Chosen) == []
        await pilot.double_click(app.widget, (3, 4))
        assert [message.row for message in app.heard(Lines.Chosen)] == [4]


async def test_a_click_below_the_last_row_selects_nothing() -> None:
    app = stage(3)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(app.widget, (3, 7))
        assert (app.widget.cursor, app.heard(Lines.Highlighted)) == (0, [])


async def test_the_wheel_moves_the_view_and_leaves_the_cursor() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot._post_mouse_events([MouseScrollDown], app.widget, (1, 1))
        assert (app.widget.cursor, app.widget.top) == (0, 3)
        await pilot._post_mouse_events([MouseScrollUp], app.widget, (1, 1))
        assert (app.widget.cursor, app.widget.top) == (0, 0)
        assert app.heard(Lines.Highlighted) == []


async def test_enter_chooses_the_row_of_the_cursor() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "j", "enter")
        assert [message.row for message in app.heard(Lines.Chosen)] == [2]
        assert [message.row for message in app.heard(Lines.Highlighted)] == [1, 2]


async def test_a_notice_replaces_the_rows_and_disables_the_keys() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        app.widget.show_notice(((literal("The server cannot be reached."),), (literal("Press r to try again."),)))
        await pilot.press("j", "enter", "pagedown")
        assert seen(app)[:4] == ["The server cannot be", "reached.", "Press r to try again.", ""]
        assert (app.widget.cursor, app.heard(Lines.Highlighted), app.heard(Lines.Chosen)) == (0, [], [])
        app.widget.show_notice(())
        await pilot.pause()
        assert seen(app)[0].startswith("row 0")


async def test_the_cursor_keeps_its_place_on_the_screen_when_rows_come_in_above() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("pagedown", "j", "j")
        above = app.widget.cursor - app.widget.top
        app.widget.count = 200
        app.widget.rows_changed(app.widget.cursor + 50)
        assert app.widget.cursor - app.widget.top == above


async def test_the_cursor_stays_in_view_when_the_terminal_shrinks() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*("j",) * 8)
        await pilot.resize_terminal(24, 4)
        assert app.widget.top <= app.widget.cursor < app.widget.top + 4
        assert any(line.startswith("row 8") for line in seen(app))


async def test_a_scroll_thumb_at_the_right_shows_the_position() -> None:
    app = stage(20)
    async with app.run_test(size=SIZE) as pilot:
        assert [line[-1:] == "┃" for line in seen(app)] == [True] * 5 + [False] * 5
        await pilot.press("G")
        assert [line[-1:] == "┃" for line in seen(app)] == [False] * 5 + [True] * 5
