"""What every dialog that changes something does alike: one request for one confirmation, and its true outcome."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.widgets import Button

from stacktui.explorer.writes import Write, WriteUnderWay
from stacktui.presentation.changes.registry import words_of
from stacktui.presentation.changes.write_lines import under_way_line, write_lines
from stacktui.presentation.text.error_words import error_lines, outcome_words
from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.pulumi.errors import NotSupported, Outcome, PulumiError
from stacktui.tui.dialogs.dialog import Dialog, Field, Words, button

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from textual.widget import Widget
    from textual.widgets import Input

    from stacktui.explorer.changes.change import Change
    from stacktui.explorer.writes import StackWrites
    from stacktui.presentation.changes.change_words import ChangeWords
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.save_file import SaveChoice


class WriteDesk(NamedTuple):
    """Where changes are asked for: by which writes, on which host, when, and whether at all."""

    writes: StackWrites
    host: str
    now: Callable[[], float]
    """Unix seconds."""
    save: Callable[[StackIdentifier, SaveChoice], Awaitable[Line]]
    """Saves the state of a stack as it is now, and says how that went."""
    read_only: bool = False


class Phase(Enum):
    """Where a dialog is; only in ASKING can a change be confirmed."""

    READING = auto()
    REFUSED = auto()
    ASKING = auto()
    CHECKING = auto()
    SENDING = auto()
    ENDED = auto()


READ_ONLY: Line = (literal("Read-only: nothing is sent. Start without --read-only to change things.", Tone.WARNING),)
GOES_ON: Line = (
    literal(
        "The request was sent and goes on. Its outcome stays in view (ctrl+o); esc again closes this.", Tone.WARNING
    ),
)


class WriteDialog(Dialog[Write | None]):
    """Asks for one change. Its result is the last write that was sent, or None when there was none.

    A subclass says how the change is confirmed (`is_confirmed`), what must still be true (`check`), and what is sent.
    """

    def __init__(self, change: Change, desk: WriteDesk) -> None:
        self.change = change
        super().__init__(self.wording.heading)
        self.desk = desk
        self.phase = Phase.REFUSED if desk.read_only else Phase.READING
        self.write: Write | None = None
        self._was_told_that_it_goes_on = False
        self._answer: tuple[Line, ...] = ()

    @property
    def wording(self) -> ChangeWords[Change]:
        """Of the change as it is by now."""
        return words_of(self.change)

    def first(self) -> str:
        return "#confirm"

    def buttons(self) -> Iterable[Widget]:
        return (button(self.wording.button, id="send"), button("Cancel", id="close"))

    def on_mount(self) -> None:
        if self.desk.read_only:
            self.show_message(READ_ONLY)
        self.show_phase()

    def is_confirmed(self) -> bool:
        """Whether what a person typed confirms the change."""
        raise NotImplementedError

    async def check(self) -> tuple[Line, ...]:
        """Ask anew what must be true before the change; lines say what stands in its way."""
        return ()

    def confirmed(self) -> Change:
        """Exactly what a person confirmed."""
        raise NotImplementedError

    def unconfirmed(self) -> tuple[Line, ...]:
        """What to say when enter came before the confirmation was complete."""
        return ((literal("Not confirmed: what is typed is not what was asked for.", Tone.WARNING),),)

    def refused(self, write: Write) -> None:
        """The change did not happen: say why, and let a person confirm anew where that can help."""
        if isinstance(write.error, NotSupported):
            self.refuse(*write_lines(write))
        else:
            self.ask_again(*write_lines(write))

    def refuse(self, *lines: Line) -> None:
        """Say why this cannot be confirmed at all."""
        self.phase = Phase.REFUSED
        self.show_message(*lines)
        self.show_phase()

    def begin(self) -> None:
        """Send, if a person confirmed it and nothing is under way. Nothing awaits between look and mark (D2)."""
        if self.phase is not Phase.ASKING:
            return
        if not self.is_confirmed():
            self.show_message(*self._answer, *self.unconfirmed())
            return
        self.phase = Phase.CHECKING
        self.show_phase()
        self.run_worker(self._run(), group="write")

    async def _run(self) -> None:
        try:
            self.show_message((literal("Looking again…", Tone.MUTED),))
            obstacles = await self.check()
            if obstacles:
                self.ask_again(*obstacles)
                return
            if self.phase is not Phase.CHECKING:
                return  # closed in the meantime
            self.phase = Phase.SENDING
            self.show_message((literal("Sent, waiting for the answer…", Tone.MUTED),))
            self.write = await self.desk.writes.send(self.confirmed())
        except WriteUnderWay as error:
            self.ask_again(under_way_line(error.write), (outcome_words(Outcome.NOT_SENT),))
            return
        except PulumiError as error:
            self.ask_again(*error_lines(error), (outcome_words(Outcome.NOT_SENT),))
            return
        self._ended(self.write)

    def _ended(self, write: Write) -> None:
        if write.outcome is Outcome.DONE and not write.messages and write.verdict is None:
            self.dismiss(write)
        elif write.is_done or (write.outcome is Outcome.UNKNOWN and not _was_seen_undone(write)):
            self.phase = Phase.ENDED
            self.show_message(*write_lines(write))
            self.show_phase()
            self.hold()
            self.query_one("#close", Button).focus()
        else:
            self.refused(write)

    def ask_again(self, *lines: Line) -> None:
        """Say something that needs a new confirmation; what was typed to confirm is taken away."""
        if self.phase is not Phase.REFUSED:
            self.phase = Phase.ASKING
        self.clear_confirmation()
        self._answer = lines
        self.show_message(*lines)
        self.show_phase()
        self.hold()

    def clear_confirmation(self) -> None:
        for confirm in self.query("#confirm").results(Field):
            confirm.value = ""

    def show_phase(self) -> None:
        """Let button and fields show what is possible now."""
        self.query_one("#send", Button).disabled = self.phase is not Phase.ASKING or not self.is_confirmed()
        close = self.query_one("#close", Button)
        close.label = Content("Close" if self.phase in {Phase.ENDED, Phase.SENDING, Phase.REFUSED} else "Cancel")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.show_phase()
        self.changed()

    def changed(self) -> None:
        """What is typed changed."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.entered(event.input.id or "")

    def entered(self, name: str) -> None:  # noqa: ARG002 - for subclasses with more than one field
        """Enter was pressed in a field."""
        self.begin()

    def pressed(self, name: str) -> None:
        if name == "send":
            self.begin()

    def action_close(self) -> None:
        if self.phase is Phase.SENDING and not self._was_told_that_it_goes_on:
            self._was_told_that_it_goes_on = True
            self.show_message(GOES_ON)
            return
        self.phase = Phase.ENDED
        self.dismiss(self.write)


def _was_seen_undone(write: Write) -> bool:
    """The server shows no change so far: a person may ask for it again."""
    return write.verdict is not None and write.verdict.known and not write.verdict.done


def prompt(*spans: Span) -> Words:
    """What stands over a field."""
    return Words(tuple(spans), classes="prompt")
