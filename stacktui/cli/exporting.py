"""`export`: writes a state to a file, masked unless secrets are requested explicitly (SECURITY.md, S8)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stacktui.cli.failures import CommandFailed, Exit
from stacktui.cli.state_reading import read_deployment
from stacktui.explorer.kinds.state import export_of
from stacktui.files import private_files
from stacktui.files.threads import in_background
from stacktui.files.typed_paths import is_there
from stacktui.presentation.text.loading_words import other_names
from stacktui.presentation.text.wording import skipped
from stacktui.pulumi.identity import other_stack_in_body
from stacktui.pulumi.properties.masked_state import masked_deployment_json

if TYPE_CHECKING:
    from stacktui.cli.task import Task

SECRETS_SUFFIX = ".secrets.json"


async def export_state(task: Task) -> Exit:
    """`stacktui export STACK [-o FILE]`."""
    arguments, printer = task.arguments, task.printer
    target = None if arguments.output in ("", "-") else Path(arguments.output)
    _check(task, target)
    if arguments.with_secrets:
        stack = await task.stack()
        data = await task.get(export_of(stack, arguments.version))
        if names := other_stack_in_body(data, stack):
            printer.note(other_names(names))
    else:
        deployment = await read_deployment(task)
        suspect = task.session.config.mask_suspected_secrets
        data = await in_background(masked_deployment_json, deployment, suspect=suspect)
        if deployment.unreadable:
            printer.note(skipped(len(deployment.unreadable)))
    if target is None:
        printer.raw(data)
        return Exit.DONE
    try:
        await in_background(private_files.save, target, data, overwrite=arguments.overwrite)
    except FileExistsError:
        raise CommandFailed(f"{target} already exists: choose another name, or use --overwrite.") from None
    except OSError as error:
        raise CommandFailed(f"{target} cannot be written: {error.strerror or error}.") from None
    printer.note(f"Wrote {len(data):,} bytes to {target}.")
    return Exit.DONE


def _check(task: Task, target: Path | None) -> None:
    """Reject options that would fail or reveal secrets, before any request."""
    if task.arguments.with_secrets and target is None and task.printer.out.isatty():
        raise CommandFailed(f"Secrets are not printed to a terminal: use -o NAME{SECRETS_SUFFIX}.", Exit.USAGE)
    if task.arguments.with_secrets and target is not None and not target.name.endswith(SECRETS_SUFFIX):
        raise CommandFailed(
            f"The name of a file with secrets must end in {SECRETS_SUFFIX}: use -o NAME{SECRETS_SUFFIX}.", Exit.USAGE
        )
    if target is not None and is_there(target) and not task.arguments.overwrite:
        raise CommandFailed(f"{target} already exists: choose another name, or use --overwrite.")
