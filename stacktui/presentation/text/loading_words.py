"""The loading state of an answer (`Loadable`) in words, and warnings about a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.text.lines import NOT_LOADED, Line, Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, fill, words
from stacktui.presentation.text.wording import age, count, duration, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.explorer.loadable import Loadable, Wait
    from stacktui.index.filter_line import FilterMistake
    from stacktui.index.resources import ResourceIndex
    from stacktui.pulumi.errors import PulumiError
    from stacktui.pulumi.state.deployment import Deployment


NO_STACK: Line = (literal("No stack selected. Choose one in the list.", Tone.MUTED),)
"""Shown in every view if no stack is selected; also the message for a key that acts on a stack."""


def notice(known: Loadable[object], now: float, *, what: str, empty: Line | None = None) -> tuple[Line, ...]:
    """What a pane shows in place of its rows; empty if the value is loaded.

    Args:
        known: The value.
        now: Unix seconds.
        what: Its name.
        empty: Shown for a value without rows.
    """
    if known.is_here:
        return (empty,) if empty is not None else ()
    if known.wait is not None:
        return _loading(what, known.wait, now)
    if known.error is not None:
        from stacktui.presentation.text.error_words import error_lines

        return error_lines(known.error)
    return ((NOT_LOADED,),)


def reading_line(what: str, wait: Wait, now: float) -> Line:
    """The progress of reading for an action."""
    if retry := retry_span(wait, now):
        return (retry, literal("  esc stops", Tone.MUTED))
    amount = (_amount(wait.received, wait.total),) if wait.received else ()
    return (cleaned(f"Loading {what}", Tone.ACCENT), *amount, literal("  esc stops", Tone.MUTED))


def progress_line(wait: Wait, now: float) -> Line:
    """The progress of a large reload while the previous answer is still shown."""
    if retry := retry_span(wait, now):
        return (retry, literal("  esc stops", Tone.MUTED))
    if not wait.received:
        return (literal("reloading…  esc stops", Tone.ACCENT),)
    return (
        literal("reloading", Tone.ACCENT),
        _amount(wait.received, wait.total),
        literal("  esc stops", Tone.MUTED),
    )


def _loading(what: str, wait: Wait, now: float) -> tuple[Line, ...]:
    """A part that is loading for the first time."""
    line = (cleaned(f"Loading {what}… esc stops", Tone.MUTED),)
    if retry := retry_span(wait, now):
        return (line, (retry,))
    return (line, (literal("received", Tone.ACCENT), _amount(wait.received, wait.total))) if wait.received else (line,)


def retry_span(wait: Wait, now: float) -> Span | None:
    """Why and when a request is retried; None while a response is arriving."""
    if wait.reason is None or wait.retry_at is None:
        return None
    seconds = duration(max(1, round(wait.retry_at - now)))
    return Span(
        fill("{} Retrying in {} ({} of {}).", wait.reason.message, seconds, wait.attempt, wait.of), Tone.WARNING
    )


def _amount(received: int, total: int | None) -> Span:
    amount = fill(" {} of {}", size(received), size(total)) if total else fill(" {}", size(received))
    return Span(amount, Tone.ACCENT)


def stale_line(error: PulumiError, at: float, now: float) -> Line:
    """The shown data is from `at` (Unix seconds), because reloading failed."""
    from stacktui.presentation.text.error_words import error_sentence

    return (Span(fill("Reload failed, data from {}: {}", age(now - at), error_sentence(error)), Tone.WARNING),)


def state_line(index: ResourceIndex, matches: int | None, *, only_problems: bool, version: int | None) -> Line:
    """How many of how many resources are shown, and how many have problems."""
    total = len(index)
    pending = len(index.deployment.pending_operations)
    held = count(total - pending, "resource")
    if pending:
        held = fill("{} and {}", held, count(pending, "pending operation"))
    spans = [Span(held if matches is None else fill("{} of {}", f"{matches:,}", held))]
    if version is not None:
        spans = [Span(fill(" version {}, not the present state ", version), Tone.INVERSE), literal("  "), *spans]
    problems = len(index.problems)
    if problems:
        spans.append(Span(SafeText(f" · {problems:,} ⚠"), Tone.WARNING))
    if only_problems:
        spans.append(literal(" · problems only", Tone.ACCENT))
    return tuple(spans)


ONLY_RESOURCES = words(
    "only the resources came: no pending operations, mark of corruption, providers, times or manifest"
)
"""What an answer of `resources/…` leaves out of a state."""


def other_names(names: str) -> SafeText:
    """What it means if a state's URNs name another stack."""
    return fill(
        "Its URNs name {}: the stack was renamed, or the state was imported or belongs to another stack.", names
    )


def corrupt_state(deployment: Deployment) -> SafeText:
    """What Pulumi itself found wrong with a state; empty if nothing."""
    marked = deployment.integrity_error is not None
    return words("Pulumi marked this state as corrupt: 1 shows its error") if marked else words("")


def state_warnings(deployment: Deployment, mistakes: Sequence[FilterMistake]) -> Line:
    """Warnings about the whole state, most severe first, and about the filter line."""
    spans: list[Span] = []
    if corrupt := corrupt_state(deployment):
        spans.append(Span(fill(" · {}", corrupt), Tone.DANGER))
    if deployment.names:
        spans.append(Span(fill(" · its URNs name {}", deployment.names), Tone.WARNING))
    if deployment.is_masked:
        from stacktui.pulumi.state.deployment import MASKED_EXPORT

        spans.append(Span(fill(" · {}", MASKED_EXPORT), Tone.WARNING))
    if deployment.only_resources:
        spans.append(Span(fill(" · {}", ONLY_RESOURCES), Tone.WARNING))
    if deployment.unreadable:
        unreadable = count(len(deployment.unreadable), "resource")
        spans.append(Span(fill(" · {} unreadable", unreadable), Tone.WARNING))
    if deployment.version is not None and deployment.version > 4:
        spans.append(Span(fill(" · format {} is newer than stacktui supports", deployment.version), Tone.WARNING))
    if unknown := deployment.unknown_features:
        spans.append(Span(fill(" · uses {}, which stacktui does not know", ", ".join(unknown)), Tone.WARNING))
    if mistakes:
        from stacktui.presentation.text.filter_words import mistake_words

        spans.append(Span(fill(" · {}", mistake_words(mistakes[0])), Tone.WARNING))
    return tuple(spans)
