"""The running update of a stack, and how to end one whose process was killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, indented, literal
from stacktui.presentation.text.safe_text import SafeText, fill, words
from stacktui.presentation.text.wording import is_possibly_stuck, operation

if TYPE_CHECKING:
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import StackIdentifier


def running_span(running: RunningUpdate, now: float) -> Span:
    """`↻ update by bob, 4m ago`, or the status if the server reports nothing else."""
    if running.error is not None:
        return literal("↻ treated as running: the status of the latest update cannot be read", Tone.WARNING)
    if running.status:
        return Span(fill("↻ an update is running, status: {}", running.status), Tone.ACCENT)
    return operation(running.kind, running.author, running.started, now)


def cancel_command(stack: StackIdentifier) -> str:
    """The command that ends an update whose pulumi process is gone; copying it runs nothing."""
    import shlex  # not needed by the first screen

    return f"pulumi cancel {shlex.quote(str(stack))}"


def way_out(stack: StackIdentifier) -> tuple[Line, ...]:
    """What to do about an update that was killed, which is reported as running until it is cancelled.

    The command is on its own line, to be copied.
    """
    return (
        (literal("If its pulumi process was killed, cancel it with:"),),
        indented(1, cleaned(cancel_command(stack), Tone.STRONG)),
    )


def running_lines(
    stack: StackIdentifier, running: RunningUpdate, now: float, *, names_way_out: bool = False
) -> tuple[Line, ...]:
    """The running update, why it is uncertain, and how to end it if that may be needed or is requested."""
    lines: list[Line] = [(running_span(running, now),)]
    if running.error is not None:
        lines.append((cleaned(running.error.message, Tone.MUTED),))
    if names_way_out or not running.started or is_possibly_stuck(running.started, now):
        lines.extend(way_out(stack))
    return tuple(lines)


def running_sentence(running: RunningUpdate | None) -> SafeText:
    """The running update in one sentence."""
    if running is None:
        return words("No update is running.")
    if running.error is not None:
        problem = running.error.message
        return fill("Cannot tell whether an update is running, so one is assumed: {}", problem)
    if running.status:
        return fill("An update is running: the server reports its status as `{}`.", running.status)
    return fill("{} is running: {}.", running.author or words("Someone"), running.kind or words("an operation"))
