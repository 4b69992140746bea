"""One line of tags."""

from __future__ import annotations

import pytest

from stacktui.tui.dialogs.tag_line import read_tags


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("", ()),
        ("  ", ()),
        (",, ,", ()),
        ("env=prod", (("env", "prod"),)),
        (" env = prod , team=pay ", (("env", "prod"), ("team", "pay"))),
        ('note="a, b=c", x=', (("note", "a, b=c"), ("x", ""))),
        ('note=""', (("note", ""),)),
        ("url=https://x.example/?a=b", (("url", "https://x.example/?a=b"),)),
        ("pulumi:project=web", (("pulumi:project", "web"),)),
    ],
)
def test_tags_are_read_in_their_order(line: str, tags: tuple[tuple[str, str], ...]) -> None:
    assert read_tags(line) == (tags, "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("env", "write env=value"),
        ("a=1,a=2", "appears twice"),
        ("=x", "The tag name is empty."),
        ("a b=1", "cannot contain a space"),
        ("x=" + "é" * 129, "258 bytes"),
        ('a="1', "quotation mark"),
        ('a="1" b', "quotation mark"),
    ],
)
def test_what_is_wrong_is_said(line: str, said: str) -> None:
    assert said in read_tags(line).problem
    assert read_tags(line).tags == ()
