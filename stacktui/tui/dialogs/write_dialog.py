"""The base of every dialog that changes something: one request per confirmation, and its actual outcome."""

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


class WriteContext(NamedTuple):
    """The context of a write: the runner of writes, the host, the clock, and whether writing is allowed."""

    writes: StackWrites
    host: str
    now: Callable[[], float]
    """Unix seconds."""
    save: Callable[[StackIdentifier, SaveChoice], Awaitable[Line]]
    """Saves the current state of a stack, and returns the result as a line."""
    read_only: bool = False


class Phase(Enum):
    """The phase of a dialog; a change can be confirmed only in ASKING."""

    READING = auto()
    REFUSED = auto()
    ASKING = auto()
    CHECKING = auto()
    SENDING = auto()
    ENDED = auto()


READ_ONLY: Line = (
    literal("Read-only: nothing was sent. Start stacktui without --read-only to make changes.", Tone.WARNING),
)
GOES_ON: Line = (
    literal(
        "The request was sent and is in progress. ctrl+o shows its outcome; press esc again to close.", Tone.WARNING
    ),
)


class WriteDialog(Dialog[Write | None]):
    """Asks for one change. The result is the last write that was sent, or None.

    A subclass defines how the change is confirmed (`is_confirmed`), what must still be true (`check`), and what is
    sent.
    """

    def __init__(self, change: Change, context: WriteContext) -> None:
        self.change = change
        super().__init__(self.wording.heading)
        self.context = context
        self.phase = Phase.REFUSED if context.read_only else Phase.READING
        self.write: Write | None = None
        self._was_told_that_it_goes_on = False
        self._answer: tuple[Line, ...] = ()

    @property
    def wording(self) -> ChangeWords[Change]:
        """The words of the current change."""
        return words_of(self.change)

    def first(self) -> str:
        return "#confirm"

    def buttons(self) -> Iterable[Widget]:
        return (button(self.wording.button, id="send"), button("Cancel", id="close"))

    def on_mount(self) -> None:
        if self.context.read_only:
            self.show_message(READ_ONLY)
        self.show_phase()

    def is_confirmed(self) -> bool:
        """Whether the input confirms the change."""
        raise NotImplementedError

    async def check(self) -> tuple[Line, ...]:
        """Check the conditions of the change; lines say what prevents it."""
        return ()

    def confirmed(self) -> Change:
        """The change exactly as confirmed."""
        raise NotImplementedError

    def unconfirmed(self) -> tuple[Line, ...]:
        """The message if enter was pressed before the confirmation was complete."""
        return ((literal("Not confirmed: the text does not match.", Tone.WARNING),),)

    def refused(self, write: Write) -> None:
        """The change failed: show why, and allow another confirmation if that can help."""
        if isinstance(write.error, NotSupported):
            self.refuse(*write_lines(write))
        else:
            self.ask_again(*write_lines(write))

    def refuse(self, *lines: Line) -> None:
        """Show why this cannot be confirmed at all."""
        self.phase = Phase.REFUSED
        self.show_message(*lines)
        self.show_phase()

    def begin(self) -> None:
        """Send if confirmed and idle. Nothing is awaited between check and mark (D2)."""
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
            self.show_message((literal("Checking again…", Tone.MUTED),))
            obstacles = await self.check()
            if obstacles:
                self.ask_again(*obstacles)
                return
            if self.phase is not Phase.CHECKING:
                return  # closed meanwhile
            self.phase = Phase.SENDING
            self.show_message((literal("Sent; waiting for the answer…", Tone.MUTED),))
            self.write = await self.context.writes.send(self.confirmed())
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
        """Show a message that requires a new confirmation; the confirming text is cleared."""
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
        """Enable the button and fields that apply now."""
        self.query_one("#send", Button).disabled = self.phase is not Phase.ASKING or not self.is_confirmed()
        close = self.query_one("#close", Button)
        close.label = Content("Close" if self.phase in {Phase.ENDED, Phase.SENDING, Phase.REFUSED} else "Cancel")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.show_phase()
        self.changed()

    def changed(self) -> None:
        """The input has changed."""

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
    """The change is not visible on the server so far: it may be sent again."""
    return write.verdict is not None and write.verdict.known and not write.verdict.done


def prompt(*spans: Span) -> Words:
    """The text above a field."""
    return Words(tuple(spans), classes="prompt")
