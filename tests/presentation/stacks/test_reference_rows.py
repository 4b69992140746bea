from __future__ import annotations

import pytest

from stacktui.index.references import UpstreamReference
from stacktui.presentation.stacks.reference_rows import reference_rows
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.stack import StackIdentifier, StackReference

SHOP = StackReference("acme", "web", "prod", 12)
PAY = StackReference("acme", "pay", "prod", 3)
NET = UpstreamReference(StackIdentifier("acme", "net", "prod"), ("vpcId", "sub\x1bnets"), 4)


def test_references_say_version_and_distance() -> None:
    rows = reference_rows((SHOP, PAY), (StackReference("acme", "net", "prod", 2),), (NET,), 12, {NET.stack: 5})
    assert [(plain_text(row.line), row.stack) for row in rows] == [
        ("downstream: stacks that read this stack  2", None),
        ("  acme/pay/prod                     9 versions behind, now 12  at version 3", PAY.identifier),
        ("  acme/web/prod                     up to date  at version 12", SHOP.identifier),
        ("", None),
        ("upstream: stacks this stack reads  1", None),
        (
            "  acme/net/prod                     3 versions behind, now 5  at version 2  outputs vpcId, sub␛nets",
            NET.stack,
        ),
    ]


def test_a_version_that_is_not_known_is_said_not_to_be() -> None:
    rows = reference_rows((PAY,), (), (), None, {})
    assert plain_text(rows[1].line) == "  acme/pay/prod                     current version unknown  at version 3"


@pytest.mark.parametrize(
    ("upstream", "read", "last"),
    [
        (None, None, "  not reported by the server; open Resources to read them from the state"),
        ((), None, "  this stack reads no other"),
        (None, (), "  this stack reads no other"),
        (None, (NET,), "  acme/net/prod                     read from the state  outputs vpcId, sub␛nets"),
    ],
)
def test_upstream_says_where_it_is_known_from(
    upstream: tuple[StackReference, ...] | None, read: tuple[UpstreamReference, ...] | None, last: str
) -> None:
    rows = [plain_text(row.line) for row in reference_rows((), upstream, read, None, {})]
    assert rows[:2] == ["downstream: stacks that read this stack  0", "  no stack reads this stack"]
    assert rows[-1] == last


@pytest.mark.requirement("T6")
def test_unusual_and_incomplete_names_are_distinguished() -> None:
    odd = UpstreamReference(StackIdentifier("ac\u202eme", "net", "prod"), (), 0)
    half = UpstreamReference(StackIdentifier("", "", "dev"), tuple("abcdefghij"), 1)
    rows = reference_rows((), None, (half, odd), None, {})[-2:]
    assert [plain_text(row.line).split() for row in rows] == [
        ["dev", "read", "from", "the", "state", "outputs", "a,", "b,", "c,", "d,", "e,", "f,", "g,", "h,", "…"],
        ["ac<202E>me/net/prod", "⚠", "unusual", "name", "read", "from", "the", "state"],
    ]
    assert [row.stack for row in rows] == [None, odd.stack]
