"""What changes a stack: one request for one confirmation, its outcome known or said to be unknown, and written down."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from stacktui.files.subscribers import Signal
from stacktui.pulumi.errors import Outcome, PulumiError
from stacktui.pulumi.offers import Feature
from stacktui.pulumi.running_reading import read_stack

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.counting import Counted, LoadedState
    from stacktui.pulumi.outcome import Verdict
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import (
        ServerMessage,
        Stack,
        StackIdentifier,
        StackMetadata,
        StackReference,
        Update,
        User,
    )

T = TypeVar("T")


class WriteKind(StrEnum):
    """The four things stacktui can change."""

    CREATE = "create"
    TRANSFER = "transfer"
    DELETE = "delete"
    FORCE_DELETE = "force-delete"

    @property
    def feature(self) -> Feature:
        """What it needs of the server."""
        return _FEATURES[self]


_FEATURES = {
    WriteKind.CREATE: Feature.CREATE,
    WriteKind.TRANSFER: Feature.TRANSFER,
    WriteKind.DELETE: Feature.DELETE,
    WriteKind.FORCE_DELETE: Feature.DELETE,
}


DELETES = (WriteKind.DELETE, WriteKind.FORCE_DELETE)
FREES_NAME = (*DELETES, WriteKind.TRANSFER)
"""What leaves no stack of that name behind."""


class Preflight(Struct, frozen=True):
    """What was true of a stack just before a write. A part that could not be read is None."""

    stack: Stack
    running: RunningUpdate | None
    user: User | None
    count: Counted | None
    metadata: StackMetadata | None
    downstream: tuple[StackReference, ...] | None
    last_update: Update | None
    is_restorable: bool = False
    """Whether the stack could be brought back once it is deleted, as far as is known."""

    def differences(self, later: Preflight) -> tuple[str, ...]:
        """What changed since, each a sentence; empty when a write may go on."""
        before, after = self.stack, later.stack
        found: list[str] = []
        if before.id != after.id:
            found.append("It is another stack now: it was deleted and created again.")
        if before.version != after.version:
            found.append(f"Its version went from {before.version} to {after.version}.")
        if later.running is not None and (self.running is None or not self.running.is_same(later.running)):
            found.append(later.running.sentence)
        had, has = _counted(self.count), _counted(later.count)
        if had != has:
            found.append(f"It had {had} resources and has {has} now.")
        return tuple(found)


class Write(Struct, frozen=True):
    """One write and what is known of it; `outcome` is None while it is under way."""

    number: int
    kind: WriteKind
    stack: StackIdentifier
    to_organization: str = ""
    stack_id: str = ""
    outcome: Outcome | None = None
    error: PulumiError | None = None
    verdict: Verdict | None = None
    messages: tuple[ServerMessage, ...] = ()

    @property
    def target(self) -> StackIdentifier:
        """Where the stack is if the write was done."""
        if self.kind is WriteKind.TRANSFER:
            return self.stack._replace(organization=self.to_organization)
        return self.stack

    @property
    def is_done(self) -> bool:
        return self.outcome is Outcome.DONE

    @property
    def is_open(self) -> bool:
        """Under way, or its outcome is still unknown."""
        return self.outcome in (None, Outcome.UNKNOWN)


class WriteUnderWay(PulumiError):
    """Another write to the same stack has not ended."""

    outcome = Outcome.NOT_SENT


class StackWrites:
    """Runs writes to their end whatever the screen does, and keeps those whose outcome is unknown in view.

    `record` is called with each write when it is sent and again when its outcome changes; `changes` reports it then.
    """

    def __init__(self, client: PulumiClient, record: Callable[[Write], None]) -> None:
        self._client = client
        self._record = record
        self._writes: dict[int, Write] = {}
        self._tasks: set[asyncio.Task[Write]] = set()
        self.changes: Signal[Write] = Signal()

    @property
    def is_read_only(self) -> bool:
        """Every write is refused."""
        return self._client.read_only

    def check_supported(self, feature: Feature) -> None:
        """Raises NotSupported where the server was seen to lack a feature."""
        self._client.check_supported(feature)

    @property
    def open_writes(self) -> tuple[Write, ...]:
        """Those under way or of unknown outcome, oldest first."""
        return tuple(write for write in self._writes.values() if write.is_open)

    async def preflight(self, stack: StackIdentifier, kind: WriteKind, loaded: LoadedState | None = None) -> Preflight:
        """Ask what a person must know before a write, side by side. Raises where the stack itself cannot be read.

        `loaded` is what is known of its state, for a server that does not count resources.
        """
        client = self._client
        (found, count), user, metadata, downstream, updates, is_restorable = await asyncio.gather(
            self._count(stack, kind, loaded),
            _or_none(client.get_current_user()),
            _or_none(client.get_stack_metadata(stack)),
            _or_none(client.list_downstream_stack_references(stack)),
            _or_none(client.list_stack_updates(stack, page_size=1)),
            self._is_restorable(stack, kind),
        )
        last_update = updates[0] if updates else None
        return Preflight(*found, user, count, metadata, downstream, last_update, is_restorable)

    async def _count(
        self, stack: StackIdentifier, kind: WriteKind, loaded: LoadedState | None
    ) -> tuple[tuple[Stack, RunningUpdate | None], Counted | None]:
        """The stack, and how many resources it has; what is forced has some, since the server refused for them."""
        from stacktui.pulumi.counting import count_resources

        client = self._client
        found, told = await asyncio.gather(read_stack(client, stack), _or_none(client.get_stack_resource_count(stack)))
        at_least = 1 if kind is WriteKind.FORCE_DELETE else 0
        return found, await count_resources(client, found[0], told, loaded, at_least=at_least)

    async def _is_restorable(self, stack: StackIdentifier, kind: WriteKind) -> bool:
        from stacktui.pulumi.restoring import is_restorable

        return kind in DELETES and await is_restorable(self._client, stack.organization)

    async def create(self, stack: StackIdentifier, tags: Mapping[str, str]) -> Write:
        return await self._run(
            Write(self._next(), WriteKind.CREATE, stack), lambda: self._client.create_stack(stack, tags)
        )

    async def transfer(self, stack: StackIdentifier, to_organization: str, *, stack_id: str) -> Write:
        async def send() -> tuple[ServerMessage, ...]:
            await self._client.transfer_stack(stack, to_organization)
            return ()

        write = Write(self._next(), WriteKind.TRANSFER, stack, to_organization=to_organization, stack_id=stack_id)
        return await self._run(write, send)

    async def delete(self, stack: StackIdentifier, *, force: bool, stack_id: str) -> Write:
        async def send() -> tuple[ServerMessage, ...]:
            await self._client.delete_stack(stack, force=force)
            return ()

        kind = WriteKind.FORCE_DELETE if force else WriteKind.DELETE
        return await self._run(Write(self._next(), kind, stack, stack_id=stack_id), send)

    async def check(self, number: int) -> Write:
        """Ask again what became of a write of unknown outcome.

        A stack that does not show the change yet may still do so: only what is seen to be done ends the question.
        """
        write = self._writes[number]
        if write.outcome is not Outcome.UNKNOWN:
            return write
        verdict = await self._verify(write)
        is_done = verdict.known and verdict.done
        return self._note(replace(write, verdict=verdict, outcome=Outcome.DONE if is_done else Outcome.UNKNOWN))

    async def wait(self, seconds: float) -> tuple[Write, ...]:
        """Give writes under way that long to end; returns those that are still open."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        return self.open_writes

    def _next(self) -> int:
        return len(self._writes) + 1

    async def _run(self, write: Write, send: Callable[[], Coroutine[None, None, tuple[ServerMessage, ...]]]) -> Write:
        if any(other.outcome is None and other.stack == write.stack for other in self._writes.values()):
            raise WriteUnderWay(f"Another change to {write.stack} is still under way: wait for its answer.")
        self._client.check_supported(write.kind.feature)
        self._note(write)
        task = asyncio.create_task(self._send(write, send))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def _send(self, write: Write, send: Callable[[], Coroutine[None, None, tuple[ServerMessage, ...]]]) -> Write:
        try:
            messages = await send()
        except PulumiError as error:
            ended = self._note(replace(write, outcome=error.outcome, error=error))
            return await self.check(write.number) if ended.outcome is Outcome.UNKNOWN else ended
        except BaseException:
            self._note(replace(write, outcome=Outcome.UNKNOWN))
            raise
        return self._note(replace(write, outcome=Outcome.DONE, messages=messages))

    async def _verify(self, write: Write) -> Verdict:
        from stacktui.pulumi.outcome import verify_create, verify_delete, verify_transfer

        match write.kind:
            case WriteKind.CREATE:
                return await verify_create(self._client, write.stack)
            case WriteKind.TRANSFER:
                return await verify_transfer(self._client, write.stack, write.to_organization, write.stack_id)
            case WriteKind.DELETE | WriteKind.FORCE_DELETE:
                return await verify_delete(self._client, write.stack, write.stack_id)

    def _note(self, write: Write) -> Write:
        self._writes[write.number] = write
        self._record(write)
        self.changes.send(write)
        return write


def _counted(count: Counted | None) -> str:
    return "an unknown number of" if count is None else str(count.number)


async def _or_none(asked: Coroutine[None, None, T]) -> T | None:
    try:
        return await asked
    except PulumiError:
        return None  # the dialog says that this part could not be read
