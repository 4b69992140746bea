from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.index.filter_line import beginning_with, complete, quoted, read_terms, term_at, with_term


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("", []),
        ("   ", []),
        ("pay", [("", "pay", False)]),
        ("Pay  -legacy", [("", "Pay", False), ("", "legacy", True)]),
        ("Org:Acme", [("org", "Acme", False)]),
        ('-tag:team="a b"', [("tag", "team=a b", True)]),
        ('"two words" "-x"', [("", "two words", False), ("", "-x", False)]),
        ('a"b c"d', [("", "ab cd", False)]),
        (r'"say \"hi\" \\"', [("", r'say "hi" \ '.strip(), False)]),
        ('"open end', [("", "open end", False)]),
        ("- --", [("", "-", True)]),
        ('""', [("", "", False)]),
        ("urn:pulumi:dev::p", [("urn", "pulumi:dev::p", False)]),
    ],
)
def test_a_line_is_read_into_terms(line: str, terms: list[tuple[str, str, bool]]) -> None:
    assert [(term.key, term.value, term.negated) for term in read_terms(line)] == terms


@pytest.mark.requirement("E4")
@given(st.text(max_size=30))
def test_any_line_is_read_and_every_term_stands_where_it_says(line: str) -> None:
    for term in read_terms(line):
        assert line[term.start : term.end] == term.raw


@given(st.text(max_size=20))
def test_a_quoted_value_is_read_as_it_was(value: str) -> None:
    (term,) = read_terms(f"key:{quoted(value)}")
    assert (term.value, term.is_closed) == (value, True)


@pytest.mark.parametrize(
    ("line", "new", "result"),
    [
        ("", "org:b", "org:b"),
        ("pay", "org:b", "pay org:b"),
        ("org:a pay", "org:b", "org:b pay"),
        ("org:a pay org:c", "org:b", "org:b pay"),
        ("org:a pay", "", "pay"),
        ('pay "open', "org:b", 'pay "open" org:b'),
        ('"open\\', "org:b", '"open" org:b'),
    ],
)
def test_a_term_is_replaced_in_its_place_and_the_rest_is_kept(line: str, new: str, result: str) -> None:
    assert with_term(line, lambda term: term.key == "org", new) == result


def test_the_term_under_the_cursor_is_found() -> None:
    line = "org:a  pay"
    assert [getattr(term_at(line, place), "raw", None) for place in (0, 5, 6, 7, 10)] == [
        "org:a",
        "org:a",
        None,
        "pay",
        "pay",
    ]


@pytest.mark.parametrize(
    ("line", "cursor", "chosen", "result"),
    [
        ("or pay", 2, "org:acme", ("org:acme pay", 9)),
        ("ta", 2, "tag:", ("tag:", 4)),
        ("pay ", 4, "org:acme", ("pay org:acme ", 13)),
        ("tag:e", 5, "tag:env=", ("tag:env=", 8)),
    ],
)
def test_a_chosen_suggestion_takes_the_place_of_its_term(
    line: str, cursor: int, chosen: str, result: tuple[str, int]
) -> None:
    assert complete(line, cursor, chosen) == result


def test_candidates_that_begin_with_the_text_come_before_those_that_hold_it() -> None:
    assert beginning_with(["web", "my-web", "Web-shop", "api"], "web") == ("Web-shop", "my-web")
