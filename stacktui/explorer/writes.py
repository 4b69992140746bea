"""Sends changes: one request per confirmation, with the outcome recorded even if it is unknown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from stacktui.files.subscribers import Signal
from stacktui.pulumi.errors import Outcome, PulumiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.explorer.changes.change import Change
    from stacktui.explorer.changes.looking import Verdict
    from stacktui.explorer.changes.preflight import OnWait, Preflight
    from stacktui.explorer.store import Store
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.offers import Feature
    from stacktui.pulumi.stack import ServerMessage, StackIdentifier


class Write(Struct, frozen=True):
    """A change that was sent; `outcome` is None while it is in progress."""

    number: int
    change: Change
    outcome: Outcome | None = None
    error: PulumiError | None = None
    verdict: Verdict | None = None
    messages: tuple[ServerMessage, ...] = ()

    @property
    def stack(self) -> StackIdentifier:
        return self.change.stack

    @property
    def target(self) -> StackIdentifier | None:
        """The stack's identifier if it is done; None if deleted."""
        return self.change.target

    @property
    def is_done(self) -> bool:
        return self.outcome is Outcome.DONE

    @property
    def is_open(self) -> bool:
        """In progress, or its outcome is unknown."""
        return self.outcome in (None, Outcome.UNKNOWN)


class WriteUnderWay(Exception):
    """Another write to the same stack has not ended; nothing was sent."""

    def __init__(self, write: Write) -> None:
        super().__init__(write.number)
        self.write = write


class StackWrites:
    """Completes writes independently of the UI, and keeps those with an unknown outcome.

    `record` is called with each write when it is sent and again when its outcome changes; then `changes` reports it.
    """

    def __init__(self, client: PulumiClient, store: Store, record: Callable[[Write], None]) -> None:
        self._client = client
        self.store = store
        self._record = record
        self._writes: dict[int, Write] = {}
        self._tasks: set[asyncio.Task[Write]] = set()
        self.changes: Signal[Write] = Signal()

    @property
    def is_read_only(self) -> bool:
        """Every write is refused."""
        return self._client.read_only

    def check_supported(self, feature: Feature) -> None:
        """Raises NotSupported if the server is known not to support a feature."""
        self._client.check_supported(feature)

    @property
    def open_writes(self) -> tuple[Write, ...]:
        """Writes in progress or with an unknown outcome, oldest first."""
        return tuple(write for write in self._writes.values() if write.is_open)

    async def preflight(
        self,
        change: Change,
        on_wait: OnWait = lambda _facts, _wait: None,
    ) -> Preflight:
        """Check the facts required before a change. Raises if the stack itself cannot be read."""
        from stacktui.explorer.changes.preflight import Gathering

        return await Gathering(self.store, change.stack, change.checks(), on_wait).preflight()

    async def send(self, change: Change) -> Write:
        """Send a confirmed change, and wait until its outcome is determined or unknown.

        It continues if the caller is cancelled.

        Raises:
            WriteUnderWay: another one to the same stack has not ended.
            NotSupported: the server is known not to support it.
        """
        for other in self.open_writes:
            if other.outcome is None and other.stack == change.stack:
                raise WriteUnderWay(other)
        self.check_supported(change.feature)
        write = self._note(Write(len(self._writes) + 1, change))
        task = asyncio.create_task(self._send(write))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def check(self, number: int) -> Write:
        """Check a write with an unknown outcome again.

        A change that is not visible yet may still become visible, so only a visible one ends the check.
        """
        write = self._writes[number]
        if write.outcome is not Outcome.UNKNOWN:
            return write
        verdict = await write.change.verify(self._client)
        is_done = verdict.known and verdict.done
        return self._note(replace(write, verdict=verdict, outcome=Outcome.DONE if is_done else Outcome.UNKNOWN))

    async def wait(self, seconds: float) -> tuple[Write, ...]:
        """Wait up to this long for writes in progress; return those that are still open."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        return self.open_writes

    async def _send(self, write: Write) -> Write:
        try:
            messages = await write.change.send(self._client)
        except PulumiError as error:
            ended = self._note(replace(write, outcome=error.outcome, error=error))
            return await self.check(write.number) if ended.outcome is Outcome.UNKNOWN else ended
        except BaseException:
            self._note(replace(write, outcome=Outcome.UNKNOWN))
            raise
        return self._note(replace(write, outcome=Outcome.DONE, messages=messages))

    def _note(self, write: Write) -> Write:
        self._writes[write.number] = write
        self._record(write)
        self.changes.send(write)
        return write
