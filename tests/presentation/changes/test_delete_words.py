"""The text before a delete: which stacks reference the stack."""

from __future__ import annotations

import pytest

from stacktui.presentation.changes.preflight_lines import readers
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.stack import StackReference


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "could not be read"),
        (0, "none"),
        (1, "1: acme/web/s0"),
        (7, "7: acme/web/s0, acme/web/s1, acme/web/s2, acme/web/s3, acme/web/s4 and 2 more"),
    ],
)
def test_the_stacks_that_reference_it_are_counted_and_named(number: int | None, words: str) -> None:
    downstream = None if number is None else [StackReference("acme", "web", f"s{at}", 1) for at in range(number)]
    assert plain_text(readers(downstream)) == words
