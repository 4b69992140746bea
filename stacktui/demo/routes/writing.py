"""The endpoints that change something, with the errors of Pulumi Cloud."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from stacktui.demo.company import projects
from stacktui.demo.company.stacks import StackRecord
from stacktui.demo.routes import wire
from stacktui.demo.routes.exchange import NO_CONTENT, Answer, Question, json_answer
from stacktui.demo.routes.reading import stack_of
from stacktui.demo.routes.refusal import Refusal
from stacktui.demo.state.builder import NOTHING, State, StateOperation, StateResource
from stacktui.demo.state.values import Draw

if TYPE_CHECKING:
    from stacktui.demo.company.projects import Organization
    from stacktui.demo.routes.tenant import Tenant

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_TAG_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
Body = TypeVar("Body", bound=msgspec.Struct)


class CreateRequest(msgspec.Struct, rename="camel"):
    """AppCreateStackRequest."""

    stack_name: str
    tags: dict[str, str] | None = None
    state: msgspec.Raw = NOTHING


class GivenDeployment(msgspec.Struct):
    """`deployment` of a state sent when creating a stack."""

    resources: list[StateResource] | None = None
    pending_operations: list[StateOperation] | None = None


class GivenState(msgspec.Struct):
    """AppUntypedDeployment, as sent."""

    version: int = 3
    features: list[str] | None = None
    deployment: GivenDeployment | None = None


class TransferRequest(msgspec.Struct, rename="camel"):
    """TransferStackRequest."""

    to_org: str


class RenameRequest(msgspec.Struct, rename="camel"):
    """AppStackRenameRequest; an empty name keeps the old one."""

    new_name: str = ""
    new_project: str = ""


class Tag(msgspec.Struct):
    """StackTag."""

    name: str
    value: str


class TagValue(msgspec.Struct):
    """The body of a change to one tag."""

    value: str


def _read(body: bytes, shape: type[Body]) -> Body:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Refusal(400, f"Bad Request: Invalid request body: {error}") from None


def _check_name(what: str, name: str) -> None:
    if not _NAME.fullmatch(name) or name in (".", ".."):
        allowed = "may hold at most 100 letters, digits, hyphens, underscores and periods"
        raise Refusal(
            400, f"Bad Request: {what} '{name}' is not valid: it {allowed}.", attribute="name", kind="invalid"
        )


def _check_tags(tags: dict[str, str]) -> None:
    for name, value in tags.items():
        if not _TAG_NAME.fullmatch(name):
            raise Refusal(400, f"Bad Request: Stack tag name '{name}' is not valid.", attribute="tags", kind="invalid")
        if len(value.encode()) > 256:
            text = f"Bad Request: The value of stack tag '{name}' is longer than 256 bytes."
            raise Refusal(400, text, attribute="tags", kind="invalid")


def _open_organization(tenant: Tenant, login: str) -> Organization:
    """An organization in which alice may create stacks."""
    organization = tenant.organization(login)
    if organization is None:
        raise Refusal(404, f"Not Found: Organization '{login}' not found")
    if not organization.creates:
        raise Refusal(403, f"Forbidden: You do not have permission to create stacks in organization '{login}'.")
    return organization


def _changeable(tenant: Tenant, question: Question, needs: int, verb: str) -> StackRecord:
    """The stack in the path, if alice has this permission and nothing runs on it."""
    record = stack_of(tenant, question)
    if record.permission < needs:
        raise Refusal(403, f"Forbidden: You do not have permission to {verb} this stack.")
    if record.operation and not tenant.active_update_only:
        raise Refusal(409, "Conflict: Another update is currently in progress.")
    return record


def create(tenant: Tenant, question: Question) -> Answer:
    organization, project = question.names
    _open_organization(tenant, organization)
    wanted = _read(question.body, CreateRequest)
    _check_name("Project name", project)
    _check_name("Stack name", wanted.stack_name)
    _check_tags(wanted.tags or {})
    key = (organization, project, wanted.stack_name)
    if key in tenant:
        raise Refusal(
            409, f"Conflict: Stack '{'/'.join(key)}' already exists.", attribute="name", kind="already_exists"
        )
    given = _given_state(bytes(wanted.state), tenant.now)
    seed = "/".join(key)
    record = StackRecord(Draw(f"{seed}/{len(tenant.created)}").uuid(), *key, seed)
    tenant.created.append(record.id)
    record.tags = {"pulumi:project": project, **(wanted.tags or {})}
    if given is not None:
        record.given, record.version, record.count = given, 1, len(given.resources)
    tenant.add(record)
    asked = [] if "team" in record.tags else [wire.Message("warning", _ASKED.format(organization))]
    return json_answer(wire.Created(asked))


_ASKED = "Organization {} requires the tag `team` on every stack: set it with `pulumi stack tag set team <name>`."


def _given_state(body: bytes, now: int) -> State | None:
    if not body or body == b"null":
        return None
    sent = _read(body, GivenState)
    deployment = sent.deployment or GivenDeployment()
    return State(
        tuple(deployment.resources or ()),
        tuple(deployment.pending_operations or ()),
        sent.version,
        tuple(sent.features or ()),
        written=now,
    )


def transfer(tenant: Tenant, question: Question) -> Answer:
    record = stack_of(tenant, question)
    to = _read(question.body, TransferRequest).to_org
    _changeable(tenant, question, projects.ADMIN, "transfer")
    _open_organization(tenant, to)
    if to == record.organization:
        raise Refusal(400, f"Bad Request: The stack is already in organization '{to}'.")
    key = (to, record.project, record.name)
    if key in tenant:
        raise Refusal(
            409, f"Conflict: Stack '{'/'.join(key)}' already exists.", attribute="name", kind="already_exists"
        )
    tenant.move(record, key)
    return NO_CONTENT


def delete(tenant: Tenant, question: Question) -> Answer:
    force = question.query.get("force", "false")
    if force not in ("true", "false"):
        raise Refusal(400, "Bad Request: Invalid value for parameter 'force'.", attribute="force", kind="invalid")
    record = _changeable(tenant, question, projects.ADMIN, "delete")
    if record.count and force != "true":
        raise Refusal(400, "Bad Request: Stack still contains resources.")
    tenant.remove(record)
    return NO_CONTENT


def rename(tenant: Tenant, question: Question) -> Answer:
    wanted = _read(question.body, RenameRequest)
    record = _changeable(tenant, question, projects.ADMIN, "rename")
    key = (record.organization, wanted.new_project or record.project, wanted.new_name or record.name)
    if key == record.key:
        raise Refusal(400, "Bad Request: There is nothing to rename.")
    _check_name("Project name", key[1])
    _check_name("Stack name", key[2])
    if key in tenant:
        raise Refusal(
            409, f"Conflict: Stack '{'/'.join(key)}' already exists.", attribute="name", kind="already_exists"
        )
    tenant.move(record, key)
    return Answer(200, msgspec.json.encode({"updateId": Draw(f"{record.id}/rename/{'/'.join(key)}").uuid()}))


def replace_tags(tenant: Tenant, question: Question) -> Answer:
    record = _taggable(tenant, question)
    try:
        tags = msgspec.json.decode(question.body, type=dict[str, str])
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Refusal(400, f"Bad Request: Invalid request body: {error}") from None
    _check_tags(tags)
    tenant.retag(record, tags)
    return NO_CONTENT


def add_tag(tenant: Tenant, question: Question) -> Answer:
    record = _taggable(tenant, question)
    tag = _read(question.body, Tag)
    _check_tags({tag.name: tag.value})
    if tag.name in record.tags:
        raise Refusal(
            400, f"Bad Request: Stack tag '{tag.name}' already exists.", attribute="name", kind="already_exists"
        )
    tenant.retag(record, {**record.tags, tag.name: tag.value})
    return NO_CONTENT


def change_tag(tenant: Tenant, question: Question) -> Answer:
    record, name = _tagged(tenant, question)
    value = _read(question.body, TagValue).value
    _check_tags({name: value})
    tenant.retag(record, {**record.tags, name: value})
    return NO_CONTENT


def delete_tag(tenant: Tenant, question: Question) -> Answer:
    record, name = _tagged(tenant, question)
    tenant.retag(record, {tag: value for tag, value in record.tags.items() if tag != name})
    return NO_CONTENT


def _taggable(tenant: Tenant, question: Question) -> StackRecord:
    record = stack_of(tenant, question)
    if record.permission < projects.WRITE:
        raise Refusal(403, "Forbidden: You do not have permission to change the tags of this stack.")
    return record


def _tagged(tenant: Tenant, question: Question) -> tuple[StackRecord, str]:
    record, name = _taggable(tenant, question), question.names[3]
    if name not in record.tags:
        raise Refusal(404, f"Not Found: Stack tag '{name}' not found", attribute="tagName", kind="not_found")
    return record, name
