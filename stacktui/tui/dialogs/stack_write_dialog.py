"""The dialog for a change to an existing stack: the facts are checked twice and must not have changed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from stacktui.presentation.changes.preflight_lines import (
    COPIED_BY,
    RACE,
    difference_words,
    preflight_lines,
    waiting_line,
)
from stacktui.presentation.changes.write_lines import write_lines
from stacktui.presentation.stacks.running_words import cancel_command, way_out
from stacktui.presentation.text.error_words import error_lines
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.pulumi.errors import PulumiError, UpdateRunning
from stacktui.tui.dialogs.dialog import Field, Words
from stacktui.tui.dialogs.while_running import WhileRunning
from stacktui.tui.dialogs.write_dialog import Phase, WriteDialog, prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.widget import Widget

    from stacktui.explorer.changes.change import Change
    from stacktui.explorer.changes.preflight import Fact, Preflight
    from stacktui.explorer.loadable import Wait
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.tui.dialogs.write_dialog import WriteContext

_UNCONFIRMED: Line = (literal("An update is running and you did not confirm that: nothing was sent.", Tone.WARNING),)


class StackWriteDialog(WriteDialog):
    """Runs a preflight when it opens and again on confirmation (SECURITY.md, D4); the change's phrase confirms it.

    Args:
        change: The change.
        context: The context of the write.
    """

    def __init__(self, change: Change, context: WriteContext) -> None:
        super().__init__(change, context)
        self.stack = change.stack
        self.preflight: Preflight | None = None
        self._is_running = False

    @property
    def command(self) -> str:
        return cancel_command(self.stack) if self._is_running else ""

    def body(self) -> Iterable[Widget]:
        return (Words(waiting_line(self.stack, self.change.checks()), id="facts"),)

    def below(self) -> Iterable[Widget]:
        yield prompt()
        yield Field(id="confirm")

    def on_mount(self) -> None:
        self.run_worker(self._open(), group="preflight")

    async def _open(self) -> None:
        try:
            preflight = await self._ask(self._show_waiting)
        except PulumiError as error:
            if self.is_there:
                self.query_one("#facts", Words).show(((cleaned(str(self.stack), Tone.STRONG),),))
                self.refuse(*error_lines(error))
            return
        if self.is_there:
            self.show_preflight(preflight)

    async def _ask(self, show_waiting: Callable[[Line], None]) -> Preflight:
        def wait(facts: tuple[Fact, ...], wait: Wait | None) -> None:
            if facts and self.is_there:
                show_waiting(waiting_line(self.stack, facts, wait, self.context.now()))

        return await self.context.writes.preflight(self.change, wait)

    def _show_waiting(self, line: Line) -> None:
        self.query_one("#facts", Words).show((line,))

    @property
    def is_there(self) -> bool:
        """False after it has closed, when late results must be ignored."""
        return bool(self.query("#facts"))

    def show_preflight(self, preflight: Preflight) -> None:
        """Use a preflight as the one that is shown and confirmed."""
        self.preflight = preflight
        self._is_running = preflight.running is not None
        self.query_one("#facts", Words).show(self.facts(preflight))
        self.query_one(".prompt", Words).show((self.prompt(preflight),))
        if obstacle := self.wording.obstacle(preflight):
            self.refuse((literal("⚠ ", Tone.DANGER), Span(obstacle, Tone.DANGER)))
        elif self.phase is Phase.READING:
            self.phase = Phase.ASKING
        self.show_phase()
        self.fit()

    def facts(self, preflight: Preflight) -> tuple[Line, ...]:
        """The facts about the stack, and the effects of the change."""
        return (*self.state_of_stack(preflight), (), *self.effects(preflight), RACE)

    def state_of_stack(self, preflight: Preflight) -> tuple[Line, ...]:
        """The facts."""
        return preflight_lines(preflight, self.context.host, self.context.now())

    def effects(self, preflight: Preflight) -> tuple[Line, ...]:
        """The effects of the change."""
        return self.wording.effects(preflight)

    def prompt(self, preflight: Preflight) -> Line:
        """What must be typed."""
        return self.wording.prompt(preflight)

    def is_confirmed(self) -> bool:
        if self.preflight is None or self.phase is Phase.REFUSED:
            return False
        return is_same(self.query_one("#confirm", Field).value, self.change.phrase(self.preflight))

    def unconfirmed(self) -> tuple[Line, ...]:
        if self.preflight is None:
            return super().unconfirmed()
        phrase = cleaned(self.change.phrase(self.preflight), self.wording.phrase_tone)
        return ((literal("Not confirmed: type exactly "), phrase, literal(".")),)

    def confirmed(self) -> Change:
        return self.change.confirmed(self.preflight) if self.preflight else self.change

    async def check(self) -> tuple[Line, ...]:
        return await self._check(despite=None)

    async def _check(self, despite: RunningUpdate | None) -> tuple[Line, ...]:
        """`despite` is the running update that the user confirmed for this request."""
        before = self.preflight
        now = await self._ask(self.show_message)
        differences = self.change.differences(before, now) if before else ()
        if before is None or not differences:
            return await self._check_running(now, despite)
        self.show_preflight(now)
        return (
            (literal("The stack has changed since you confirmed. Nothing was sent.", Tone.DANGER),),
            *((Span(sentence, Tone.WARNING),) for sentence in difference_words(differences, before, now)),
            (literal("Confirm again if you still want to continue."),),
        )

    async def _check_running(self, now: Preflight, despite: RunningUpdate | None) -> tuple[Line, ...]:
        """Ask for confirmation of the running update, then check everything again, because that took time."""
        running = now.running
        if running is None or not self.change.needs_idle or (despite is not None and running.is_same(despite)):
            return ()
        asking = WhileRunning(self.change, running, self.context.now())
        if not await self.app.push_screen_wait(asking):
            return (_UNCONFIRMED,)
        return await self._check(despite=running)

    def refused(self, write: Write) -> None:
        if isinstance(write.error, UpdateRunning):
            self._is_running = True
            self.ask_again(*write_lines(write), *way_out(self.stack), COPIED_BY)
        else:
            super().refused(write)


def is_same(typed: str, wanted: str) -> bool:
    """Exactly the wanted text, in NFC, however accents were typed."""
    return unicodedata.normalize("NFC", typed) == wanted
