"""Formats nodes as rows of the tree: short type, name, ID, and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacktui.index.flags import PROBLEMS, REFUSED, Flag
from stacktui.presentation.text.lines import Tone
from stacktui.presentation.text.safe_text import SafeText, clean, fill, words
from stacktui.pulumi.properties.of_resource import shown_id
from stacktui.pulumi.state.deployment import PendingOperation, UnreadableResource
from stacktui.pulumi.urn import ROOT_STACK_TYPE, parse_type_token, parse_urn

if TYPE_CHECKING:
    from stacktui.index.resources import Node, ResourceIndex
    from stacktui.pulumi.state.deployment import Resource

COMPONENT = words("◇")
CUSTOM = words("·")
PROBLEM = words("⚠")
UNREADABLE = words("?")

FLAG_WORDS: dict[Flag, SafeText] = {
    Flag.UNREADABLE: words("unreadable"),
    Flag.CORRUPT: words("corrupt"),
    Flag.PENDING_OPERATION: words("pending operation"),
    Flag.UNHEALTHY: words("unhealthy"),
    Flag.PENDING_DELETE: words("pending delete"),
    Flag.PENDING_REPLACEMENT: words("pending replacement"),
    Flag.TAINTED: words("tainted"),
    Flag.ORPHAN: words("orphan"),
    Flag.CYCLE: words("cycle"),
    Flag.LATE_PARENT: words("late parent"),
    Flag.DUPLICATE: words("duplicate URN"),
    Flag.MALFORMED: words("malformed"),
    Flag.MISSING_PROVIDER: words("missing provider"),
    Flag.MISSING_DEPENDENCY: words("missing dependency"),
    Flag.LATE_DEPENDENCY: words("late dependency"),
    Flag.OLD_COPY: words("shares its URN"),
    Flag.PROTECTED: words("protected"),
    Flag.EXTERNAL: words("external"),
    Flag.RETAINED: words("retained on delete"),
    Flag.VIEW: words("view"),
}
"""The words of flags, most urgent first."""

GRAVE = Flag.PENDING_OPERATION | Flag.UNHEALTHY | Flag.CORRUPT | REFUSED


class ResourceRow(NamedTuple):
    """One row of the tree. `tone` is that of the flags; `symbol` distinguishes components, resources and problems."""

    type: SafeText
    name: SafeText
    id: SafeText
    flags: tuple[SafeText, ...]
    tone: Tone
    is_component: bool
    symbol: SafeText


def resource_row(index: ResourceIndex, node: Node) -> ResourceRow:
    """The row of one node, created only for visible rows."""
    item = index.item(node)
    flags = index.flags(node)
    shown = flags & ~Flag.PENDING_OPERATION if isinstance(item, PendingOperation) else flags
    said = tuple(text for flag, text in FLAG_WORDS.items() if flag in shown)
    tone = _tone(flags)
    name = clean(node_name(index, node))
    if isinstance(item, UnreadableResource):
        parsed = parse_urn(item.urn)
        type_ = clean(parse_type_token(parsed.type).short) if parsed else words("unreadable")
        return ResourceRow(type_, name, words(""), said, tone, False, UNREADABLE)
    resource = item.resource if isinstance(item, PendingOperation) else item
    if isinstance(item, PendingOperation):
        said = (fill("↻ {}", item.type or "pending operation"), *said)
    return ResourceRow(
        short_type(resource),
        name,
        clean(shown_id(resource)),
        said,
        tone,
        not resource.custom,
        _symbol(resource, flags),
    )


def _tone(flags: Flag) -> Tone:
    if flags & GRAVE:
        return Tone.DANGER
    return Tone.WARNING if flags & PROBLEMS else Tone.MUTED


def _symbol(resource: Resource, flags: Flag) -> SafeText:
    if flags & PROBLEMS:
        return PROBLEM
    return CUSTOM if resource.custom else COMPONENT


def resource_name(resource: Resource) -> str:
    """The last part of the URN, or all of it if it is not a URN; not cleaned."""
    parsed = parse_urn(resource.urn)
    return parsed.name if parsed else resource.urn


def node_name(index: ResourceIndex, node: Node) -> str:
    """The name of any node; not cleaned."""
    item = index.item(node)
    urn = index.urn(node)
    parsed = parse_urn(urn)
    if parsed:
        return parsed.name
    return f"entry {item.position}" if isinstance(item, UnreadableResource) and not urn else urn


def short_type(resource: Resource) -> SafeText:
    """`Stack` for the root, else the short form of the token: `aws:s3:Bucket`."""
    if resource.type == ROOT_STACK_TYPE:
        return words("Stack")
    return clean(parse_type_token(resource.type).short) or words("unknown type")
