"""PulumiClient: one method for each endpoint of the stacks API, named after its operationId.

It does not import httpx, which the first request loads off the event loop, to not delay the first screen.
"""

from __future__ import annotations

import copy
import os
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import msgspec

from stacktui.files.subscribers import Notices, Signal
from stacktui.pulumi import answers, identity
from stacktui.pulumi.console import console_url
from stacktui.pulumi.errors import (
    BadRequest,
    NotFound,
    NotSupported,
    Outcome,
    ReadOnly,
    TooLarge,
    WrongShape,
)
from stacktui.pulumi.http.backend_url import api_path, parse_backend_url, seg
from stacktui.pulumi.http.conditions import Conditions
from stacktui.pulumi.http.exchange import Ask, TransportOptions
from stacktui.pulumi.http.exchange import Exchange as Exchange
from stacktui.pulumi.http.opening import LazyTransport
from stacktui.pulumi.http.policy import RequestPolicy as RequestPolicy
from stacktui.pulumi.http.token_in_use import TokenInUse
from stacktui.pulumi.observed import Observed
from stacktui.pulumi.offers import Feature, Offers
from stacktui.pulumi.redaction import Redactor
from stacktui.pulumi.stack import (
    DeletedStack,
    ResourceCount,
    ServerMessage,
    Stack,
    StackFilter,
    StackIdentifier,
    StackMetadata,
    StackPage,
    StackReference,
    Update,
    UpdateStatus,
    User,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    import httpx

    from stacktui.pulumi.access_token import AccessToken
    from stacktui.pulumi.http.token_in_use import Renew
    from stacktui.pulumi.state.deployment import Deployment

T = TypeVar("T")
_ANY = StackFilter()
_NO_TAGS: Mapping[str, str] = MappingProxyType({})


class PulumiClient:
    """A client of one backend with one access token. Every method raises only PulumiError."""

    def __init__(  # noqa: PLR0913 - each is one independent choice of the wiring
        self,
        backend_url: str,
        token: AccessToken | None,
        *,
        transport: httpx.AsyncBaseTransport | Callable[[], httpx.AsyncBaseTransport] | None = None,
        read_only: bool = False,
        policy: RequestPolicy = RequestPolicy(),  # noqa: B008 - frozen
        on_exchange: Callable[[Exchange], None] | None = None,
        on_unauthorized: Renew | None = None,
        redactor: Redactor | None = None,
    ) -> None:
        """Check the backend URL; nothing is sent or loaded yet.

        Args:
            backend_url: As configured, e.g. `https://api.pulumi.com`.
            token: None sends no Authorization header.
            transport: Replaces the network, for the demo and tests; a factory is called in a thread, at the first
                request.
            read_only: Every write raises ReadOnly before a socket is opened.
            policy: Retries, deadlines and limits.
            on_exchange: Called after each request.
            on_unauthorized: Reads the login again if the token is rejected; a read is then repeated once.
            redactor: Removes the token from all responses; the client adds further tokens and the proxy's password.

        Raises:
            InvalidRequest: the URL is not allowed.
        """
        self._backend = parse_backend_url(backend_url, insecure_http=policy.insecure_http)
        self._redactor = redactor or Redactor()
        self._token = TokenInUse(token, on_unauthorized, self._redactor)
        self.read_only = read_only
        self.observed = Observed()
        self.offers = Offers()
        self._policy = policy
        self._conditions = Conditions()
        self.warnings = Notices()
        """The texts of X-Pulumi-Warning headers, unchanged."""
        self.pauses: Signal[float] = Signal()
        """The seconds until a read is retried, if the server requested a pause (Retry-After)."""
        console = console_url(str(self._backend), os.environ.get("PULUMI_CONSOLE_DOMAIN", ""))
        told = (on_exchange, self.warnings, self.pauses)
        self._transport = LazyTransport(
            TransportOptions(self._backend, policy, self._redactor, console, *told), transport
        )

    @property
    def backend_url(self) -> str:
        """As requested: in lower case, an international host name in punycode."""
        return str(self._backend)

    async def aclose(self) -> None:
        """Cancel requests and close every connection; the client sends nothing afterwards."""
        await self._transport.aclose()

    def under(self, conditions: Conditions) -> PulumiClient:
        """The same client, with the urgency of these conditions for reads, reporting to them.

        Writes stay interactive.
        """
        view = copy.copy(self)
        view._conditions = conditions  # noqa: SLF001 - it is one of us
        return view

    async def list_user_stacks(self, filter: StackFilter = _ANY) -> AsyncIterator[StackPage]:  # noqa: A002 - the API's word
        """The accessible stacks, page by page as they arrive (GET /api/user/stacks).

        Raises:
            WrongShape: a page repeats a continuation token; what was yielded is not the whole list.
            TooLarge: the list has no end.
        """
        query = _filter_query(filter)
        seen: set[str] = set()
        token = ""
        for _ in range(self._policy.max_pages):
            asked = (*query, ("continuationToken", token)) if token else query
            listed = await self._read(api_path("user", "stacks"), "the list of stacks", answers.read_page, query=asked)
            token = listed.token
            self.observed.saw_list(listed.page.stacks)
            yield identity.within(filter, listed.page)
            if not token:
                return
            if token in seen:
                raise WrongShape(
                    "The server repeats pages of the list of stacks, so the list is incomplete.", hint="Reload it."
                )
            seen.add(token)
        raise TooLarge(f"The list of stacks has more than {self._policy.max_pages} pages.", hint="Use a filter.")

    async def get_stack(self, stack: StackIdentifier) -> Stack:
        """GET …/{stack}."""
        found = await self._read(
            _path(stack), str(stack), lambda body: identity.of_stack(answers.read_struct(body, Stack), stack)
        )
        self.observed.saw_stack(found)
        return found

    async def get_stack_metadata(self, stack: StackIdentifier) -> StackMetadata:
        """GET …/metadata."""
        path = _path(stack, "metadata")
        return await self._read(
            path, str(stack), lambda body: identity.of_stack(answers.read_struct(body, StackMetadata), stack)
        )

    async def export_stack(self, stack: StackIdentifier, version: int | None = None) -> Deployment:
        """The state, current or of a version (GET …/export, …/export/{version})."""
        return await self._read_deployment(stack, _export_path(stack, version), version)

    async def export_stack_bytes(self, stack: StackIdentifier, version: int | None = None) -> bytes:
        """The state as the server sent it, checked to be complete, for a file."""
        return await self._read(
            _export_path(stack, version),
            str(stack),
            answers.checked_json,
            is_large=True,
            is_verbatim=True,
        )

    async def get_stack_resource_count(self, stack: StackIdentifier) -> ResourceCount:
        """GET …/resources/count."""
        path = _path(stack, "resources", "count")
        return await self._read(path, str(stack), lambda body: answers.read_struct(body, ResourceCount))

    async def get_latest_stack_resources(self, stack: StackIdentifier) -> Deployment:
        """GET …/resources/latest: resources without the envelope of an export."""
        return await self._read_deployment(stack, _path(stack, "resources", "latest"), None)

    async def get_stack_resources(self, stack: StackIdentifier, version: int) -> Deployment:
        """GET …/resources/{version}."""
        return await self._read_deployment(stack, _path(stack, "resources", str(version)), version)

    async def list_downstream_stack_references(self, stack: StackIdentifier) -> tuple[StackReference, ...]:
        """The stacks whose programs read this one (GET …/downstreamreferences)."""
        return await self._read(_path(stack, "downstreamreferences"), str(stack), answers.read_references)

    async def list_upstream_stack_references(self, stack: StackIdentifier) -> tuple[StackReference, ...] | None:
        """The stacks that this one reads (GET …/upstreamreferences); None if the server has no such endpoint."""
        try:
            return await self._read(_path(stack, "upstreamreferences"), str(stack), answers.read_references)
        except NotFound:
            return None

    async def list_stack_updates(
        self, stack: StackIdentifier, *, page: int = 1, page_size: int = 10
    ) -> tuple[Update, ...]:
        """Updates, newest first (GET …/updates); `page` counts from 1."""
        query = (("output-type", "service"), ("page", str(page)), ("pageSize", str(page_size)))
        updates = await self._read(_path(stack, "updates"), str(stack), answers.read_updates, query=query)
        self.observed.saw_updates(updates)
        return updates

    async def get_update_status(self, stack: StackIdentifier, update: str) -> str:
        """The status of the update with this ID, of any kind (GET …/update/{updateID}); empty if not reported."""
        path = _path(stack, "update", update)
        return (await self._read(path, str(stack), lambda body: answers.read_struct(body, UpdateStatus))).status

    async def get_current_user(self) -> User:
        """The token's user and organizations (GET /api/user)."""
        return await self._read(api_path("user"), "the user", lambda body: answers.read_struct(body, User))

    async def get_default_organization(self) -> str:
        """The default organization, or empty if none is set or the server is too old to report it."""
        path = api_path("user", "organizations", "default")
        try:
            return await self._read(path, "the default organization", answers.read_default_organization)
        except (NotFound, BadRequest):
            return ""

    async def list_deleted_stacks(self, organization: str) -> tuple[DeletedStack, ...]:
        """The stacks that can be restored, for the organization's administrators (GET /api/orgs/{org}/restore-stack).

        Raises:
            NotFound: the server has no such endpoint.
            Forbidden: the token does not belong to an administrator.
        """
        path = api_path("orgs", organization, "restore-stack")
        return await self._read(path, organization, answers.read_deleted_stacks)

    async def create_stack(
        self, stack: StackIdentifier, tags: Mapping[str, str] = _NO_TAGS
    ) -> tuple[ServerMessage, ...]:
        """Create a stack and, if there is none, its project (POST …/{project}); returns the server's messages."""
        body = msgspec.json.encode({"stackName": stack.name} | ({"tags": dict(tags)} if tags else {}))
        _path(stack)
        path = api_path("stacks", stack.organization, stack.project)
        return await self._write(Feature.CREATE, "POST", path, str(stack), answers.read_messages, body=body)

    async def transfer_stack(self, stack: StackIdentifier, to_organization: str) -> None:
        """Move a stack to another organization of the user (POST …/transfer)."""
        body = msgspec.json.encode({"toOrg": to_organization})
        seg(to_organization)
        path = _path(stack, "transfer")
        await self._write(Feature.TRANSFER, "POST", path, str(stack), answers.read_nothing, body=body)

    async def delete_stack(self, stack: StackIdentifier, *, force: bool = False) -> None:
        """Delete a stack; with `force` even if it has resources, which are orphaned (DELETE …/{stack}).

        Raises:
            StackNotEmpty: it has resources, and `force` was not set.
        """
        query = (("force", "true" if force else "false"),)
        await self._write(Feature.DELETE, "DELETE", _path(stack), str(stack), answers.read_nothing, query=query)

    async def _read_deployment(self, stack: StackIdentifier, path: str, version: int | None) -> Deployment:
        def decode(body: bytes) -> Deployment:
            from stacktui.pulumi.state.decoding import decode_deployment

            deployment = decode_deployment(body, stack_version=version)
            return deployment._replace(names=identity.other_stack_in(deployment, stack))

        return await self._read(path, str(stack), decode, is_large=True)

    async def _read(
        self,
        path: str,
        subject: str,
        decode: Callable[[bytes], T],
        *,
        query: tuple[tuple[str, str], ...] = (),
        is_large: bool = False,
        is_verbatim: bool = False,
    ) -> T:
        deadline = self._policy.export_deadline if is_large else self._policy.read_deadline
        transport = await self._transport.opened()
        ask = Ask("GET", path, subject, deadline, query, is_verbatim=is_verbatim)
        return await self._token.read(lambda token: transport.read(ask, token, decode, self._conditions))

    async def _write(  # noqa: PLR0913 - the parts of one request
        self,
        feature: Feature,
        method: str,
        path: str,
        subject: str,
        decode: Callable[[bytes], T],
        *,
        query: tuple[tuple[str, str], ...] = (),
        body: bytes = b"",
    ) -> T:
        if self.read_only:
            raise ReadOnly(f"{subject} was not changed: this client is read-only.")
        self.check_supported(feature)
        transport = await self._transport.opened()
        ask = Ask(method, path, subject, self._policy.write_deadline, query, body, feature=feature)
        try:
            return await self._token.write(lambda token: transport.write(ask, token, decode))
        except NotSupported as error:
            self.offers.saw_lack(feature, status=error.status)
            raise

    def check_supported(self, feature: Feature, organization: str = "") -> None:
        """Make sure that the server was not seen to lack a feature; nothing is sent.

        Raises:
            NotSupported: it is.
        """
        status = self.offers.lack_of(feature, organization)
        if status is not None:
            error = NotSupported(f"{self._backend.place} reported that it does not support {feature}.", status=status)
            error.outcome = Outcome.NOT_SENT
            raise error


def _path(stack: StackIdentifier, *more: str) -> str:
    return api_path("stacks", stack.organization, stack.project, stack.name, *more)


def _export_path(stack: StackIdentifier, version: int | None) -> str:
    return _path(stack, "export") if version is None else _path(stack, "export", str(version))


def _filter_query(filter_: StackFilter) -> tuple[tuple[str, str], ...]:
    named = (
        ("organization", filter_.organization),
        ("project", filter_.project),
        ("tagName", filter_.tag_name),
        ("tagValue", filter_.tag_value),
    )
    return tuple((name, value) for name, value in named if value or (name == "tagValue" and value is not None))
