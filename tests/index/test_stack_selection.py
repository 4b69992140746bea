"""The selected stack as rows change: the one that the user selected, or none, and never another."""

from __future__ import annotations

import pytest

from stacktui.index.stack_selection import StackSelection
from stacktui.pulumi.stack import StackIdentifier, StackSummary


def rows(names: str) -> tuple[StackSummary, ...]:
    return tuple(StackSummary("acme", "web", name) for name in names)


def named(name: str) -> StackIdentifier | None:
    return StackIdentifier("acme", "web", name) if name else None


def name_of(selection: StackSelection) -> str:
    return selection.selected.name if selection.selected else ""


@pytest.mark.parametrize(
    ("selected", "before", "cursor", "after", "row"),
    [
        ("c", "abc", 2, "xabc", 3),  # a page arrived
        ("c", "abc", 2, "cba", 0),  # another order
        ("c", "abcd", 2, "abd", None),  # deleted by another user
        ("c", "abc", 2, "", None),  # the list failed
        ("z", "", 0, "abc", None),  # requested, and not in the list
        ("", "abc", 1, "ac", None),  # deleted here: none is selected
    ],
)
def test_what_arrives_selects_no_other_stack(
    selected: str, before: str, cursor: int, after: str, row: int | None
) -> None:
    selection = StackSelection.of(named(selected))
    now, found = selection.among(rows(after), rows(before), cursor)
    assert (name_of(now), found) == (selected, row)
    assert now.among(rows("c"), rows(after), 0)[0] == now


@pytest.mark.parametrize(
    ("selected", "kept", "chosen", "row"),
    [
        ("c", "ace", "c", 1),
        ("c", "ab", "b", 1),
        ("c", "de", "d", 0),
        ("c", "ae", "e", 1),
        ("c", "", "", None),
        ("", "de", "d", 0),
    ],
)
def test_a_filter_selects_the_nearest_match_or_none(selected: str, kept: str, chosen: str, row: int | None) -> None:
    before = rows("abcde")
    after = tuple(summary for summary in before if summary.stack_name in kept)
    selection = StackSelection.of(named(selected)).filtered(is_cleared=False)
    now, found = selection.among(after, before, "abcde".find(selected or "d"))
    assert (name_of(now), found) == (chosen, row)


def test_at_the_start_the_first_row_is_selected_and_stays_selected() -> None:
    start, row = StackSelection().among((), (), 0)
    assert (start.selected, row) == (None, None)
    first, row = start.among(rows("m"), (), 0)
    assert (name_of(first), row) == ("m", 0)
    assert name_of(first.among(rows("am"), rows("m"), 0)[0]) == "m"
    assert name_of(first.among(rows("a"), rows("am"), 1)[0]) == "m"


@pytest.mark.parametrize("selected", ["c", "z", ""])
def test_a_filter_that_matched_nothing_brings_back_what_was_selected_when_it_is_cleared(selected: str) -> None:
    before = rows("abc")
    none, _ = StackSelection.of(named(selected)).filtered(is_cleared=False).among((), before, 0)
    assert none.selected is None
    back, _ = none.filtered(is_cleared=True).among(before, (), 0)
    assert name_of(back) == (selected or "a")


def test_clearing_a_filter_selects_nothing_else() -> None:
    for selected in ("z", ""):
        cleared, row = StackSelection.of(named(selected)).filtered(is_cleared=True).among(rows("abc"), rows("a"), 0)
        assert (name_of(cleared), row) == (selected, None)


def test_a_jump_to_a_stack_that_is_not_listed_selects_it_and_remembers_the_row_it_left() -> None:
    jumped = StackSelection.of(named("c")).jumped(StackIdentifier("acme", "web", "x"), has_row=True)
    assert (name_of(jumped), jumped.origin) == ("x", named("c"))
    further = jumped.jumped(StackIdentifier("acme", "web", "y"), has_row=False)
    assert (name_of(further), further.origin) == ("y", named("c"))
