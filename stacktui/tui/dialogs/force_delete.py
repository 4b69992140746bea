"""The second, different confirmation of a delete: it leaves cloud resources behind that nobody manages any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.writes import WriteKind
from stacktui.presentation.stacks.delete_words import (
    ORPHANED,
    destroy_command,
    orphan_phrase,
    orphans,
    readers,
    resources_span,
)
from stacktui.presentation.stacks.preflight_lines import RACE, protected_line, running_facts, where_line
from stacktui.presentation.text.lines import Span, Tone, field, say, show
from stacktui.presentation.text.safe_text import fill
from stacktui.tui.dialogs.delete_dialog import DeleteDialog, recovery_line
from stacktui.tui.dialogs.dialog import Field, Words
from stacktui.tui.dialogs.stack_write_dialog import is_same
from stacktui.tui.dialogs.write_dialog import Phase, prompt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.explorer.writes import Preflight, Write
    from stacktui.presentation.text.lines import Line
    from stacktui.presentation.text.safe_text import SafeText
    from stacktui.pulumi.counting import LoadedState
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.write_dialog import WriteDesk


class ForceDelete(DeleteDialog):
    """Opened only when the server refused a delete because resources are left."""

    KIND = WriteKind.FORCE_DELETE
    CONFIRM = "Force delete"

    def __init__(
        self,
        stack: StackIdentifier,
        desk: WriteDesk,
        *,
        protected: tuple[str, ...] | None = None,
        loaded: LoadedState | None = None,
    ) -> None:
        title = (say("⚠ FORCE delete: resources are left", Tone.DANGER),)
        super().__init__(title, stack, desk, protected=protected, loaded=loaded)
        self.add_class("-danger")

    def facts(self, preflight: Preflight) -> tuple[Line, ...]:
        return (
            (say("The server refused to delete "), show(str(self.stack), Tone.STRONG), say(": it has resources.")),
            (Span(fill("⚠ Force orphans {}: ", orphans(preflight.count)), Tone.DANGER), say(ORPHANED)),
            (Span(fill("To destroy them instead: esc, then `{}`.", destroy_command(self.stack))),),
            recovery_line(preflight),
            (),
            where_line(preflight, self.desk.host),
            field("resources", resources_span(preflight.count)),
            protected_line(self.protected),
            field("read by", *readers(preflight.downstream)),
            *running_facts(preflight, self.desk.now()),
            RACE,
        )

    def show_preflight(self, preflight: Preflight) -> None:
        super().show_preflight(preflight)
        self.query_one(".prompt", Words).show(((say("Type "), Span(self.phrase, Tone.DANGER), say(" to force it:")),))

    def below(self) -> Iterable[Widget]:
        yield prompt()
        yield Field(id="confirm")

    @property
    def phrase(self) -> SafeText:
        """What must be typed; it names the number of resources that are left behind."""
        return orphan_phrase(self.preflight.count if self.preflight else None)

    def is_confirmed(self) -> bool:
        return self.phase is not Phase.REFUSED and is_same(self.query_one("#confirm", Field).value, self.phrase)

    def unconfirmed(self) -> tuple[Line, ...]:
        return ((say("Not confirmed: type exactly "), Span(self.phrase, Tone.DANGER), say(".")),)

    async def send(self) -> Write:
        return await self.desk.writes.delete(self.stack, force=True, stack_id=self.stack_id)
