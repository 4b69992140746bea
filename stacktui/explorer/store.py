"""The cache of all answers: one request for equal queries, and a limit on memory."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from stacktui.explorer.answer import Answer, OnMistake, Want
from stacktui.explorer.loadable import Loadable
from stacktui.files.threads import in_background
from stacktui.pulumi.http.slots import Priority, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.explorer.query import Query, Scope
    from stacktui.explorer.source import Source

T = TypeVar("T")

MEGABYTE = 1024 * 1024


class Store:
    """The cache between a source and the code that displays or prints its answers."""

    def __init__(
        self, source: Source, *, kept_bytes: int = 512 * MEGABYTE, clock: Callable[[], float] = time.time
    ) -> None:
        """`kept_bytes` limits the values of kinds that have a size; the newest one is always kept."""
        self.source = source
        self.clock = clock
        self.kept_bytes = kept_bytes
        self._answers: OrderedDict[Query[object], Answer[object]] = OrderedDict()
        self._preparing: set[asyncio.Task[None]] = set()
        self._moments = count(1)

    @property
    def held_bytes(self) -> int:
        """Bytes of memory used by values of kinds with a size."""
        return sum(answer.size for answer in self._answers.values())

    def moment(self) -> int:
        """A number larger than every earlier one: it orders events independently of the clock."""
        return next(self._moments)

    def known(self, query: Query[T]) -> Loadable[T]:
        """The current value of a query, without a request."""
        return self._answer(query).known if query in self._answers else Loadable()

    def want(
        self,
        query: Query[T],
        priority: Priority,
        on_change: Callable[[Loadable[T]], None],
        *,
        on_mistake: OnMistake | None = None,
        again: bool = False,
        after: float = 0.0,
    ) -> Want[T]:
        """Subscribe, and send a request unless the answer is loaded or loading; `again` always sends one.

        The request is sent after `after` seconds. `on_change` is called with each change of the value until the
        subscription is closed, `on_mistake` with an error other than PulumiError, which the event loop handles by
        default.
        """
        since = self.moment() if again else None
        return self._answer(query).want(priority, on_change, on_mistake=on_mistake, since=since, after=after)

    async def get(
        self,
        query: Query[T],
        urgency: Urgency | None = None,
        *,
        again: bool = False,
        since: int | None = None,
        on_change: Callable[[Loadable[T]], None] = lambda _known: None,
    ) -> T:
        """The complete answer, requested if it is not loaded.

        Args:
            query: The query.
            urgency: The urgency of the request, which may rise; None for interactive.
            again: Ignore answers from before this call.
            since: Ignore answers from before this moment (`moment`).
            on_change: Called with each change of the value.

        Raises:
            PulumiError: it failed, or only a part of it could be loaded.
        """
        urgency = urgency or Urgency()
        since = self.moment() if again else since
        changed = asyncio.Event()
        seen: Loadable[T] = Loadable()

        def take(known: Loadable[T]) -> None:
            nonlocal seen
            seen = known
            on_change(known)
            changed.set()

        mistakes: list[BaseException] = []
        answer = self._answer(query)
        want = answer.want(urgency.priority, take, on_mistake=mistakes.append, since=since)
        seen = answer.known
        try:
            with urgency.watched(lambda: want.rise(urgency.priority)):
                while seen.is_loading:
                    changed.clear()
                    await changed.wait()
        finally:
            want.close()
        for mistake in mistakes:
            raise mistake
        if seen.error is not None:
            raise seen.error
        if not seen.is_here:  # dropped while it was loading
            return await self.get(query, urgency, since=since, on_change=on_change)
        return seen.value  # type: ignore[return-value]  # it is here

    def forget(self, scope: Scope) -> None:
        """Drop all answers about a scope, because it was changed or deleted."""
        for query in [query for query in self._answers if query.scope == scope]:
            self._forget(query)

    def let_go(self, answer: Answer[T]) -> None:
        """Drop an answer that has no subscribers and is not kept."""
        self._answers.pop(answer.query, None)

    def arrived(self, answer: Answer[T]) -> None:
        """A complete value has arrived: free memory for it and prepare its first use."""
        if answer.size:
            self._make_room()
        prepare, value = answer.query.kind.prepare, answer.known.value
        if prepare is not None and value is not None:
            task = asyncio.create_task(in_background(prepare, value))
            self._preparing.add(task)
            task.add_done_callback(self._preparing.discard)

    def _answer(self, query: Query[T]) -> Answer[T]:
        """The answer of a query; the kind in the key determines its type."""
        answers: OrderedDict[Query[T], Answer[T]] = self._answers  # type: ignore[assignment]  # see above
        found = answers.get(query)
        if found is None:
            found = answers[query] = Answer(query, self)
        answers.move_to_end(query)
        return found

    def _make_room(self) -> None:
        sized = [answer for answer in self._answers.values() if answer.size]
        total = sum(answer.size for answer in sized)
        for answer in sized[:-1]:
            if total <= self.kept_bytes:
                return
            total -= answer.size
            self._forget(answer.query)

    def _forget(self, query: Query[object]) -> None:
        answer = self._answers[query]
        answer.forget()
        if not answer.is_wanted:
            del self._answers[query]
