"""Copies what the selection offers, and shows the console link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.overview import overview_of
from stacktui.explorer.selection import Property, ReferenceRow, ResourceRow
from stacktui.presentation.copying import (
    NOTHING_TO_COPY,
    copied_line,
    copyables_of_resource,
    copyables_of_stack,
    link_line,
    obvious_copyable,
)
from stacktui.presentation.text.lines import literal
from stacktui.pulumi.console import known_link
from stacktui.tui.actions.stacks import selected_stack
from stacktui.tui.dialogs.copy_menu import CopyChoice, CopyMenu

if TYPE_CHECKING:
    from stacktui.explorer.selection import Selection
    from stacktui.presentation.copying import Copyable
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.actions.action_host import ActionHost

VALUE = "v"
"""The key of the selected value of the details."""


def _copyables(host: ActionHost, selection: Selection) -> tuple[Copyable, ...]:
    masks = host.session.config.mask_suspected_secrets
    match selection:
        case Property(resource=row):
            link = _link(host, row.stack)
            return copyables_of_resource(row, selection, console_link=link, mask_suspected_secrets=masks)
        case ResourceRow(stack=stack):
            return copyables_of_resource(selection, console_link=_link(host, stack), mask_suspected_secrets=masks)
        case _:
            stack = selection.other if isinstance(selection, ReferenceRow) else selection.stack
            summary, is_running = host.listing.summary_of(stack), _is_running(host, stack)
            return copyables_of_stack(stack, console_link=_link(host, stack), summary=summary, is_running=is_running)


def _link(host: ActionHost, stack: StackIdentifier) -> str | None:
    return known_link(host.session.console, stack, host.listing.summary_of(stack))


def _is_running(host: ActionHost, stack: StackIdentifier) -> bool:
    """Whether an update is known to run on a stack."""
    overview = host.session.store.known(overview_of(stack)).value
    if overview is not None:
        return overview.running is not None
    summary = host.listing.summary_of(stack)
    return summary is not None and summary.last_update == 0


def copy_obvious(host: ActionHost, selection: Selection | None) -> None:
    """Copy a resource's URN, a stack's full name, or the selected value of the details."""
    if selection is None:
        selected_stack(host, selection)
        return
    copyables = _copyables(host, selection)
    value = next((each for each in copyables if each.key == VALUE), None)
    chosen = value or obvious_copyable(copyables)
    if chosen is None:
        host.show_message(NOTHING_TO_COPY)
        return
    _start(host, selection, CopyChoice(chosen, raw=False))


def open_menu(host: ActionHost, selection: Selection | None) -> None:
    """Show what can be copied of the current selection, which stays the object of the menu."""
    if selection is None:
        selected_stack(host, selection)
        return

    def take(choice: CopyChoice | None) -> None:
        if choice is not None:
            _start(host, selection, choice)

    host.open_dialog(CopyMenu((literal("Copy"),), _copyables(host, selection)), take)


def show_link(host: ActionHost, selection: Selection | None) -> None:
    """Show the stack's console link."""
    stack = selected_stack(host, selection)
    if stack is not None:
        host.show_message(link_line(_link(host, stack)))


def _start(host: ActionHost, selection: Selection, choice: CopyChoice) -> None:
    is_secret = choice.copyable.key == VALUE and isinstance(selection, Property) and selection.is_secret

    async def work() -> None:
        result = await host.copy_text(choice.text, secret=is_secret)
        host.show_message(
            copied_line(choice.copyable, raw=choice.raw, reached=result.sentence, is_certain=result.certain)
        )

    host.run_worker(work(), group="copy")
