"""The words of transferring a stack: its organization changes, its project and name stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.changes.transfer import Seen, Transfer
from stacktui.presentation.changes.change_words import ChangeWords
from stacktui.presentation.text.lines import Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, clean, fill, words

if TYPE_CHECKING:
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.presentation.text.lines import Line


class TransferWords(ChangeWords[Transfer]):
    """The new organization, and what no longer finds the stack."""

    title = "Transfer stack"
    button = "Transfer"
    purpose = "to transfer it there"
    looked = {  # noqa: RUF012 - the base class says that it is not changed
        Seen.THERE: "{0} was transferred: it is {1} now (verified).",
        Seen.STILL_HERE: "{0} was not transferred so far; look again.",
        Seen.UNCLEAR: "Whether {0} was transferred is unknown: look at both {0} and {1}.",
    }

    @property
    def subject(self) -> SafeText:
        return clean(f"{self.change.stack} → {self.change.to_organization}")

    @property
    def done(self) -> SafeText:
        return fill("Transferred {} from {}", str(self.change.target), self.change.stack.organization)

    def effects(self, facts: Preflight) -> tuple[Line, ...]:
        here = self.change.stack.organization
        lines: tuple[Line, ...] = (
            (literal("It becomes "), cleaned(str(self.change.target), Tone.STRONG), literal(".")),
            (literal("Its address changes: programs, scripts and CI that name it must follow."),),
            (Span(fill("Its teams and permissions of {} end; those of the new organization apply.", here)),),
            (Span(fill("Versions of its state from before still name {} as owner of their secrets.", here)),),
        )
        if not facts.downstream:
            return lines
        broken = literal("⚠ The stacks that read it do so by the old name: they fail until changed.", Tone.WARNING)
        return (*lines, (broken,))

    @property
    def consequence(self) -> SafeText:
        return words("The update goes on under the old name: it may fail half-way, with its last changes not recorded.")
