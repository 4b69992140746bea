"""The entries of the copy menu for a stack or a resource: key, label, and the exact text.

The raw value is copied. If pasting it could be unexpected (line breaks, control, bidirectional or invisible
characters), a JSON-quoted form is offered first and the raw one second (SECURITY.md, C4). Values are already masked.
"""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from stacktui.index.resources import Flag
from stacktui.presentation.resources.resource_rows import node_name
from stacktui.presentation.stacks.running_words import cancel_command
from stacktui.presentation.text.lines import Line, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, hides_something, words
from stacktui.pulumi.properties.masked_state import masked_resource_json
from stacktui.pulumi.properties.of_resource import shown_id
from stacktui.pulumi.properties.values import MASK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.explorer.selection import Property, ResourceRow
    from stacktui.index.resources import Node, ResourceIndex
    from stacktui.pulumi.stack import StackIdentifier, StackSummary

NOTHING_TO_COPY: Line = (literal("Nothing to copy here.", Tone.MUTED),)
_NOT_ASCII_JSON = re.compile(r"[^\x20-\x7e\n]")


class Copyable(NamedTuple):
    """One entry of the copy menu.

    `text` is copied by its key; if `risky` it is a JSON string, and `raw` is the value, copied by a second key.
    """

    key: str
    label: SafeText
    text: str
    raw: str
    risky: bool = False


def copyable(key: str, label: SafeText, value: str) -> Copyable:
    """An entry for a value; its text can always be encoded (SECURITY.md, C5)."""
    if not hides_something(value):
        return Copyable(key, label, value, value)
    quoted = json.dumps(value)
    return Copyable(key, label, quoted, value if _is_encodable(value) else quoted, risky=True)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _json_copyable(document: bytes) -> Copyable:
    """JSON needs no further quoting: special characters are escaped, line breaks stay."""
    text = document.decode("utf-8", "replace")
    safe = text if text.isascii() else _NOT_ASCII_JSON.sub(lambda found: json.dumps(found.group())[1:-1], text)
    return Copyable("j", words("JSON, secrets masked"), safe, safe)


def copyables_of_stack(
    identifier: StackIdentifier,
    *,
    console_link: str | None = None,
    summary: StackSummary | None = None,
    is_running: bool = False,
) -> tuple[Copyable, ...]:
    """The copy menu of a stack."""
    full = str(identifier)
    found = [
        copyable("f", words("full stack name"), full),
        copyable("n", words("name"), identifier.name),
        copyable("c", words("CLI: select this stack"), f"pulumi stack select {shlex.quote(full)}"),
    ]
    if is_running:
        found.append(copyable("x", words("CLI: cancel the running update"), cancel_command(identifier)))
    if summary is not None:
        found.append(_json_copyable(msgspec.json.format(msgspec.json.encode(summary), indent=2)))
    if console_link:
        found.append(copyable("w", words("web link"), console_link))
    return tuple(found)


def copyables_of_resource(
    row: ResourceRow,
    line: Property | None = None,
    *,
    console_link: str | None = None,
    mask_suspected_secrets: bool = True,
) -> tuple[Copyable, ...]:
    """The copy menu of a resource; `line` is the selected line of its details, whose path and value can be copied."""
    stack, index, node = row.stack, row.index, row.node
    urn, resource = index.urn(node), index.resource(node)
    found = [copyable("u", words("URN"), urn)] if urn else []
    if resource is not None and (identifier := shown_id(resource)) and identifier != MASK:
        found.append(copyable("i", words("ID"), identifier))
    found.append(copyable("n", words("name"), node_name(index, node)))
    if resource is not None:
        found.append(_cli_line(index, node, stack))
        found.append(_json_copyable(masked_resource_json(resource, suspect=mask_suspected_secrets)))
    found.append(copyable("f", words("full stack name"), str(stack)))
    if line is not None and line.path:
        found.append(copyable("p", words("property path"), line.path))
    if line is not None and line.value is not None:
        found.append(copyable("v", words("value"), line.value))
    if console_link:
        found.append(copyable("w", words("web link"), console_link))
    return tuple(found)


def _cli_line(index: ResourceIndex, node: Node, stack: StackIdentifier) -> Copyable:
    """The command that this resource most likely needs next; copying it runs nothing."""
    urn, name = shlex.quote(index.urn(node)), shlex.quote(str(stack))
    flags = index.flags(node)
    if Flag.PENDING_OPERATION in flags:
        return copyable("c", words("CLI: refresh the stack"), f"pulumi refresh --stack {name}")
    if Flag.PROTECTED in flags:
        return copyable("c", words("CLI: unprotect"), f"pulumi state unprotect {urn} --stack {name}")
    if Flag.TAINTED in flags:
        return copyable("c", words("CLI: untaint"), f"pulumi state untaint {urn} --stack {name}")
    return copyable("c", words("CLI: preview this resource"), f"pulumi preview --target {urn} --stack {name}")


def obvious_copyable(copyables: Sequence[Copyable]) -> Copyable | None:
    """What `c` copies: a resource's URN, a stack's full name."""
    by_key = {one.key: one for one in copyables}
    return by_key.get("u") or by_key.get("f")


def copied_line(chosen: Copyable, *, raw: bool, reached: str, is_certain: bool) -> Line:
    """What was copied and the result (`reached`); never the text itself."""
    quoted = " (quoted: it contains line breaks or invisible characters)" if chosen.risky and not raw else ""
    return (cleaned(f"{chosen.label}{quoted}: {reached}", Tone.GOOD if is_certain else Tone.PLAIN),)


def link_line(console_link: str | None) -> Line:
    """The console link, if known."""
    if not console_link:
        return (literal("No web link for this backend.", Tone.WARNING),)
    return (cleaned(console_link, Tone.LINK),)
