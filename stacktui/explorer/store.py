"""What was fetched and indexed: shares a fetch under way, keeps what did not change, forgets the oldest states."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from stacktui.explorer.fetches import Fetched, Key, SharedFetches
from stacktui.files.threads import in_background
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.http.conditions import Conditions
from stacktui.pulumi.http.slots import Priority, Urgency
from stacktui.pulumi.running_reading import read_stack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

    from stacktui.index.query import StackListPlan
    from stacktui.index.references import UpstreamReference
    from stacktui.index.resource_query import ResourceSearch
    from stacktui.index.resources import ResourceIndex
    from stacktui.index.tree import TreeLayout
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.http.conditions import Progress
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import (
        ResourceCount,
        Stack,
        StackFilter,
        StackIdentifier,
        StackMetadata,
        StackPage,
        StackReference,
        StackSummary,
        Update,
        User,
    )
    from stacktui.pulumi.state.deployment import Deployment

T = TypeVar("T")
MEGABYTE = 1024 * 1024


class Overview(Struct, frozen=True):
    """What the first view shows; a part that failed is None, and `problems` says why."""

    stack: Stack
    running: RunningUpdate | None
    metadata: StackMetadata | None
    updates: tuple[Update, ...] | None
    problems: tuple[PulumiError, ...]


class References(Struct, frozen=True):
    """Who reads this stack, and whom it reads; `upstream` is None where the server cannot tell.

    `version` is the present one of the stack itself, `versions` those of the stacks upstream, where they could be read.
    """

    version: int | None
    downstream: tuple[StackReference, ...]
    upstream: tuple[StackReference, ...] | None
    versions: tuple[tuple[StackIdentifier, int], ...]


class State(Struct, frozen=True):
    """A deployment, indexed; it never changes."""

    deployment: Deployment
    index: ResourceIndex
    search: ResourceSearch
    layout: TreeLayout
    footprint: int
    """Bytes of memory, with what is made of it on the way counted as if it were there already."""

    @property
    def types(self) -> tuple[str, ...]:
        """Type tokens, the most frequent first."""
        return tuple(token for token, _ in self.index.counts_by_type())

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages, the most frequent first."""
        return tuple(package for package, _ in self.index.counts_by_package())

    def upstream(self, reader: StackIdentifier) -> tuple[UpstreamReference, ...]:
        """The stacks that this state of `reader` itself says it reads."""
        from stacktui.index.references import upstream_references

        return upstream_references(self.index, reader)


class StackStore:
    """The memory between the client and the screen. Raises what the client raises."""

    def __init__(
        self, client: PulumiClient, *, state_bytes: int = 512 * MEGABYTE, clock: Callable[[], float] = time.time
    ) -> None:
        self.client = client
        self._clock = clock
        self._state_bytes = state_bytes
        self._user: Fetched[User] | None = None
        self._overviews: dict[StackIdentifier, Fetched[Overview]] = {}
        self._references: dict[StackIdentifier, Fetched[References]] = {}
        self._counts: dict[StackIdentifier, Fetched[ResourceCount]] = {}
        self._states: OrderedDict[Key, Fetched[State]] = OrderedDict()
        self._fetching_stacks: SharedFetches[tuple[Stack, RunningUpdate | None]] = SharedFetches()
        self._fetching_overviews: SharedFetches[Fetched[Overview]] = SharedFetches()
        self._fetching_references: SharedFetches[Fetched[References]] = SharedFetches()
        self._fetching_counts: SharedFetches[Fetched[ResourceCount]] = SharedFetches()
        self._fetching_states: SharedFetches[Fetched[State]] = SharedFetches()

    async def user(self) -> User:
        """Who the token belongs to; asked once."""
        if self._user is None:
            self._user = Fetched(await self.client.get_current_user(), self._clock())
        return self._user.value

    async def default_organization(self) -> str:
        """The server's default for this user, else the user's own name (hs/backend.go:244-271)."""
        return await self.client.get_default_organization() or (await self.user()).github_login

    def known_overview(self, stack: StackIdentifier) -> Fetched[Overview] | None:
        return self._overviews.get(stack)

    def known_references(self, stack: StackIdentifier) -> Fetched[References] | None:
        return self._references.get(stack)

    def known_count(self, stack: StackIdentifier) -> Fetched[ResourceCount] | None:
        return self._counts.get(stack)

    def known_state(self, stack: StackIdentifier, version: int | None = None) -> Fetched[State] | None:
        key = Key("state", stack, version)
        if key in self._states:
            self._states.move_to_end(key)
        return self._states.get(key)

    async def load_stacks(self, plan: StackListPlan) -> AsyncIterator[StackPage]:
        """The stacks of a plan, page by page.

        A list entry carries no tags, so the plan's further filters are asked side by side first; their answers narrow
        each page of the base list as it arrives.
        """
        narrowing = await asyncio.gather(*(self._identifiers(filter_) for filter_ in plan.narrowed_by))
        without = await asyncio.gather(*(self._identifiers(filter_) for filter_ in plan.without))

        def belongs(summary: StackSummary) -> bool:
            stack = summary.identifier
            return all(stack in one for one in narrowing) and not any(stack in one for one in without)

        async for page in self.client.list_user_stacks(plan.base):
            yield replace(page, stacks=tuple(filter(belongs, page.stacks)))

    async def _identifiers(self, filter_: StackFilter) -> frozenset[StackIdentifier]:
        found: set[StackIdentifier] = set()
        async for page in self.client.list_user_stacks(filter_):
            found.update(summary.identifier for summary in page.stacks)
        return frozenset(found)

    async def load_overview(self, stack: StackIdentifier) -> Fetched[Overview]:
        """The stack itself, its metadata and its last updates, asked side by side."""
        return await self._fetching_overviews.join(Key("overview", stack), lambda _: self._fetch_overview(stack))

    async def _fetch_overview(self, stack: StackIdentifier) -> Fetched[Overview]:
        async with asyncio.TaskGroup() as group:
            main = group.create_task(_attempt(self._read_stack(stack)))
            metadata = group.create_task(_attempt(self.client.get_stack_metadata(stack)))
            updates = group.create_task(_attempt(self.client.list_stack_updates(stack)))
        parts = (metadata.result(), updates.result())
        found = main.result()
        if isinstance(found, PulumiError):
            raise found
        overview = Overview(
            *found,
            None if isinstance(parts[0], PulumiError) else parts[0],
            None if isinstance(parts[1], PulumiError) else parts[1],
            tuple(part for part in parts if isinstance(part, PulumiError)),
        )
        fetched = self._overviews[stack] = Fetched(overview, self._clock())
        return fetched

    async def _read_stack(
        self, stack: StackIdentifier, urgency: Urgency | None = None
    ) -> tuple[Stack, RunningUpdate | None]:
        """The stack and what runs on it: several parts of a view need it at once."""

        def start(shared: Urgency) -> Coroutine[None, None, tuple[Stack, RunningUpdate | None]]:
            return read_stack(self.client.under(Conditions(shared)), stack)

        return await self._fetching_stacks.join(Key("stack", stack), start, urgency)

    async def load_references(self, stack: StackIdentifier) -> Fetched[References]:
        """Downstream and upstream references, and how far the stacks upstream have come since."""
        return await self._fetching_references.join(Key("references", stack), lambda _: self._fetch_references(stack))

    async def _fetch_references(self, stack: StackIdentifier) -> Fetched[References]:
        overview = self._overviews.get(stack)
        async with asyncio.TaskGroup() as group:
            itself = None if overview else group.create_task(_attempt(self._read_stack(stack)))
            down = group.create_task(_attempt(self.client.list_downstream_stack_references(stack)))
            up = group.create_task(_attempt(self.client.list_upstream_stack_references(stack)))
        downstream, upstream = down.result(), up.result()
        if isinstance(downstream, PulumiError):
            raise downstream
        readable = None if isinstance(upstream, PulumiError) else upstream
        named = dict.fromkeys(reference.identifier for reference in readable or ())
        beside = self.client.under(Conditions(Urgency(Priority.VISIBLE)))
        async with asyncio.TaskGroup() as group:
            asked = [(other, group.create_task(_attempt(beside.get_stack(other)))) for other in named]
        answers = ((other, task.result()) for other, task in asked)
        versions = tuple((other, answer.version) for other, answer in answers if not isinstance(answer, PulumiError))
        found = None if itself is None else itself.result()
        now = overview.value.stack if overview else None if isinstance(found, PulumiError | None) else found[0]
        version = None if now is None else now.version
        fetched = self._references[stack] = Fetched(References(version, downstream, readable, versions), self._clock())
        return fetched

    async def load_count(self, stack: StackIdentifier) -> Fetched[ResourceCount]:
        return await self._fetching_counts.join(Key("count", stack), lambda _: self._fetch_count(stack))

    async def _fetch_count(self, stack: StackIdentifier) -> Fetched[ResourceCount]:
        fetched = self._counts[stack] = Fetched(await self.client.get_stack_resource_count(stack), self._clock())
        return fetched

    async def load_state(
        self,
        stack: StackIdentifier,
        version: int | None = None,
        *,
        progress: Progress | None = None,
        priority: Priority = Priority.INTERACTIVE,
    ) -> Fetched[State]:
        """The state, indexed; an older version's never changes, the present one is asked again after an update only.

        `progress` is called only by whoever started the fetch.
        """
        key = Key("state", stack, version)
        return await self._fetching_states.join(
            key, lambda urgency: self._fetch_state(key, Conditions(urgency, progress)), Urgency(priority)
        )

    async def _fetch_state(self, key: Key, conditions: Conditions) -> Fetched[State]:
        known = self._states.get(key)
        if known is not None and await self._is_current(key, known.value, conditions.urgency):
            fetched = Fetched(known.value, self._clock())
        else:
            fetched = Fetched(await self._read_state(key, conditions), self._clock())
        self._keep(key, fetched)
        return fetched

    async def _is_current(self, key: Key, state: State, urgency: Urgency) -> bool:
        if key.version is not None:
            return True
        stack, running = await self._read_stack(key.stack, urgency)
        return running is None and stack.version == state.deployment.stack_version

    async def _read_state(self, key: Key, conditions: Conditions) -> State:
        """Only the state itself reports its progress."""
        client = self.client.under(conditions)
        if key.version is not None:
            deployment = await client.get_stack_resources(key.stack, key.version)
        else:
            version = await self._version_before(key.stack, conditions.urgency)
            deployment = await client.export_stack(key.stack)
            if version is not None:
                deployment = deployment._replace(stack_version=version)
        return await index_deployment(deployment)

    async def _version_before(self, stack: StackIdentifier, urgency: Urgency) -> int | None:
        """The version before the state is asked for; None where it cannot be read, or an update is running.

        Not beside the state: an update that lands in between would give an older state the newer version, and a reload
        would take it for the present one. A version that is too old only costs a further fetch.
        """
        overview = self._overviews.get(stack)
        if overview is not None:
            found, running = overview.value.stack, overview.value.running
        else:
            asked = await _attempt(self._read_stack(stack, urgency))
            if isinstance(asked, PulumiError):
                return None
            found, running = asked
        return found.version if running is None else None

    def _keep(self, key: Key, fetched: Fetched[State]) -> None:
        self._states[key] = fetched
        self._states.move_to_end(key)
        total = sum(other.value.footprint for other in self._states.values())
        while total > self._state_bytes and len(self._states) > 1:
            _, oldest = self._states.popitem(last=False)
            total -= oldest.value.footprint

    def forget(self, stack: StackIdentifier) -> None:
        """Drop all that is known of a stack: it was changed, or is gone."""
        self._overviews.pop(stack, None)
        self._references.pop(stack, None)
        self._counts.pop(stack, None)
        for key in [key for key in self._states if key.stack == stack]:
            del self._states[key]


async def index_deployment(deployment: Deployment) -> State:
    """Index a deployment off the event loop."""
    return await in_background(_index, deployment)


def _index(deployment: Deployment) -> State:
    from stacktui.index.resource_query import ResourceSearch
    from stacktui.index.resources import ResourceIndex
    from stacktui.index.tree import TreeLayout

    index = ResourceIndex(deployment)
    search, layout = ResourceSearch(index), TreeLayout(index)
    return State(
        deployment, index, search, layout, deployment.footprint + index.footprint + search.footprint + layout.footprint
    )


async def prepare_answers(state: State) -> None:
    """Let the first letter in the filter be as quick as the next."""
    await in_background(state.search.prepare)
    await in_background(state.index.counts_by_type)


async def _attempt(asked: Awaitable[T]) -> T | PulumiError:
    try:
        return await asked
    except PulumiError as error:
        return error
