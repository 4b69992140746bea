"""The lines about a change that was sent: in progress, done, refused, or with an unknown outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.changes.registry import words_of
from stacktui.presentation.text.error_words import error_lines, outcome_words
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, fill
from stacktui.pulumi.errors import Outcome

if TYPE_CHECKING:
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.stack import ServerMessage


def outcome_line(write: Write) -> Line:
    """The outcome of a change, which may be unknown."""
    if write.is_done:
        return (Span(words_of(write.change).done, Tone.GOOD),)
    if write.outcome is Outcome.UNKNOWN:
        return (Span(unknown_outcome(write), Tone.WARNING), literal(" ctrl+o checks again.", Tone.WARNING))
    return ()


def unknown_outcome(write: Write) -> SafeText:
    """Of a change whose answer was lost."""
    return fill("Outcome unknown: {} {}.", write.change.name, str(write.stack))


def write_lines(write: Write) -> tuple[Line, ...]:
    """Everything known about a change that ended: the error, the server's words, the result of checking."""
    lines: list[Line] = [*error_lines(write.error)] if write.error else []
    lines.extend((_message(message),) for message in write.messages)
    if write.verdict is not None:
        tone = Tone.GOOD if write.is_done else Tone.WARNING
        lines.append((literal("Checked: ", Tone.MUTED), Span(words_of(write.change).verdict(write.verdict), tone)))
    if write.outcome is None:
        lines.append((literal("In progress: no answer yet.", Tone.WARNING),))
    else:
        lines.append((outcome_words(write.outcome),))
    return tuple(lines)


def under_way_line(write: Write) -> Line:
    """Why another change to the same stack is not sent."""
    sentence = fill(
        "Another change to {} is still in progress ({}): wait for it to finish.", str(write.stack), write.change.name
    )
    return (literal("✗ ", Tone.DANGER), Span(sentence, Tone.DANGER))


def state_span(write: Write) -> Span:
    """The state of a change in a word or two."""
    match write.outcome:
        case None:
            return literal("in progress", Tone.WARNING)
        case Outcome.UNKNOWN:
            return literal("unknown", Tone.WARNING)
        case Outcome.DONE:
            return literal("done", Tone.GOOD)
        case _:
            return literal("not done", Tone.PLAIN)


def subject_span(write: Write) -> Span:
    """The object of the change."""
    return Span(words_of(write.change).subject, Tone.STRONG)


def title_line(write: Write) -> Line:
    """The change and its object."""
    return (Span(fill("{} {}", write.change.name, words_of(write.change).subject)),)


def _message(message: ServerMessage) -> Span:
    tone = {"error": Tone.DANGER, "warning": Tone.WARNING}.get(message.severity or "", Tone.PLAIN)
    return cleaned(message.message, tone)
