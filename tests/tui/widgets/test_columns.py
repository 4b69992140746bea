"""A table cell never overlaps the next one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from stacktui.presentation.text.lines import CUT, Line, Span, Tone, cleaned, literal, plain_text
from stacktui.presentation.text.safe_text import clean
from stacktui.tui.widgets.columns import (
    ROWS_LIMIT,
    clipped,
    clipped_middle,
    column,
    ends,
    fitted,
    width_of,
    wrapped,
)

ODD_TEXT = st.text(alphabet=st.sampled_from("ab 漢字é\u0301👨👩\u200d🚀\ufe0f[]\x1b\u202e"), max_size=40).map(clean)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("bucket", 6, "bucket"),
        ("bucket", 5, "buck…"),
        ("bucket", 1, "…"),
        ("bucket", 0, ""),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢…"),
    ],
)
def test_the_end_of_a_long_text_is_cut(text: str, width: int, expected: str) -> None:
    assert clipped(clean(text), width) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("web-shop-production", 19, "web-shop-production"),
        ("web-shop-production", 11, "web-s…ction"),
        ("web-shop-production", 4, "web…"),
        ("漢字漢字漢字", 7, "漢…字"),
    ],
)
def test_the_middle_of_a_long_name_is_cut(text: str, width: int, expected: str) -> None:
    assert clipped_middle(clean(text), width) == expected


@pytest.mark.requirement("T5")
@given(text=ODD_TEXT, width=st.integers(0, 30), right=st.booleans())
def test_a_column_is_never_wider_than_it_is_and_narrower_only_by_half_a_wide_character(
    text: str, width: int, right: bool
) -> None:
    assert width_of(column(Span(clean(text)), width, right=right)) == width


@given(texts=st.lists(ODD_TEXT, max_size=5), width=st.integers(0, 30))
def test_a_fitted_line_has_exactly_its_width(texts: list[str], width: int) -> None:
    assert width_of(fitted(tuple(cleaned(text) for text in texts), width)) == width


@pytest.mark.parametrize(
    ("parts", "width", "expected"),
    [
        (("ab", "cd"), 6, "abcd  "),
        (("ab", "cd"), 4, "abcd"),
        (("ab", "cd"), 3, "ab…"),
        (("ab", "cd"), 2, "a…"),
        (("ab", ""), 2, "ab"),
        ((), 3, "   "),
    ],
)
def test_a_line_is_padded_or_says_that_it_is_cut(parts: tuple[str, ...], width: int, expected: str) -> None:
    assert plain_text(fitted(tuple(cleaned(part) for part in parts), width)) == expected


@pytest.mark.parametrize(
    ("left", "right", "width", "expected"),
    [
        ("left", "right", 12, "left   right"),
        ("left", "right", 8, "l… right"),
        ("left", "right", 6, "right "),
        ("left", "right", 4, "rig…"),
        ("left", "", 6, "left  "),
    ],
)
def test_the_right_end_has_priority(left: str, right: str, width: int, expected: str) -> None:
    assert plain_text(ends((cleaned(left),), (cleaned(right),), width)) == expected


def rows(line: Line, width: int, indent: int = 0) -> list[str]:
    return [str(plain_text(row)) for row in wrapped(line, width, indent=indent)]


def test_a_long_line_is_broken_at_the_width_and_goes_on_indented() -> None:
    assert rows((literal("abcdef"), literal("ghij", Tone.MUTED)), 4, 2) == ["abcd", "  ef", "  gh", "  ij"]


def test_a_wide_character_is_not_cut_in_two() -> None:
    assert rows((literal("a漢字"),), 4) == ["a漢", "字"]


def test_an_indent_that_does_not_fit_is_omitted() -> None:
    assert rows((literal("abcdef"),), 3, 2) == ["abc", "def"]


def test_an_empty_line_fills_a_row() -> None:
    assert rows((), 4) == [""]


@pytest.mark.requirement("T5")
def test_a_line_that_fills_thousands_of_rows_says_that_it_is_cut() -> None:
    found = rows((Span(clean("x" * 50_000, 65_536)),), 4)
    assert len(found) == ROWS_LIMIT + 1
    assert found[-1] == CUT.text


@given(text=ODD_TEXT, width=st.integers(2, 12))
def test_no_row_is_wider_than_the_pane_and_nothing_is_lost(text: str, width: int) -> None:
    found = rows((Span(clean(text)),), width)
    assert all(cell_len(row) <= width for row in found)
    assert "".join(found).replace("◌", "") == text.replace("◌", "")
