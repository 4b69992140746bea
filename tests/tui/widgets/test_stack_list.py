"""The list of stacks as seen on the screen, and that the cursor stays on its stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi.stack import StackIdentifier, StackSummary
from stacktui.tui.widgets.stack_list import StackChosen, StackHighlighted, StackList
from tests.kit.clock import NOW
from tests.kit.waiting import seen
from tests.tui.widgets.stage import HOSTILE, Stage

if TYPE_CHECKING:
    from stacktui.presentation.text.lines import Line

HOUR = 3600


def stack(name: str, organization: str = "acme", project: str = "web") -> StackSummary:
    return StackSummary(organization, project, name, NOW - 2 * HOUR, 412)


def many(count: int) -> tuple[StackSummary, ...]:
    return tuple(stack(f"s{number:05}") for number in range(count))


def stage() -> Stage[StackList]:
    return Stage(StackList)


def told(app: Stage[StackList]) -> list[str]:
    """The names of the stacks that were said to be selected; empty for none."""
    return [message.identifier.name if message.identifier else "" for message in app.heard(StackHighlighted)]


def name(app: Stage[StackList]) -> str:
    """The stack under the cursor."""
    found = app.widget.stack
    return "" if found is None else found.stack_name


async def test_a_row_shows_name_resources_and_age() -> None:
    app = stage()
    async with app.run_test(size=(46, 5)) as pilot:
        rows = (
            stack("prod"),
            StackSummary("acme", "web", "now", 0, 0),
            StackSummary("acme", "legacy", "qa", None, None),
        )
        app.widget.show(rows, NOW)
        await pilot.pause()
        assert seen(app) == [
            "  STACK                         RES  UPDATED",
            "▸ acme/web/prod                 412  2h ago",
            "  acme/web/now                    0  ↻ now",
            "  acme/legacy/qa                  –  never",
            "",
        ]


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (60, "▸ acme/web-shop/production-eu-west-1          412  2h ago"),
        (50, "▸ …/web-shop/pro…ction-eu-west-1    412  2h ago"),
        (40, "▸ …/web-sho…-eu-west-1    412  2h ago"),
        (30, "▸ …/web-sh…u-west-1  2h ago"),
        (20, "▸ …/web-sh…u-west-1"),
    ],
)
async def test_a_narrow_pane_drops_the_organization_then_columns_then_the_middle_of_the_name(
    width: int, row: str
) -> None:
    app = stage()
    async with app.run_test(size=(width, 4)) as pilot:
        app.widget.show((stack("production-eu-west-1", project="web-shop"),), NOW)
        await pilot.pause()
        assert seen(app)[1] == row


async def test_ages_are_those_of_the_time_given() -> None:
    app = stage()
    async with app.run_test(size=(46, 4)) as pilot:
        app.widget.show((stack("prod"),), NOW)
        app.widget.show_time(NOW + HOUR)
        await pilot.pause()
        assert seen(app)[1].endswith("3h ago")


async def test_moving_and_choosing_name_the_stack() -> None:
    app = stage()
    async with app.run_test(size=(46, 5)) as pilot:
        app.widget.show((stack("prod"), stack("qa")), NOW)
        await pilot.press("j", "enter")
        assert told(app) == ["prod", "qa"]
        assert [message.identifier for message in app.heard(StackChosen)] == [StackIdentifier("acme", "web", "qa")]


async def test_the_cursor_goes_with_its_stack_through_sort_reload_and_pages() -> None:
    app = stage()
    async with app.run_test(size=(46, 12)) as pilot:
        rows = many(40)
        app.widget.show(rows[20:30], NOW)
        await pilot.press("j", "j", "j")
        for shown in (rows, tuple(reversed(rows)), many(40)[10:], tuple(stack(f"s{n:05}") for n in (1, 23, 50))):
            app.widget.show(shown, NOW)
            await pilot.pause()
            assert name(app) == "s00023"
            assert any(line.startswith("▸ acme/web/s00023") for line in seen(app))
        assert told(app) == ["s00020", "s00021", "s00022", "s00023"]


async def test_a_filter_that_takes_the_stack_away_leaves_the_cursor_on_the_nearest() -> None:
    app = stage()
    async with app.run_test(size=(46, 12)) as pilot:
        rows = many(40)
        app.widget.show(rows, NOW)
        app.widget.select(rows[20].identifier)
        app.widget.filtered(is_cleared=False)
        app.widget.show((rows[3], rows[18], rows[35]), NOW)
        await pilot.pause()
        assert app.widget.stack is rows[18]
        assert app.heard(StackHighlighted)[-1].identifier == rows[18].identifier


@pytest.mark.parametrize(("key", "next_one"), [("j", "s00005"), ("k", "s00005"), ("g", "s00000"), ("G", "s00009")])
async def test_a_selected_stack_that_is_gone_after_a_reload_leaves_no_other_under_the_cursor(
    key: str, next_one: str
) -> None:
    app = stage()
    gone = StackIdentifier("acme", "web", "s00004")
    async with app.run_test(size=(46, 12)) as pilot:
        app.widget.show(many(10), NOW)
        app.widget.select(gone)
        await pilot.pause()
        assert "▸ acme/web/s00004" in "\n".join(seen(app))
        app.widget.show(many(4) + many(10)[5:], NOW)
        await pilot.press("enter")
        assert not any(line.startswith("▸") for line in seen(app))
        assert name(app) == ""
        assert app.widget.selected == gone
        assert [message.identifier for message in app.heard(StackChosen)] == [gone]
        await pilot.press(key)
        assert name(app) == next_one
        assert told(app) == ["s00000", next_one]


async def test_a_stack_that_is_selected_before_it_is_listed_gets_the_cursor_in_view_when_it_is() -> None:
    app = stage()
    async with app.run_test(size=(46, 12)) as pilot:
        app.widget.select(StackIdentifier("acme", "web", "s00023"))
        app.widget.show(many(20), NOW)
        await pilot.pause()
        assert not any(line.startswith("▸") for line in seen(app))
        app.widget.show(many(40), NOW)
        await pilot.pause()
        assert any(line.startswith("▸ acme/web/s00023") for line in seen(app))
        assert told(app) == []


async def test_a_list_may_become_empty_and_fill_again() -> None:
    app = stage()
    async with app.run_test(size=(46, 12)) as pilot:
        app.widget.show(many(3), NOW)
        app.widget.show((), NOW)
        await pilot.press("j", "enter")
        assert name(app) == ""
        app.widget.show(many(3), NOW)
        assert name(app) == "s00000"


class Counted(StackList):
    """Remembers which rows were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[int] = set()

    def line(self, row: int, width: int) -> Line:
        self.asked.add(row)
        return super().line(row, width)


async def test_only_visible_rows_of_20_000_are_formatted() -> None:
    app = Stage(Counted)
    async with app.run_test(size=(46, 12)) as pilot:
        await pilot.pause()
        app.widget.show(many(20_000), NOW)
        await pilot.pause()
        assert app.widget.asked == set(range(11))


@pytest.mark.requirement("T1", "T4", "T5", "T6")
async def test_hostile_names_are_shown_and_marked_and_nothing_is_obeyed() -> None:
    app = stage()
    async with app.run_test(size=(150, 4)) as pilot:
        app.widget.show((StackSummary(HOSTILE, HOSTILE, "a\nb\tc", NOW, 1), stack("prod")), NOW)
        await pilot.click(app.widget, (20, 1))
        row = seen(app)[1]
        shown = "␛]52;c;cm0=␇[/][@click=app.quit]x[/]␛[2J<202E><009B>"
        assert row.startswith(f"▸ ⚠ {shown}/{shown}/a␊b␉c ")
        assert seen(app)[2].startswith("  acme/web/prod")
        assert app.is_running
