"""The lines about a stack before a change: host, user, contents, readers, running update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.changes.preflight import Difference, Fact
from stacktui.presentation.stacks.running_words import running_lines, running_sentence
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, field, literal
from stacktui.presentation.text.loading_words import retry_span
from stacktui.presentation.text.safe_text import LABEL_LIMIT, SafeText, clean, fill, join, words
from stacktui.presentation.text.wording import age, count, permission, update_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.explorer.kinds.count_for_delete import Counted
    from stacktui.explorer.loadable import Wait
    from stacktui.pulumi.stack import StackIdentifier, StackReference, Update

NAMED = 5
"""The maximum number of names shown of a list."""

COPIED_BY: Line = (literal("ctrl+y copies that command.", Tone.MUTED),)
RACE = (
    literal(
        "All of this is checked again when you confirm. A change in the moment after that cannot be ruled out.",
        Tone.MUTED,
    ),
)
_FACTS = {
    Fact.STACK: words("the stack"),
    Fact.USER: words("the current user"),
    Fact.COUNT: words("the number of its resources"),
    Fact.LEFT: words("the number of its resources"),
    Fact.METADATA: words("your permission"),
    Fact.READERS: words("the stacks that read it"),
    Fact.LAST_UPDATE: words("its last update"),
    Fact.RESTORABLE: words("whether it can be restored"),
}


def waiting_line(stack: StackIdentifier, waiting: Iterable[Fact], wait: Wait | None = None, now: float = 0.0) -> Line:
    """What is still being loaded, or why a request is retried at `wait.retry_at`; `now` is in Unix seconds."""
    if wait is not None and (retry := retry_span(wait, now)):
        return (cleaned(f"{stack}: "), retry, literal(" esc closes", Tone.MUTED))
    asked = join(", ", [_FACTS[fact] for fact in waiting])
    return (cleaned(str(stack)), Span(fill(": loading {}… esc closes", asked), Tone.MUTED))


def preflight_lines(facts: Preflight, host: str, now: float) -> tuple[Line, ...]:
    """One line for each requested fact, or that it could not be read."""
    shown: dict[Fact, Line] = {
        Fact.STACK: field("stack", cleaned(str(facts.stack.identifier), Tone.STRONG)),
        Fact.USER: _where(facts, host),
        Fact.LAST_UPDATE: field(
            "version", Span(fill("{}", facts.stack.version)), *_last_update(facts.last_update, now)
        ),
        Fact.COUNT: field("resources", resources_span(facts.count)),
        Fact.LEFT: field("resources", resources_span(facts.count)),
        Fact.READERS: field("read by", *readers(facts.downstream)),
    }
    found = [line for fact, line in shown.items() if fact in facts.asked]
    if facts.metadata is not None and facts.metadata.user_permission is not None:
        found.append(field("you may", Span(permission(facts.metadata.user_permission))))
    return (*found, *_running(facts, now))


def _where(facts: Preflight, host: str) -> Line:
    """The host and the user."""
    user = facts.user
    who = cleaned(user.github_login or user.name, Tone.STRONG) if user else literal("(unknown user)", Tone.WARNING)
    return field("on", cleaned(host, Tone.STRONG), literal(" as "), who)


def _running(facts: Preflight, now: float) -> tuple[Line, ...]:
    """The running update and how to end it; no lines if there is none."""
    if facts.running is None:
        return ()
    first, *others = running_lines(facts.stack.identifier, facts.running, now, names_way_out=True)
    return (field("running", *first), *others, COPIED_BY)


def _last_update(update: Update | None, now: float) -> tuple[Span, ...]:
    if update is None:
        return (literal(", no known update"),)
    who = fill(" by {}", update.author) if update.author else words("")
    return (
        Span(fill(", {}{} {}: ", update.kind or words("update"), who, age(now - update.start_time))),
        update_result(update.result),
    )


def protected_line(protected: tuple[str, ...] | None) -> Line:
    """The names of protected resources; None if the state is not loaded."""
    if protected is None:
        return field("protected", literal("unknown: the state is not loaded", Tone.WARNING))
    if not protected:
        return field("protected", literal("none"))
    return field("protected", Span(_counted_names(protected), Tone.WARNING))


def resources_span(counted: Counted | None) -> Span:
    """The number of resources and its source."""
    if counted is None:
        return literal("could not be counted", Tone.WARNING)
    return Span(fill("{} according to {}", count(counted.number, "resource"), counted.source), Tone.STRONG)


def readers(downstream: Sequence[StackReference] | None) -> tuple[Span, ...]:
    """The names of the stacks that read the stack; None if they could not be read."""
    if downstream is None:
        return (literal("could not be read", Tone.WARNING),)
    if not downstream:
        return (literal("none"),)
    return (Span(_counted_names([str(reference.identifier) for reference in downstream]), Tone.WARNING),)


def _counted_names(names: Sequence[str]) -> SafeText:
    """The number of names and the first of them: `7: a, b, c, d, e and 2 more`."""
    shown = ", ".join(clean(name) for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return clean(f"{len(names)}: {shown}{more}", LABEL_LIMIT)


def difference_words(differences: Iterable[Difference], before: Preflight, later: Preflight) -> tuple[SafeText, ...]:
    """The differences between two preflights, one sentence each."""
    return tuple(_difference(difference, before, later) for difference in differences)


def _difference(difference: Difference, before: Preflight, later: Preflight) -> SafeText:
    match difference:
        case Difference.IDENTITY:
            return words("This is a different stack: it was deleted and created again.")
        case Difference.VERSION:
            return fill("Its version changed from {} to {}.", before.stack.version, later.stack.version)
        case Difference.COUNT:
            return fill("Its number of resources changed from {} to {}.", _number(before.count), _number(later.count))
        case _:  # Difference.RUNNING
            return running_sentence(later.running)


def _number(counted: Counted | None) -> SafeText:
    return words("unknown") if counted is None else fill("{}", counted.number)
