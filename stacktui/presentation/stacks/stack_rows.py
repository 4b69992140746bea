"""Formats list entries as rows of the stack list, and the state of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.presentation.text.lines import NOT_LOADED, Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import SafeText, clean, fill, is_suspicious, words
from stacktui.presentation.text.wording import count, last_update, resource_count

if TYPE_CHECKING:
    from stacktui.index.running_search import RunningSearch
    from stacktui.pulumi.stack import StackIdentifier, StackSummary


class StackRow(Struct, frozen=True):
    """One row; `tone` is that of `updated`."""

    organization: SafeText
    project: SafeText
    name: SafeText
    resources: SafeText
    updated: SafeText
    tone: Tone
    suspicious: bool
    """The name violates the service's grammar; the row is marked and the stack cannot be deleted."""

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


def search_state(search: RunningSearch) -> Line:
    """The progress of checking each stack for a running update, or the unchecked ones; no line if all were checked."""
    asked, total, unread = search.asked, search.total, search.unread
    if search.is_under_way:
        return (Span(fill("checking for running updates: {} of {}, esc stops", asked, total), Tone.ACCENT),)
    if asked < total:
        return (Span(fill("{} of {} stacks not checked: may be updating", total - asked, total), Tone.WARNING),)
    if unread:
        return (Span(fill("{} of {} stacks unreadable: may be updating", unread, total), Tone.WARNING),)
    return ()


def no_rows(search: RunningSearch, *, is_loading: bool, is_known: bool, is_all: bool) -> Line:
    """Why there are no rows; `is_known`: a list is loaded, `is_all`: complete and unfiltered."""
    reasons = (
        (is_loading, literal("Loading stacks… esc stops", Tone.MUTED)),
        (search.is_under_way, literal("Checking each stack for running updates… esc stops", Tone.MUTED)),
        (not is_known, NOT_LOADED),
        (is_all, literal("No stacks. Press N to create one.", Tone.MUTED)),
        (
            search.asked < search.total,
            literal("No match among the checked stacks. Press r to check the rest.", Tone.MUTED),
        ),
        (True, literal("No stack matches the filter. Press esc to clear it.", Tone.MUTED)),
    )
    return (next(words_ for applies, words_ in reasons if applies),)


def list_state(
    shown: int,
    loaded: int,
    *,
    is_complete: bool,
    is_loading: bool,
    unreadable: int = 0,
    unlisted: StackIdentifier | None = None,
) -> Line:
    """How many of how many stacks are shown; never "all" if the list is incomplete.

    `unlisted` is the selected stack if it is not in the list.
    """
    number = count(loaded, "stack") if shown == loaded else SafeText(f"{shown:,} of {count(loaded, 'stack')}")
    spans = [Span(number)]
    if is_loading:
        spans = (
            [literal("loading stacks…", Tone.ACCENT)]
            if loaded == 0
            else [*spans, literal(" so far, loading…", Tone.ACCENT)]
        )
    elif not is_complete:
        spans.append(literal(" · incomplete: r reloads", Tone.WARNING))
    elif loaded == 0:
        spans = [literal("no stacks", Tone.MUTED)]
    elif shown == 0:
        spans.append(literal(" · no matches", Tone.MUTED))
    if unreadable:
        spans.append(Span(SafeText(f" · {count(unreadable, 'entry', 'entries')} unreadable"), Tone.WARNING))
    if unlisted is not None and not is_loading:
        spans.append(Span(fill(" · selected, not listed: {}", str(unlisted)), Tone.WARNING))
    return tuple(spans)
