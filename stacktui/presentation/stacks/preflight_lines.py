"""Says what is true of a stack just before it is changed: where, as whom, what it holds, who reads it, what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.stacks.delete_words import counted_names, readers, resources_span
from stacktui.presentation.stacks.running_words import running_lines
from stacktui.presentation.text.lines import Line, Span, Tone, field, say, show
from stacktui.presentation.text.safe_text import fill, words
from stacktui.presentation.text.wording import age, permission, update_result

if TYPE_CHECKING:
    from stacktui.explorer.writes import Preflight
    from stacktui.pulumi.stack import StackIdentifier, Update

COPIED_BY: Line = (say("ctrl+y copies that command.", Tone.MUTED),)
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
        field("resources", resources_span(preflight.count)),
        field("read by", *readers(preflight.downstream)),
    ]
    if preflight.metadata is not None and preflight.metadata.user_permission is not None:
        found.append(field("you may", Span(permission(preflight.metadata.user_permission))))
    return (*found, *running_facts(preflight, now))


def where_line(preflight: Preflight, host: str) -> Line:
    """On which host, and as whom."""
    user = preflight.user
    who = show(user.github_login or user.name, Tone.STRONG) if user else say("(who could not be read)", Tone.WARNING)
    return field("on", show(host, Tone.STRONG), say(" as "), who)


def running_facts(preflight: Preflight, now: float) -> tuple[Line, ...]:
    """What is running, and the way out; no line where nothing is."""
    running = preflight.running
    if running is None:
        return ()
    first, *others = running_lines(preflight.stack.identifier, running, now, names_way_out=True)
    return (field("running", *first), *others, COPIED_BY)


def protected_line(protected: tuple[str, ...] | None) -> Line:
    """The protected resources by name; None where the state was not loaded."""
    if protected is None:
        return field("protected", say("not known: the state was not opened", Tone.WARNING))
    if not protected:
        return field("protected", say("none"))
    return field("protected", Span(counted_names(protected), Tone.WARNING))


def _last_update(update: Update | None, now: float) -> tuple[Span, ...]:
    if update is None:
        return (say(", no update known"),)
    who = fill(" by {}", update.author) if update.author else words("")
    return (
        Span(fill(", {}{} {}: ", update.kind or words("update"), who, age(now - update.start_time))),
        update_result(update.result),
    )
