"""Slow network, failing server, no matches, and far too much data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.tui.stories.program import SHOP, escape, filter_by, find_stack, wait_list

if TYPE_CHECKING:
    from tests.tui.stories.program import Start


def test_a_slow_server_is_waited_for_in_words_and_the_keys_answer_meanwhile(start: Start) -> None:
    terminal = start(STACKTUI_DEMO_LATENCY="1.5")
    terminal.wait_for("Loading stacks… esc stops")
    terminal.press("?")
    terminal.wait_for("Help · Stacks")
    escape(terminal)
    terminal.press("/")
    terminal.type("web-shop/prod")
    terminal.wait_for("/ web-shop/prod")
    terminal.wait_for(f"▸ {SHOP}")


def test_esc_stops_a_list_that_does_not_come_and_r_asks_again(start: Start) -> None:
    terminal = start(STACKTUI_DEMO_FAIL="list:hangx1")
    terminal.wait_for("alice")  # by now the list is asked for too
    terminal.wait_for("Loading stacks… esc stops")
    escape(terminal)
    terminal.wait_for("Not loaded. Press r to load.")
    terminal.press("r")
    wait_list(terminal)


def test_a_failed_part_says_what_to_do_and_r_recovers(start: Start) -> None:
    terminal = start(STACKTUI_DEMO_FAIL="downstream:403x1,export:403")
    wait_list(terminal)
    find_stack(terminal, "acme/payments/prod")
    terminal.press("2", "enter")
    terminal.wait_for("This failure was requested.")
    assert terminal.shows("[2 Resources]")
    assert not terminal.shows("▾ ◇ Stack")
    terminal.press("3")
    terminal.wait_for("[3 References]")
    terminal.wait_for("This failure was requested.")
    assert not terminal.shows("no stack reads this stack")
    terminal.press("r")
    terminal.wait_for("downstream: stacks that read this stack")
    assert not terminal.shows("This failure was requested.")


def test_a_list_that_fails_says_why_and_what_to_do(start: Start) -> None:
    terminal = start(STACKTUI_DEMO_FAIL="list:403x1")
    terminal.wait_for("This access token lacks permission for")
    terminal.wait_for("The server said: This failure was requested.")
    assert terminal.shows("0 stacks · incomplete: r reloads")
    terminal.press("r")
    wait_list(terminal)


@pytest.mark.parametrize(
    ("fault", "words"),
    [("htmlx1", "answered with a web"), ("emptyx1", "returned an empty")],
)
def test_an_invalid_answer_is_reported_as_such(start: Start, fault: str, words: str) -> None:
    terminal = start(STACKTUI_DEMO_FAIL=f"list:{fault}")
    terminal.wait_for(words)
    assert not terminal.shows("No stacks. Press N to create one")
    assert terminal.shows("0 stacks · incomplete: r reloads")
    terminal.press("r")
    wait_list(terminal)


def test_nothing_to_show_is_not_the_same_as_nothing_found(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.press("/")
    terminal.type("nosuchstack")
    terminal.wait_for("No stack matches the filter. Press esc")
    terminal.wait_for("0 of 312 stacks")
    escape(terminal)
    wait_list(terminal)
    filter_by(terminal, "tag:oncall=nobody")
    terminal.wait_for("No stack matches the filter")
    terminal.press("/")
    escape(terminal)
    wait_list(terminal)
    find_stack(terminal, "acme/analytics/staging")
    terminal.press("2", "enter")
    terminal.wait_for("This stack has no resources.")
    terminal.press("q")
    terminal.press("/")
    escape(terminal)
    find_stack(terminal, SHOP)
    terminal.press("enter")
    filter_by(terminal, "nosuchresource")
    terminal.wait_for("No resource matches. Press esc to clear the filter")
    terminal.wait_for("0 of 412 resources and 1 pending operation")


def test_no_stack_at_all_offers_to_create_one(start: Start) -> None:
    terminal = start("--demo", "--organization", "nobody-here")
    terminal.wait_for("No stack matches the filter")


def test_a_tag_that_is_not_answered_yet_shows_no_stack_that_it_may_not_mean(start: Start) -> None:
    terminal = start(STACKTUI_DEMO_LATENCY="0.7")
    wait_list(terminal)
    filter_by(terminal, "tag:oncall=primary")
    terminal.wait_for("Loading stacks… esc stops")
    assert not terminal.shows("▸ ")
    terminal.wait_for(f"▸ {SHOP}")


def test_twenty_thousand_stacks_are_listed_filtered_and_walked(start: Start) -> None:
    terminal = start(STACKTUI_DEMO_STACKS="20000", STACKTUI_DEMO_RESOURCES="20000")
    terminal.wait_for(re.compile(r"so far, loading…"))
    terminal.wait_for("20,000 stacks", timeout=60)
    terminal.press("G")
    terminal.wait_for("▸ acme/service-04999/staging")
    terminal.press("/")
    terminal.type("service-04321/prod")
    terminal.wait_for("▸ acme/service-04321/prod")
    terminal.wait_for("1 of 20,000 stacks")


def test_esc_stops_a_big_export_and_r_asks_again(start: Start) -> None:
    terminal = start(STACKTUI_DEMO_BYTES_PER_SECOND="400000")
    wait_list(terminal)
    find_stack(terminal, "acme/data-lake/prod")
    terminal.press("2", "enter")
    terminal.wait_for(re.compile(r"[\d.]+ (KiB|MiB|kB|MB|KB)"))
    escape(terminal)
    terminal.wait_for("Not loaded. Press r to load.")
    assert not terminal.shows("▾ ◇ Stack")
    terminal.press("r")
    terminal.wait_for(re.compile(r"[\d.]+ (KiB|MiB|kB|MB|KB)"))
