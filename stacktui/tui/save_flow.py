"""Saving from the browser: the state of a stack, masked unless secrets are asked for, into a private file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stacktui import private_files
from stacktui.presentation.lines import Span, Tone, say, show
from stacktui.presentation.part_words import other_names
from stacktui.presentation.safe_text import fill
from stacktui.presentation.wording import size
from stacktui.pulumi.background import in_background
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.identity import other_stack_in_body
from stacktui.pulumi.masked_state import masked_deployment_json
from stacktui.tui.screens.save_file import SaveChoice, SaveFile
from stacktui.tui.selection_flow import selected_stack

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.store import State
    from stacktui.tui.screens.browser import BrowserScreen


def save(browser: BrowserScreen) -> None:
    """Ask where to save the state that is shown."""
    stack, detail = selected_stack(browser), browser.detail
    if stack is None:
        return
    state, version = detail.parts.state.value, detail.version
    if state is None or detail.stack != stack:
        browser.say((say("There is no state on the screen to save: open Resources (2) first."),))
        return

    def take(choice: SaveChoice | None) -> None:
        if choice is not None:
            browser.run_worker(_save(browser, stack, version, state, choice), group="save")

    name = "-".join(stack).replace("/", "-")
    what = (say("The state of "), show(str(stack), Tone.STRONG))
    has_secrets = not state.deployment.is_masked
    browser.app.push_screen(SaveFile(what, Path(f"{name}.json"), may_have_secrets=has_secrets), take)


async def _save(
    browser: BrowserScreen, stack: StackIdentifier, version: int | None, state: State, choice: SaveChoice
) -> None:
    try:
        if choice.with_secrets:
            data = await browser.store.client.export_stack_bytes(stack, version)
        else:
            suspect = browser.workplace.config.mask_lookalikes
            data = await in_background(masked_deployment_json, state.deployment, suspect=suspect)
        await in_background(private_files.save, choice.path, data, overwrite=choice.overwrite)
    except PulumiError as error:
        browser.say((show(f"Not saved: {error.message}", Tone.DANGER),))
    except OSError as error:
        browser.say((show(f"Not saved: {error.strerror or error}: {choice.path}", Tone.DANGER),))
    else:
        form = "with its secrets" if choice.with_secrets else "secrets masked"
        saved = show(f"Saved {size(len(data))}, {form}, to {choice.path}", Tone.GOOD)
        names = other_stack_in_body(data, stack)
        browser.say((saved, Span(fill(". {}", other_names(names)), Tone.WARNING)) if names else (saved,))
