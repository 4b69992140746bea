"""Generates the company's stacks: authors, sizes, ages, references.

All of it depends only on the stack's full name, so it is the same in every process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stacktui.demo.company import projects
from stacktui.demo.state.values import Draw

if TYPE_CHECKING:
    from stacktui.demo.company.projects import Project
    from stacktui.demo.state.builder import State

MINUTE, HOUR, DAY = 60, 3_600, 86_400


class Operation(NamedTuple):
    """A running operation, and the seconds since it started."""

    kind: str
    author: str
    age: int


class Reading(NamedTuple):
    """A stack reference: the stack that is read, and how many versions ago."""

    target: str
    """The ID of the stack that is read."""
    behind: int


@dataclass(slots=True)
class StackRecord:
    """A stack as stored by the server. `organization`, `project` and `name` change; `id` and `seed` never do."""

    id: str
    organization: str
    project: str
    name: str
    seed: str
    shape: str = "functions"
    permission: int = projects.ADMIN
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0
    """0: never updated."""
    age: int = 0
    """Seconds since the last update began; unused at version 0."""
    count: int = 0
    told: bool = True
    """Whether the list reports the count."""
    failed: bool = False
    operation: Operation | None = None
    reads: tuple[Reading, ...] = ()
    trouble: str = ""
    environment: str = ""
    """The ESC environment with its configuration."""
    given: State | None = None
    """The state sent when it was created."""

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.organization, self.project, self.name)


class Special(NamedTuple):
    """Values of a named stack that replace the generated ones."""

    resources: int = -1
    version: int = -1
    age: int = -1
    operation: Operation | None = None
    failed: bool | None = None
    told: bool = True
    trouble: str = ""
    tags: tuple[tuple[str, str], ...] = ()


SPECIAL: dict[str, Special] = {
    "acme/web-shop/prod": Special(
        412, 187, 4 * MINUTE, Operation("update", "bob", 4 * MINUTE), False, True, "flags", (("oncall", "primary"),)
    ),
    "acme/web-shop/staging": Special(388, 402, 2 * HOUR, failed=False),
    "acme/web-shop/qa": Special(371, 96, 26 * HOUR, failed=True, trouble="interrupted"),
    "acme/payments/prod": Special(903, 1291, 3 * DAY, failed=False, trouble="flags"),
    "acme/payments/prod-eu-west-1": Special(860, 1204, 11 * HOUR, failed=True, trouble="interrupted"),
    "acme/data-lake/prod": Special(2500, 318, 9 * HOUR, failed=False),
    "acme/legacy/qa": Special(version=0),
    "acme/legacy/prod": Special(61, 7, 2_100 * DAY, failed=False),
    "acme/network/prod": Special(64, 91, 5 * DAY, failed=False),
    "acme/analytics/dev": Special(version=0),
    "acme/analytics/staging": Special(0, 12, 40 * DAY, failed=False),
    "acme/platform/prod-eu-west-1": Special(operation=Operation("refresh", "acme-ci", 11 * HOUR)),
    "acme/web-shop-preview/pr-1846": Special(operation=Operation("destroy", "mei", 40)),
    "acme/search/dev-bob": Special(operation=Operation("import", "bob", 95)),
    "acme/load-tests/nightly": Special(operation=Operation("preview", "acme-ci", 12)),
    "acme/customer-sites/kestrel": Special(told=False),
    "acme/sandbox/yuki": Special(version=0),
    "initech/crm/dev-alice": Special(told=False),
}


def build_company() -> list[StackRecord]:
    """Every stack of the three organizations, sorted by full name."""
    records = [_record(plan, name) for plan in projects.PROJECTS for name in plan.stacks.split()]
    by_key = {record.key: record for record in records}
    for record in records:
        record.reads = _readings(record, by_key)
    return sorted(records, key=lambda record: record.key)


def build_many(number: int, resources: int) -> list[StackRecord]:
    """`number` plain stacks in one organization, the first with that many resources."""
    records = [StackRecord(_id("acme/huge/prod"), "acme", "huge", "prod", "acme/huge/prod", "cluster")]
    records[0].count, records[0].version, records[0].age = resources, 12, 5 * HOUR
    for at in range(1, number):
        project, name = f"service-{at // 4:05d}", ("prod", "staging", "qa", "dev")[at % 4]
        seed = f"acme/{project}/{name}"
        record = StackRecord(_id(seed), "acme", project, name, seed, "services")
        record.tags = {"pulumi:project": project, "env": name, "team": f"team-{at % 40}"}
        record.count, record.version, record.age = 12 + at % 180, 1 + at % 90, 60 * at
        records.append(record)
    return records


def permission_in(organization: str) -> int:
    """Alice's permission on the stacks of an organization; 0 if she is not a member."""
    return next((o.permission for o in projects.ORGANIZATIONS if o.login == organization), 0)


def _id(seed: str) -> str:
    return Draw(f"{seed}/id").uuid()


def _record(plan: Project, name: str) -> StackRecord:
    seed = f"{plan.organization}/{plan.name}/{name}"
    special = SPECIAL.get(seed, Special())
    draw = Draw(seed)
    record = StackRecord(_id(seed), plan.organization, plan.name, name, seed, plan.shape)
    record.permission = permission_in(plan.organization)
    if plan.organization == "initech" and "alice" in name:
        record.permission = projects.ADMIN
    record.version = _version(draw, name) if special.version < 0 else special.version
    record.count = _count(draw, plan, name) if special.resources < 0 else special.resources
    record.age = _age(draw) if special.age < 0 else special.age
    record.failed = draw.chance(9) if special.failed is None else special.failed
    record.operation = special.operation
    record.told = special.told
    record.trouble = special.trouble
    if plan.name == "triage":
        record.trouble, record.version = name, max(1, record.version)
    if record.operation:
        record.version, record.age, record.failed = max(record.version, 3), record.operation.age, False
    elif not record.version:
        record.count, record.failed, record.told = 0, False, draw.chance(50)
    record.environment = f"{plan.name}/{name}" if draw.chance(12) else ""
    record.tags = _tags(plan, name, record, draw) | dict(special.tags)
    return record


def _version(draw: Draw, name: str) -> int:
    drawn = draw.below(100)
    if drawn < 5 and not name.startswith("prod"):
        return 0
    return 1 + draw.below(9 if drawn < 30 else 400)


def _count(draw: Draw, plan: Project, name: str) -> int:
    share = next((s for start, s in _SHARES.items() if name.startswith(start)), 90)
    return max(3, plan.size * share // 100 + draw.below(max(2, plan.size // 12)) - plan.size // 24)


_SHARES = {"prod": 100, "staging": 80, "qa": 60, "uat": 60, "dev-": 25, "dev": 40}


def _age(draw: Draw) -> int:
    scale = draw.pick((HOUR, 12 * HOUR, 3 * DAY, 20 * DAY, 90 * DAY, 400 * DAY))
    return MINUTE + scale // 4 + draw.below(scale)


def _tags(plan: Project, name: str, record: StackRecord, draw: Draw) -> dict[str, str]:
    tags = {
        "pulumi:project": plan.name,
        "pulumi:runtime": plan.runtime,
        "pulumi:description": plan.description,
        "team": plan.team,
        "env": next((env for env in ("prod", "staging", "qa", "uat", "dev") if name.startswith(env)), "other"),
    }
    if not record.version and draw.chance(50):
        return {}
    tags["cost-center"] = f"cc-{1000 + Draw(plan.team).below(40)}"
    if draw.chance(70):
        tags |= {"vcs:kind": "github.com", "vcs:owner": plan.organization, "vcs:repo": plan.name, "vcs:root": "infra"}
    if draw.chance(35):
        tags |= {"gitHub:owner": plan.organization, "gitHub:repo": plan.name}
    if draw.chance(25):
        tags |= {"pulumi:template": f"aws-{plan.runtime}"}
    if draw.chance(60):
        tags |= {"pulumi:secrets_provider": "service"}
    if tags["env"] == "prod":
        tags |= {"data-class": draw.pick(("public", "internal", "confidential")), "backup": "daily"}
    if name.startswith("pr-"):
        tags |= {"ttl": "72h", "pull-request": name[3:]}
    return tags


def _readings(record: StackRecord, by_key: dict[tuple[str, str, str], StackRecord]) -> tuple[Reading, ...]:
    """A stack reads the network and the platform of its organization and environment, and some read their data."""
    if record.shape in ("network", "site") or not record.version:
        return ()
    draw = Draw(f"{record.seed}/reads")
    found: list[Reading] = []
    for project in ("network", "platform", "identity"):
        if project == record.project or (
            project == "identity" and record.project not in ("web-shop", "mobile-backend")
        ):
            continue
        for name in (record.name, record.name.split("-")[0], "prod"):
            target = by_key.get((record.organization, project, name))
            if target is not None and target.version:
                behind = 0 if draw.chance(35) else min(draw.below(14), target.version - 1)
                found.append(Reading(target.id, behind))
                break
    if record.name == "prod" and record.project == "web-shop":
        found += [Reading(by_key["acme", "payments", "prod"].id, 2), Reading(by_key["acme", "search", "prod"].id, 0)]
    return tuple(found)
