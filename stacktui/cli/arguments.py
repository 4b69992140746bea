"""The parsed command line.

Annotations are not strings here: NamedTuple would compile each of them at startup.
"""

from typing import NamedTuple

DYNAMIC_COMPLETION = "__complete"
"""Used by the completion scripts; not in any help."""


class Arguments(NamedTuple):
    """The parsed command line; what was not given is empty, None or False."""

    command: str = ""
    """Empty: open the UI."""
    stack: str = ""
    filters: tuple[str, ...] = ()
    resource: str = ""
    output_name: str = ""
    target: str = ""
    """The target organization of a transfer."""
    file: str = ""
    shell: str = ""
    organization: str = ""
    backend: str = ""
    demo: bool = False
    minimal: bool = False
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
        """The settings given on the command line, for `config.load_config`."""
        return {name: True for name in ("read_only", "ascii") if getattr(self, name)}
