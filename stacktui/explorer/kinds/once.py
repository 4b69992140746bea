"""A method that answers in one step, without partial values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from stacktui.explorer.loadable import SERVICE
from stacktui.pulumi.errors import PulumiError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from stacktui.explorer.query import Asking
    from stacktui.pulumi.offers import Feature

T = TypeVar("T")


class Once(Generic[T]):
    """Answers with one function (`query.Method`)."""

    def __init__(
        self,
        ask: Callable[[Asking[T]], Coroutine[None, None, T]],
        *,
        source: str = SERVICE,
        needs: Feature | None = None,
    ) -> None:
        self._ask = ask
        self.source = source
        self.needs = needs

    async def load(self, asking: Asking[T]) -> AsyncIterator[T]:
        """Yield the value."""
        yield await self._ask(asking)


async def attempt(ask: Callable[[], Coroutine[None, None, T]]) -> T | PulumiError:
    """What was asked for, or the error as a value."""
    try:
        return await ask()
    except PulumiError as error:
        return error
