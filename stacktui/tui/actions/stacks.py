"""Determines the stack that a key acts on, and the one selected at startup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.account import DEFAULT_ORGANIZATION, TOLD_ORGANIZATION
from stacktui.presentation.text.loading_words import NO_STACK
from stacktui.pulumi.errors import PulumiError

if TYPE_CHECKING:
    from stacktui.explorer.selection import Selection
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.actions.action_host import ActionHost


def selected_stack(host: ActionHost, selection: Selection | None) -> StackIdentifier | None:
    """The stack that a key acts on. If none is selected, a message is shown."""
    if selection is None:
        host.show_message(NO_STACK)
        return None
    return selection.stack


async def select_in_default_organization(host: ActionHost, start: StackIdentifier) -> None:
    """Select the stack in the user's default organization, unless one was selected meanwhile."""
    try:
        await host.session.store.get(TOLD_ORGANIZATION)  # where that is refused, the user's own name is a guess
        organization = await host.session.store.get(DEFAULT_ORGANIZATION)
    except PulumiError as error:
        from stacktui.presentation.text.error_words import about

        host.show_message((about(f"{start.project}/{start.name}", error),))
        return
    if host.selection is None:
        host.visit(start._replace(organization=organization))
