"""The separate confirmation that a change needs while an update runs on the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Button

from stacktui.presentation.changes.registry import words_of
from stacktui.presentation.stacks.running_words import cancel_command, running_lines
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.tui.dialogs.dialog import Dialog, Field, Words, button
from stacktui.tui.dialogs.write_dialog import prompt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import Input

    from stacktui.explorer.changes.change import Change
    from stacktui.pulumi.running import RunningUpdate


class WhileRunning(Dialog[bool]):
    """The result is whether the user confirmed sending the change during an update.

    Args:
        change: The change.
        running: The running update.
        now: Unix seconds.
    """

    HINT = "ctrl+y copy the command · esc close"

    def __init__(self, change: Change, running: RunningUpdate, now: float) -> None:
        super().__init__((literal("⚠ An update is running", Tone.DANGER),))
        self.add_class("-danger")
        self._stack = stack = change.stack
        self._phrase = change.phrase_while_running
        self._lines: tuple[Line, ...] = (
            (cleaned(str(stack), Tone.STRONG),),
            *running_lines(stack, running, now, names_way_out=True),
            (),
            (Span(words_of(change).consequence, Tone.DANGER),),
        )

    def first(self) -> str:
        return "#confirm"

    def body(self) -> Iterable[Widget]:
        return (Words(*self._lines),)

    def below(self) -> Iterable[Widget]:
        yield prompt(literal("Type "), cleaned(self._phrase, Tone.DANGER), literal(" to send it anyway:"))
        yield Field(id="confirm")

    def buttons(self) -> Iterable[Widget]:
        send = button("Send", id="send")
        send.disabled = True
        return (send, button("Cancel", id="close"))

    @property
    def command(self) -> str:
        return cancel_command(self._stack)

    @property
    def _is_confirmed(self) -> bool:
        return self.query_one("#confirm", Field).value == self._phrase

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#send", Button).disabled = not self._is_confirmed

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.pressed("send")

    def pressed(self, name: str) -> None:
        if self._is_confirmed:
            self.dismiss(result=True)
        elif name == "send":
            self.show_message(
                (literal("Not confirmed: type exactly "), cleaned(self._phrase, Tone.DANGER), literal("."))
            )

    def action_close(self) -> None:
        self.dismiss(result=False)
