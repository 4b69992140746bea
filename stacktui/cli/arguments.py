"""The command line, understood. The parser is loaded only where there is something to parse.

Annotations are no strings here: a NamedTuple would compile each of them at the start.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

DYNAMIC_COMPLETION = "__complete"
"""Asked by the completion scripts; in no help."""


class Arguments(NamedTuple):
    """The command line, understood. What was not said is empty, None or False."""

    command: str = ""
    """Empty: open the explorer."""
    stack: str = ""
    filters: tuple[str, ...] = ()
    resource: str = ""
    target: str = ""
    """Of a transfer: the organization it goes to."""
    file: str = ""
    shell: str = ""
    organization: str = ""
    backend: str = ""
    demo: bool = False
    read_only: bool = False
    ascii: bool = False
    config: str = ""
    log: str = ""
    insecure_http: bool = False
    json: bool = False
    plain: bool = False
    state: str = ""
    version: int | None = None
    sort: str = ""
    reverse: bool = False
    by: str = ""
    output: str = ""
    overwrite: bool = False
    with_secrets: bool = False
    tags: tuple[str, ...] = ()
    yes: bool = False
    confirm: str = ""
    force: bool = False
    orphan: int | None = None

    @property
    def opens_screen(self) -> bool:
        return self.command in {"", "open"}

    @property
    def settings(self) -> dict[str, bool | int | str]:
        """What the command line says of settings, for `config.load_config`."""
        return {name: True for name in ("read_only", "ascii") if getattr(self, name)}


def parse_arguments(argv: Sequence[str], environ: Mapping[str, str]) -> Arguments:
    """Read the command line, without the program's name.

    Args:
        argv: `sys.argv[1:]`.
        environ: COLUMNS tells how wide the help may be.

    Raises:
        SystemExit: 0 after --help or --version, 2 after a sentence on what is wrong.
    """
    if not argv or list(argv) == ["--demo"]:  # as most begin: nothing to load a parser for
        return Arguments(demo=bool(argv))
    if argv[0] == DYNAMIC_COMPLETION:
        return Arguments(DYNAMIC_COMPLETION, filters=tuple(argv[1:]))
    from stacktui.cli.command_line import read_command_line

    return read_command_line(argv, environ)
