"""What workers tell the browser: one message for each thing that arrived, changed or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from stacktui.explorer.fetches import Fetched
    from stacktui.explorer.store import Overview, References, State
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.errors import PulumiError
    from stacktui.pulumi.running import Looked
    from stacktui.pulumi.stack import ResourceCount, StackIdentifier, StackPage, User
    from stacktui.tui.part import PartName


class StackPageLoaded(Message):
    """A page of the list; `generation` tells of which question."""

    def __init__(self, generation: int, page: StackPage) -> None:
        super().__init__()
        self.generation = generation
        self.page = page


class RunningWanted(Message):
    """The filter asks which stacks run an update, and the list does not tell: these must be asked, and no others."""

    def __init__(self, generation: int, stacks: tuple[StackIdentifier, ...], *, soon: bool) -> None:
        super().__init__()
        self.generation = generation
        self.stacks = stacks
        self.soon = soon


class RunningLooked(Message):
    """Stacks that were asked whether an update runs; `generation` tells of which list. Nothing follows the last."""

    def __init__(self, generation: int, looked: tuple[Looked, ...], *, is_last: bool) -> None:
        super().__init__()
        self.generation = generation
        self.looked = looked
        self.is_last = is_last


class StackListFailed(Message):
    """The list ended early; what was shown so far stays and is marked incomplete."""

    def __init__(self, generation: int, error: PulumiError) -> None:
        super().__init__()
        self.generation = generation
        self.error = error


class UserLoaded(Message):
    """Who one is."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user


class OverviewLoaded(Message):
    """The first view of a stack."""

    def __init__(self, stack: StackIdentifier, fetched: Fetched[Overview]) -> None:
        super().__init__()
        self.stack = stack
        self.fetched = fetched


class ReferencesLoaded(Message):
    """Downstream and upstream of a stack."""

    def __init__(self, stack: StackIdentifier, fetched: Fetched[References]) -> None:
        super().__init__()
        self.stack = stack
        self.fetched = fetched


class CountLoaded(Message):
    """The server's count."""

    def __init__(self, stack: StackIdentifier, fetched: Fetched[ResourceCount]) -> None:
        super().__init__()
        self.stack = stack
        self.fetched = fetched


class StateLoaded(Message):
    """A state, indexed; `version` is None for the present one."""

    def __init__(self, stack: StackIdentifier, version: int | None, fetched: Fetched[State]) -> None:
        super().__init__()
        self.stack = stack
        self.version = version
        self.fetched = fetched


class StateProgressed(Message):
    """Bytes of a state that have come so far."""

    def __init__(self, stack: StackIdentifier, received: int, total: int | None) -> None:
        super().__init__()
        self.stack = stack
        self.received = received
        self.total = total

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StateProgressed) and message.stack == self.stack


class LoadFailed(Message):
    """A part of a stack could not be fetched."""

    def __init__(self, part: PartName, stack: StackIdentifier, error: PulumiError) -> None:
        super().__init__()
        self.part = part
        self.stack = stack
        self.error = error


class WriteChanged(Message):
    """A write was sent, ended, or became known."""

    def __init__(self, write: Write) -> None:
        super().__init__()
        self.write = write
