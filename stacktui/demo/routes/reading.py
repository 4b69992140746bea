"""The read-only endpoints, except those about a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from stacktui.demo.company import projects
from stacktui.demo.routes import history, wire
from stacktui.demo.routes.exchange import Answer, Question, json_answer
from stacktui.demo.routes.refusal import Refusal
from stacktui.demo.routes.tenant import PAGE_SIZE, Selection
from stacktui.demo.state.values import Draw

if TYPE_CHECKING:
    from stacktui.demo.company.stacks import StackRecord
    from stacktui.demo.routes.tenant import Tenant

_MOST_IN_A_PAGE = 2_000
_MOST_DELETED = 25
_NOT_TOLD = None
_OLD = 1_000 * 86_400


def stack_of(tenant: Tenant, question: Question) -> StackRecord:
    """The stack in the path.

    Raises:
        Refusal: 404.
    """
    organization, project, name = question.names[:3]
    return tenant.find((organization, project, name))


def number_in(question: Question, name: str, default: int, most: int, *, least: int = 1) -> int:
    """A number of the query from `least` on, no larger than `most`.

    Raises:
        Refusal: 400, it is not such a number.
    """
    text = question.query.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise Refusal(400, f"Bad Request: Invalid value for parameter '{name}'.", attribute=name, kind="invalid")
    return min(int(text), most)


def get_user(tenant: Tenant, _: Question) -> Answer:
    alice = projects.ALICE
    organizations = [
        wire.Organization(o.login, o.name, f"https://avatars.example/{o.login}", o.role) for o in tenant.organizations
    ]
    user = wire.User(
        id=Draw("user/alice").uuid(),
        github_login=alice.login,
        name=alice.name,
        email=alice.email,
        avatar_url=f"https://avatars.example/{alice.login}",
        organizations=organizations,
        identities=["github.com"],
        has_mfa=True,
        is_org_managed=False,
        is_managed_by_multi_org=False,
    )
    return json_answer(user)


def get_default_organization(tenant: Tenant, _: Question) -> Answer:
    return json_answer(wire.DefaultOrganization(tenant.organizations[0].login, []))


def get_capabilities(_tenant: Tenant, _question: Question) -> Answer:
    body = (
        b'{"capabilities":[{"capability":"deployment-schema-version","version":1,"configuration":{"version":4}},'
        b'{"capability":"api-version","version":1,"configuration":{"min":1,"max":9,"defaultVersion":9}}]}'
    )
    return Answer(200, body)


def list_stacks(tenant: Tenant, question: Question) -> Answer:
    query = question.query
    size = number_in(question, "maxResults", PAGE_SIZE, _MOST_IN_A_PAGE)
    organization, project, tag = (query.get(name) or None for name in ("organization", "project", "tagName"))
    selection = Selection(organization, project, tag, query.get("tagValue"))
    page = tenant.page(selection, query.get("continuationToken"), size)
    return json_answer(wire.StackList([_summary(tenant, record) for record in page.records], page.token))


def _summary(tenant: Tenant, record: StackRecord) -> wire.StackSummary:
    link = f"https://app.pulumi.example/{record.organization}/{record.project}/{record.name}"
    summary = wire.StackSummary(
        record.organization,
        record.project,
        record.name,
        last_update(tenant, record),
        record.count if record.told else _NOT_TOLD,
    )
    if tenant.is_minimal:
        return replace(summary, tags=record.tags)
    return replace(summary, id=record.id, links=wire.SummaryLinks(link if record.told else ""))


def list_deleted_stacks(tenant: Tenant, question: Question) -> Answer:
    [organization] = question.names
    if tenant.organization(organization) is None:
        raise Refusal(404, f"Not Found: Organization '{organization}' not found")
    deleted = [_deleted(tenant, record) for record in tenant.deleted if record.organization == organization]
    return json_answer(wire.DeletedStackList(deleted[:_MOST_DELETED]))


def _deleted(tenant: Tenant, record: StackRecord) -> wire.DeletedStack:
    last = None
    if record.version:
        update = history.update(record, record.version, tenant.now)
        last = wire.UpdateSummary(update.result, update.start_time, update.end_time, update.resource_count)
    return wire.DeletedStack(record.id, record.id, record.project, record.name, record.version, tenant.now, last)


def last_update(tenant: Tenant, record: StackRecord) -> int | None:
    """None: never. 0: one is running. Otherwise when the last one started (stack_list.go:298-306)."""
    if not record.version:
        return None
    return 0 if record.operation and not tenant.active_update_only else tenant.now - record.age


def get_stack(tenant: Tenant, question: Question) -> Answer:
    record = stack_of(tenant, question)
    running = None if tenant.active_update_only else record.operation
    stack = wire.Stack(
        record.organization,
        record.project,
        record.name,
        "" if tenant.active_update_only and not record.operation else history.update_id(record, record.version),
        record.version,
        "" if tenant.is_minimal else record.id,
        running and wire.RunningOperation(running.kind, running.author, tenant.now - running.age),
        record.tags,
        wire.EnvironmentConfig(record.environment) if record.environment else None,
    )
    old = ("This stack was last updated with a version of Pulumi that is no longer supported.",)
    return json_answer(stack, *(old if record.age > _OLD else ()))


def get_metadata(tenant: Tenant, question: Question) -> Answer:
    record = stack_of(tenant, question)
    draw = Draw(f"{record.seed}/metadata")
    settings = wire.NotificationSettings(draw.chance(40), draw.chance(10))
    owner = history.person_info(draw.pick(projects.PEOPLE))
    metadata = wire.StackMetadata(
        record.id, record.organization, record.project, record.name, record.permission, settings, owner
    )
    return json_answer(metadata)


def list_downstream(tenant: Tenant, question: Question) -> Answer:
    record = stack_of(tenant, question)
    found = [
        _reference(reader, max(1, record.version - behind))
        for reader, behind in tenant.readers.get(record.id, [])
        if tenant.by_id(reader.id) is not None
    ]
    return json_answer(wire.ReferenceList(sorted(found, key=_place)))


def list_upstream(tenant: Tenant, question: Question) -> Answer:
    record = stack_of(tenant, question)
    found = []
    for reading in record.reads:
        target = tenant.by_id(reading.target)
        if target is not None:
            found.append(_reference(target, max(1, target.version - reading.behind)))
    return json_answer(wire.ReferenceList(sorted(found, key=_place)))


def _reference(record: StackRecord, version: int) -> wire.StackReference:
    return wire.StackReference(record.organization, record.project, record.name, version)


def _place(reference: wire.StackReference) -> tuple[str, str, str]:
    return (reference.organization, reference.routing_project, reference.name)


def list_updates(tenant: Tenant, question: Question) -> Answer:
    """Newest first; all of them unless a page is requested."""
    record = stack_of(tenant, question)
    form = question.query.get("output-type", "cli")
    if form not in ("cli", "service"):
        raise Refusal(400, "Bad Request: Invalid output type.", attribute="output-type", kind="invalid")
    paged = "page" in question.query or "pageSize" in question.query
    size = number_in(question, "pageSize", 10 if paged else max(1, record.version), 1_000)
    first_page = 0 if tenant.is_minimal else 1
    before = number_in(question, "page", first_page, 10**9, least=first_page) - first_page
    first = record.version - before * size
    versions = range(first, max(0, first - size), -1) if first > 0 else range(0)
    if form == "cli":
        return json_answer(wire.UpdateList([history.update(record, v, tenant.now) for v in versions]))
    updates = [history.service_update(record, v, tenant.now) for v in versions]
    return json_answer(wire.ServiceUpdateList(updates, size, record.version))


def get_update(tenant: Tenant, question: Question) -> Answer:
    record = stack_of(tenant, question)
    return json_answer(history.service_update(record, version_of(record, question.names[3]), tenant.now))


def get_update_status(tenant: Tenant, question: Question) -> Answer:
    """`GET S/update/{updateID}`, for any kind of update."""
    record, wanted = stack_of(tenant, question), question.names[3]
    for version in range(record.version, 0, -1):
        if history.update_id(record, version) == wanted:
            result = history.update(record, version, tenant.now).result
            return json_answer(wire.UpdateStatus("running" if result == "in-progress" else result))
    raise Refusal(404, f"Not Found: Update '{wanted}' not found", attribute="updateID", kind="not_found")


def version_of(record: StackRecord, text: str) -> int:
    """A version in the path, or `latest`.

    Raises:
        Refusal: 400, it is not a number; 404, the stack never had it.
    """
    if text == "latest":
        text = str(record.version)
    if not text.isascii() or not text.isdigit():
        raise Refusal(400, "Bad Request: Invalid version.", attribute="version", kind="invalid")
    if not 1 <= int(text) <= record.version:
        raise Refusal(404, f"Not Found: Version {text} not found", attribute="version", kind="not_found")
    return int(text)


def has_project(tenant: Tenant, question: Question) -> Answer:
    organization, project = question.names
    if not tenant.has_project(organization, project):
        raise Refusal(404, f"Not Found: Project '{organization}/{project}' not found")
    return Answer(200)
