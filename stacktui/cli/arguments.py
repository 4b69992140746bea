"""The command line, understood.

Annotations are no strings here: a NamedTuple would compile each of them at the start.
"""

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
    output_name: str = ""
    target: str = ""
    """Of a transfer: the organization it goes to."""
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
        """What the command line says of settings, for `config.load_config`."""
        return {name: True for name in ("read_only", "ascii") if getattr(self, name)}
