"""Deletes a stack: its full name must be typed, and everything that was shown must still be true when it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.writes import WriteKind
from stacktui.presentation.stacks.delete_words import DELETED, KEPT
from stacktui.presentation.stacks.preflight_lines import RACE, preflight_lines, protected_line
from stacktui.presentation.text.lines import Line, Tone, say, show
from stacktui.pulumi.errors import StackNotEmpty
from stacktui.tui.dialogs.delete_dialog import DeleteDialog, recovery_line
from stacktui.tui.dialogs.dialog import Field
from stacktui.tui.dialogs.force_delete import ForceDelete
from stacktui.tui.dialogs.stack_write_dialog import is_same
from stacktui.tui.dialogs.write_dialog import Phase, prompt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.explorer.writes import Preflight, Write
    from stacktui.pulumi.counting import LoadedState
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.write_dialog import WriteDesk


class DeleteStack(DeleteDialog):
    """First without force. Only when the server says that resources are left does the second dialog open."""

    KIND = WriteKind.DELETE
    CONFIRM = "Delete"

    def __init__(
        self,
        stack: StackIdentifier,
        desk: WriteDesk,
        *,
        protected: tuple[str, ...] | None = None,
        loaded: LoadedState | None = None,
    ) -> None:
        super().__init__((say("Delete stack", Tone.DANGER),), stack, desk, protected=protected, loaded=loaded)

    def facts(self, preflight: Preflight) -> tuple[Line, ...]:
        return (
            *preflight_lines(self.stack, preflight, self.desk.host, self.desk.now()),
            protected_line(self.protected),
            (),
            (say(DELETED),),
            (say(KEPT), say(" A stack that has any is refused first.")),
            recovery_line(preflight),
            RACE,
        )

    def below(self) -> Iterable[Widget]:
        yield prompt(say("Type "), show(str(self.stack), Tone.STRONG), say(" to delete it:"))
        yield Field(id="confirm")

    def is_confirmed(self) -> bool:
        return self.phase is not Phase.REFUSED and is_same(self.query_one("#confirm", Field).value, str(self.stack))

    def unconfirmed(self) -> tuple[Line, ...]:
        return ((say("Not confirmed: type the full name, "), show(str(self.stack), Tone.STRONG), say(".")),)

    async def send(self) -> Write:
        return await self.desk.writes.delete(self.stack, force=False, stack_id=self.stack_id)

    def refused(self, write: Write) -> None:
        super().refused(write)
        if isinstance(write.error, StackNotEmpty):
            second = ForceDelete(self.stack, self.desk, protected=self.protected, loaded=self.loaded)
            self.app.push_screen(second, self._after_force)

    def _after_force(self, write: Write | None) -> None:
        if write is not None and (write.is_done or write.is_open):
            self.dismiss(write)
