"""Parses the command line; loads the parser only if there is something to parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.cli.arguments import DYNAMIC_COMPLETION, Arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def parse_arguments(
    argv: Sequence[str], environ: Mapping[str, str], version_note: Callable[[], str] = lambda: ""
) -> Arguments:
    """Parse the command line.

    Args:
        argv: `sys.argv[1:]`.
        environ: COLUMNS is the width of the help.
        version_note: Printed by --version after the version.

    Raises:
        SystemExit: 0 after --help or --version, 2 after an error message.
    """
    if not argv or list(argv) == ["--demo"]:  # the most common cases need no parser
        return Arguments(demo=bool(argv))
    if argv[0] == DYNAMIC_COMPLETION:
        return Arguments(DYNAMIC_COMPLETION, filters=tuple(argv[1:]))
    from stacktui.cli.command_line import read_command_line

    return read_command_line(argv, environ, version_note)
