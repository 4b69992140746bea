"""Reads the state for a command, with progress, and prints warnings about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.state import deployment_of
from stacktui.presentation.text.loading_words import ONLY_RESOURCES, other_names
from stacktui.presentation.text.safe_text import fill
from stacktui.pulumi.state.deployment import MASKED_EXPORT

if TYPE_CHECKING:
    from stacktui.cli.printing import Printer
    from stacktui.cli.task import Task
    from stacktui.pulumi.state.deployment import Deployment


async def read_deployment(task: Task) -> Deployment:
    """Read the state that STACK and --version specify, with progress and warnings."""
    stack = await task.stack()
    version = task.arguments.version
    deployment = await task.get(deployment_of(stack, version))
    note_oddities(task.printer, deployment)
    return deployment


def note_oddities(printer: Printer, deployment: Deployment) -> None:
    """Warn if a state is masked, or belongs to another stack."""
    if deployment.manifest is not None and deployment.is_masked:
        by = deployment.manifest.cli_version or "of an unknown version"
        printer.note(f"This is a {MASKED_EXPORT}. The state was written by pulumi {by}.")
    if deployment.only_resources:
        printer.note(fill("Of this state {}.", ONLY_RESOURCES))
    if deployment.unknown_features:
        unknown = ", ".join(deployment.unknown_features)
        printer.note(fill("The state uses features that stacktui does not know: {}.", unknown))
    if deployment.names:
        printer.note(other_names(deployment.names))
