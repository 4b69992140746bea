"""A state opened from a file, as a source with one stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from stacktui.explorer.source import Lacking
from stacktui.files.subscribers import Notices, Signal
from stacktui.pulumi import identity
from stacktui.pulumi.errors import NotSupported
from stacktui.pulumi.observed import Observed
from stacktui.pulumi.offers import Offers
from stacktui.pulumi.stack import Stack, StackFilter, StackIdentifier, StackPage, StackSummary, User
from stacktui.pulumi.state.deployment import MASKED_EXPORT
from stacktui.pulumi.times import parse_time

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stacktui.pulumi.http.conditions import Conditions
    from stacktui.pulumi.offers import Feature
    from stacktui.pulumi.state.deployment import Deployment

_ANY = StackFilter()


def stack_of(deployment: Deployment, organization: str) -> StackIdentifier:
    """The stack named by the first readable URN; `state` if there is none."""
    return StackIdentifier(organization, *(identity.stack_in(deployment) or ("state", "state")))


def _written(deployment: Deployment) -> int | None:
    """When the state was written, in Unix seconds; None if unknown or year 1."""
    written = parse_time(deployment.manifest.time) if deployment.manifest else None
    return None if written is None else int(written)


class OpenedState(Lacking):
    """The source behind which stands one file (`source.Source`).

    Args:
        deployment: The decoded state.
        body: The file's contents.
        stack: The name to show.
        url: Used in place of a backend URL.
    """

    def __init__(self, deployment: Deployment, body: bytes, stack: StackIdentifier, url: str) -> None:
        self.backend_url = url
        self.offers, self.observed = Offers(), Observed()
        self.warnings, self.pauses = Notices(), Signal[float]()
        self._deployment = deployment._replace(names=identity.other_stack_in(deployment, stack))
        self._body = body
        self._stack = stack

    def check_supported(self, feature: Feature, organization: str = "") -> None:
        if self.offers.of(feature, organization) is False:
            self.lacks(feature)

    def under(self, _conditions: Conditions) -> OpenedState:
        return self

    async def aclose(self) -> None:
        """Nothing to close."""

    async def list_user_stacks(self, _filter: StackFilter = _ANY) -> AsyncIterator[StackPage]:
        summary = StackSummary(*self._stack, _written(self._deployment), len(self._deployment.resources))
        yield StackPage((summary,), unreadable=0, complete=True)

    async def get_stack(self, stack: StackIdentifier) -> Stack:
        deployment, manifest = self._deployment, self._deployment.manifest
        tags = {"state:format": str(deployment.version or "")}
        if manifest is not None:
            tags |= {"state:written": manifest.time, "state:written-by": f"pulumi {manifest.cli_version or 'unknown'}"}
            tags |= {"state:masked": f"{MASKED_EXPORT}; `pulumi stack import` refuses it"} if manifest.is_masked else {}
        return Stack(*self._asked(stack), deployment.stack_version or 0, active_update="file", tags=tags)

    async def get_update_status(self, _stack: StackIdentifier, _update: str) -> str:
        """A file has no running update."""
        return "succeeded"

    async def export_stack(self, stack: StackIdentifier, version: int | None = None) -> Deployment:
        self._present(stack, version)
        return self._deployment

    async def export_stack_bytes(self, stack: StackIdentifier, version: int | None = None) -> bytes:
        self._present(stack, version)
        return self._body

    async def get_current_user(self) -> User:
        return User()

    async def get_default_organization(self) -> str:
        return self._stack.organization

    def lacks(self, what: str) -> Never:
        """Refuse what the file does not hold.

        Raises:
            NotSupported: always.
        """
        raise NotSupported(f"A state file does not contain {what}.", status=404)

    def _asked(self, stack: StackIdentifier) -> StackIdentifier:
        if stack != self._stack:
            self.lacks(str(stack))
        return stack

    def _present(self, stack: StackIdentifier, version: int | None) -> None:
        self._asked(stack)
        if version is not None:
            self.lacks("other versions")
