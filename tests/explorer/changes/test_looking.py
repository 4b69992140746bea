"""The outcome of a write whose response was lost: determined by reading only, otherwise unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.transfer import Transfer
from stacktui.presentation.changes.registry import words_of
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from tests.pulumi.http.fault_rows import PATIENT, STACK

if TYPE_CHECKING:
    from stacktui.explorer.changes.change import Change

HERE = "/api/stacks/acme/web-shop/prod"
THERE = "/api/stacks/globex/web-shop/prod"
GONE, BUSY = "gone", "busy"
ENTRY = {"orgName": "acme", "projectName": "web-shop", "stackName": "prod"}


class World:
    """A backend in memory: the ID of the stack at each name, GONE or BUSY; several are returned one after another."""

    def __init__(
        self,
        here: tuple[str, ...] = (GONE,),
        there: tuple[str, ...] = (GONE,),
        *,
        user: int = 200,
        stacks: tuple[object, ...] = (),
        list_status: int = 200,
    ) -> None:
        self.places = {HERE: here, THERE: there}
        self.user = user
        self.stacks = stacks
        self.list_status = list_status
        self.looks: list[str] = []
        self.methods: set[str] = set()

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.methods.add(request.method)
        if path == "/api/user":
            return httpx.Response(self.user, json={"githubLogin": "alice"})
        if path == "/api/user/stacks":
            assert request.url.params["project"] == "web-shop"
            return httpx.Response(self.list_status, json={"stacks": self.stacks})
        states = self.places[path]
        state = states[min(self.looks.count(path), len(states) - 1)]
        self.looks.append(path)
        if state == BUSY:
            return httpx.Response(503, json={"message": "busy"})
        if state == GONE:
            return httpx.Response(404, json={"message": "Not Found"})
        _, _, _, organization, project, name = path.split("/")
        return httpx.Response(
            200, json={"orgName": organization, "projectName": project, "stackName": name, "id": state}
        )


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacktui.explorer.changes.looking.WAITS", (0.0, 0.0))


async def judge(world: World, change: Change) -> tuple[bool, bool]:
    client = PulumiClient(
        "https://api.pulumi.com",
        AccessToken("pul-1"),
        transport=httpx.MockTransport(world.answer),
        policy=PATIENT,
        read_only=True,
    )
    verdict = await change.verify(client)
    await client.aclose()
    assert world.methods <= {"GET"}
    assert str(STACK) in words_of(change).verdict(verdict)
    return verdict.known, verdict.done


DONE, NOT_DONE, UNKNOWN = (True, True), (True, False), (False, False)


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        (World(), DONE),
        (World(("one",)), NOT_DONE),
        (World(("one", "one", GONE)), DONE),
        (World(("two",)), DONE),
        (World(("",)), NOT_DONE),
        (World((BUSY,)), UNKNOWN),
        (World((BUSY, BUSY, BUSY, BUSY, GONE)), DONE),
        (World(user=401), UNKNOWN),
        (World(user=500), UNKNOWN),
        (World(list_status=403), UNKNOWN),
        (World(stacks=(ENTRY,)), UNKNOWN),
        (World(stacks=(5,)), UNKNOWN),
        (World(stacks=(ENTRY | {"stackName": "dev"},)), DONE),
        (World(stacks=(ENTRY | {"projectName": "payments"},)), UNKNOWN),
    ],
    ids=[
        "gone, and the list agrees", "still there", "still there, then gone", "another in its place", "no id told",
        "busy", "busy, then gone", "token not accepted", "user fails", "list refused", "gone but listed",
        "a list not whole", "others listed", "a list of another project",
    ],
)  # fmt: skip
@pytest.mark.requirement("D1")
async def test_a_delete(world: World, expected: tuple[bool, bool]) -> None:
    assert await judge(world, Delete(STACK, "one")) == expected


async def test_a_delete_without_a_known_id_believes_only_the_absence() -> None:
    assert await judge(World(("two",)), Delete(STACK)) == NOT_DONE
    assert await judge(World(), Delete(STACK)) == DONE


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ((GONE,), ("one",), DONE),
        (("one",), (GONE,), NOT_DONE),
        (("one", GONE), (GONE, "one"), DONE),
        (("one",), ("one",), UNKNOWN),
        ((GONE,), (GONE,), UNKNOWN),
        ((GONE,), ("two",), UNKNOWN),
        ((GONE,), ("",), DONE),
        ((BUSY,), ("one",), UNKNOWN),
    ],
)
@pytest.mark.requirement("D1")
async def test_a_transfer(here: tuple[str, ...], there: tuple[str, ...], expected: tuple[bool, bool]) -> None:
    world = World(here, there)
    assert await judge(world, Transfer(STACK, "one", to_organization="globex")) == expected


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        (World(("one",)), DONE),
        (World((GONE, "one")), DONE),
        (World(), NOT_DONE),
        (World((BUSY,)), UNKNOWN),
        (World(user=401), UNKNOWN),
        (World(stacks=(ENTRY,)), UNKNOWN),
    ],
)
@pytest.mark.requirement("D1")
async def test_a_create(world: World, expected: tuple[bool, bool]) -> None:
    assert await judge(world, Create(STACK)) == expected


async def test_looking_is_bounded() -> None:
    world = World(("one",))
    await judge(world, Delete(STACK, "one"))
    assert world.looks == [HERE] * 3
