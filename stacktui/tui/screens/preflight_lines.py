"""Says what is true of a stack just before it is changed: where, as whom, what it holds, who reads it, what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.lines import Line, Span, Tone, field, say, show
from stacktui.presentation.safe_text import LABEL_LIMIT, SafeText, clean, fill, words
from stacktui.presentation.wording import age, count, operation, permission, update_result

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier, StackReference, Update
    from stacktui.writes import Preflight

NAMED = 5
"""Names shown of a longer list."""

RACE = (
    say(
        "All this is asked again when you confirm. What changes in the moment after that cannot be ruled out.",
        Tone.MUTED,
    ),
)


def preflight_lines(stack: StackIdentifier, preflight: Preflight, host: str, now: float) -> tuple[Line, ...]:
    """What was found, a line each; what could not be read says so."""
    found = [
        field("stack", show(str(stack), Tone.STRONG)),
        where_line(preflight, host),
        field("version", Span(fill("{}", preflight.stack.version)), *_last_update(preflight.last_update, now)),
        field("resources", resources_span(preflight)),
        field("read by", *readers(preflight.downstream)),
    ]
    if preflight.metadata is not None and preflight.metadata.user_permission is not None:
        found.append(field("you may", Span(permission(preflight.metadata.user_permission))))
    running = running_line(preflight, now)
    return tuple([*found, running] if running else found)


def where_line(preflight: Preflight, host: str) -> Line:
    """On which host, and as whom."""
    user = preflight.user
    who = show(user.github_login or user.name, Tone.STRONG) if user else say("(who could not be read)", Tone.WARNING)
    return field("on", show(host, Tone.STRONG), say(" as "), who)


def resources_span(preflight: Preflight) -> Span:
    """The server's count."""
    if preflight.count is None:
        return say("could not be counted", Tone.WARNING)
    number = preflight.count.resource_count
    return Span(SafeText(f"{count(number, 'resource')} by the server's count"), Tone.STRONG)


def running_line(preflight: Preflight, now: float) -> Line:
    """What is running, or no line."""
    current = preflight.stack.current_operation
    if current is None:
        return ()
    return field("running", operation(current.kind, current.author, current.started, now))


def protected_line(protected: tuple[str, ...] | None) -> Line:
    """The protected resources by name; None where the state was not loaded."""
    if protected is None:
        return field("protected", say("not known: the state was not opened", Tone.WARNING))
    if not protected:
        return field("protected", say("none"))
    return field("protected", Span(_names(protected), Tone.WARNING))


def readers(downstream: tuple[StackReference, ...] | None) -> tuple[Span, ...]:
    """The stacks that reference this one, by name."""
    if downstream is None:
        return (say("could not be read", Tone.WARNING),)
    if not downstream:
        return (say("no stack"),)
    return (Span(_names(tuple(str(reference.identifier) for reference in downstream)), Tone.WARNING),)


def _names(names: tuple[str, ...]) -> SafeText:
    shown = ", ".join(clean(name) for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return clean(f"{len(names)}: {shown}{more}", LABEL_LIMIT)


def _last_update(update: Update | None, now: float) -> tuple[Span, ...]:
    if update is None:
        return (say(", no update known"),)
    who = fill(" by {}", update.author) if update.author else words("")
    return (
        Span(fill(", {}{} {}: ", update.kind or words("update"), who, age(now - update.start_time))),
        update_result(update.result),
    )
