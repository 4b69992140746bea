"""Answers for a state that was opened from a file as Pulumi Cloud would: a cloud of one stack that knows no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import msgspec

from stacktui.pulumi.identity import stack_in
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi.times import parse_time

if TYPE_CHECKING:
    from stacktui.pulumi.state.deployment import Deployment

MASKED = "its secrets are not in this file; `pulumi stack import` refuses it"
NOT_TOLD = b'{"code":404,"message":"This is a file: it holds a state and nothing else."}'


def stack_of(deployment: Deployment, organization: str) -> StackIdentifier:
    """The stack that the first readable URN names; a state without one is called `state`."""
    return StackIdentifier(organization, *(stack_in(deployment) or ("state", "state")))


def _written(deployment: Deployment) -> int | None:
    """When the state was written, Unix seconds; None where it does not say, or says year 1."""
    written = parse_time(deployment.manifest.time) if deployment.manifest else None
    return None if written is None else int(written)


class OpenedState(httpx.AsyncBaseTransport):
    """A transport behind which stands one file; it takes no writes.

    Args:
        deployment: The state, decoded.
        body: The same, as it was read.
        stack: What to call it.
    """

    def __init__(self, deployment: Deployment, body: bytes, stack: StackIdentifier) -> None:
        count, manifest = len(deployment.resources), deployment.manifest
        names = {"orgName": stack.organization, "projectName": stack.project, "stackName": stack.name}
        tags = {"state:format": str(deployment.version or "")}
        if manifest is not None:
            tags |= {"state:written": manifest.time, "state:written-by": f"pulumi {manifest.cli_version or 'unknown'}"}
            tags |= {"state:masked": MASKED} if manifest.is_masked else {}
        version = deployment.stack_version or 0
        encode = msgspec.json.encode
        self._answers = {
            "/api/user/stacks": encode(
                {"stacks": [{**names, "resourceCount": count, "lastUpdate": _written(deployment)}]}
            ),
            "/api/user": encode({"githubLogin": "", "name": "", "organizations": []}),
            "": encode({**names, "version": version, "activeUpdate": "file", "tags": tags}),
            "/update/file": encode({"status": "succeeded"}),
            "/export": body,
            "/resources/count": encode({"resourceCount": count, "version": version}),
            "/downstreamreferences": encode({"referencedStacks": []}),
        }
        self._root = httpx.URL("https://file.invalid/api/stacks/").copy_with(path="/api/stacks/" + "/".join(stack)).path

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from the file; what it does not hold is 404."""
        path = request.url.path
        body = self._answers.get(path.removeprefix(self._root) if path.startswith(self._root) else path)
        if body is None or request.method != "GET":
            return httpx.Response(404, content=NOT_TOLD, headers={"Content-Type": "application/json"})
        return httpx.Response(200, content=body, headers={"Content-Type": "application/json"})
