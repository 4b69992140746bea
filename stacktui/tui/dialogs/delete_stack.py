"""Deletes a stack: its full name must be typed, and the displayed facts must still be true when it is sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from stacktui.presentation.changes.preflight_lines import RACE, protected_line
from stacktui.presentation.text.lines import Line, Tone, cleaned, literal
from stacktui.pulumi.errors import StackNotEmpty
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.dialogs.dialog import Words
from stacktui.tui.dialogs.save_file import SaveFile
from stacktui.tui.dialogs.stack_write_dialog import StackWriteDialog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from stacktui.explorer.changes.delete import Delete
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.explorer.writes import Write
    from stacktui.tui.dialogs.save_file import SaveChoice
    from stacktui.tui.dialogs.write_dialog import WriteContext


class DeleteStack(StackWriteDialog):
    """The first dialog, without force; `ForceDelete` opens only if the server reports that resources are left.

    Args:
        change: The delete.
        context: The context of the write.
        protected: Names of its protected resources; None if its state is not loaded.
    """

    HINT = "ctrl+s save its state · pgup pgdn scroll · esc close"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.DELETE)
    PANES = (Pane.DELETE, Pane.DIALOG)

    def __init__(
        self,
        change: Delete,
        context: WriteContext,
        *,
        protected: tuple[str, ...] | None = None,
    ) -> None:
        super().__init__(change, context)
        self.delete = change
        self.protected = protected

    def body(self) -> Iterable[Widget]:
        return (*super().body(), Words(id="saved"))

    def state_of_stack(self, preflight: Preflight) -> tuple[Line, ...]:
        return (*super().state_of_stack(preflight), protected_line(self.protected))

    def effects(self, preflight: Preflight) -> tuple[Line, ...]:
        *others, recovery = super().effects(preflight)
        return (*others, (*recovery, literal(" ctrl+s saves its state first.")))

    def refused(self, write: Write) -> None:
        super().refused(write)
        if isinstance(write.error, StackNotEmpty):
            by_force = replace(self.delete, force=True)
            second = ForceDelete(by_force, self.context, protected=self.protected)
            self.app.push_screen(second, self._after_force)

    def _after_force(self, write: Write | None) -> None:
        if write is not None and (write.is_done or write.is_open):
            self.dismiss(write)

    def action_save_export(self) -> None:
        """Ask where to save the current state."""
        what = (literal("The state of "), cleaned(str(self.stack), Tone.STRONG))
        path = Path(f"{self.stack.file_stem}.json")
        self.app.push_screen(SaveFile(what, path, may_have_secrets=True), self._save)

    def _save(self, choice: SaveChoice | None) -> None:
        if choice is not None:
            self._show_saved((literal("Saving its state…", Tone.MUTED),))
            self.run_worker(self._saved(choice), group="save", exclusive=True)

    async def _saved(self, choice: SaveChoice) -> None:
        line = await self.context.save(self.stack, choice)
        if self.is_there:
            self._show_saved(line)

    def _show_saved(self, line: Line) -> None:
        self.query_one("#saved", Words).show((line,))
        self.fit()


class ForceDelete(DeleteStack):
    """The second, different confirmation: it orphans cloud resources."""

    def on_mount(self) -> None:
        self.add_class("-danger")

    def facts(self, preflight: Preflight) -> tuple[Line, ...]:
        """What force orphans comes first."""
        return (*self.effects(preflight), (), *self.state_of_stack(preflight), RACE)
