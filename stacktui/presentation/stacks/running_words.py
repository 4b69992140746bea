"""Says that an update is running on a stack, and the way out where nothing drives it any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, indented, literal
from stacktui.presentation.text.safe_text import SafeText, fill, words
from stacktui.presentation.text.wording import is_possibly_stuck, operation

if TYPE_CHECKING:
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import StackIdentifier


def running_span(running: RunningUpdate, now: float) -> Span:
    """`↻ update by bob, 4m ago`, or the status where the server reports no more than that."""
    if running.error is not None:
        return literal("↻ counts as running: the status of its latest update cannot be read", Tone.WARNING)
    if running.status:
        return Span(fill("↻ an update is running, status: {}", running.status), Tone.ACCENT)
    return operation(running.kind, running.author, running.started, now)


def cancel_command(stack: StackIdentifier) -> str:
    """What ends an update whose pulumi process is gone; copying runs nothing."""
    import shlex  # the first screen does not need it

    return f"pulumi cancel {shlex.quote(str(stack))}"


def way_out(stack: StackIdentifier) -> tuple[Line, ...]:
    """What to do about an update that was killed: it is reported as running until somebody ends it.

    The command has a line of its own, to be copied.
    """
    return (
        (literal("If its pulumi process was killed, this ends it:"),),
        indented(1, cleaned(cancel_command(stack), Tone.STRONG)),
    )


def running_lines(
    stack: StackIdentifier, running: RunningUpdate, now: float, *, names_way_out: bool = False
) -> tuple[Line, ...]:
    """What is running; why that is not known for certain; and the way out, where it may be needed or is asked for."""
    lines: list[Line] = [(running_span(running, now),)]
    if running.error is not None:
        lines.append((cleaned(running.error.message, Tone.MUTED),))
    if names_way_out or not running.started or is_possibly_stuck(running.started, now):
        lines.extend(way_out(stack))
    return tuple(lines)


def running_sentence(running: RunningUpdate | None) -> SafeText:
    """That an update is running, in one sentence."""
    if running is None:
        return words("No update is running.")
    if running.error is not None:
        problem = running.error.message
        return fill("Whether an update is running cannot be read, so it counts as running: {}", problem)
    if running.status:
        return fill("An update is running: the server reports its status as `{}`.", running.status)
    return fill("{} is running: {}.", running.author or words("Somebody"), running.kind or words("an operation"))
