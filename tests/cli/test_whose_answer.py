"""A proxy that mixes up responses: another stack's data is neither printed nor used to send anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from stacktui.demo.in_process import InProcess

if TYPE_CHECKING:
    from stacktui.demo.application import DemoApplication
    from tests.cli.shell import Shell

ASKED = "acme/payments/prod"
MIXED = "The server answered for acme/web-shop/staging instead of acme/payments/prod."


class MixedUp(InProcess):
    """Asks for another stack's answer at the places that end like this."""

    def __init__(self, app: DemoApplication, *ends: str) -> None:
        super().__init__(app)
        self._ends = ends

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        before, found, end = request.url.path.partition(ASKED)
        if found and request.method == "GET" and end in self._ends:
            url = request.url.copy_with(path=f"{before}acme/web-shop/staging{end}")
            request = httpx.Request("GET", url, headers=request.headers, extensions=request.extensions)
        return await super().handle_async_request(request)


@pytest.fixture
def mixed_up(shell: Shell) -> Shell:
    shell.transport = lambda app: MixedUp(app, "", "/metadata", "/export", "/export/3")
    return shell


@pytest.mark.parametrize(
    "line",
    [
        f"show {ASKED}",
        f"show {ASKED} --json",
        f"delete {ASKED} --yes --confirm {ASKED}",
        f"delete {ASKED} --force --yes --confirm {ASKED}",
        f"transfer {ASKED} globex --yes",
    ],
)
def test_another_stacks_answer_is_an_error_and_nothing_is_sent(mixed_up: Shell, line: str) -> None:
    result = mixed_up.run(line)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(MIXED)
    assert mixed_up.sent == []


def test_metadata_of_another_stack_is_a_problem_and_no_fact(shell: Shell) -> None:
    shell.transport = lambda app: MixedUp(app, "/metadata")
    result = shell.run(f"show {ASKED} --json")
    [value] = result.values
    assert (value["name"], value["metadata"], value["problems"]) == (ASKED, None, [MIXED])
    assert MIXED in result.err
    assert MIXED in shell.run(f"show {ASKED}").err


@pytest.mark.parametrize(
    "command", ["tree {}", "tree {} --version 3", "count {} --by type", "export {}", "export {} --with-secrets"]
)
def test_a_state_that_names_another_stack_says_so(mixed_up: Shell, command: str) -> None:
    result = mixed_up.run(command.format(ASKED))
    assert "Its URNs name web-shop/staging: " in result.err


def test_text_and_json_name_the_stack_as_it_was_asked_for(shell: Shell) -> None:
    shell.transport = Loud
    assert shell.run(f"show {ASKED}").out.splitlines()[0] == ASKED
    [value] = shell.run(f"show {ASKED} --json").values
    assert (value["name"], value["organization"], value["project"], value["stack"]) == (ASKED, *ASKED.split("/"))


class Loud(InProcess):
    """A server that spells names in another case."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        body = await response.aread()
        for name in ("acme", "payments", "prod"):
            body = body.replace(f'"{name}"'.encode(), f'"{name.upper()}"'.encode())
        return httpx.Response(response.status_code, content=body, headers={"Content-Type": "application/json"})
