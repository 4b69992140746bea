"""The answer to one query: its current value, the request in progress, and its subscribers."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

from msgspec.structs import replace

from stacktui.explorer.loadable import Loadable, Wait
from stacktui.pulumi.errors import NotFound, NotSupported, PulumiError
from stacktui.pulumi.http.conditions import Conditions, Retrying
from stacktui.pulumi.http.slots import Priority, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.explorer.query import Method, Query
    from stacktui.explorer.source import Source

T = TypeVar("T")
U = TypeVar("U")

OnMistake: TypeAlias = "Callable[[BaseException], None]"

PROGRESS_EVERY = 0.5
"""Seconds between two progress reports, because each may cross a slow connection."""
_MAY_LACK = (NotSupported, NotFound)
"""Errors of a source that lacks an endpoint; a missing stack causes the same for every method."""


class Answers(Protocol):
    """What an answer needs of the store that holds it."""

    source: Source
    clock: Callable[[], float]

    def moment(self) -> int:
        """A number larger than every earlier one: it orders events independently of the clock."""
        ...

    async def get(
        self,
        query: Query[U],
        urgency: Urgency,
        *,
        since: int | None = None,
        on_change: Callable[[Loadable[object]], None] = ...,
    ) -> U: ...

    def arrived(self, answer: Answer[T]) -> None:
        """A complete value has arrived."""
        ...

    def let_go(self, answer: Answer[T]) -> None:
        """Nobody needs the answer any more, and it is not kept."""
        ...


class Want(Generic[T]):
    """A subscription to an answer, until it is closed."""

    __slots__ = ("_answer", "on_change", "on_mistake")

    def __init__(
        self, answer: Answer[T], on_change: Callable[[Loadable[T]], None], on_mistake: OnMistake | None
    ) -> None:
        self._answer = answer
        self.on_change = on_change
        self.on_mistake = on_mistake

    def rise(self, priority: Priority) -> None:
        """Make the request at least this urgent."""
        self._answer.urgency.rise(priority)

    def close(self) -> None:
        """End the subscription; closing the last one cancels the request."""
        self._answer.drop(self)


class Answer(Generic[T]):
    """At most one request at a time, shared by all subscribers."""

    def __init__(self, query: Query[T], store: Answers) -> None:
        self.query = query
        self.known: Loadable[T] = Loadable()
        self.urgency = Urgency()
        self._store = store
        self._wants: list[Want[T]] = []
        self._task: asyncio.Task[None] | None = None
        self._begin = asyncio.Event()
        self._asked = self._arrived = 0
        """Moments of the last request, and of the last complete value."""

    @property
    def is_wanted(self) -> bool:
        return bool(self._wants)

    @property
    def size(self) -> int:
        """Bytes of memory if the kind limits them, otherwise 0."""
        measure, value = self.query.kind.size, self.known.value
        return 0 if measure is None or value is None else measure(value)

    def want(
        self,
        priority: Priority,
        on_change: Callable[[Loadable[T]], None],
        *,
        on_mistake: OnMistake | None = None,
        since: int | None = None,
        after: float = 0.0,
    ) -> Want[T]:
        """Subscribe, and start a request unless a complete answer exists or is on its way.

        Args:
            priority: The minimum urgency of the request.
            on_change: Called with each change of the value.
            on_mistake: Called with an error other than PulumiError; by default the event loop handles it.
            since: Values from before this moment are ignored.
            after: Seconds until the request is sent; another subscriber may need it sooner.
        """
        want = Want(self, on_change, on_mistake)
        self._wants.append(want)
        if self._task is not None:
            self.urgency.rise(priority)
        elif self._must_ask(since):
            self.urgency = Urgency(priority)
            self._begin = asyncio.Event()
            self._asked = self._store.moment() if since is None else since
            before: Loadable[T] = self.known if self.query.kind.is_kept else Loadable()
            self.change(before.asked(self._store.clock()))
            self._task = asyncio.create_task(self._load(after), name=f"load {self.query.kind.name}")
            self._task.add_done_callback(self._ended)
        if not after:
            self._begin.set()
        return want

    def drop(self, want: Want[T]) -> None:
        """Remove a subscription; removing the last one cancels the request."""
        if want in self._wants:
            self._wants.remove(want)
            if not self._wants:
                self._stop()
                if not self.query.kind.is_kept:
                    self.known = Loadable()
                    self._store.let_go(self)

    def forget(self) -> None:
        """Drop the value."""
        self._stop()
        self.change(Loadable())

    def change(self, known: Loadable[T]) -> None:
        """Set the value and notify the subscribers."""
        self.known = known
        for want in tuple(self._wants):
            want.on_change(known)

    def _must_ask(self, since: int | None) -> bool:
        known = self.known
        if known.at is None or not known.complete or known.error is not None:
            return True
        return since is not None and self._arrived < since and not self.query.kind.never_changes(self.query)

    def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            self.change(self.known.stopped())

    async def _load(self, after: float) -> None:
        try:
            await self._rest(after)
            await self._take_values()
        except PulumiError as error:
            self._task = None
            self.change(self.known.failed(error))
        else:
            self._task = None
            self._arrived = self._store.moment()
            self.change(replace(self.known, wait=None, complete=True))
            self._store.arrived(self)

    async def _rest(self, seconds: float) -> None:
        if seconds and not self._begin.is_set():
            try:
                await asyncio.wait_for(self._begin.wait(), seconds)
            except TimeoutError:
                return

    async def _take_values(self) -> None:
        """Yield the values of the first method that the source supports, without those known to be unsupported."""
        source, organization = self._store.source, self.query.organization
        kind = self.query.kind
        lacking: list[Method[T]] = []
        methods = [one for one in kind.methods if source.offers.of(one.needs, organization) is not False]
        if not methods and (needs := kind.methods[-1].needs) is not None:
            source.check_supported(needs, organization)
        for method in methods:
            try:
                await self._take_values_of(method)
            except _MAY_LACK as error:
                if method is methods[-1]:
                    raise
                lacking.append(method)
                self.waits(Wait(self._began, reason=error))
            else:
                for other in lacking:
                    source.offers.saw_lack(other.needs, organization)
                return

    async def _take_values_of(self, method: Method[T]) -> None:
        async for value in method.load(_Asking(self, self._store, self._asked)):
            self.change(self.known.arrived(value, self._store.clock(), complete=False, source=method.source))

    @property
    def _began(self) -> float:
        return self._store.clock() if self.known.wait is None else self.known.wait.since

    def waits(self, wait: Wait) -> None:
        """Record the progress of the request."""
        self.change(self.known.waiting(replace(wait, since=self._began)))

    def progressed(self, received: int, total: int | None) -> None:
        """Record the number of received bytes."""
        if self.known.wait is not None:
            self.waits(replace(self.known.wait, received=received, total=total, retry_at=None))

    def retries(self, retrying: Retrying) -> None:
        """Record that the request failed and will be retried."""
        at = self._store.clock() + retrying.seconds
        self.waits(Wait(self._began, 0, None, retrying.attempt, retrying.of, at, retrying.reason))

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Report unexpected errors, which would otherwise be lost with the task."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        self._task = None
        takers = [want.on_mistake for want in self._wants if want.on_mistake is not None]
        for take in takers:
            take(error)
        self.change(self.known.stopped())
        if not takers:
            task.get_loop().call_exception_handler({"message": f"{task.get_name()} failed", "exception": error})


class _Asking(Generic[T]):
    """Implements `query.Asking` for a method."""

    def __init__(self, answer: Answer[T], store: Answers, since: int) -> None:
        self.query = answer.query
        self.known = answer.known.value if answer.known.complete else None
        self.source = store.source.under(Conditions(answer.urgency, self._progress, answer.retries))
        self._answer = answer
        self._store = store
        self._since = since
        self._reported = time.monotonic()

    async def get(self, query: Query[U], *, again: bool = False, priority: Priority | None = None) -> U:
        since = self._since if again else None
        urgency = self._answer.urgency if priority is None else Urgency(priority)
        return await self._store.get(query, urgency, since=since, on_change=self._pass_on)

    def _pass_on(self, known: Loadable[object]) -> None:
        """Report the wait of another query as this one's own."""
        wait = known.wait
        if wait is not None and (wait.received or wait.reason is not None):
            self._answer.waits(wait)

    def _progress(self, received: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._reported >= PROGRESS_EVERY:
            self._reported = now
            self._answer.progressed(received, total)
