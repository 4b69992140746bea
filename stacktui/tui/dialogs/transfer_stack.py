"""Transfers a stack to another organization one is in; the organization's name is typed to confirm it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Button

from stacktui.explorer.writes import WriteKind
from stacktui.presentation.stacks.preflight_lines import RACE, preflight_lines
from stacktui.presentation.text.lines import Line, Span, Tone, field, say, show
from stacktui.presentation.text.safe_text import clean, fill
from stacktui.tui.dialogs.dialog import Field, Words, button
from stacktui.tui.dialogs.picker import Choice, Picker
from stacktui.tui.dialogs.stack_write_dialog import StackWriteDialog, is_same
from stacktui.tui.dialogs.write_dialog import Phase, prompt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.explorer.writes import Preflight, Write
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.write_dialog import WriteDesk

_NO_OTHER: Line = (
    say("You are in no other organization: a stack goes only to one that you are a member of.", Tone.DANGER),
)


class TransferStack(StackWriteDialog):
    """Moves a stack; its name and project stay, its organization changes.

    Args:
        stack: The stack.
        desk: Where to ask.
        organizations: Slugs of those one is in.
    """

    KIND = WriteKind.TRANSFER
    CONFIRM = "Transfer"

    def __init__(self, stack: StackIdentifier, desk: WriteDesk, *, organizations: tuple[str, ...]) -> None:
        super().__init__((say("Transfer stack", Tone.WARNING),), stack, desk)
        self.others = tuple(dict.fromkeys(each for each in organizations if each != stack.organization))
        self.target = self.others[0] if len(self.others) == 1 else ""
        self._confirmed = ""

    def buttons(self) -> Iterable[Widget]:
        return (button("Choose…", id="choose"), *super().buttons())

    def below(self) -> Iterable[Widget]:
        yield prompt(*self._prompt())
        yield Field(id="confirm")

    def facts(self, preflight: Preflight) -> tuple[Line, ...]:
        here = self.stack.organization
        there = self.target or self._confirmed_target() or "…"
        shown = preflight_lines(self.stack, preflight, self.desk.host, self.desk.now())
        return (
            *shown,
            field("becomes", show(str(self.stack._replace(organization=there)), Tone.STRONG)),
            (),
            (say("Its address changes: programs, scripts and CI that name it must follow."),),
            (Span(fill("Its teams and permissions of {} end; those of the new organization apply.", here)),),
            (Span(fill("Versions of its state from before still name {} as owner of their secrets.", here)),),
            *self._broken(preflight),
            RACE,
        )

    def _broken(self, preflight: Preflight) -> tuple[Line, ...]:
        if not preflight.downstream:
            return ()
        return ((say("⚠ The stacks that read it do so by the old name: they fail until changed.", Tone.WARNING),),)

    def show_preflight(self, preflight: Preflight) -> None:
        super().show_preflight(preflight)
        if not self.others:
            self.refuse(_NO_OTHER)

    def _prompt(self) -> Line:
        if not self.others:
            return (say("There is no organization to transfer it to."),)
        if self.target:
            return (say("Type "), show(self.target, Tone.STRONG), say(" to transfer it there:"))
        names = clean(", ".join(clean(name) for name in self.others))
        return (say("Type the organization that receives it: "), Span(names, Tone.STRONG))

    def pressed(self, name: str) -> None:
        if name != "choose":
            super().pressed(name)
        elif self.phase is Phase.ASKING:
            choices = [Choice(each, clean(each)) for each in self.others]
            picker = Picker((say("Transfer to which organization"),), choices, current=self.target or None)
            self.app.push_screen(picker, self._chose)

    def changed(self) -> None:
        """What it becomes follows what is typed."""
        if self.preflight is not None and self.phase is Phase.ASKING:
            self.query_one("#facts", Words).show(self.facts(self.preflight))

    def _chose(self, choice: Choice[str] | None) -> None:
        if choice is None or self.phase is not Phase.ASKING:
            return
        self.target = choice.value
        self.clear_confirmation()
        self.query_one(".prompt", Words).show((self._prompt(),))
        if self.preflight is not None:
            self.show_preflight(self.preflight)
        self.query_one("#confirm", Field).focus()

    def show_phase(self) -> None:
        super().show_phase()
        self.query_one("#choose", Button).disabled = self.phase is not Phase.ASKING

    def is_confirmed(self) -> bool:
        return self.phase is not Phase.REFUSED and bool(self._confirmed_target())

    def _confirmed_target(self) -> str:
        typed = self.query_one("#confirm", Field).value
        possible = (self.target,) if self.target else self.others
        return next((each for each in possible if is_same(typed, each)), "")

    def unconfirmed(self) -> tuple[Line, ...]:
        return ((say("Not confirmed: type the organization's name exactly.", Tone.WARNING),),)

    def begin(self) -> None:
        if self.phase is Phase.ASKING:
            self._confirmed = self._confirmed_target()  # what is typed meanwhile confirms nothing
        super().begin()

    async def send(self) -> Write:
        return await self.desk.writes.transfer(self.stack, self._confirmed, stack_id=self.stack_id)
