"""The words of deleting a stack: what is deleted and kept, and with force what is orphaned."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from stacktui.explorer.changes.delete import Delete, Seen
from stacktui.presentation.changes.change_words import ChangeWords
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, fill, words
from stacktui.presentation.text.wording import count

if TYPE_CHECKING:
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.explorer.kinds.count_for_delete import Counted
    from stacktui.pulumi.stack import StackIdentifier

_DELETED: Final = "Will be deleted: the stack, its history and its configuration on the server."
_KEPT: Final = "Will not be deleted: resources in your cloud. If it has any, the server refuses at first."
_RESTORABLE: Final = "For a limited time, an organization administrator can restore one of the last 25 deleted stacks."
_FINAL: Final = "This cannot be undone on this server."
_ORPHANED: Final = "they go on running, and costing, in your cloud, and no stack manages them. None is destroyed."
_NUMBER_UNKNOWN: Final = (
    "The number of resources is unknown; whatever exists keeps running, and costing, in your cloud, and no stack "
    "manages it. None is destroyed."
)


class DeleteWords(ChangeWords[Delete]):
    """What is deleted and what is not."""

    title = "Delete stack"
    button = "Delete"
    purpose = "to delete it"
    tone = Tone.DANGER
    looked = {  # noqa: RUF012 - the base class says that it is not changed
        Seen.GONE: "{0} was deleted (verified).",
        Seen.CREATED_AGAIN: "{0} was deleted, and has been created again.",
        Seen.STILL_THERE: "{0} still exists; the request may still be in progress. Check again.",
    }

    @property
    def done(self) -> SafeText:
        return fill("Deleted {}", str(self.change.stack))

    def effects(self, facts: Preflight) -> tuple[Line, ...]:
        return ((literal(_DELETED),), (literal(_KEPT),), (recovery(facts),))

    @property
    def consequence(self) -> SafeText:
        return words(
            "The update loses its stack: no stack manages what it has created, and still creates, in your cloud."
        )


class ForceDeleteWords(DeleteWords):
    """After the server has refused the delete without force: what force orphans."""

    title = "⚠ FORCE delete: resources are orphaned"
    button = "Force delete"
    purpose = "to force it"
    phrase_tone = Tone.DANGER
    unsent = "it was not deleted"

    @property
    def done(self) -> SafeText:
        return fill("Deleted {}; its resources are orphaned", str(self.change.stack))

    def effects(self, facts: Preflight) -> tuple[Line, ...]:
        stack = self.change.stack
        return (
            (
                literal("The server refused to delete "),
                cleaned(str(stack), Tone.STRONG),
                literal(": it has resources."),
            ),
            orphaned(facts.count),
            (Span(fill("To destroy them instead: `{}`.", destroy_command(stack))),),
            (recovery(facts),),
        )


def recovery(facts: Preflight) -> Span:
    """Whether a deleted stack can be restored."""
    return literal(_RESTORABLE, Tone.MUTED) if facts.is_restorable else literal(_FINAL, Tone.WARNING)


def orphaned(counted: Counted | None) -> Line:
    """What force orphans."""
    if counted is None:
        return (literal("⚠ Force orphans every resource. ", Tone.DANGER), literal(_NUMBER_UNKNOWN))
    return (Span(fill("⚠ Force orphans {}: ", count(counted.number, "resource")), Tone.DANGER), literal(_ORPHANED))


def destroy_command(stack: StackIdentifier) -> str:
    """The command that destroys the stack's resources."""
    return shlex.join(("pulumi", "destroy", "--stack", str(stack)))
