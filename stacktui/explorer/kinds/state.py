"""The indexed state of a stack, and how to tell whether a loaded one is still current."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.explorer.kinds.once import Once
from stacktui.explorer.kinds.stack import stack_now
from stacktui.explorer.query import Kind, Query
from stacktui.files.threads import in_background
from stacktui.pulumi.errors import Forbidden, PulumiError
from stacktui.pulumi.offers import Feature

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking
    from stacktui.explorer.source import Source
    from stacktui.index.references import UpstreamReference
    from stacktui.index.resource_query import ResourceSearch
    from stacktui.index.resources import ResourceIndex
    from stacktui.index.tree import TreeLayout
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.pulumi.state.deployment import Deployment


class State(Struct, frozen=True):
    """An indexed deployment; immutable."""

    deployment: Deployment
    index: ResourceIndex
    search: ResourceSearch
    layout: TreeLayout
    footprint: int
    """Bytes of memory, including data derived later as if it existed already."""
    may_change: bool = False
    """It was read during an update: resources may change while the version stays."""

    @property
    def types(self) -> tuple[str, ...]:
        """Type tokens, the most frequent first."""
        return tuple(token for token, _ in self.index.counts_by_type())

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages, the most frequent first."""
        return tuple(package for package, _ in self.index.counts_by_package())

    def upstream(self, reader: StackIdentifier) -> tuple[UpstreamReference, ...]:
        """The stacks that this state of `reader` reads, according to the state itself."""
        from stacktui.index.references import upstream_references

        return upstream_references(self.index, reader)


async def index_deployment(deployment: Deployment, *, may_change: bool = False) -> State:
    """Index a deployment off the event loop."""
    return await in_background(_index, deployment, may_change=may_change)


def prepare_answers(state: State) -> None:
    """Prepare the first search, so that it is as fast as later ones; slow."""
    state.search.prepare()
    state.index.counts_by_type()


def _index(deployment: Deployment, *, may_change: bool) -> State:
    from stacktui.index.resource_query import ResourceSearch
    from stacktui.index.resources import ResourceIndex
    from stacktui.index.tree import TreeLayout

    index = ResourceIndex(deployment)
    search, layout = ResourceSearch(index), TreeLayout(index)
    footprint = deployment.footprint + index.footprint + search.footprint + layout.footprint
    return State(deployment, index, search, layout, footprint, may_change)


async def _present(asking: Asking[State]) -> State:
    """The current state; a loaded one is read again only if it may have changed.

    The stack is requested before its state, not concurrently: if an update ended in between, an older state would get
    the newer version, and a reload would treat it as current. A version that is too old costs only one more read.
    """
    stack, known = asking.query.stack, asking.known
    try:
        now = await asking.get(stack_now(stack), again=known is not None)
    except PulumiError:
        if known is not None:
            raise
        return await index_deployment(await asking.source.export_stack(stack))
    runs = now.running is not None
    is_same = known is not None and known.deployment.stack_version == now.stack.version
    if known is not None and is_same and not runs and not known.may_change:
        return known
    deployment = await asking.source.export_stack(stack)
    if not runs:
        deployment = deployment._replace(stack_version=now.stack.version)
    return await index_deployment(deployment, may_change=runs)


async def _exported(source: Source, stack: StackIdentifier, version: int) -> Deployment:
    """A version; where exporting it is refused, its resources, which hold less (`Deployment.only_resources`)."""
    try:
        return await source.export_stack(stack, version)
    except Forbidden as refused:
        try:
            return await source.get_stack_resources(stack, version)
        except PulumiError:
            raise refused from None


async def _export(asking: Asking[State]) -> State:
    version = asking.query.version
    if version is None:
        return await _present(asking)
    return await index_deployment(await _exported(asking.source, asking.query.stack, version))


async def _resources(asking: Asking[State]) -> State:
    version = asking.query.version
    if version is None:
        return await _present(asking)
    return await index_deployment(await asking.source.get_stack_resources(asking.query.stack, version))


STATE = Kind(
    "state",
    (Once(_export, needs=Feature.EXPORT_OF_VERSION), Once(_resources, source="resources")),
    never_changes=lambda query: query.at is not None,
    size=lambda state: state.footprint,
    prepare=prepare_answers,
)


def state_of(stack: StackIdentifier, version: int | None = None) -> Query[State]:
    """The current state, or that of a version."""
    return Query(STATE, stack, version)


async def _deployment(asking: Asking[Deployment]) -> Deployment:
    stack, version = asking.query.stack, asking.query.version
    if version is None:
        return await asking.source.export_stack(stack)
    return await _exported(asking.source, stack, version)


async def _deployment_of_resources(asking: Asking[Deployment]) -> Deployment:
    stack, version = asking.query.stack, asking.query.version
    if version is None:
        return await asking.source.export_stack(stack)
    return await asking.source.get_stack_resources(stack, version)


DEPLOYMENT = Kind(
    "deployment",
    (Once(_deployment, needs=Feature.EXPORT_OF_VERSION), Once(_deployment_of_resources, source="resources")),
    is_kept=False,
)


def deployment_of(stack: StackIdentifier, version: int | None = None) -> Query[Deployment]:
    """The state for a command or a file, neither indexed nor kept."""
    return Query(DEPLOYMENT, stack, version)


async def _body(asking: Asking[bytes]) -> bytes:
    return await asking.source.export_stack_bytes(asking.query.stack, asking.query.version)


EXPORT = Kind("export", (Once(_body),), is_kept=False)


def export_of(stack: StackIdentifier, version: int | None = None) -> Query[bytes]:
    """The state as the server sent it, including its secrets, for a file."""
    return Query(EXPORT, stack, version)
