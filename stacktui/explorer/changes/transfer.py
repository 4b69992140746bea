"""Moves a stack to another organization; project and name stay the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from stacktui.explorer.changes.change import Change, Request
from stacktui.explorer.changes.looking import done, find, not_done, unknown
from stacktui.explorer.changes.preflight import Fact
from stacktui.pulumi.http.backend_url import api_path
from stacktui.pulumi.offers import Feature

if TYPE_CHECKING:
    from stacktui.explorer.changes.looking import Verdict
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.stack import ServerMessage, StackIdentifier


class Seen(StrEnum):
    """The result of checking the outcome."""

    THERE = "there"
    STILL_HERE = "still here"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Transfer(Change):
    """Requires the target organization."""

    to_organization: str = ""

    name = "transfer"
    feature = Feature.TRANSFER

    @property
    def target(self) -> StackIdentifier:
        return self.stack._replace(organization=self.to_organization)

    @property
    def to(self) -> str:
        return self.to_organization

    def checks(self) -> tuple[Fact, ...]:
        return (Fact.STACK, Fact.USER, Fact.COUNT, Fact.METADATA, Fact.READERS, Fact.LAST_UPDATE)

    def phrase(self, facts: Preflight) -> str:  # noqa: ARG002 - it is the same whatever is true of the stack
        return self.to_organization

    def request(self) -> Request:
        return Request("POST", api_path("stacks", *self.stack, "transfer"))

    async def send(self, client: PulumiClient) -> tuple[ServerMessage, ...]:
        await client.transfer_stack(self.stack, self.to_organization)
        return ()

    async def look(self, client: PulumiClient) -> Verdict:
        """Done if the stack is found there with the same ID, and no longer here."""
        moved, left = await find(client, self.target), await find(client, self.stack)
        is_same = moved is not None and (moved.id == self.stack_id or not (self.stack_id and moved.id))
        if is_same and left is None:
            return done(Seen.THERE)
        if moved is None and left is not None:
            return not_done(Seen.STILL_HERE)
        return unknown(Seen.UNCLEAR)
