"""Saving: the state of a stack, masked unless secrets are asked for, into a private file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stacktui.files import private_files
from stacktui.files.threads import in_background
from stacktui.presentation.text.lines import Line, Span, Tone, say, show
from stacktui.presentation.text.part_words import other_names
from stacktui.presentation.text.safe_text import fill
from stacktui.presentation.text.wording import size
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.identity import other_stack_in_body
from stacktui.pulumi.properties.masked_state import masked_deployment_json
from stacktui.tui.actions.stacks import selected_stack
from stacktui.tui.dialogs.save_file import SaveChoice, SaveFile

if TYPE_CHECKING:
    from stacktui.explorer.selection import Selection
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.pulumi.state.deployment import Deployment
    from stacktui.tui.actions.host import ActionHost


def save(host: ActionHost, selection: Selection | None) -> None:
    """Ask where to save the state that is shown."""
    stack = selected_stack(host, selection)
    if stack is None:
        return
    state, version = host.shown.state_of(stack), host.shown.version
    if state is None:
        host.say((say("There is no state on the screen to save: open Resources (2) first."),))
        return

    suspect = host.session.config.mask_lookalikes

    async def work(choice: SaveChoice) -> None:
        client, deployment = host.session.store.client, state.deployment
        host.say(await save_state(client, stack, choice, version=version, deployment=deployment, suspect=suspect))

    def take(choice: SaveChoice | None) -> None:
        if choice is not None:
            host.run_worker(work(choice), group="save")

    what = (say("The state of "), show(str(stack), Tone.STRONG))
    has_secrets = not state.deployment.is_masked
    host.open_dialog(SaveFile(what, Path(f"{stack.file_stem}.json"), may_have_secrets=has_secrets), take)


async def save_state(
    client: PulumiClient,
    stack: StackIdentifier,
    choice: SaveChoice,
    *,
    version: int | None = None,
    deployment: Deployment | None = None,
    suspect: bool,
) -> Line:
    """Save a state in the form that was chosen, and say how that went.

    Args:
        client: Who is asked for it.
        stack: Whose it is.
        choice: Where to, and in which form.
        version: Of the stack; None is the present one.
        deployment: The state, where it is here already and is to be saved as it is.
        suspect: Whether what only looks like a secret is masked too.
    """
    try:
        if choice.with_secrets:
            data = await client.export_stack_bytes(stack, version)
        else:
            found = await client.export_stack(stack, version) if deployment is None else deployment
            data = await in_background(masked_deployment_json, found, suspect=suspect)
        await in_background(private_files.save, choice.path, data, overwrite=choice.overwrite)
    except PulumiError as error:
        return (show(f"Not saved: {error.message}", Tone.DANGER),)
    except OSError as error:
        return (show(f"Not saved: {error.strerror or error}: {choice.path}", Tone.DANGER),)
    form = "with its secrets" if choice.with_secrets else "secrets masked"
    saved = show(f"Saved {size(len(data))}, {form}, to {choice.path}", Tone.GOOD)
    names = other_stack_in_body(data, stack)
    return (saved, Span(fill(". {}", other_names(names)), Tone.WARNING)) if names else (saved,)
