"""Opens the dialogs that change a stack."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.transfer import Transfer
from stacktui.index.flags import Flag
from stacktui.presentation.resources.resource_rows import node_name
from stacktui.presentation.text.lines import Tone, cleaned
from stacktui.pulumi.errors import NotSupported
from stacktui.tui.actions.save import save_state
from stacktui.tui.actions.stacks import selected_stack
from stacktui.tui.dialogs.create_stack import CreateStack, KnownStacks
from stacktui.tui.dialogs.delete_stack import DeleteStack
from stacktui.tui.dialogs.open_writes import OpenWrites
from stacktui.tui.dialogs.quit_anyway import QuitAnyway
from stacktui.tui.dialogs.transfer_stack import TransferStack
from stacktui.tui.dialogs.write_dialog import WriteContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacktui.explorer.selection import Selection
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.offers import Feature
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.actions.action_host import ActionHost
    from stacktui.tui.dialogs.stack_write_dialog import StackWriteDialog


def open_change(host: ActionHost, selection: Selection | None, name: str) -> None:
    """Open the dialog of a kind of change."""
    OPENERS[name](host, selection)


def _write_context(host: ActionHost) -> WriteContext:
    session = host.session
    save_now = partial(save_state, session.store, suspect=session.config.mask_suspected_secrets)
    return WriteContext(session.writes, session.host, session.clock, save_now, read_only=session.is_read_only)


def _organizations(host: ActionHost) -> tuple[str, ...]:
    """The user's organizations; the login is the organization of the individual account."""
    user = host.user
    if user is None:
        return host.listing.organizations
    return tuple(dict.fromkeys(one.slug for one in user.organizations or () if one.slug)) or (user.github_login,)


def _can(host: ActionHost, feature: Feature) -> bool:
    """Whether the server may support a change; if it is known not to, the error is shown and no dialog opens."""
    try:
        host.session.writes.check_supported(feature)
    except NotSupported as error:
        host.show_message((cleaned(error.message, Tone.WARNING),))
        return False
    return True


def create(host: ActionHost, _selection: Selection | None) -> None:
    """Open the dialog for a new stack, with names from the selection. The created stack is then selected."""
    if not _can(host, Create.feature):
        return

    def take(write: Write | None) -> None:
        if write is not None and write.is_done:
            host.visit(write.target)

    stack, stacks = host.shown.stack, host.listing
    known = KnownStacks(_organizations(host), stacks.projects, lambda one: stacks.summary_of(one) is not None)
    organization = stack.organization if stack is not None and stack.organization in known.organizations else ""
    project = stack.project if stack is not None and organization else ""
    host.open_dialog(CreateStack(_write_context(host), known, organization=organization, project=project), take)


def transfer(host: ActionHost, selection: Selection | None) -> None:
    """Open the dialog that moves the stack."""
    _ask(host, selection, Transfer.feature, lambda stack: _transfer_dialog(host, stack))


def delete(host: ActionHost, selection: Selection | None) -> None:
    """Open the dialog that deletes the stack."""
    _ask(host, selection, Delete.feature, lambda stack: _delete_dialog(host, stack))


def _ask(
    host: ActionHost,
    selection: Selection | None,
    feature: Feature,
    dialog_of: Callable[[StackIdentifier], StackWriteDialog],
) -> None:
    """Open the dialog of a change to the selected stack, if the server may support it."""
    stack = selected_stack(host, selection)
    if stack is not None and _can(host, feature):
        host.open_dialog(dialog_of(stack))


def _transfer_dialog(host: ActionHost, stack: StackIdentifier) -> TransferStack:
    return TransferStack(stack, _write_context(host), organizations=_organizations(host))


def _delete_dialog(host: ActionHost, stack: StackIdentifier) -> DeleteStack:
    state = host.shown.state_of(stack)
    protected = None
    if state is not None and host.shown.version is None and not state.deployment.names:
        protected = tuple(node_name(state.index, node) for node in state.index.flagged(Flag.PROTECTED))
    return DeleteStack(Delete(stack), _write_context(host), protected=protected)


def update_dialogs(screens: Iterable[object], write: Write) -> None:
    """Update the dialogs that list open writes."""
    for screen in screens:
        if isinstance(screen, OpenWrites | QuitAnyway):
            screen.write_changed(write)


OPENERS: dict[str, Callable[[ActionHost, Selection | None], None]] = {
    "create": create,
    "transfer": transfer,
    "delete": delete,
}
"""What `change('…')` opens."""
