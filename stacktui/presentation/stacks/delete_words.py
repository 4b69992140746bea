"""What deleting a stack takes, leaves and orphans, and what must be typed: the same in dialog and command."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from stacktui.presentation.text.lines import Span, Tone, say
from stacktui.presentation.text.safe_text import LABEL_LIMIT, SafeText, clean, fill, words
from stacktui.presentation.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.pulumi.counting import Counted
    from stacktui.pulumi.stack import StackIdentifier, StackReference

DELETED: Final = "Will be deleted: the stack, its history and its configuration on the server."
KEPT: Final = "Will not be deleted: resources in your cloud."
RESTORABLE: Final = "An organization's administrator can restore one of its last 25 deleted stacks for a while."
FINAL: Final = "This cannot be undone on this server."
ORPHANED: Final = "they go on running, and costing, in your cloud, and no stack knows of them. None is destroyed."
ODD_NAME: Final = "The name holds characters that Pulumi's rules do not allow: change the stack with another tool."

NAMED = 5
"""Names shown of a longer list."""


def recovery(*, is_restorable: bool) -> Span:
    """Whether a deleted stack can be brought back."""
    return say(RESTORABLE, Tone.MUTED) if is_restorable else say(FINAL, Tone.WARNING)


def resources_span(counted: Counted | None) -> Span:
    """How many resources there are, and what says so."""
    if counted is None:
        return say("could not be counted", Tone.WARNING)
    return Span(fill("{} by {}", count(counted.number, "resource"), counted.source), Tone.STRONG)


def orphans(counted: Counted | None) -> SafeText:
    """What force leaves behind: `64 resources`."""
    return words("an unknown number of resources") if counted is None else count(counted.number, "resource")


def orphan_phrase(counted: Counted | None) -> SafeText:
    """What must be typed to force a delete; it names the number of resources that are left behind."""
    number = words("an unknown number of") if counted is None else fill("{}", counted.number)
    return fill(
        "orphan {} {}", number, words("resource" if counted is not None and counted.number == 1 else "resources")
    )


def destroy_command(stack: StackIdentifier) -> str:
    """What destroys the resources of a stack instead."""
    return shlex.join(("pulumi", "destroy", "--stack", str(stack)))


def readers(downstream: Sequence[StackReference] | None) -> tuple[Span, ...]:
    """The stacks that reference a stack, by name; None where they could not be read."""
    if downstream is None:
        return (say("could not be read", Tone.WARNING),)
    if not downstream:
        return (say("no stack"),)
    return (Span(counted_names([str(reference.identifier) for reference in downstream]), Tone.WARNING),)


def counted_names(names: Sequence[str]) -> SafeText:
    """How many, and the first of them: `7: a, b, c, d, e and 2 more`."""
    shown = ", ".join(clean(name) for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return clean(f"{len(names)}: {shown}{more}", LABEL_LIMIT)
