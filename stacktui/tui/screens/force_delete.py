"""The second, different confirmation of a delete: it leaves cloud resources behind that nobody manages any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.lines import Span, Tone, field, say, show
from stacktui.presentation.safe_text import fill, words
from stacktui.presentation.wording import count
from stacktui.tui.screens.dialog import Field, Words
from stacktui.tui.screens.preflight_lines import RACE, protected_line, readers, running_line, where_line
from stacktui.tui.screens.stack_write_dialog import StackWriteDialog, is_same
from stacktui.tui.screens.write_dialog import Phase, prompt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.presentation.lines import Line
    from stacktui.presentation.safe_text import SafeText
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.screens.write_dialog import WriteDesk
    from stacktui.writes import Preflight, Write


class ForceDelete(StackWriteDialog):
    """Opened only when the server refused a delete because resources are left."""

    CONFIRM = "Force delete"

    def __init__(self, stack: StackIdentifier, desk: WriteDesk, *, protected: tuple[str, ...] | None = None) -> None:
        super().__init__((say("⚠ FORCE delete: resources are left", Tone.DANGER),), stack, desk)
        self.protected = protected
        self.add_class("-danger")

    def facts(self, preflight: Preflight) -> tuple[Line, ...]:
        number = preflight.count.resource_count if preflight.count else None
        many = words("its resources, whose number is unknown,") if number is None else count(number, "resource")
        return (
            (say("The server refused to delete "), show(str(self.stack), Tone.STRONG), say(": it has resources.")),
            (
                Span(fill("⚠ Force orphans {}: ", many), Tone.DANGER),
                say("they go on running, and costing, in your cloud, and no stack knows of them. None is destroyed."),
            ),
            (say("To destroy them instead: esc, then `pulumi destroy`."),),
            (),
            where_line(preflight, self.desk.host),
            protected_line(self.protected),
            field("read by", *readers(preflight.downstream)),
            running_line(preflight, self.desk.now()),
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
        if self.preflight is None or self.preflight.count is None:
            return words("orphan an unknown number of resources")
        number = self.preflight.count.resource_count
        return fill("orphan {} {}", number, words("resource") if number == 1 else words("resources"))

    def is_confirmed(self) -> bool:
        return self.phase is not Phase.REFUSED and is_same(self.query_one("#confirm", Field).value, self.phrase)

    def unconfirmed(self) -> tuple[Line, ...]:
        return ((say("Not confirmed: type exactly "), Span(self.phrase, Tone.DANGER), say(".")),)

    async def send(self) -> Write:
        return await self.desk.writes.delete(self.stack, force=True, stack_id=self.stack_id)
