"""Turns list entries into the rows of the stack list, and says how complete the list is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.presentation.safe_text import SafeText, clean, fill, is_suspicious, words
from stacktui.presentation.wording import Line, Span, Tone, count, last_update, resource_count, say

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier, StackSummary


class StackRow(Struct, frozen=True):
    """One row of the stack list; `tone` is that of `updated`."""

    organization: SafeText
    project: SafeText
    name: SafeText
    resources: SafeText
    updated: SafeText
    tone: Tone
    suspicious: bool
    """A name holds what the service's grammar does not allow; such a row is marked and cannot be deleted."""

    @property
    def full_name(self) -> SafeText:
        return SafeText(f"{self.organization}/{self.project}/{self.name}")


_RUNNING = words("↻ now")


def stack_row(summary: StackSummary, now: float) -> StackRow:
    """The row of one list entry."""
    return StackRow(
        clean(summary.org_name),
        clean(summary.project_name),
        clean(summary.stack_name),
        resource_count(summary.resource_count),
        _RUNNING if summary.last_update == 0 else last_update(summary.last_update, now),
        _tone(summary.last_update),
        any(map(is_suspicious, summary.identifier)),
    )


def _tone(value: int | None) -> Tone:
    if value == 0:
        return Tone.ACCENT
    return Tone.MUTED if value is None else Tone.PLAIN


def list_state(
    shown: int,
    loaded: int,
    *,
    is_complete: bool,
    is_loading: bool,
    unreadable: int = 0,
    unlisted: StackIdentifier | None = None,
) -> Line:
    """How many stacks are shown of how many, and whether those are all; never "all" of a list that broke off.

    `unlisted` is the selected stack where it is not among those shown.
    """
    number = count(loaded, "stack") if shown == loaded else SafeText(f"{shown:,} of {count(loaded, 'stack')}")
    spans = [Span(number)]
    if is_loading:
        spans = (
            [say("loading stacks…", Tone.ACCENT)] if loaded == 0 else [*spans, say(" so far, loading…", Tone.ACCENT)]
        )
    elif not is_complete:
        spans.append(say(" · not complete: r reloads", Tone.WARNING))
    elif loaded == 0:
        spans = [say("no stacks", Tone.MUTED)]
    elif shown == 0:
        spans.append(say(" · nothing matches", Tone.MUTED))
    if unreadable:
        spans.append(Span(SafeText(f" · {count(unreadable, 'entry', 'entries')} unreadable"), Tone.WARNING))
    if unlisted is not None and not is_loading:
        spans.append(Span(fill(" · selected, not listed: {}", str(unlisted)), Tone.WARNING))
    return tuple(spans)
