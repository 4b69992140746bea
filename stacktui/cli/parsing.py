"""Reads the command line; the parser is loaded only where there is something to parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.cli.arguments import DYNAMIC_COMPLETION, Arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def parse_arguments(
    argv: Sequence[str], environ: Mapping[str, str], version_note: Callable[[], str] = lambda: ""
) -> Arguments:
    """Read the command line, without the program's name.

    Args:
        argv: `sys.argv[1:]`.
        environ: COLUMNS tells how wide the help may be.
        version_note: What --version says behind the version.

    Raises:
        SystemExit: 0 after --help or --version, 2 after a sentence on what is wrong.
    """
    if not argv or list(argv) == ["--demo"]:  # as most begin: nothing to load a parser for
        return Arguments(demo=bool(argv))
    if argv[0] == DYNAMIC_COMPLETION:
        return Arguments(DYNAMIC_COMPLETION, filters=tuple(argv[1:]))
    from stacktui.cli.command_line import read_command_line

    return read_command_line(argv, environ, version_note)
