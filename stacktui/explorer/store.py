"""What is known of every query: asked once for all who want the same, and kept while there is room."""

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
    """The memory between a source and whoever shows or prints what it answers."""

    def __init__(
        self, source: Source, *, kept_bytes: int = 512 * MEGABYTE, clock: Callable[[], float] = time.time
    ) -> None:
        """`kept_bytes` bounds the values of kinds that have a size; the newest is kept, however large it is."""
        self.source = source
        self.clock = clock
        self.kept_bytes = kept_bytes
        self._answers: OrderedDict[Query[object], Answer[object]] = OrderedDict()
        self._preparing: set[asyncio.Task[None]] = set()
        self._moments = count(1)

    @property
    def held_bytes(self) -> int:
        """Bytes of memory that the values of kinds with a size take."""
        return sum(answer.size for answer in self._answers.values())

    def moment(self) -> int:
        """A number larger than every one before: what happened earlier, whatever the clock says."""
        return next(self._moments)

    def known(self, query: Query[T]) -> Loadable[T]:
        """What is known of a query, without asking."""
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
        """Ask, `after` seconds from now, unless the answer is here or on its way; `again` asks though it is here.

        `on_change` is called with each change of what is known, from now until the want is closed, and `on_mistake`
        with an error of ours; where nobody takes that, it is the event loop's.
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
        """The whole answer, asked for where it is not here.

        Args:
            query: What is asked.
            urgency: How urgent the request is, also when that rises; None: somebody waits for it.
            again: Only an answer from now on counts.
            since: Only an answer from this moment on counts (`moment`).
            on_change: Called with each change of what is known meanwhile.

        Raises:
            PulumiError: it could not be had, or no more than a part of it.
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
        if not seen.is_here:  # it was forgotten while it was on its way
            return await self.get(query, urgency, since=since, on_change=on_change)
        return seen.value  # type: ignore[return-value]  # it is here

    def forget(self, scope: Scope) -> None:
        """Drop all that is known of a scope: it was changed, or is gone."""
        for query in [query for query in self._answers if query.scope == scope]:
            self._forget(query)

    def let_go(self, answer: Answer[T]) -> None:
        """Nobody wants an answer any more that is not kept."""
        self._answers.pop(answer.query, None)

    def arrived(self, answer: Answer[T]) -> None:
        """A whole value is here: make room for it, and prepare what is asked of it first."""
        self._make_room()
        prepare, value = answer.query.kind.prepare, answer.known.value
        if prepare is not None and value is not None:
            task = asyncio.create_task(in_background(prepare, value))
            self._preparing.add(task)
            task.add_done_callback(self._preparing.discard)

    def _answer(self, query: Query[T]) -> Answer[T]:
        """The one answer of a query; the kind in the key says what its value is."""
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
