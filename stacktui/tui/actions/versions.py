"""Chooses the version of the state to show, from the stack's recent updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.updates import updates_of
from stacktui.presentation.text.error_words import about
from stacktui.presentation.text.lines import literal
from stacktui.presentation.text.safe_text import clean, words
from stacktui.presentation.text.wording import age
from stacktui.pulumi.errors import PulumiError
from stacktui.tui.actions.action_host import STOPPABLE
from stacktui.tui.actions.stacks import selected_stack
from stacktui.tui.dialogs.picker import Choice, Picker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.explorer.selection import Selection
    from stacktui.pulumi.stack import StackIdentifier, Update
    from stacktui.tui.actions.action_host import ActionHost

UPDATES = 100
"""The number of updates to choose from."""
PRESENT = Choice(0, words("current state"))


def pick_version(host: ActionHost, selection: Selection | None) -> None:
    """Load the updates, then ask for a version."""
    stack = selected_stack(host, selection)
    if stack is not None:
        host.run_worker(_pick(host, stack), group=STOPPABLE, exclusive=True)


async def _pick(host: ActionHost, stack: StackIdentifier) -> None:
    host.show_message((literal("Loading updates… esc stops"),))
    try:
        updates = await host.session.store.get(updates_of(stack, UPDATES), again=True)
    except PulumiError as error:
        host.show_message((about(f"Updates of {stack}", error),))
        return
    host.show_message(())
    if stack != host.shown.stack or not host.is_current:
        return

    def take(choice: Choice[int] | None) -> None:
        if choice is not None:
            host.show_version(stack, choice.value or None)

    choices = _choices(updates, host.session.clock())
    host.open_dialog(Picker((literal("State at version"),), choices, current=host.shown.version or 0), take)


def _choices(updates: Sequence[Update], now: float) -> list[Choice[int]]:
    """One choice per version; several updates may have the same one (previews create none)."""
    versions: dict[int, Choice[int]] = {}
    for update in updates:
        if update.version > 0 and update.version not in versions:
            when = age(now - update.start_time)
            label = clean(f"{update.version}  {update.kind} {update.result}, {when}")
            versions[update.version] = Choice(update.version, label, clean(update.message))
    return [PRESENT, *versions.values()]
