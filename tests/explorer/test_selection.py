"""The selection: the stack that a key acts on, and its state."""

from __future__ import annotations

import pytest

from stacktui.explorer.kinds.state import index_deployment
from stacktui.explorer.selection import Property, ReferenceRow, ResourceRow, Selection, Shown, StackRow
from stacktui.pulumi.stack import StackIdentifier
from tests.states import decode, export, index_of, resource

PROD = StackIdentifier("acme", "shop", "prod")
QA = StackIdentifier("acme", "shop", "qa")
ROW = ResourceRow(PROD, index_of(), 0)


@pytest.mark.parametrize("selection", [StackRow(PROD), ReferenceRow(PROD, QA), ROW, Property(ROW, "outputs.a", "1")])
def test_a_key_acts_on_the_stack_that_is_shown_whatever_row_has_the_focus(selection: Selection) -> None:
    assert selection.stack == PROD


async def test_the_state_on_the_screen_is_taken_for_its_own_stack_only() -> None:
    state = await index_deployment(decode(export(resource("a"))))
    shown = Shown(PROD, 7, state)
    assert (shown.state_of(PROD), shown.state_of(QA)) == (state, None)
    assert Shown().state_of(PROD) is None
