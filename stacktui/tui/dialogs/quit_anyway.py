"""Asks before quitting or suspending during a change, whose response may be lost (SECURITY.md, D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.changes.write_lines import state_span, subject_span
from stacktui.presentation.text.lines import Line, Tone, literal
from stacktui.tui.dialogs.dialog import Dialog, Words, button

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.explorer.writes import Write


class QuitAnyway(Dialog[bool]):
    """The result is whether to quit or suspend. Staying has the initial focus."""

    HINT = "esc stay"

    def __init__(self, writes: tuple[Write, ...], *, suspends: bool = False) -> None:
        """Ask about the open writes; `write_changed` is called for each that ends meanwhile."""
        title = "Suspend while a change is in progress" if suspends else "Quit while a change is in progress"
        super().__init__((literal(title, Tone.WARNING),))
        self._suspends = suspends
        self._writes = {write.number: write for write in writes}
        self._facts = Words(*self._words(), id="facts")

    def body(self) -> Iterable[Widget]:
        return (self._facts,)

    def buttons(self) -> Iterable[Widget]:
        return (button("Stay", id="close"), button("Suspend anyway" if self._suspends else "Quit anyway", id="quit"))

    def _words(self) -> tuple[Line, ...]:
        rows = [(state_span(write), literal("  "), subject_span(write)) for write in self._writes.values()]
        if not any(write.is_open for write in self._writes.values()):
            word = literal("All changes have finished: it is safe to leave.", Tone.GOOD)
        elif self._suspends:
            word = literal("The request continues; if its answer is lost, the outcome is checked afterwards.")
        else:
            word = literal("Quitting does not cancel the request; its outcome would be reported as unknown.")
        return (*rows, (), (word,))

    def write_changed(self, write: Write) -> None:
        """Show the outcome of a write."""
        if write.number in self._writes:
            self._writes[write.number] = write
            self._facts.show(self._words())

    def pressed(self, name: str) -> None:
        if name == "quit":
            self.dismiss(result=True)

    def action_close(self) -> None:
        self.dismiss(result=False)
