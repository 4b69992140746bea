"""The references of a stack in both directions: versions, and how far they are behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacktui.index.references import behind
from stacktui.presentation.text.lines import EMPTY, Line, Span, Tone, cleaned, heading, indented, literal
from stacktui.presentation.text.safe_text import SafeText, cell_width, clean, fill, is_suspicious
from stacktui.presentation.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stacktui.index.references import UpstreamReference
    from stacktui.pulumi.stack import StackIdentifier, StackReference

_NAME_COLUMN = 34
_OUTPUTS = 8


class ReferenceRow(NamedTuple):
    """One row; `stack` is the target of enter, None for a title or a note."""

    line: Line
    stack: StackIdentifier | None = None


def reference_rows(
    downstream: Sequence[StackReference] | None,
    upstream: Sequence[StackReference] | None,
    read_in_state: Sequence[UpstreamReference] | None,
    own_version: int | None,
    versions: Mapping[StackIdentifier, int],
) -> tuple[ReferenceRow, ...]:
    """The rows, downstream first.

    Args:
        downstream: The stacks that read this one, from the server; None if it has no such endpoint.
        upstream: The stacks that this one reads, from the server; None if it has no such endpoint.
        read_in_state: The same, from the state; None while it is not loaded.
        own_version: The current version of this stack, if known.
        versions: The current version of each upstream stack, if readable.
    """
    return (*_downstream(downstream, own_version), ReferenceRow(EMPTY), *_upstream(upstream, read_in_state, versions))


def _downstream(downstream: Sequence[StackReference] | None, own_version: int | None) -> list[ReferenceRow]:
    title = heading("downstream: stacks that read this stack")
    if downstream is None:
        return [ReferenceRow(title), _note(literal("unknown: neither the server nor the state reports them"))]
    rows = [ReferenceRow((*title, _number(len(downstream))))]
    rows += [_server_row(one, own_version, ()) for one in sorted(downstream, key=lambda one: one.identifier)]
    return rows if downstream else [*rows, _note(literal("no stack reads this stack", Tone.MUTED))]


def _upstream(
    upstream: Sequence[StackReference] | None,
    read_in_state: Sequence[UpstreamReference] | None,
    versions: Mapping[StackIdentifier, int],
) -> list[ReferenceRow]:
    told = {reference.identifier: reference for reference in upstream or ()}
    read = {reference.stack: reference.output_names for reference in read_in_state or ()}
    named = sorted({*told, *read})
    rows = [ReferenceRow((*heading("upstream: stacks this stack reads"), _number(len(named))))]
    for stack in named:
        if stack in told:
            rows.append(_server_row(told[stack], versions.get(stack), read.get(stack, ())))
        else:
            rows.append(_row(stack, (literal("read from the state", Tone.MUTED),), read[stack]))
    if upstream is None and read_in_state is None:
        rows.append(
            _note(literal("not reported by the server; open Resources to read them from the state", Tone.MUTED))
        )
    elif not named:
        rows.append(_note(literal("this stack reads no other", Tone.MUTED)))
    return rows


def _number(number: int) -> Span:
    return Span(SafeText(f"  {number}"), Tone.MUTED)


def _note(span: Span) -> ReferenceRow:
    return ReferenceRow(indented(1, span))


def _server_row(reference: StackReference, now: int | None, outputs: Sequence[str]) -> ReferenceRow:
    """A reference and how far it is behind; `now` is the current version of the stack that is read."""
    spans = (_behind(reference.version, now), Span(fill("  at version {}", reference.version), Tone.MUTED))
    return _row(reference.identifier, spans, outputs)


def _behind(then: int, now: int | None) -> Span:
    if now is None:
        return literal("current version unknown", Tone.MUTED)
    missed = behind(then, now)
    if not missed:
        return literal("up to date", Tone.GOOD)
    return Span(fill("{} behind, now {}", count(missed, "version"), now), Tone.WARNING)


def _row(stack: StackIdentifier, spans: tuple[Span, ...], outputs: Sequence[str]) -> ReferenceRow:
    parts = [part for part in stack if part]  # a state may omit the organization or project
    name = clean("/".join(parts))
    odd = (literal("⚠ unusual name  ", Tone.WARNING),) if any(map(is_suspicious, parts)) else ()
    gap = Span(SafeText(" " * max(2, _NAME_COLUMN - cell_width(name))))
    shown = ", ".join(outputs[:_OUTPUTS]) + (", …" if len(outputs) > _OUTPUTS else "")
    told = (cleaned(f"  outputs {shown}", Tone.MUTED),) if outputs else ()
    return ReferenceRow(indented(1, Span(name, Tone.LINK), gap, *odd, *spans, *told), stack if all(stack) else None)
