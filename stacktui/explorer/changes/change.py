"""What every change of a stack is: a value that says what is checked before it is sent, and what became of it."""

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
    """The one request of a change, as it goes to the server."""

    method: str
    path: str


@dataclass(frozen=True)
class Change(ABC):
    """One change of one stack. A kind of change is a subclass; its words stand in `presentation/changes/`."""

    stack: StackIdentifier
    stack_id: str = ""
    """The ID of the stack that was confirmed; empty where there is none, or the server reports none."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called in the journal, in JSON, and in what confirms it while an update runs."""

    @property
    @abstractmethod
    def feature(self) -> Feature:
        """What it needs of the server."""

    @property
    def target(self) -> StackIdentifier | None:
        """Where the stack is once it is done; None: nowhere."""
        return self.stack

    @property
    def to(self) -> str:
        """Where it goes, for the journal; empty where it stays."""
        return ""

    @property
    def frees_name(self) -> bool:
        """Whether no stack of that name is left once it is done."""
        return self.target != self.stack

    @property
    def needs_idle(self) -> bool:
        """Whether a running update stands in its way, so that only a confirmation of its own sends it then."""
        return True

    @abstractmethod
    def checks(self) -> tuple[Fact, ...]:
        """What is asked before it is confirmed, and again before it is sent."""

    def differences(self, before: Preflight, later: Preflight) -> tuple[Difference, ...]:
        """What changed since it was confirmed and keeps it from being sent."""
        return before.differences(later)

    def phrase(self, facts: Preflight) -> str:  # noqa: ARG002 - for subclasses
        """What must be typed to confirm it."""
        return str(self.stack)

    @property
    def phrase_while_running(self) -> str:
        """What must be typed to send it although an update runs."""
        return f"{self.name} while an update runs"

    def confirmed(self, facts: Preflight) -> Self:
        """The change of exactly the stack that was shown to whoever confirmed it."""
        return replace(self, stack_id=facts.stack.id)

    @abstractmethod
    def request(self) -> Request:
        """Its request, for the journal.

        Raises:
            InvalidRequest: a name that no path can hold; nothing will be sent.
        """

    @abstractmethod
    async def send(self, client: PulumiClient) -> tuple[ServerMessage, ...]:
        """Send the one request; returns the server's messages."""

    @abstractmethod
    async def look(self, client: PulumiClient) -> Verdict:
        """Look once what became of it, by reading only."""

    async def verify(self, client: PulumiClient) -> Verdict:
        """Look until it shows as done, a few times at most."""
        return await look_until_done(lambda: self.look(client))
