"""Pulumi's rules for names: empty if valid, otherwise one sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.pulumi.names import (
    check_organization_name,
    check_project_name,
    check_stack_name,
    check_tag_name,
    check_tag_value,
)

STACK = re.compile(r"[A-Za-z0-9_.-]{1,100}")
ORGANIZATION = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]")
TAG = re.compile(r"[a-zA-Z0-9_.:-]{1,40}")


@pytest.mark.parametrize("name", ["a", "prod", "dev.2", "a" * 100, "-_-", "...", "PROD"])
def test_a_stack_or_project_name_may_be(name: str) -> None:
    assert check_stack_name(name) == check_project_name(name) == ""


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "The stack name is empty."),
        ("a b", "The stack name cannot contain a space (position 2): use letters, digits and - . _."),
        ("prod/1", "The stack name cannot contain `/` (position 5): use letters, digits and - . _."),
        ("é", "The stack name cannot contain `é` (position 1): use letters, digits and - . _."),
        ("a\x1b", "The stack name cannot contain U+001B (position 2): use letters, digits and - . _."),
        (
            "a\u202e",
            "The stack name cannot contain RIGHT-TO-LEFT OVERRIDE (position 2): use letters, digits and - . _.",
        ),
        ("a" * 101, "The stack name has 101 characters; the limit is 100."),
        (".", "The stack name cannot be `.`: URLs treat it as a relative path."),
        ("..", "The stack name cannot be `..`: URLs treat it as a relative path."),
    ],
)
@pytest.mark.requirement("A7")
def test_a_stack_name_may_not_be(name: str, sentence: str) -> None:
    assert check_stack_name(name) == sentence
    assert check_project_name(name) == sentence.replace("stack", "project", 1)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("acme", ""),
        ("a-1", ""),
        ("a" * 40, ""),
        ("a" * 41, "The organization name has 41 characters; the limit is 40."),
        ("ab", "The organization name must have at least 3 characters."),
        ("-ab", "The organization name must begin and end with a letter or digit."),
        ("ab_", "The organization name must begin and end with a letter or digit."),
        ("a.b", "The organization name cannot contain `.` (position 2): use letters, digits and - _."),
        ("", "The organization name is empty."),
    ],
)
def test_an_organization_name(name: str, sentence: str) -> None:
    assert check_organization_name(name) == sentence


@pytest.mark.parametrize(
    ("name", "fine"),
    [("vcs:kind", True), ("a", True), ("a" * 40, True), ("a" * 41, False), ("a b", False), ("", False)],
)
def test_a_tag_name(name: str, fine: bool) -> None:
    assert (check_tag_name(name) == "") == fine


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", ""),
        ("any thing=\U0001f600", ""),
        ("a" * 256, ""),
        ("é" * 128, ""),
        ("é" * 129, "The tag value has 258 bytes; the limit is 256."),
        ("\ud800", "The tag value is not valid Unicode."),
    ],
)
def test_a_tag_value_is_measured_in_bytes(value: str, sentence: str) -> None:
    assert check_tag_value(value) == sentence


@given(st.text(max_size=110) | st.text("aZ0_.:-", max_size=110))
@pytest.mark.requirement("E4")
def test_the_sentences_agree_with_pulumi_s_own_expressions(text: str) -> None:
    assert (check_stack_name(text) == "") == (bool(STACK.fullmatch(text)) and text not in {".", ".."})
    assert (check_organization_name(text) == "") == bool(ORGANIZATION.fullmatch(text))
    assert (check_tag_name(text) == "") == (bool(TAG.fullmatch(text)) and text not in {".", ".."})
