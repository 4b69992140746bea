"""Changing a stack from the browser: opens the dialogs, and reads the list again when one has ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stacktui.explorer.writes import WriteKind
from stacktui.index.marks import Mark
from stacktui.presentation.resources.resource_rows import node_name
from stacktui.presentation.text.lines import Line, Span, Tone, show
from stacktui.presentation.text.safe_text import fill
from stacktui.pulumi.counting import LoadedState
from stacktui.pulumi.errors import NotSupported
from stacktui.tui.actions.save import save_state
from stacktui.tui.actions.selection import selected_stack
from stacktui.tui.dialogs.create_stack import CreateStack, KnownStacks
from stacktui.tui.dialogs.delete_stack import DeleteStack
from stacktui.tui.dialogs.open_writes import OpenWrites
from stacktui.tui.dialogs.quit_anyway import QuitAnyway
from stacktui.tui.dialogs.transfer_stack import TransferStack
from stacktui.tui.dialogs.write_dialog import WriteDesk

if TYPE_CHECKING:
    from stacktui.explorer.writes import Write
    from stacktui.tui.screens.browser import BrowserScreen

DONE = {
    WriteKind.CREATE: "Created {}",
    WriteKind.TRANSFER: "Transferred {}",
    WriteKind.DELETE: "Deleted {}",
    WriteKind.FORCE_DELETE: "Deleted {}, its resources left behind",
}


def _desk(browser: BrowserScreen) -> WriteDesk:
    place = browser.workplace
    save_now = partial(save_state, browser.store.client, suspect=place.config.mask_lookalikes)
    return WriteDesk(place.writes, place.host, place.clock, save_now, read_only=place.is_read_only)


def _organizations(browser: BrowserScreen) -> tuple[str, ...]:
    """Those one is in; a person's own login is the individual account's organization."""
    user = browser.user
    if user is None:
        return browser.stacks.listing.organizations
    return tuple(dict.fromkeys(one.slug for one in user.organizations or () if one.slug)) or (user.github_login,)


def _can(browser: BrowserScreen, kind: WriteKind) -> bool:
    """Whether the server may do that; where it said that it does not, that is said again, and nothing is asked."""
    try:
        browser.store.client.check_supported(kind.feature)
    except NotSupported as error:
        browser.say((show(error.message, Tone.WARNING),))
        return False
    return True


def create(browser: BrowserScreen) -> None:
    """Open the dialog for a new stack, where the cursor stands. A stack that was created is selected, if one waited."""
    if not _can(browser, WriteKind.CREATE):
        return

    def take(write: Write | None) -> None:
        if write is not None and write.is_done:
            browser.visit(write.target)

    stack, stacks = browser.detail.stack, browser.stacks.listing
    known = KnownStacks(_organizations(browser), stacks.projects, lambda one: stacks.summary_of(one) is not None)
    organization = stack.organization if stack is not None and stack.organization in known.organizations else ""
    project = stack.project if stack is not None and organization else ""
    browser.app.push_screen(CreateStack(_desk(browser), known, organization=organization, project=project), take)


def transfer(browser: BrowserScreen) -> None:
    """Open the dialog that moves the stack."""
    stack = selected_stack(browser)
    if stack is not None and _can(browser, WriteKind.TRANSFER):
        browser.app.push_screen(TransferStack(stack, _desk(browser), organizations=_organizations(browser)))


def delete(browser: BrowserScreen) -> None:
    """Open the dialog that deletes the stack."""
    stack = selected_stack(browser)
    if stack is None or not _can(browser, WriteKind.DELETE):
        return
    state = browser.detail.parts.state.value
    is_present = browser.detail.stack == stack and browser.detail.version is None
    protected = loaded = None
    if state is not None and is_present and not state.deployment.names:
        protected = tuple(node_name(state.index, node) for node in state.index.marked(Mark.PROTECTED))
        loaded = LoadedState.of(state.deployment)
    browser.app.push_screen(DeleteStack(stack, _desk(browser), protected=protected, loaded=loaded))


def write_changed(browser: BrowserScreen, write: Write) -> None:
    """A write was sent or ended: the list is read again, never changed on hope."""
    for screen in browser.app.screen_stack:
        if isinstance(screen, OpenWrites | QuitAnyway):
            screen.write_changed(write)
    browser.say((*_outcome(write), *browser.host_app.unrecorded))
    if write.outcome is not None:
        browser.store.forget(write.stack)
        browser.store.forget(write.target)
        browser.reload_after_write(write)


def _outcome(write: Write) -> Line:
    if write.is_done:
        return (Span(fill(DONE[write.kind], str(write.target)), Tone.GOOD),)
    if write.is_open and write.outcome is not None:
        return (show(f"Outcome unknown: {write.kind} {write.stack}. ctrl+o checks again.", Tone.WARNING),)
    return ()


def host_of(backend_url: str) -> str:
    """The host of a backend as people know it, with its port where it has one."""
    return urlsplit(backend_url).netloc
