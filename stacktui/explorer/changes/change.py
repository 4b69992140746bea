"""The base of every change to a stack: what is checked before it is sent, how to send it, and how to verify it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from stacktui.explorer.changes.looking import look_until_done

if TYPE_CHECKING:
    from typing import Self

    from stacktui.explorer.changes.looking import Verdict
    from stacktui.explorer.changes.preflight import Difference, Fact, Preflight
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.offers import Feature
    from stacktui.pulumi.stack import ServerMessage, StackIdentifier


class Request(NamedTuple):
    """The single request of a change, as sent to the server."""

    method: str
    path: str


@dataclass(frozen=True)
class Change(ABC):
    """A change to one stack. Each kind is a subclass; its words are in `presentation/changes/`."""

    stack: StackIdentifier
    stack_id: str = ""
    """The ID of the confirmed stack; empty if there is none, or the server reports none."""

    @property
    @abstractmethod
    def name(self) -> str:
        """Its name in the journal, in JSON, and in the confirmation required while an update runs."""

    @property
    @abstractmethod
    def feature(self) -> Feature:
        """What the server must support."""

    @property
    def target(self) -> StackIdentifier | None:
        """The stack's identifier after the change; None if it is deleted."""
        return self.stack

    @property
    def to(self) -> str:
        """The target for the journal; empty if the stack is not moved."""
        return ""

    @property
    def frees_name(self) -> bool:
        """Whether the stack's name is free after the change."""
        return self.target != self.stack

    @property
    def needs_idle(self) -> bool:
        """Whether a running update blocks it, so that it needs a separate confirmation."""
        return True

    @abstractmethod
    def checks(self) -> tuple[Fact, ...]:
        """The facts that are checked before the confirmation, and again before sending."""

    def differences(self, before: Preflight, later: Preflight) -> tuple[Difference, ...]:
        """The differences since the confirmation that prevent the change."""
        return before.differences(later)

    def phrase(self, facts: Preflight) -> str:  # noqa: ARG002 - for subclasses
        """What must be typed to confirm it."""
        return str(self.stack)

    @property
    def phrase_while_running(self) -> str:
        """What must be typed to send it while an update is running."""
        return f"{self.name} while an update runs"

    def confirmed(self, facts: Preflight) -> Self:
        """The change for exactly the stack that was confirmed."""
        return replace(self, stack_id=facts.stack.id)

    @abstractmethod
    def request(self) -> Request:
        """Its request, for the journal.

        Raises:
            InvalidRequest: a name that no path can contain; nothing is sent.
        """

    @abstractmethod
    async def send(self, client: PulumiClient) -> tuple[ServerMessage, ...]:
        """Send the request; return the server's messages."""

    @abstractmethod
    async def look(self, client: PulumiClient) -> Verdict:
        """Check the outcome once, with read requests only."""

    async def verify(self, client: PulumiClient) -> Verdict:
        """Check the outcome until the change is visible, with a limited number of attempts."""
        return await look_until_done(lambda: self.look(client))
