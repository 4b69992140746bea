"""What the dialogs about a stack that exists share: what is true of it is asked twice, and must not have changed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, ClassVar

from stacktui.presentation.delete_words import ODD_NAME
from stacktui.presentation.error_words import error_lines
from stacktui.presentation.lines import Line, Tone, say, show
from stacktui.presentation.safe_text import is_suspicious
from stacktui.pulumi.errors import PulumiError
from stacktui.tui.screens.dialog import Words
from stacktui.tui.screens.write_dialog import Phase, WriteDialog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from stacktui.pulumi.counting import LoadedState
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.screens.write_dialog import WriteDesk
    from stacktui.writes import Preflight, WriteKind

_SUSPICIOUS: Line = (say("⚠ ", Tone.DANGER), say(ODD_NAME, Tone.DANGER))
_RUNNING: Line = (say("Something is running on this stack: wait for it to end, then try again.", Tone.DANGER),)


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
        self.query_one("#facts", Words).show(self.facts(preflight))
        if any(is_suspicious(part) for part in self.stack):
            self.refuse(_SUSPICIOUS)
        elif preflight.stack.current_operation is not None:
            self.refuse(_RUNNING)
        elif self.phase is Phase.READING:
            self.phase = Phase.ASKING
        self.show_phase()
        self.fit()

    def facts(self, preflight: Preflight) -> tuple[Line, ...]:
        """What is shown of the stack."""
        raise NotImplementedError

    def refuse(self, *lines: Line) -> None:
        """Say why this cannot be confirmed at all."""
        self.phase = Phase.REFUSED
        self.say(*lines)
        self.show_phase()

    async def check(self) -> tuple[Line, ...]:
        before = self.preflight
        now = await self._ask()
        differences = before.differences(now) if before else ()
        if not differences:
            return ()
        self.show_preflight(now)
        return (
            (say("It is no longer what you confirmed. Nothing was sent.", Tone.DANGER),),
            *((show(difference, Tone.WARNING),) for difference in differences),
            _RUNNING if self.phase is Phase.REFUSED else (say("Confirm anew if you still want it."),),
        )

    @property
    def stack_id(self) -> str:
        return self.preflight.stack.id if self.preflight else ""


def is_same(typed: str, wanted: str) -> bool:
    """Exactly the wanted text, which is itself composed (NFC), however the typed accents were composed."""
    return unicodedata.normalize("NFC", typed) == wanted
