"""Starts the workers that fetch, and lets each tell the browser what came: the only place where both meet."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from stacktui.explorer.store import prepare_answers
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.http.conditions import Conditions
from stacktui.pulumi.http.slots import Priority, Urgency
from stacktui.pulumi.running_reading import look_for_running
from stacktui.tui.messages import (
    CountLoaded,
    LoadFailed,
    OverviewLoaded,
    ReferencesLoaded,
    RunningLooked,
    StackListFailed,
    StackPageLoaded,
    StateLoaded,
    StateProgressed,
    UserLoaded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.message import Message
    from textual.widget import Widget
    from textual.worker import Worker

    from stacktui.explorer.store import StackStore
    from stacktui.index.query import StackListPlan
    from stacktui.pulumi.http.conditions import Progress
    from stacktui.pulumi.running import Looked
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.part import PartName

REST = 0.12
"""Seconds the cursor must rest on a stack before anything is asked for it."""
SOON = 0.3
"""Seconds after the last letter before a filter is sent to the server."""
PROGRESS_EVERY = 0.5
"""Seconds between two words about progress: a thin line carries them too."""


class Loader:
    """Fetches for one section. A later fetch of the same kind replaces an earlier one; nothing stale is told."""

    def __init__(self, host: Widget, store: StackStore) -> None:
        self._host = host
        self._store = store

    def load_user(self) -> None:
        async def work() -> None:
            try:
                self._tell(UserLoaded(await self._store.user()))
            except PulumiError:
                return  # the list says what is wrong; the header stays without a name

        self._start("user", work)

    def load_stacks(self, plan: StackListPlan, generation: int, *, after: float = 0.0) -> None:
        """Ask for the list, after `after` seconds of rest."""

        async def work() -> None:
            await asyncio.sleep(after)
            try:
                async for page in self._store.load_stacks(plan):
                    self._tell(StackPageLoaded(generation, page))
            except PulumiError as error:
                self._tell(StackListFailed(generation, error))

        self._start("stacks", work)

    def look_for_running(self, stacks: tuple[StackIdentifier, ...], generation: int, *, after: float = 0.0) -> None:
        """Ask each stack whether an update runs, after `after` seconds of rest; no others are asked any more."""

        async def work() -> None:
            await asyncio.sleep(after)
            client = self._store.client.under(Conditions(Urgency(Priority.VISIBLE)))
            looked: list[Looked] = []
            told = time.monotonic()

            def take(one: Looked) -> None:
                nonlocal told
                looked.append(one)
                if time.monotonic() - told >= PROGRESS_EVERY:
                    told = time.monotonic()
                    self._tell(RunningLooked(generation, tuple(looked), is_last=False))
                    looked.clear()

            try:
                await look_for_running(client, stacks, take)
            finally:
                self._tell(RunningLooked(generation, tuple(looked), is_last=True))

        self._start("running", work)

    def load(
        self, parts: tuple[PartName, ...], stack: StackIdentifier, *, version: int | None = None, after: float = 0.0
    ) -> None:
        """Ask for parts of a stack side by side, after `after` seconds of rest; `version` is the state's."""

        async def work() -> None:
            await asyncio.sleep(after)
            await asyncio.gather(*(self._load_part(part, stack, version) for part in parts))

        self._start("stack", work)

    def load_ahead(self, part: PartName, stack: StackIdentifier) -> None:
        """Ask for a part that nobody waits for yet, behind everything else."""

        async def work() -> None:
            await self._load_part(part, stack, None, Priority.BACKGROUND)

        self._start("stack", work)

    def cancel(self) -> None:
        """Stop what is under way."""
        self._host.workers.cancel_node(self._host)

    async def _load_part(
        self,
        part: PartName,
        stack: StackIdentifier,
        version: int | None,
        priority: Priority = Priority.INTERACTIVE,
    ) -> None:
        store = self._store
        try:
            match part:
                case "overview":
                    self._tell(OverviewLoaded(stack, await store.load_overview(stack)))
                case "references":
                    self._tell(ReferencesLoaded(stack, await store.load_references(stack)))
                case "count":
                    self._tell(CountLoaded(stack, await store.load_count(stack)))
                case "state":
                    progress = self._progress(stack)
                    state = await store.load_state(stack, version, progress=progress, priority=priority)
                    self._tell(StateLoaded(stack, version, state))
                    await prepare_answers(state.value)
        except PulumiError as error:
            self._tell(LoadFailed(part, stack, error))

    def _progress(self, stack: StackIdentifier) -> Progress:
        told = time.monotonic()

        def progress(received: int, total: int | None) -> None:
            nonlocal told
            now = time.monotonic()
            if now - told >= PROGRESS_EVERY:
                told = now
                self._tell(StateProgressed(stack, received, total))

        return progress

    def _tell(self, message: Message) -> None:
        self._host.post_message(message)

    def _start(self, group: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """As a function: one that is replaced before it began must leave no coroutine behind."""
        _: Worker[None] = self._host.run_worker(work, group=group, exclusive=True)
