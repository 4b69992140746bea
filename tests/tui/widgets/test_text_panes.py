"""Panes of text: wrapped to their width, navigated by rows, with targets to follow."""

from __future__ import annotations

import pytest

from stacktui.presentation.resources.detail_lines import DetailLine
from stacktui.presentation.stacks.reference_rows import ReferenceRow
from stacktui.presentation.text.lines import Line, Span, cleaned, literal
from stacktui.presentation.text.safe_text import clean
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.widgets.lines_view import LinesView
from stacktui.tui.widgets.reference_list import ReferenceChosen, ReferenceList
from stacktui.tui.widgets.resource_detail_view import ResourceDetailView, TargetChosen
from stacktui.tui.widgets.wrapping import Wrapping
from tests.kit.waiting import seen
from tests.tui.widgets.stage import HOSTILE, Stage, looks

SIZE = (13, 6)


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple((cleaned(text),) for text in texts)


async def test_a_long_line_goes_on_in_the_next_row() -> None:
    app = Stage(LinesView)
    async with app.run_test(size=SIZE) as pilot:
        app.widget.show(lines("one", "  two three four five", "six"))
        await pilot.pause()
        assert seen(app) == ["one", "  two three", "    four", "    five", "six", ""]
        await pilot.press("G")
        assert app.widget.cursor_line == 2


async def test_the_cursor_stays_in_its_line_when_the_width_changes() -> None:
    app = Stage(LinesView)
    async with app.run_test(size=SIZE) as pilot:
        app.widget.show(lines("x" * 60, "here", "there"))
        await pilot.press("G", "k")
        await pilot.resize_terminal(40, 6)
        assert (app.widget.cursor, app.widget.cursor_line) == (2, 1)


async def test_another_text_begins_at_its_top_and_the_same_one_stays() -> None:
    app = Stage(LinesView)
    async with app.run_test(size=SIZE) as pilot:
        app.widget.show(lines("a", "b", "c"))
        await pilot.press("j", "j")
        app.widget.show(lines("a", "b", "c", "d"))
        assert app.widget.cursor_line == 2
        app.widget.show(lines("a", "b"))
        assert app.widget.cursor_line == 1
        app.widget.show(lines("a", "b", "c"), anew=True)
        assert app.widget.cursor_line == 0
        app.widget.show(())
        await pilot.press("j", "enter")
        assert (app.widget.row_count, app.widget.cursor_line) == (0, 0)


@pytest.mark.requirement("T5")
async def test_a_value_of_64_kib_is_walked_through() -> None:
    app = Stage(LinesView)
    async with app.run_test(size=(60, 6)) as pilot:
        app.widget.show(((Span(clean("x" * 65_000, 65_536)),), *lines("end")))
        await pilot.press("G")
        assert seen(app)[-1] == "end".ljust(59) + "┃"


def test_rows_are_cut_out_only_when_asked_for() -> None:
    wrapping = Wrapping(lines("x" * 25, "y", ""), 10)
    assert len(wrapping) == 5
    assert [wrapping.line_of(row) for row in range(5)] == [0, 0, 0, 1, 2]
    assert [wrapping.first_row(line) for line in (0, 1, 2, 9)] == [0, 3, 4, 5]
    assert wrapping.row(1) == (literal("  "), cleaned("x" * 8))


async def test_a_value_goes_on_under_itself() -> None:
    app = Stage(LinesView)
    async with app.run_test(size=(21, 4)) as pilot:
        app.widget.show(((cleaned("urn  "), cleaned("urn:pulumi:prod::web")),))
        await pilot.pause()
        assert seen(app)[:2] == ["urn  urn:pulumi:prod", "     ::web"]


async def test_without_the_focus_no_line_of_a_text_stands_out() -> None:
    app = Stage(LinesView)
    async with app.run_test(size=SIZE) as pilot:
        app.widget.show(lines("a", "b"))
        await pilot.pause()
        assert looks(app, 0) != looks(app, 1)
        app.screen.set_focus(None)
        await pilot.pause()
        assert looks(app, 0) == looks(app, 1)


DETAIL = (
    DetailLine((cleaned("aws:s3:Bucket  logs"),)),
    DetailLine((cleaned("parent main"),), target=7),
    DetailLine((cleaned("outputs"),)),
    DetailLine((cleaned("  arn  arn:aws:s3:::logs"),), path="outputs.arn"),
    DetailLine((cleaned("  token  [secret]"),), path="outputs.token"),
)


async def test_enter_follows_a_line_that_leads_somewhere() -> None:
    app = Stage(ResourceDetailView)
    async with app.run_test(size=(40, 8)) as pilot:
        app.widget.show(DETAIL)
        await pilot.press("enter", "j", "enter")
        assert [message.node for message in app.heard(TargetChosen)] == [7]


async def test_the_property_under_the_cursor_is_known_in_every_row_of_it() -> None:
    app = Stage(ResourceDetailView)
    async with app.run_test(size=(20, 8)) as pilot:
        assert app.widget.detail_line is None
        app.widget.show(DETAIL)
        await pilot.press(*("j",) * 4)
        assert seen(app)[3:5] == ["  arn  arn:aws:s3::", "    :logs"]
        assert app.widget.detail_line == DETAIL[3]


async def test_the_cursor_stays_on_its_property_of_the_same_resource_only() -> None:
    app = Stage(ResourceDetailView)
    async with app.run_test(size=(40, 8)) as pilot:
        app.widget.show(DETAIL)
        await pilot.press("G")
        app.widget.show((*DETAIL[:3], DetailLine((cleaned("  added"),), path="outputs.added"), *DETAIL[3:]))
        assert app.widget.detail_line == DETAIL[4]
        app.widget.show((DetailLine((cleaned("another"),)), *DETAIL[1:]))
        assert app.widget.cursor == 0


PROD, QA = StackIdentifier("acme", "web", "prod"), StackIdentifier("acme", "web", "qa")
REFERENCES = (
    ReferenceRow((cleaned("downstream"),)),
    ReferenceRow((cleaned("  acme/web/prod"),), PROD),
    ReferenceRow((cleaned("  acme/web/qa"),), QA),
)


async def test_enter_goes_to_a_reference_but_not_to_a_title() -> None:
    app = Stage(ReferenceList)
    async with app.run_test(size=(40, 8)) as pilot:
        app.widget.show(REFERENCES)
        await pilot.pause()
        assert seen(app)[:3] == ["  downstream", "▸   acme/web/prod", "    acme/web/qa"]
        await pilot.press("k", "enter", "j", "j", "enter")
        assert [message.identifier for message in app.heard(ReferenceChosen)] == [QA]


async def test_the_cursor_stays_on_its_reference() -> None:
    app = Stage(ReferenceList)
    async with app.run_test(size=(40, 8)) as pilot:
        app.widget.show(REFERENCES)
        await pilot.press("j")
        app.widget.show((*REFERENCES[:1], *REFERENCES[2:]))
        assert (app.widget.cursor, app.widget.stack) == (1, QA)
        app.widget.show(())
        await pilot.press("enter")
        assert app.widget.row_count == 0


@pytest.mark.requirement("T1", "T4")
@pytest.mark.parametrize("pane", [LinesView, ReferenceList, ResourceDetailView])
async def test_hostile_text_is_shown_and_nothing_is_obeyed(
    pane: type[LinesView | ReferenceList | ResourceDetailView],
) -> None:
    app = Stage(pane)
    async with app.run_test(size=(70, 8)) as pilot:
        widget = app.widget
        match widget:
            case LinesView():
                widget.show(lines(HOSTILE))
            case ReferenceList():
                widget.show((ReferenceRow(lines(HOSTILE)[0], PROD),))
            case ResourceDetailView():
                widget.show((DetailLine(lines(HOSTILE)[0]),))
        await pilot.click(widget, (24, 0))
        assert "␛]52;c;cm0=␇[/][@click=app.quit]x[/]␛[2J<202E><009B>" in seen(app)[0]
        assert app.is_running
