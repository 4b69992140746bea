"""The interface of a source of stacks: the service, or an opened file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stacktui.files.subscribers import Notices, Signal
    from stacktui.pulumi.http.conditions import Conditions
    from stacktui.pulumi.observed import Observed
    from stacktui.pulumi.offers import Feature, Offers
    from stacktui.pulumi.stack import (
        DeletedStack,
        ResourceCount,
        Stack,
        StackFilter,
        StackIdentifier,
        StackMetadata,
        StackPage,
        StackReference,
        Update,
        User,
    )
    from stacktui.pulumi.state.deployment import Deployment


class Source(Protocol):
    """Answers queries; every method raises only PulumiError.

    `PulumiClient` is the one that asks the service. A method that a source cannot answer raises NotSupported: what only
    the service knows stands in `Lacking` too.
    """

    @property
    def backend_url(self) -> str: ...
    @property
    def offers(self) -> Offers: ...
    @property
    def observed(self) -> Observed: ...
    @property
    def warnings(self) -> Notices:
        """Warnings besides its answers."""
        ...

    @property
    def pauses(self) -> Signal[float]:
        """The seconds of a pause that the server has requested."""
        ...

    def check_supported(self, feature: Feature, organization: str = "") -> None:
        """Raises NotSupported if the source is known to lack a feature."""
        ...

    def under(self, conditions: Conditions) -> Source:
        """The same source, with the urgency of these conditions, reporting to them."""
        ...

    async def aclose(self) -> None: ...

    def list_user_stacks(self, filter: StackFilter = ...) -> AsyncIterator[StackPage]: ...  # noqa: A002 - the API's word
    async def get_stack(self, stack: StackIdentifier) -> Stack: ...
    async def get_update_status(self, stack: StackIdentifier, update: str) -> str: ...
    async def get_stack_metadata(self, stack: StackIdentifier) -> StackMetadata: ...
    async def export_stack(self, stack: StackIdentifier, version: int | None = None) -> Deployment: ...
    async def export_stack_bytes(self, stack: StackIdentifier, version: int | None = None) -> bytes: ...
    async def get_stack_resources(self, stack: StackIdentifier, version: int) -> Deployment: ...
    async def get_stack_resource_count(self, stack: StackIdentifier) -> ResourceCount: ...
    async def list_downstream_stack_references(self, stack: StackIdentifier) -> tuple[StackReference, ...]: ...
    async def list_upstream_stack_references(self, stack: StackIdentifier) -> tuple[StackReference, ...] | None: ...
    async def list_stack_updates(
        self, stack: StackIdentifier, *, page: int = 1, page_size: int = 10
    ) -> tuple[Update, ...]: ...
    async def get_current_user(self) -> User: ...
    async def get_default_organization(self) -> str: ...
    async def list_deleted_stacks(self, organization: str) -> tuple[DeletedStack, ...]: ...


class Lacking:
    """What only the service knows, refused: the base of a source that answers less."""

    def lacks(self, what: str) -> Never:
        """Refuse a question.

        Raises:
            NotSupported: always.
        """
        raise NotImplementedError

    async def get_stack_metadata(self, _stack: StackIdentifier) -> StackMetadata:
        self.lacks("the stack's metadata")

    async def get_stack_resources(self, _stack: StackIdentifier, _version: int) -> Deployment:
        self.lacks("other versions")

    async def get_stack_resource_count(self, _stack: StackIdentifier) -> ResourceCount:
        self.lacks("a count")

    async def list_deleted_stacks(self, _organization: str) -> tuple[DeletedStack, ...]:
        self.lacks("deleted stacks")

    async def list_downstream_stack_references(self, _stack: StackIdentifier) -> tuple[StackReference, ...]:
        self.lacks("the stacks that read it")

    async def list_upstream_stack_references(self, _stack: StackIdentifier) -> tuple[StackReference, ...] | None:
        self.lacks("the versions of the stacks that it reads")

    async def list_stack_updates(
        self, _stack: StackIdentifier, *, page: int = 1, page_size: int = 10
    ) -> tuple[Update, ...]:
        del page, page_size
        self.lacks("updates")
