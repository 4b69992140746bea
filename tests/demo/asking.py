"""Sends bare requests to the demo in process, and decodes the JSON without the client's structs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from stacktui.demo.server import DEMO_TOKEN

if TYPE_CHECKING:
    from types import TracebackType

    from stacktui.demo.application import DemoApplication
    from stacktui.demo.state.values import Json


def at(value: Json, *path: str | int) -> Json:
    """The value at a path of keys and positions."""
    for step in path:
        if isinstance(step, int):
            assert isinstance(value, list)
            value = value[step]
        else:
            assert isinstance(value, dict), value
            value = value[step]
    return value


def items(value: Json, *path: str | int) -> list[Json]:
    found = at(value, *path)
    assert isinstance(found, list)
    return found


def members(value: Json, *path: str | int) -> dict[str, Json]:
    found = at(value, *path)
    assert isinstance(found, dict)
    return found


def text(value: Json, *path: str | int) -> str:
    found = at(value, *path)
    assert isinstance(found, str)
    return found


class Asker:
    """A bare HTTP client of one application."""

    def __init__(self, app: DemoApplication, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.app = app
        self._client = httpx.AsyncClient(
            transport=transport or httpx.ASGITransport(app),
            base_url="http://demo.invalid",
            headers={"Authorization": f"token {DEMO_TOKEN}", "Accept": "application/vnd.pulumi+8"},
        )

    async def __aenter__(self) -> Asker:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._client.request(method, path, content=body, headers=named)

    async def get(self, path: str) -> httpx.Response:
        return await self.send("GET", path)

    async def json(self, path: str) -> Json:
        """The body of a successful answer."""
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        value: Json = json.loads(answer.content)
        return value

    async def refused(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        """Status and message of an error response."""
        answer = await self.send(method, path, body)
        value: Json = json.loads(answer.content)
        assert at(value, "code") == answer.status_code
        return answer.status_code, text(value, "message")

    async def everything(self, query: str = "") -> list[str]:
        """The full names in the list, page after page."""
        found: list[str] = []
        token = ""
        while True:
            page = await self.json(
                f"/api/user/stacks?{query}" + (f"&continuationToken={quote(token)}" if token else "")
            )
            found += [full_name(entry) for entry in items(page, "stacks")]
            following = members(page).get("continuationToken")
            if not following:
                return found
            assert isinstance(following, str)
            token = following


def full_name(entry: Json) -> str:
    return "/".join((text(entry, "orgName"), text(entry, "projectName"), text(entry, "stackName")))


def path_of(name: str, *more: str) -> str:
    """The path of a stack written `organization/project/stack`."""
    parts = [quote(part, safe="") for part in (*name.split("/"), *more)]
    return "/api/stacks/" + "/".join(parts)
