"""The identity and problems of a node: all details except inputs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.index.resources import PROBLEMS, EdgeKind, Flag
from stacktui.presentation.resources.detail_lines import DetailLine, fact, note, title, under
from stacktui.presentation.resources.integrity_words import corruption_lines, fault_line, next_steps
from stacktui.presentation.resources.resource_rows import FLAG_WORDS, GRAVE, resource_name, short_type
from stacktui.presentation.text.lines import Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, clean, clean_lines, fill, words
from stacktui.presentation.text.wording import count, duration, written_moment
from stacktui.pulumi.properties.of_resource import read_properties, shown_id, unless_secret
from stacktui.pulumi.properties.values import MASK
from stacktui.pulumi.state.deployment import PendingOperation, UnreadableResource
from stacktui.pulumi.urn import UNKNOWN_ID, parse_type_token, provider_reference, split_provider_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacktui.index.resources import Edge, Node, ResourceIndex
    from stacktui.pulumi.properties.values import PropertyMap
    from stacktui.pulumi.state.deployment import CustomTimeouts, Resource

EXPLAINED: dict[Flag, SafeText] = {
    Flag.UNREADABLE: words("this state entry could not be read"),
    Flag.PENDING_OPERATION: words("an update was interrupted here; the real state is unknown until `pulumi refresh`"),
    Flag.UNHEALTHY: words("created or updated, but it did not become healthy; see the errors below"),
    Flag.PENDING_DELETE: words(
        "the old resource of a replacement, not yet deleted; it still exists in the cloud and may be billed"
    ),
    Flag.PENDING_REPLACEMENT: words("deleted for a replacement that was not created; it no longer exists in the cloud"),
    Flag.TAINTED: words("the next update replaces it"),
    Flag.ORPHAN: words("its parent is not in this state"),
    Flag.CYCLE: words("it is its own ancestor; the state is corrupt"),
    Flag.LATE_PARENT: words("its parent comes after it in the state, which Pulumi rejects"),
    Flag.DUPLICATE: words("another resource in this state has the same URN, which Pulumi rejects"),
    Flag.MALFORMED: words("it is missing required fields; Pulumi rejects the state"),
    Flag.MISSING_PROVIDER: words("its provider is not in this state; Pulumi rejects the state"),
    Flag.MISSING_DEPENDENCY: words("a resource it refers to is not in this state; Pulumi rejects the state"),
    Flag.LATE_DEPENDENCY: words("a resource it refers to comes after it in the state, which Pulumi rejects"),
    Flag.CORRUPT: words("named in the error with which Pulumi marked this state as corrupt"),
    Flag.OLD_COPY: words("an old copy pending deletion has the same URN, which Pulumi allows"),
    Flag.PROTECTED: words("Pulumi refuses to delete or replace it until `pulumi state unprotect`"),
    Flag.EXTERNAL: words("read, not managed; deleting it here leaves it in the cloud"),
    Flag.RETAINED: words("deleting it removes it from the state only; it stays in the cloud"),
    Flag.VIEW: words("a view of another resource; it cannot be changed on its own"),
}
LIST_LIMIT = 200
_TEXT_LIMIT = 4096


def unreadable_facts(item: UnreadableResource) -> Iterator[DetailLine]:
    """Everything known about an entry that could not be decoded."""
    yield DetailLine((literal("? unreadable entry", Tone.DANGER),))
    yield fact("urn", item.urn) if item.urn else note("urn", literal("unreadable", Tone.MUTED))
    yield note("position", Span(SafeText(str(item.position))))
    yield fact("reason", item.reason, Tone.WARNING)


def resource_facts(
    index: ResourceIndex, node: Node, resource: Resource, now: float, *, counts_users: bool = True
) -> Iterator[DetailLine]:
    """Identity, problems, dependencies and dependents, and times."""
    yield from _identity(index, node, resource)
    yield from _flags(index, node)
    yield from _init_errors(resource)
    yield from _needs(index, node)
    if counts_users:
        yield from _needed_by(index, node)
    else:
        yield note("dependents", literal("computing…", Tone.MUTED))
    yield from _times(resource, now)
    yield from _settings(resource)


def _identity(index: ResourceIndex, node: Node, resource: Resource) -> Iterator[DetailLine]:
    item = index.item(node)
    if isinstance(item, PendingOperation):
        yield DetailLine((Span(fill("↻ interrupted while {}", item.type or words("working")), Tone.DANGER),))
    kind = words("resource") if resource.custom else words("component")
    yield DetailLine(
        (
            Span(short_type(resource), Tone.STRONG),
            Span(fill("  {}", resource_name(resource))),
            Span(fill("  {}", kind), Tone.MUTED),
        )
    )
    yield fact("type", resource.type)
    yield fact("urn", resource.urn)
    if resource.id:
        yield _id(resource)
    elif resource.custom:
        yield note("id", literal("none", Tone.MUTED))
    if resource.import_id:
        yield fact("imported as", unless_secret(resource, resource.import_id))
    yield from _provider(index, node, resource)
    if resource.parent:
        parent = index.parent(node)
        yield _reference("parent", index, parent, resource.parent)
    if resource.view_of:
        yield _reference("view of", index, _first(index, resource.view_of), resource.view_of)


def _id(resource: Resource) -> DetailLine:
    shown = shown_id(resource)
    if shown == resource.id:
        return fact("id", shown)
    return note("id", literal(MASK, Tone.SECRET), literal("  a secret of this resource is the same", Tone.MUTED))


def _first(index: ResourceIndex, urn: str) -> Node | None:
    return next(iter(index.nodes_of(urn)), None)


def _reference(label: str, index: ResourceIndex, node: Node | None, urn: str) -> DetailLine:
    """The name of another resource, or its URN if the state does not contain it."""
    if node is None:
        return DetailLine(
            (
                Span(SafeText(f"{label:<15}"), Tone.MUTED),
                cleaned(urn, Tone.WARNING),
                literal("  not in this state", Tone.WARNING),
            ),
            copies=urn,
        )
    return DetailLine((Span(SafeText(f"{label:<15}"), Tone.MUTED), *_named(index, node)), target=node, copies=urn)


def _named(index: ResourceIndex, node: Node) -> tuple[Span, ...]:
    resource = index.resource(node)
    if resource is None:
        return (cleaned(index.urn(node), Tone.LINK),)
    return (
        cleaned(resource_name(resource), Tone.LINK),
        Span(fill("  {}", short_type(resource)), Tone.MUTED),
    )


def _provider(index: ResourceIndex, node: Node, resource: Resource) -> Iterator[DetailLine]:
    if resource.provider:
        urn, identifier = split_provider_reference(resource.provider)
        provider = index.provider(node)
        if provider is None:
            yield _reference("provider", index, None, urn)
            return
        found = index.resource(provider)
        package, version = _package(found) if found else ("", "")
        unknown = literal("  id not known yet", Tone.MUTED) if identifier == UNKNOWN_ID else None
        other = None
        if found and resource.provider != provider_reference(found.urn, found.id):
            other = Span(fill("  with another ID: {}", found.id or "none"), Tone.WARNING)
        spans = (cleaned(f"{package} {version}".strip()), literal("  "), *_named(index, provider)[:1])
        odd = filter(None, (unknown, other))
        yield note("provider", *spans, *odd, target=provider, copies=resource.provider)
    elif bytes(resource.provider_inputs):
        version = _version(read_properties(resource.provider_inputs))
        package = parse_type_token(resource.type).package
        yield note("provider", cleaned(f"{package} {version}".strip()))


def _package(provider: Resource) -> tuple[str, str]:
    return parse_type_token(provider.type).name, _version(read_properties(provider.inputs))


def _version(properties: PropertyMap) -> str:
    found = properties.get("version")
    return found if isinstance(found, str) else ""


def _flags(index: ResourceIndex, node: Node) -> Iterator[DetailLine]:
    flags, faults = index.flags(node), index.faults(node)
    error = index.deployment.integrity_error
    if error is not None and Flag.CORRUPT in flags:
        yield from corruption_lines(error)
    for flag, said in FLAG_WORDS.items():
        of_flag = [fault for fault in faults if fault.flag is flag]
        yield from (fault_line(index, fault) for fault in of_flag[:LIST_LIMIT])
        yield from _left_out(tuple(fault.end for fault in of_flag))
        if flag in flags and not of_flag and flag is not Flag.CORRUPT:
            sign, tone = ("⚠", Tone.WARNING) if flag & PROBLEMS else ("·", Tone.MUTED)
            tone = Tone.DANGER if flag & GRAVE else tone
            yield DetailLine((Span(SafeText(f"{sign} {said}: "), tone), Span(EXPLAINED[flag])))
    yield from next_steps(faults)


def _init_errors(resource: Resource) -> Iterator[DetailLine]:
    if not resource.init_errors:
        return
    yield title("initialization errors")
    for error in resource.init_errors[:LIST_LIMIT]:
        for line in clean_lines(error, _TEXT_LIMIT):
            yield under(Span(line, Tone.DANGER), copies=error)
    yield from _left_out(resource.init_errors)


def _needs(index: ResourceIndex, node: Node) -> Iterator[DetailLine]:
    shown = [edge for edge in index.dependencies(node) if edge.kind not in {EdgeKind.PARENT, EdgeKind.PROVIDER}]
    if shown:
        yield title("needs")
    for edge in shown[:LIST_LIMIT]:
        yield _edge(index, edge)
    yield from _left_out(tuple(edge.urn for edge in shown))


def _left_out(values: tuple[str, ...]) -> Iterator[DetailLine]:
    """How many of a list are not shown; copying the line gives all."""
    if len(values) > LIST_LIMIT:
        more = Span(fill("… and {} more (y copies all)", f"{len(values) - LIST_LIMIT:,}"), Tone.MUTED)
        yield under(more, copies="\n".join(values))


def _edge(index: ResourceIndex, edge: Edge) -> DetailLine:
    if edge.node is None:
        spans: tuple[Span, ...] = (cleaned(edge.urn, Tone.WARNING), literal("  not in this state", Tone.WARNING))
    else:
        spans = _named(index, edge.node)
    if edge.properties:
        spans = (*spans, Span(fill("  by {}", ", ".join(edge.properties)), Tone.MUTED))
    if edge.kind is EdgeKind.DELETED_WITH:
        spans = (*spans, literal("  deleted with it", Tone.MUTED))
    elif edge.kind is EdgeKind.REPLACE_WITH:
        spans = (*spans, literal("  replaced with it", Tone.MUTED))
    return under(*spans, target=edge.node, copies=edge.urn)


def _needed_by(index: ResourceIndex, node: Node) -> Iterator[DetailLine]:
    number = index.dependent_count(node)
    if number:
        yield note("dependents", Span(count(number, "resource")))
    else:
        yield note("dependents", literal("none in this state", Tone.MUTED))


def _times(resource: Resource, now: float) -> Iterator[DetailLine]:
    if resource.created:
        yield note("created", Span(written_moment(resource.created, now)), copies=resource.created)
    if resource.modified:
        yield note("modified", Span(written_moment(resource.modified, now)), copies=resource.modified)


def _settings(resource: Resource) -> Iterator[DetailLine]:
    if resource.source_position:
        yield fact("source", resource.source_position)
    aliases = resource.aliases or ()
    for alias in aliases[:LIST_LIMIT]:
        yield fact("alias", alias)
    yield from _left_out(aliases)
    if resource.custom_timeouts:
        yield from _timeouts(resource.custom_timeouts)
    if resource.ignore_changes:
        yield fact("ignores", ", ".join(resource.ignore_changes))
    if resource.replace_on_changes:
        yield fact("replaces on", ", ".join(resource.replace_on_changes))
    if resource.snippet_id:
        yield fact("snippet", resource.snippet_id)
    if resource.extension_ref:
        yield fact("extension", resource.extension_ref)
    if resource.refresh_before_update:
        yield note("refresh", literal("before each update"))
    hooks = [f"{name}: {', '.join(who or ())}" for name, who in (resource.resource_hooks or {}).items()]
    if hooks:
        yield fact("hooks", "; ".join(hooks))


def _timeouts(timeouts: CustomTimeouts) -> Iterator[DetailLine]:
    named = (
        ("create", timeouts.create),
        ("update", timeouts.update),
        ("delete", timeouts.delete),
        ("read", timeouts.read),
    )
    told = ", ".join(f"{name} {duration(seconds)}" for name, seconds in named if seconds)
    if told:
        yield note("timeouts", Span(clean(told)))
