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
        Seen.THERE: "{0} was transferred and is now {1} (verified).",
        Seen.STILL_HERE: "{0} has not been transferred yet; check again.",
        Seen.UNCLEAR: "Whether {0} was transferred is unknown: check both {0} and {1}.",
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
            (literal("Its full name changes: update the programs, scripts and CI that use it."),),
            (
                Span(
                    fill("Team and permission settings of {} no longer apply; those of the new organization do.", here)
                ),
            ),
            (Span(fill("Earlier versions of its state still name {} as the owner of their secrets.", here)),),
        )
        if not facts.downstream:
            return lines
        broken = literal("⚠ Stacks that read it use the old name: they fail until you update them.", Tone.WARNING)
        return (*lines, (broken,))

    @property
    def consequence(self) -> SafeText:
        return words("The update continues under the old name: it may fail midway, with its last changes not recorded.")
