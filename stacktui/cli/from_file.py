"""Runs the commands that accept a state file, without client, token or network."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from stacktui.cli.stack_commands import show_state_count
from stacktui.cli.state_commands import show_outputs, show_resource, show_tree, show_upstream
from stacktui.cli.state_file import read_state
from stacktui.cli.state_reading import note_oddities
from stacktui.index.resources import ResourceIndex

if TYPE_CHECKING:
    from typing import TextIO

    from stacktui.cli.arguments import Arguments
    from stacktui.cli.failures import Exit
    from stacktui.cli.printing import Printer
    from stacktui.local.config import Config


def answer_from_file(arguments: Arguments, printer: Printer, stdin: TextIO, config: Config, now: float) -> Exit:
    """Run a command with `--state FILE`.

    Raises:
        CommandFailed: the file cannot be read or is not a state.
    """
    source = getattr(stdin, "buffer", None) or io.BytesIO(stdin.read().encode() if arguments.state == "-" else b"")
    index = ResourceIndex(read_state(arguments.state, source))
    note_oddities(printer, index.deployment)
    match arguments.command:
        case "tree":
            return show_tree(arguments, printer, index)
        case "resource":
            return show_resource(arguments, printer, index, now, suspect=config.mask_suspected_secrets)
        case "outputs":
            return show_outputs(arguments, printer, index.deployment, suspect=config.mask_suspected_secrets)
        case "refs":
            return show_upstream(arguments, printer, index)
        case "count":
            return show_state_count(arguments, printer, index)
    raise AssertionError(arguments.command)  # pragma: no cover - the table of commands has no other
