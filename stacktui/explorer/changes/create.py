"""Creates a stack, and its project if there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from stacktui.explorer.changes.change import Change, Request
from stacktui.explorer.changes.looking import done, doubt_of_absence, find, not_done, unknown
from stacktui.pulumi.http.backend_url import api_path
from stacktui.pulumi.offers import Feature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacktui.explorer.changes.looking import Verdict
    from stacktui.explorer.changes.preflight import Fact
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.stack import ServerMessage


class Seen(StrEnum):
    """The result of checking the outcome."""

    THERE = "there"
    ABSENT = "absent"


@dataclass(frozen=True)
class Create(Change):
    """A new stack."""

    tags: Mapping[str, str] = field(default_factory=dict)

    name = "create"
    feature = Feature.CREATE

    def checks(self) -> tuple[Fact, ...]:
        return ()  # there is no stack to check

    def request(self) -> Request:
        return Request("POST", api_path("stacks", self.stack.organization, self.stack.project))

    async def send(self, client: PulumiClient) -> tuple[ServerMessage, ...]:
        return await client.create_stack(self.stack, self.tags)

    async def look(self, client: PulumiClient) -> Verdict:
        if await find(client, self.stack) is not None:
            return done(Seen.THERE)
        doubt = await doubt_of_absence(client, self.stack)
        return unknown(doubt) if doubt else not_done(Seen.ABSENT)
