"""Navigation: palette, help, menus, versions, problems, mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.tui.stories.program import (
    SHOP,
    escape,
    filter_by,
    find_stack,
    open_resources,
    read_dialog,
    wait_list,
)

if TYPE_CHECKING:
    from tests.terminal import Terminal
    from tests.tui.stories.program import Start

WHEEL_DOWN = b"\x1b[<65;60;12M"


def rows(terminal: Terminal) -> tuple[str, ...]:
    """The stacks on the left, from the top."""
    return tuple(line[:40].strip() for line in terminal.lines()[3:34] if line[:45].strip())


def test_help_lists_the_keys_of_the_current_pane(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press("?")
    terminal.wait_for("Help · Stacks")
    terminal.wait_for("Sort menu")
    assert not terminal.shows("Problems only")
    escape(terminal)
    find_stack(terminal, SHOP)
    open_resources(terminal)
    terminal.press("f1")
    terminal.wait_for("Help · Resources")
    terminal.wait_for("Problems only")
    assert not terminal.shows("Sort menu")
    escape(terminal)
    terminal.wait_gone("Help · Resources")


def test_the_palette_opens_by_two_keys_and_runs_what_a_key_would(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press(":")
    terminal.wait_for("Commands ─")
    terminal.type("count")
    terminal.wait_for(re.compile(r"▸ Count +4"))
    terminal.press("enter")
    terminal.wait_for("[4 Count]")
    terminal.press("ctrl+p")
    terminal.wait_for("Commands ─")
    terminal.type("sort menu")
    terminal.wait_for("1 match")
    terminal.press("enter")
    terminal.wait_for("Last update, newest first")


def test_the_sort_menu_sorts_and_a_comma_turns_it_round(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press("s")
    terminal.wait_for("Resources, most first")
    terminal.press("down", "down", "enter")
    terminal.wait_gone("Resources, most first")
    terminal.settle()
    terminal.press("g")
    terminal.wait_for(lambda: "acme/data-lake/prod" in rows(terminal)[0])
    terminal.press(",", "g")
    terminal.wait_for(lambda: "acme/data-lake/prod" not in rows(terminal)[0])
    assert rows(terminal)[0] != ""


def test_the_cursor_stays_on_its_stack_while_the_list_is_sorted(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press("j", "j", "j")
    terminal.wait_for("▸ acme/backups/prod-eu-west-1")
    terminal.press("s")
    terminal.wait_for("Resources, most first")
    terminal.press("down", "enter")
    terminal.wait_gone("Resources, most first")
    terminal.settle()
    assert terminal.shows("▸ acme/backups/prod-eu-west-1")


def test_organization_project_and_tag_are_picked_without_typing_a_filter(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press("o")
    terminal.wait_for("initech")
    terminal.wait_for("enter choose")
    terminal.type("init")
    terminal.wait_for("1 match")
    terminal.press("enter")
    terminal.wait_for("/ org:initech")
    terminal.wait_for("▸ initech/")
    terminal.press("p")
    terminal.wait_for("enter choose")
    terminal.type("payroll")
    terminal.wait_for("1 match")
    terminal.press("enter")
    terminal.wait_for("▸ initech/payroll/dev")
    terminal.wait_for(re.compile("^4 (of|stacks)", re.MULTILINE))
    terminal.wait_for("Salaries")
    terminal.press("t")
    terminal.wait_for("Tag (of stacks opened so far)")
    terminal.type("env=dev")
    terminal.wait_for("1 match")
    terminal.press("enter")
    terminal.wait_for("tag:env=dev")
    terminal.wait_for(re.compile("^1 (of|stack)", re.MULTILINE))
    escape(terminal)
    wait_list(terminal)


def test_the_state_of_an_older_version_is_shown_and_named(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    find_stack(terminal, "acme/web-shop/staging")
    open_resources(terminal)
    terminal.wait_for("388 resources")
    terminal.press("v")
    terminal.wait_for("State at version")
    terminal.type("401")
    terminal.wait_for("1 match")
    terminal.press("enter")
    terminal.wait_for("version 401, not the present state")
    terminal.press("v")
    terminal.wait_for("State at version")
    terminal.type("current")
    terminal.wait_for("1 match")
    terminal.press("enter")
    terminal.wait_gone("version 401, not the present state")


def test_problems_only_and_everything_again(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    find_stack(terminal, SHOP)
    open_resources(terminal)
    terminal.press("!")
    terminal.wait_for("6 of 412 resources and 1 pending operation")
    terminal.wait_for("problems only")
    for word in ("pending delete", "unhealthy", "tainted"):
        assert terminal.shows(word)
    assert not terminal.shows("aws:ecs:Cluster")
    terminal.press("!")
    terminal.wait_for("412 resources")
    terminal.wait_for("aws:ecs:Cluster")


def test_one_node_and_all_below_are_expanded_and_collapsed(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    find_stack(terminal, "acme/identity/dev")
    open_resources(terminal)
    terminal.wait_for("97 resources")
    terminal.press("g", "h")
    terminal.wait_for("▸ ◇ Stack")
    terminal.press("l")
    terminal.wait_for("▾ ◇ Stack")
    assert terminal.shows(re.compile("▸ ◇ awsx:lb"))
    terminal.press("e")
    terminal.wait_for(re.compile("▾ ◇ awsx:lb"))
    terminal.press("e")
    terminal.wait_for("▸ ◇ Stack")
    assert not terminal.shows("awsx:lb")


def test_filter_terms_of_resources(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    find_stack(terminal, SHOP)
    open_resources(terminal)
    filter_by(terminal, "is:protected")
    terminal.wait_for(re.compile("[1-9] of 412 resources and 1 pending operation"))
    terminal.wait_for("order-archive")
    escape(terminal)
    terminal.wait_for("412 resources")
    filter_by(terminal, "package:kubernetes -is:problem")
    terminal.wait_for("3 of 412 resources and 1 pending operation")


def test_a_click_moves_and_opens_and_the_wheel_scrolls(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.click(5, 6)
    terminal.wait_for("▸ acme/backups/prod-eu-west-1")
    terminal.wait_for(re.compile("▕ acme/backups/prod-eu-west-1"))
    terminal.click(66, 2)
    terminal.wait_for("[2 Resources]")
    terminal.click(52, 2)
    terminal.wait_for("[1 Overview]")
    before = rows(terminal)[0]
    terminal.write(WHEEL_DOWN.replace(b";60;", b";5;"))
    terminal.wait_for(lambda: rows(terminal)[0] != before)


def test_a_capital_letter_means_the_stack_that_has_the_focus(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    find_stack(terminal, SHOP)
    terminal.press("3", "enter")
    terminal.wait_for("acme/payments/prod ")
    terminal.press("j", "enter")
    terminal.wait_for(re.compile("▕ acme/payments/prod *$", re.MULTILINE))
    terminal.press("D")
    read_dialog(terminal, "Type acme/payments/prod to delete it")
    escape(terminal)
    terminal.press("q")
    terminal.settle()
    terminal.press("D")
    read_dialog(terminal, f"Type {SHOP} to delete it")
