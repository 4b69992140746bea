"""Saves the state of a stack to a private file, masked unless secrets are requested."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stacktui.explorer.kinds.state import deployment_of, export_of
from stacktui.files import private_files
from stacktui.files.threads import in_background
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.presentation.text.loading_words import other_names, reading_line
from stacktui.presentation.text.safe_text import fill
from stacktui.presentation.text.wording import size
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.identity import other_stack_in_body
from stacktui.pulumi.properties.masked_state import masked_deployment_json
from stacktui.tui.actions.action_host import STOPPABLE
from stacktui.tui.actions.stacks import selected_stack
from stacktui.tui.dialogs.save_file import SaveChoice, SaveFile

if TYPE_CHECKING:
    from stacktui.explorer.loadable import Loadable
    from stacktui.explorer.selection import Selection
    from stacktui.explorer.store import Store
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.pulumi.state.deployment import Deployment
    from stacktui.tui.actions.action_host import ActionHost


def save(host: ActionHost, selection: Selection | None) -> None:
    """Ask where to save the displayed state."""
    stack = selected_stack(host, selection)
    if stack is None:
        return
    state, version = host.shown.state_of(stack), host.shown.version
    if state is None:
        host.show_message((literal("No state is loaded: open Resources (2) first."),))
        return

    saving = _Saving(host, stack, version, state.deployment)
    what = (literal("The state of "), cleaned(str(stack), Tone.STRONG))
    has_secrets = not state.deployment.is_masked
    host.open_dialog(SaveFile(what, Path(f"{stack.file_stem}.json"), may_have_secrets=has_secrets), saving.begin)


class _Saving:
    """A running save. Reading can be stopped; writing cannot."""

    def __init__(self, host: ActionHost, stack: StackIdentifier, version: int | None, deployment: Deployment) -> None:
        self._host = host
        self._stack = stack
        self._version = version
        self._deployment = deployment

    def begin(self, choice: SaveChoice | None) -> None:
        if choice is not None:
            self._host.run_worker(self._read(choice), group=STOPPABLE)

    async def _read(self, choice: SaveChoice) -> None:
        session = self._host.session
        try:
            if choice.with_secrets:
                data = await session.store.get(export_of(self._stack, self._version), on_change=self._say_progress)
            else:
                data = await _masked(self._deployment, suspect=session.config.mask_suspected_secrets)
        except PulumiError as error:
            self._host.show_message(_not_saved(error.message))
        else:
            self._host.run_worker(self._write(choice, data), group="write file")

    async def _write(self, choice: SaveChoice, data: bytes) -> None:
        self._host.show_message(await _write(self._stack, choice, data))

    def _say_progress(self, known: Loadable[bytes]) -> None:
        if known.wait is not None:
            self._host.show_message(reading_line(f"the state of {self._stack}", known.wait, self._host.session.clock()))


async def save_state(store: Store, stack: StackIdentifier, choice: SaveChoice, *, suspect: bool) -> Line:
    """Save the current state in the chosen form, and show the result.

    Args:
        store: The store to read from.
        stack: The stack.
        choice: The path and the form.
        suspect: Whether to mask what looks like a secret too.
    """
    try:
        if choice.with_secrets:
            data = await store.get(export_of(stack))
        else:
            data = await _masked(await store.get(deployment_of(stack)), suspect=suspect)
    except PulumiError as error:
        return _not_saved(error.message)
    return await _write(stack, choice, data)


async def _masked(deployment: Deployment, *, suspect: bool) -> bytes:
    return await in_background(masked_deployment_json, deployment, suspect=suspect)


async def _write(stack: StackIdentifier, choice: SaveChoice, data: bytes) -> Line:
    try:
        await in_background(private_files.save, choice.path, data, overwrite=choice.overwrite)
    except OSError as error:
        return _not_saved(f"{error.strerror or error}: {choice.path}")
    form = "with its secrets" if choice.with_secrets else "secrets masked"
    saved = cleaned(f"Saved {size(len(data))}, {form}, to {choice.path}", Tone.GOOD)
    names = other_stack_in_body(data, stack)
    return (saved, Span(fill(". {}", other_names(names)), Tone.WARNING)) if names else (saved,)


def _not_saved(why: str) -> Line:
    return (cleaned(f"Not saved: {why}", Tone.DANGER),)
