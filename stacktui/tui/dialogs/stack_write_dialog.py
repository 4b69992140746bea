"""What the dialogs about a stack that exists share: what is true of it is asked twice, and must not have changed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, ClassVar

from stacktui.presentation.stacks.delete_words import ODD_NAME
from stacktui.presentation.stacks.preflight_lines import COPIED_BY
from stacktui.presentation.stacks.running_words import cancel_command, way_out
from stacktui.presentation.text.error_words import error_lines
from stacktui.presentation.text.lines import Line, Tone, say, show
from stacktui.presentation.text.safe_text import is_suspicious
from stacktui.pulumi.errors import PulumiError, UpdateRunning
from stacktui.tui.dialogs.dialog import Words
from stacktui.tui.dialogs.while_running import WhileRunning
from stacktui.tui.dialogs.write_dialog import Phase, WriteDialog, write_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.explorer.writes import Preflight, Write, WriteKind
    from stacktui.pulumi.counting import LoadedState
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.write_dialog import WriteDesk

_SUSPICIOUS: Line = (say("⚠ ", Tone.DANGER), say(ODD_NAME, Tone.DANGER))
_UNCONFIRMED: Line = (say("An update is running and you did not confirm that: nothing was sent.", Tone.WARNING),)


class StackWriteDialog(WriteDialog):
    """A change of a stack that exists: a preflight when it opens and again when it is confirmed (SECURITY.md, D4)."""

    KIND: ClassVar[WriteKind]

    def __init__(
        self, title: Line, stack: StackIdentifier, desk: WriteDesk, *, loaded: LoadedState | None = None
    ) -> None:
        super().__init__(title, desk)
        self.stack = stack
        self.loaded = loaded
        self.preflight: Preflight | None = None
        self._is_running = False

    @property
    def command(self) -> str:
        return cancel_command(self.stack) if self._is_running else ""

    def body(self) -> Iterable[Widget]:
        return (Words((say("Asking what is true of ", Tone.MUTED), show(f"{self.stack}…")), id="facts"),)

    def on_mount(self) -> None:
        self.run_worker(self._open(), group="preflight")

    async def _open(self) -> None:
        try:
            preflight = await self._ask()
        except PulumiError as error:
            if self.is_there:
                self.query_one("#facts", Words).show(((show(str(self.stack), Tone.STRONG),),))
                self.refuse(*error_lines(error))
            return
        if self.is_there:
            self.show_preflight(preflight)

    async def _ask(self) -> Preflight:
        return await self.desk.writes.preflight(self.stack, self.KIND, self.loaded)

    @property
    def is_there(self) -> bool:
        """False once it has closed: what comes then has nowhere to stand."""
        return bool(self.query("#facts"))

    def show_preflight(self, preflight: Preflight) -> None:
        """Take a preflight as what a person sees and confirms."""
        self.preflight = preflight
        self._is_running = preflight.running is not None
        self.query_one("#facts", Words).show(self.facts(preflight))
        if any(is_suspicious(part) for part in self.stack):
            self.refuse(_SUSPICIOUS)
        elif self.phase is Phase.READING:
            self.phase = Phase.ASKING
        self.show_phase()
        self.fit()

    def facts(self, preflight: Preflight) -> tuple[Line, ...]:
        """What is shown of the stack."""
        raise NotImplementedError

    async def check(self) -> tuple[Line, ...]:
        return await self._check(despite=None)

    async def _check(self, despite: RunningUpdate | None) -> tuple[Line, ...]:
        """`despite`: the running update that a person confirmed to know of, for this one request."""
        before = self.preflight
        now = await self._ask()
        differences = before.differences(now) if before else ()
        if not differences:
            return await self._check_running(now, despite)
        self.show_preflight(now)
        return (
            (say("It is no longer what you confirmed. Nothing was sent.", Tone.DANGER),),
            *((show(difference, Tone.WARNING),) for difference in differences),
            (say("Confirm anew if you still want it."),),
        )

    async def _check_running(self, now: Preflight, despite: RunningUpdate | None) -> tuple[Line, ...]:
        """Let a person confirm that an update is running; then everything is asked again, as that took its time."""
        running = now.running
        if running is None or (despite is not None and running.is_same(despite)):
            return ()
        asking = WhileRunning(self.KIND, self.stack, running, self.desk.now())
        if not await self.app.push_screen_wait(asking):
            return (_UNCONFIRMED,)
        return await self._check(despite=running)

    def refused(self, write: Write) -> None:
        if isinstance(write.error, UpdateRunning):
            self._is_running = True
            self.ask_again(*write_lines(write), *way_out(self.stack), COPIED_BY)
        else:
            super().refused(write)

    @property
    def stack_id(self) -> str:
        return self.preflight.stack.id if self.preflight else ""


def is_same(typed: str, wanted: str) -> bool:
    """Exactly the wanted text, which is itself composed (NFC), however the typed accents were composed."""
    return unicodedata.normalize("NFC", typed) == wanted
