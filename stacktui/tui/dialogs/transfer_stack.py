"""Transfers a stack to another organization of the user, confirmed by typing the organization's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Button

from stacktui.explorer.changes.transfer import Transfer
from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import clean
from stacktui.tui.dialogs.dialog import Field, Words, button
from stacktui.tui.dialogs.picker import Choice, Picker
from stacktui.tui.dialogs.stack_write_dialog import StackWriteDialog, is_same
from stacktui.tui.dialogs.write_dialog import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.write_dialog import WriteContext

_NO_OTHER: Line = (
    literal(
        "You are not a member of another organization: a stack can only be transferred to one of yours.", Tone.DANGER
    ),
)


class TransferStack(StackWriteDialog):
    """Moves a stack; its name and project stay the same.

    Args:
        stack: The stack.
        context: The context of the write.
        organizations: Slugs of the user's organizations.
    """

    def __init__(self, stack: StackIdentifier, context: WriteContext, *, organizations: tuple[str, ...]) -> None:
        others = tuple(dict.fromkeys(each for each in organizations if each != stack.organization))
        self.others = others
        self.picked = others[0] if len(others) == 1 else ""
        """The only possible organization; empty if there are several."""
        super().__init__(Transfer(stack, to_organization=self.picked or "…"), context)

    def buttons(self) -> Iterable[Widget]:
        return (button("Choose…", id="choose"), *super().buttons())

    def show_preflight(self, preflight: Preflight) -> None:
        super().show_preflight(preflight)
        if not self.others:
            self.refuse(_NO_OTHER)

    def prompt(self, preflight: Preflight) -> Line:
        if not self.others:
            return (literal("No organization to transfer it to."),)
        if self.picked:
            return super().prompt(preflight)
        names = clean(", ".join(clean(name) for name in self.others))
        return (literal("Type the name of the new organization: "), Span(names, Tone.STRONG))

    def pressed(self, name: str) -> None:
        if name != "choose":
            super().pressed(name)
        elif self.phase is Phase.ASKING:
            choices = [Choice(each, clean(each)) for each in self.others]
            picker = Picker((literal("Transfer to organization"),), choices, current=self.picked or None)
            self.app.push_screen(picker, self._chose)

    def changed(self) -> None:
        """Show the new name during typing until it is confirmed; text typed afterwards confirms nothing."""
        if self.preflight is not None and self.phase is Phase.ASKING:
            self._take_typed()
            self.query_one("#facts", Words).show(self.facts(self.preflight))

    def _take_typed(self) -> None:
        self.change = Transfer(self.stack, to_organization=self._typed() or self.picked or "…")

    def _chose(self, choice: Choice[str] | None) -> None:
        if choice is None or self.phase is not Phase.ASKING:
            return
        self.picked = choice.value
        self.clear_confirmation()
        self._take_typed()
        if self.preflight is not None:
            self.show_preflight(self.preflight)
        self.query_one("#confirm", Field).focus()

    def show_phase(self) -> None:
        super().show_phase()
        self.query_one("#choose", Button).disabled = self.phase is not Phase.ASKING

    def is_confirmed(self) -> bool:
        return self.phase is not Phase.REFUSED and bool(self._typed())

    def _typed(self) -> str:
        """The typed organization, if it is a valid target."""
        typed = self.query_one("#confirm", Field).value
        possible = (self.picked,) if self.picked else self.others
        return next((each for each in possible if is_same(typed, each)), "")

    def unconfirmed(self) -> tuple[Line, ...]:
        return ((literal("Not confirmed: type the organization's name exactly.", Tone.WARNING),),)

    def begin(self) -> None:
        if self.phase is Phase.ASKING:
            self._take_typed()
        super().begin()
