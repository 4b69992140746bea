"""Deletes a stack; with force even if it has resources, which are then orphaned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from stacktui.explorer.changes.change import Change, Request
from stacktui.explorer.changes.looking import done, doubt_of_absence, find, not_done, unknown
from stacktui.explorer.changes.preflight import Fact
from stacktui.pulumi.http.backend_url import api_path
from stacktui.pulumi.offers import Feature

if TYPE_CHECKING:
    from stacktui.explorer.changes.looking import Verdict
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.stack import ServerMessage


class Seen(StrEnum):
    """The result of checking the outcome."""

    GONE = "gone"
    CREATED_AGAIN = "created again"
    STILL_THERE = "still there"


@dataclass(frozen=True)
class Delete(Change):
    """Force is used only after the server has refused because resources are left."""

    force: bool = False

    feature = Feature.DELETE
    target = None

    @property
    def name(self) -> str:
        return "force-delete" if self.force else "delete"

    def checks(self) -> tuple[Fact, ...]:
        if self.force:
            return (Fact.STACK, Fact.USER, Fact.LEFT, Fact.READERS, Fact.RESTORABLE)
        shown = (Fact.METADATA, Fact.READERS, Fact.LAST_UPDATE, Fact.RESTORABLE)
        return (Fact.STACK, Fact.USER, Fact.COUNT, *shown)

    def phrase(self, facts: Preflight) -> str:
        """With force it contains the number of orphaned resources."""
        if not self.force:
            return str(self.stack)
        number = "an unknown number of" if facts.count is None else str(facts.count.number)
        return f"orphan {number} {'resource' if number == '1' else 'resources'}"

    def request(self) -> Request:
        query = "force=true" if self.force else "force=false"
        return Request("DELETE", f"{api_path('stacks', *self.stack)}?{query}")

    async def send(self, client: PulumiClient) -> tuple[ServerMessage, ...]:
        await client.delete_stack(self.stack, force=self.force)
        return ()

    async def look(self, client: PulumiClient) -> Verdict:
        found = await find(client, self.stack)
        if found is None:
            doubt = await doubt_of_absence(client, self.stack)
            return unknown(doubt) if doubt else done(Seen.GONE)
        if self.stack_id and found.id and found.id != self.stack_id:
            return done(Seen.CREATED_AGAIN)
        return not_done(Seen.STILL_THERE)
