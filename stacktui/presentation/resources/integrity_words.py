"""Says why Pulumi refuses a state: of one resource, naming the other end, and of the state as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.index.flags import PROBLEMS, REFUSED
from stacktui.index.integrity import FaultKind, StateFault, Wrong
from stacktui.presentation.resources.detail_lines import DetailLine, under
from stacktui.presentation.resources.resource_rows import FLAG_WORDS, GRAVE
from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import SafeText, clean, clean_lines, fill, words
from stacktui.presentation.text.wording import count
from stacktui.pulumi.properties.suspicion import masked_command
from stacktui.pulumi.urn import DENIED_ID, parse_urn, split_provider_reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import LiteralString

    from stacktui.index.integrity import Fault
    from stacktui.index.resources import ResourceIndex
    from stacktui.pulumi.state.deployment import IntegrityError

REPAIR = words("`pulumi state repair` puts resources in order and removes references to what is missing.")
EDIT = words("Edit the state: `pulumi stack export --file state.json`, then `pulumi stack import --file state.json`.")
REFRESH = words("Then `pulumi refresh` brings the state up to date.")
_LONGEST = 1000

_HELD = {
    Wrong.MISSING: words("is not in this state"),
    Wrong.LATE: words("comes after it in the state"),
    Wrong.MALFORMED: words("cannot be read"),
    Wrong.OTHER_COPY: words("is in this state only with another ID"),
}
_OF_STATE = {
    StateFault.MAGIC: words("the manifest's magic does not match its version: the state was edited by hand"),
    StateFault.SNIPPET: words("a snippet has no UUID, or the UUID of another snippet"),
}


_SENTENCES: dict[FaultKind, LiteralString] = {
    FaultKind.NO_URN: "it has no URN",
    FaultKind.NO_TYPE: "it has no type",
    FaultKind.COMPONENT_WITH_ID: "it is a component, but has an ID: {end}",
    FaultKind.NO_PROVIDER_URN: "it is a provider, but its URN does not name a provider",
    FaultKind.PARENT: "its parent {end} {held}",
    FaultKind.PROVIDER: "its provider {end} {held}",
    FaultKind.DEPENDENCY: "it depends on {end}, which {held}",
    FaultKind.PROPERTY_DEPENDENCY: "its input {by} depends on {end}, which {held}",
    FaultKind.DELETED_WITH: "it is deleted with {end}, which {held}",
    FaultKind.REPLACE_WITH: "it is replaced with {end}, which {held}",
    FaultKind.VIEW_OF: "it is a view of {end}, which {held}",
    FaultKind.DUPLICATE: "another resource has the URN {end}, and neither waits for its deletion",
}


def fault_words(index: ResourceIndex, fault: Fault) -> SafeText:
    """Why Pulumi refuses a resource, in one sentence without a full stop."""
    if fault.kind is FaultKind.PROVIDER and (said := _of_provider(index, fault)):
        return said
    end, by = clean(fault.end, _LONGEST), clean(fault.by)
    return SafeText(_SENTENCES[fault.kind].format(end=end, by=by, held=_HELD[fault.wrong]))


def _of_provider(index: ResourceIndex, fault: Fault) -> SafeText | None:
    urn, identifier = split_provider_reference(fault.end)
    if identifier == DENIED_ID:
        denied = parse_urn(urn)
        package = denied.name if denied else urn
        return fill("default providers are disabled for {}: give it a provider in the program", package)
    if fault.wrong is Wrong.OTHER_COPY and fault.node is not None:
        other = index.resource(fault.node)
        found = clean((other.id if other else None) or "none", _LONGEST)
        return fill("its provider {} has the ID {}, but the resource names {}", clean(urn, _LONGEST), found, identifier)
    return None


def fault_line(index: ResourceIndex, fault: Fault) -> DetailLine:
    """The same as a line that leads to the other end."""
    sentence = fault_words(index, fault)
    head = Span(SafeText(f"⚠ {FLAG_WORDS[fault.flag]}: "), Tone.DANGER)
    return DetailLine((head, Span(sentence)), target=fault.node, copies=fault.end or sentence)


def next_steps(faults: tuple[Fault, ...]) -> Iterator[DetailLine]:
    """What to do about them."""
    refused = [fault for fault in faults if fault.flag & REFUSED and fault.kind is not FaultKind.VIEW_OF]
    if not refused:
        return
    yield under(literal("Pulumi rejects this state.", Tone.MUTED))
    if any(map(_can_be_repaired, refused)):
        yield under(Span(REPAIR, Tone.MUTED), copies="pulumi state repair")
    if not all(map(_can_be_repaired, refused)):
        yield under(Span(EDIT, Tone.MUTED), copies="pulumi stack export --file state.json")


def _can_be_repaired(fault: Fault) -> bool:
    is_late = fault.wrong is Wrong.LATE
    return (fault.wrong is Wrong.MISSING and fault.kind is not FaultKind.PROVIDER) or is_late


def corruption_lines(error: IntegrityError) -> Iterator[DetailLine]:
    """The error that Pulumi left in the state, whole, and what to do about it."""
    whole = corruption_text(error)
    yield DetailLine((literal("⚠ Pulumi marked this state as corrupt:", Tone.DANGER),), copies=whole)
    for line in clean_lines(error.error or "no reason is given"):
        yield under(Span(line), copies=whole)
    if error.command or error.version:
        by = " ".join(part for part in (masked_command(error.command), error.version) if part)
        yield under(Span(clean(f"found by {by}", _LONGEST), Tone.MUTED), copies=whole)
    yield under(Span(REPAIR, Tone.MUTED), copies="pulumi state repair")
    yield under(Span(REFRESH, Tone.MUTED), copies="pulumi refresh")
    yield under(Span(EDIT, Tone.MUTED), copies="pulumi stack export --file state.json")


def corruption_text(error: IntegrityError) -> str:
    """The error as one text, secrets of the command left out."""
    return f"{error.error}\n{masked_command(error.command)} {error.version}".strip()


def state_lines(index: ResourceIndex) -> tuple[Line, ...]:
    """What is wrong with a state as a whole."""
    error = index.deployment.integrity_error
    lines = [] if error is None else [line.line for line in corruption_lines(error)]
    lines += [
        (literal("⚠ Pulumi rejects this state: ", Tone.DANGER), Span(_OF_STATE[fault])) for fault in index.state_faults
    ]
    return tuple(lines)


def problem_lines(index: ResourceIndex) -> tuple[Line, ...]:
    """The same, and how many resources have which problem."""
    lines = list(state_lines(index))
    for flag, said in FLAG_WORDS.items():
        nodes = index.flagged(flag & PROBLEMS)
        if nodes:
            tone = Tone.DANGER if flag & GRAVE else Tone.WARNING
            lines.append((Span(fill("⚠ {}  ", count(len(nodes), "resource")), tone), Span(said)))
    return tuple(lines)
