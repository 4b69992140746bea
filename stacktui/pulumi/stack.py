"""Stacks and what the API reports about them: the responses of every endpoint except the state itself.

Field names are the API's in snake_case. Times are in Unix seconds. Sources: the page "Stacks" of Pulumi's REST
documentation, and Pulumi's CLI as cited (pkg/backend/httpstate, sdk/go/common/apitype).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import msgspec
from msgspec import Struct


class StackIdentifier(NamedTuple):
    """The full name of a stack: `acme/web-shop/prod`. Sorted by organization, project, name."""

    organization: str
    project: str
    name: str

    def __str__(self) -> str:
        return f"{self.organization}/{self.project}/{self.name}"

    @property
    def file_stem(self) -> str:
        """The name for a file about it, without an extension."""
        return "-".join(self).replace("/", "-")

    @classmethod
    def parse(cls, text: str) -> StackIdentifier:
        """Parse `organization/project/stack`.

        Raises:
            ValueError: there are not exactly three parts, or one is empty.
        """
        parts = text.strip().split("/")
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"`{text}` is not a full stack name: write organization/project/stack")
        return cls(*parts)


class Answer(msgspec.Struct, frozen=True, rename="camel"):
    """A decoded response; unknown fields are ignored."""


Count = Annotated[int, msgspec.Meta(ge=0)]
"""A number of resources; a negative or non-integer number counts as malformed."""


class Links(Answer, frozen=True):
    """Links of a list entry; `self` may be empty."""

    console: str | None = msgspec.field(name="self", default=None)


class StackSummary(Answer, frozen=True):
    """One entry of GET /api/user/stacks."""

    org_name: str
    project_name: str
    stack_name: str
    last_update: int | None = None
    """None: never updated. 0: an update is running now. Otherwise when the last one started (stack_list.go:298-306)."""
    resource_count: Count | None = None
    """None: not reported."""
    id: str = ""
    links: Links | None = None

    @property
    def identifier(self) -> StackIdentifier:
        return StackIdentifier(self.org_name, self.project_name, self.stack_name)


class StackPage(Struct, frozen=True):
    """One page of the list.

    `unreadable` entries are omitted; `complete` means that no page follows. `foreign` entries, of another organization
    or project than requested, are omitted too: the server does not filter, or the page answers another request.
    """

    stacks: tuple[StackSummary, ...]
    unreadable: int
    complete: bool
    foreign: int = 0


class StackFilter(NamedTuple):
    """The filters of GET /api/user/stacks; empty means any. A tag value without a name is valid."""

    organization: str = ""
    project: str = ""
    tag_name: str = ""
    tag_value: str | None = None


class CurrentOperation(Answer, frozen=True):
    """The operation running on a stack; `kind` is free text."""

    kind: str = ""
    author: str = ""
    started: int = 0


class EnvironmentConfig(Answer, frozen=True):
    """Set if the stack's configuration is in an ESC environment."""

    environment: str = ""


class Stack(Answer, frozen=True):
    """GET /api/stacks/{org}/{project}/{stack}."""

    org_name: str
    project_name: str
    stack_name: str
    version: int = 0
    """0: never updated."""
    active_update: str = ""
    """The ID of the latest update, running or not; some servers report only a running one (`pulumi.running`)."""
    current_operation: CurrentOperation | None = None
    tags: dict[str, str] | None = None
    id: str = ""
    config: EnvironmentConfig | None = None

    @property
    def identifier(self) -> StackIdentifier:
        return StackIdentifier(self.org_name, self.project_name, self.stack_name)


class UpdateStatus(Answer, frozen=True):
    """GET …/update/{updateID}: not started, requested, running, failed, succeeded or cancelled; otherwise free text."""

    status: str = ""


class NotificationSettings(Answer, frozen=True):
    """Whether Pulumi Cloud notifies the user after an update."""

    notify_update_failure: bool = False
    notify_update_success: bool = False


class UserInfo(Answer, frozen=True):
    """A person mentioned in another response; `github_login` is the slug."""

    name: str = ""
    github_login: str = ""
    email: str | None = None


class StackMetadata(Answer, frozen=True):
    """GET …/metadata. `user_permission` is 0, 101, 102, 103, 104 or absent; compare for equality only."""

    org_name: str = ""
    project_name: str = ""
    stack_name: str = ""
    user_permission: int | None = None
    notification_settings: NotificationSettings | None = None
    id: str = ""
    owned_by: UserInfo | None = None


class StackReference(Answer, frozen=True):
    """A stack at the other end of a reference, and the version of the read stack at that time.

    Downstream that is a version of the requested stack, upstream of the stack named here.
    """

    organization: str
    project: str = msgspec.field(name="routingProject")
    name: str
    version: int = 0

    @property
    def identifier(self) -> StackIdentifier:
        return StackIdentifier(self.organization, self.project, self.name)


class ResourceCount(Answer, frozen=True):
    """GET …/resources/count: the server's count, which need not equal the length of the export.

    A response without a number is unusable rather than 0.
    """

    resource_count: Count
    version: int | None = None
    """Of the stack, if reported."""


class DeletedStack(Answer, frozen=True):
    """One entry of GET /api/orgs/{org}/restore-stack; `program_id` is the parameter of a restore."""

    program_id: str
    project_name: str
    stack_name: str
    version: int = 0
    deleted_at: int = 0


class Organization(Answer, frozen=True):
    """An organization of the user; `github_login` is its slug."""

    github_login: str = ""
    name: str = ""
    role: str | None = None

    @property
    def slug(self) -> str:
        return self.github_login or self.name


class TokenInformation(Answer, frozen=True):
    """Set if the token belongs to an organization or team instead of a person."""

    name: str = ""
    organization: str | None = None
    team: str | None = None


class User(Answer, frozen=True):
    """GET /api/user."""

    github_login: str = ""
    name: str = ""
    id: str = ""
    email: str | None = None
    organizations: list[Organization] | None = None
    token_info: TokenInformation | None = None


class ServerMessage(Answer, frozen=True):
    """A message from the server besides its response."""

    message: str = ""
    severity: str | None = None


class Update(Struct, frozen=True):
    """One update of a stack, newest first in a list, from either form of GET …/updates."""

    version: int
    kind: str
    result: str
    """not-started, in-progress, succeeded or failed; otherwise free text."""
    start_time: int
    end_time: int | None
    message: str
    author: str
    """The requester's login (service form) or the commit's author (cli form), or empty."""
    resource_changes: dict[str, int]
    resource_count: int | None
    id: str = ""
    """Empty if the server does not report it."""
