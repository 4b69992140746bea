"""The confirmation of its own that a change needs while an update runs on the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Button

from stacktui.presentation.stacks.running_words import cancel_command, consequence, running_lines, while_running_phrase
from stacktui.presentation.text.lines import Line, Span, Tone, say, show
from stacktui.tui.dialogs.dialog import Dialog, Field, Words, button
from stacktui.tui.dialogs.write_dialog import prompt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import Input

    from stacktui.explorer.writes import WriteKind
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import StackIdentifier


class WhileRunning(Dialog[bool]):
    """Its result is whether a person confirmed that the change is sent although an update is running.

    Args:
        kind: The change.
        stack: The stack.
        running: What runs on it.
        now: Unix seconds.
    """

    HINT = "ctrl+y copy the command · esc close"

    def __init__(self, kind: WriteKind, stack: StackIdentifier, running: RunningUpdate, now: float) -> None:
        super().__init__((say("⚠ An update is running", Tone.DANGER),))
        self.add_class("-danger")
        self._stack = stack
        self._phrase = while_running_phrase(kind)
        self._lines: tuple[Line, ...] = (
            (show(str(stack), Tone.STRONG),),
            *running_lines(stack, running, now, names_way_out=True),
            (),
            (Span(consequence(kind), Tone.DANGER),),
        )

    def first(self) -> str:
        return "#confirm"

    def body(self) -> Iterable[Widget]:
        return (Words(*self._lines),)

    def below(self) -> Iterable[Widget]:
        yield prompt(say("Type "), Span(self._phrase, Tone.DANGER), say(" to send it all the same:"))
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
            self.say((say("Not confirmed: type exactly "), Span(self._phrase, Tone.DANGER), say(".")))

    def action_close(self) -> None:
        self.dismiss(result=False)
