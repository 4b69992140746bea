"""What both confirmations of a delete share: whether it can be undone, and an export that is saved before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from stacktui.presentation.stacks.delete_words import recovery
from stacktui.presentation.text.lines import Line, Tone, say, show
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.dialogs.dialog import Words
from stacktui.tui.dialogs.save_file import SaveFile
from stacktui.tui.dialogs.stack_write_dialog import StackWriteDialog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from stacktui.explorer.writes import Preflight
    from stacktui.pulumi.counting import LoadedState
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.save_file import SaveChoice
    from stacktui.tui.dialogs.write_dialog import WriteDesk


class DeleteDialog(StackWriteDialog):
    """Asks about one stack.

    Args:
        title: What is asked.
        stack: The stack.
        desk: Where to ask.
        protected: Names of its protected resources; None where its state was not loaded.
        loaded: How many resources that state holds.
    """

    HINT = "ctrl+s save its state · pgup pgdn scroll · esc close"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.DELETE)
    PANES = (Pane.DELETE, Pane.DIALOG)

    def __init__(
        self,
        title: Line,
        stack: StackIdentifier,
        desk: WriteDesk,
        *,
        protected: tuple[str, ...] | None = None,
        loaded: LoadedState | None = None,
    ) -> None:
        super().__init__(title, stack, desk, loaded=loaded)
        self.protected = protected

    def body(self) -> Iterable[Widget]:
        return (*super().body(), Words(id="saved"))

    def action_save_export(self) -> None:
        """Ask where to save the state, as it is now."""
        what = (say("The state of "), show(str(self.stack), Tone.STRONG))
        path = Path(f"{self.stack.file_stem}.json")
        self.app.push_screen(SaveFile(what, path, may_have_secrets=True), self._save)

    def _save(self, choice: SaveChoice | None) -> None:
        if choice is not None:
            self._show_saved((say("Saving its state…", Tone.MUTED),))
            self.run_worker(self._saved(choice), group="save", exclusive=True)

    async def _saved(self, choice: SaveChoice) -> None:
        line = await self.desk.save(self.stack, choice)
        if self.is_there:
            self._show_saved(line)

    def _show_saved(self, line: Line) -> None:
        self.query_one("#saved", Words).show((line,))
        self.fit()


def recovery_line(preflight: Preflight) -> Line:
    """Whether it can be undone, and what keeps a copy."""
    return (recovery(is_restorable=preflight.is_restorable), say(" ctrl+s saves its state first."))
