"""The words of creating a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.changes.create import Create, Seen
from stacktui.presentation.changes.change_words import ChangeWords
from stacktui.presentation.text.lines import Tone
from stacktui.presentation.text.safe_text import fill, words

if TYPE_CHECKING:
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.presentation.text.lines import Line
    from stacktui.presentation.text.safe_text import SafeText


class CreateWords(ChangeWords[Create]):
    """Nothing needs to be typed twice, because the stack's name itself is typed."""

    title = "New stack"
    button = "Create"
    purpose = "to create it"
    tone = Tone.ACCENT
    looked = {  # noqa: RUF012 - the base class says that it is not changed
        Seen.THERE: "{0} exists: created by this or another request.",
        Seen.ABSENT: "{0} does not exist yet; check again.",
    }

    @property
    def done(self) -> SafeText:
        return fill("Created {}", str(self.change.stack))

    def effects(self, facts: Preflight) -> tuple[Line, ...]:  # noqa: ARG002 - there is no stack yet
        return ()

    @property
    def consequence(self) -> SafeText:
        return words("No update can run on a stack that does not exist.")
