"""The shapes of the API's responses, written from Pulumi's OpenAPI description.

They are deliberately separate from the client's structs, so that a misreading of the protocol is not made twice. An
optional member that is None is omitted.
"""

from __future__ import annotations

import msgspec

from stacktui.demo.state.builder import NOTHING, DeploymentBody
from stacktui.demo.state.values import Json  # noqa: TC001 - msgspec reads the annotations


class Shape(msgspec.Struct, rename="camel", omit_defaults=True):
    """The base of the responses."""


class SummaryLinks(msgspec.Struct, rename={"console": "self"}):
    """`links` of a list entry."""

    console: str


class StackSummary(Shape):
    """AppStackSummary."""

    org_name: str
    project_name: str
    stack_name: str
    last_update: int | None = None
    resource_count: int | None = None
    id: str = ""
    links: SummaryLinks | None = None
    tags: dict[str, str] | None = None


class StackList(Shape):
    """AppListStacksResponse."""

    stacks: list[StackSummary]
    continuation_token: str | None = None


class UpdateSummary(msgspec.Struct, rename="camel"):
    """UpdateSummary."""

    result: str
    start_time: int
    end_time: int
    resource_count: int


class DeletedStack(Shape):
    """DeletedStack."""

    id: str
    program_id: str
    project_name: str
    stack_name: str
    version: int
    deleted_at: int
    last_update: UpdateSummary | None = None


class DeletedStackList(Shape):
    """ListDeletedStacksResponse."""

    deleted_stacks: list[DeletedStack]


class RunningOperation(Shape):
    """AppOperationStatus."""

    kind: str
    author: str
    started: int


class EnvironmentConfig(Shape):
    """AppStackConfig."""

    environment: str


class Stack(Shape):
    """AppStack."""

    org_name: str
    project_name: str
    stack_name: str
    active_update: str
    version: int
    id: str = ""
    current_operation: RunningOperation | None = None
    tags: dict[str, str] | None = None
    config: EnvironmentConfig | None = None


class NotificationSettings(Shape):
    """StackNotificationSettings."""

    notify_update_failure: bool
    notify_update_success: bool


class UserInfo(Shape):
    """UserInfo."""

    name: str
    github_login: str
    avatar_url: str
    email: str | None = None


class StackMetadata(Shape):
    """StackMetadata, with the documentation's `userPermission`."""

    id: str
    org_name: str
    project_name: str
    stack_name: str
    user_permission: int
    notification_settings: NotificationSettings
    owned_by: UserInfo


class StackReference(Shape):
    """StackReference; `version` is that of the stack that is read, at that time."""

    organization: str
    routing_project: str
    name: str
    version: int


class ReferenceList(Shape):
    """ListDownstreamStackReferencesResponse."""

    referenced_stacks: list[StackReference]


class Export(Shape):
    """AppUntypedDeployment."""

    version: int
    deployment: DeploymentBody
    features: list[str] = msgspec.field(default_factory=list)


class ResourceCount(Shape):
    """GetStackResourceCountResponse."""

    resource_count: int
    version: int


class ListedResource(Shape):
    """Resource, in responses of …/resources: fewer members than in an export, but always `delete`."""

    urn: str
    type: str
    custom: bool
    delete: bool
    dependencies: list[str]
    id: str = ""
    parent: str = ""
    protect: bool = False
    external: bool = False
    retain_on_delete: bool = False
    additional_secret_outputs: list[str] = msgspec.field(default_factory=list)
    aliases: list[str] = msgspec.field(default_factory=list)
    deleted_with: str = ""
    init_errors: list[str] = msgspec.field(default_factory=list)
    inputs: msgspec.Raw = NOTHING
    outputs: msgspec.Raw = NOTHING
    provider_inputs: msgspec.Raw = NOTHING


class ResourceEntry(Shape):
    """ResourceInfo."""

    resource: ListedResource | msgspec.Raw


class ResourceList(Shape):
    """GetStackResourcesResponse."""

    resources: list[ResourceEntry]
    region: str
    version: int


class ConfigValue(msgspec.Struct):
    """AppConfigValue."""

    string: str
    secret: bool
    object: bool


class UpdateInfo(msgspec.Struct, rename="camel"):
    """AppUpdateInfo: the `cli` form of an update."""

    kind: str
    start_time: int
    message: str
    environment: dict[str, str]
    config: dict[str, ConfigValue]
    result: str
    end_time: int
    version: int
    resource_changes: dict[str, int]
    resource_count: int


class CommitInfo(Shape):
    """GitHubCommitInfo."""

    slug: str
    sha: str
    url: str
    message: str
    author: UserInfo
    committer: UserInfo


class ServiceUpdate(Shape):
    """UpdateInfo: the `service` form of an update."""

    info: UpdateInfo
    update_id: str = msgspec.field(name="updateID")
    version: int
    latest_version: int
    requested_by: UserInfo
    github_commit_info: CommitInfo | None = None


class UpdateList(Shape):
    """GetHistoryResponse."""

    updates: list[UpdateInfo]


class ServiceUpdateList(Shape):
    """GetStackUpdatesResponse."""

    updates: list[ServiceUpdate]
    items_per_page: int
    total: int


class UpdateStatus(Shape):
    """GetUpdateResponse: the documentation shows no events in it."""

    status: str
    events: list[str] = msgspec.field(default_factory=list)


class Message(Shape):
    """AppMessage."""

    severity: str
    message: str


class Created(Shape):
    """AppCreateStackResponse."""

    messages: list[Message] = msgspec.field(default_factory=list)


class DefaultOrganization(msgspec.Struct):
    """GetDefaultOrganizationResponse, whose members are capitalised (apitype/organizations.go:19-30)."""

    GitHubLogin: str
    Messages: list[Message]


class Organization(Shape):
    """OrganizationSummaryWithRole."""

    github_login: str
    name: str
    avatar_url: str
    role: str


class User(msgspec.Struct, rename="camel"):
    """User."""

    id: str
    github_login: str
    name: str
    email: str
    avatar_url: str
    organizations: list[Organization]
    identities: list[str]
    has_mfa: bool = msgspec.field(name="hasMFA")
    is_org_managed: bool
    is_managed_by_multi_org: bool


class Outputs(Shape):
    """StackOutputsResponse."""

    outputs: msgspec.Raw
    secrets_providers: dict[str, Json] | None = None


class ErrorDetail(Shape):
    """One of `errors`."""

    resource: str
    error_type: str
    attribute: str | None = None
    custom_message: str | None = None


class ErrorBody(Shape):
    """ErrorResponse."""

    code: int
    message: str
    documentation_url: str | None = None
    errors: list[ErrorDetail] = msgspec.field(default_factory=list)
