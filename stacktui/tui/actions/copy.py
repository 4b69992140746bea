"""Copying from the browser: what is offered, and the true word about where it went. Also the link to the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.copying import copyables_of_resource, copyables_of_stack, obvious_copyable
from stacktui.presentation.text.lines import Tone, say, show
from stacktui.tui.actions.selection import selected_stack
from stacktui.tui.dialogs.copy_menu import CopyChoice, CopyMenu
from stacktui.tui.widgets.view_tabs import View

if TYPE_CHECKING:
    from stacktui.presentation.copying import Copyable
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.host.clipboard import CopyResult
    from stacktui.tui.screens.browser import BrowserScreen

VALUE = "v"
"""The key of the value under the detail's cursor."""


def _copyables(browser: BrowserScreen, stack: StackIdentifier) -> tuple[Copyable, ...]:
    """What can be copied of what has the focus; `stack` is the selected one."""
    detail = browser.detail
    state, node = detail.parts.state.value, detail.resources.node
    if browser.is_in_detail and detail.view is View.RESOURCES and state is not None and node is not None:
        line = detail.resources.detail_line
        masks = browser.workplace.config.mask_lookalikes
        link = detail.link
        return copyables_of_resource(state.index, node, stack, console_link=link, line=line, mask_lookalikes=masks)
    if browser.is_in_detail and detail.view is View.REFERENCES:
        stack = detail.references.stack or stack
    summary = browser.stacks.listing.summary_of(stack)
    is_running = _is_running(browser, stack)
    return copyables_of_stack(stack, console_link=detail.link_of(stack), summary=summary, is_running=is_running)


def _is_running(browser: BrowserScreen, stack: StackIdentifier) -> bool:
    """Whether an update is known to run on a stack."""
    overview = browser.store.known_overview(stack)
    if overview is not None:
        return overview.value.running is not None
    summary = browser.stacks.listing.summary_of(stack)
    return summary is not None and summary.last_update == 0


def copy_obvious(browser: BrowserScreen) -> None:
    """Copy a resource's URN, a stack's full name, or the value under the cursor of the detail."""
    stack = selected_stack(browser)
    if stack is None:
        return
    copyables = _copyables(browser, stack)
    value = next((each for each in copyables if each.key == VALUE), None)
    chosen = value or obvious_copyable(copyables)
    if chosen is None:
        browser.say((show("There is nothing to copy here."),))
        return
    _start(browser, CopyChoice(chosen, raw=False), has_secret=_has_secret(browser))


def open_menu(browser: BrowserScreen) -> None:
    """Show all that can be copied. What is under the cursors now is meant, wherever they are when a key is pressed."""
    stack, has_secret = selected_stack(browser), _has_secret(browser)
    if stack is None:
        return

    def take(choice: CopyChoice | None) -> None:
        if choice is not None:
            _start(browser, choice, has_secret=has_secret)

    browser.app.push_screen(CopyMenu((say("Copy"),), _copyables(browser, stack)), take)


def show_link(browser: BrowserScreen) -> None:
    """Show the stack's address in the console."""
    if selected_stack(browser) is not None:
        link = browser.detail.link
        tone = Tone.LINK if link else Tone.WARNING
        browser.say((show(link or "No console link is known for this backend.", tone),))


def _has_secret(browser: BrowserScreen) -> bool:
    """Whether the value that can be copied now is a secret."""
    line = browser.detail.resources.detail_line
    return line is not None and line.is_secret


def _start(browser: BrowserScreen, choice: CopyChoice, *, has_secret: bool) -> None:
    is_secret = choice.copyable.key == VALUE and has_secret

    async def work() -> None:
        say_copied(browser, choice, await browser.host_app.copy_text(choice.text, raw=True, secret=is_secret))

    browser.run_worker(work(), group="copy")


def say_copied(browser: BrowserScreen, choice: CopyChoice, result: CopyResult) -> None:
    """Tell what was copied and how far it got; never the text itself."""
    quoted = (
        " (quoted: it holds line breaks or invisible characters)" if choice.copyable.risky and not choice.raw else ""
    )
    tone = Tone.GOOD if result.certain else Tone.PLAIN
    browser.say((show(f"{choice.copyable.label}{quoted}: {result.sentence}", tone),))
