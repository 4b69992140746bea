"""Which stack is selected when the browser opens, which one a key means, and what is said of one out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.text.lines import Span, Tone, say
from stacktui.presentation.text.safe_text import fill
from stacktui.pulumi.errors import NotFound, PulumiError

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.messages import LoadFailed
    from stacktui.tui.screens.browser import BrowserScreen


def select_start(browser: BrowserScreen) -> None:
    """Select the stack that was named, else the last one; without either the list begins on its first stack."""
    start = browser.workplace.start_stack or browser.workplace.last_stack
    if start is None:
        return
    browser.visit(start if start.organization else None)
    if not start.organization:
        browser.call_after_refresh(lambda: browser.run_worker(_select_in_default(browser, start), group="start"))


async def _select_in_default(browser: BrowserScreen, start: StackIdentifier) -> None:
    """Select the stack in the user's default organization, if none was selected meanwhile."""
    try:
        organization = await browser.store.default_organization()
    except PulumiError as error:
        browser.say((_about(f"{start.project}/{start.name}", error),))
        return
    if browser.stacks.selected is None:
        browser.visit(start._replace(organization=organization))


def selected_stack(browser: BrowserScreen) -> StackIdentifier | None:
    """The stack that a key means: the one that the focused side shows. Where none is selected, that is said."""
    stack = browser.detail.stack if browser.is_in_detail else browser.stacks.selected
    if stack is None:
        browser.say((say("No stack is selected: choose one in the list.", Tone.WARNING),))
    return stack


def load_failed(browser: BrowserScreen, message: LoadFailed) -> None:
    """Say why the selected stack cannot be read where the detail is out of sight; what is gone is not remembered."""
    place, stacks = browser.workplace, browser.stacks
    if isinstance(message.error, NotFound) and message.stack == place.last_stack:
        place.remember_place("", stacks.listing.sort)
    is_detail_shown = browser.is_in_detail or not browser.has_class("-narrow")
    if message.part == "overview" and message.stack == stacks.selected and not is_detail_shown:
        browser.say((_about(str(message.stack), message.error),))


def _about(stack: str, error: PulumiError) -> Span:
    from stacktui.presentation.text.error_words import error_sentence

    sentence = error_sentence(error)
    return Span(sentence if stack in sentence else fill("{}: {}", stack, sentence), Tone.WARNING)
