"""The updates of a stack: time, author, message and result. Each depends only on stack and version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stacktui.demo.company import projects
from stacktui.demo.company.stacks import DAY, HOUR
from stacktui.demo.routes import wire
from stacktui.demo.state.values import Draw

if TYPE_CHECKING:
    from stacktui.demo.company.projects import Person
    from stacktui.demo.company.stacks import StackRecord

_MESSAGES = (
    "Merge pull request #{number} from acme/{word}-retries",
    "Raise the replicas of {word} to 5",
    "Bump aws to 6.52.0",
    "Roll back {word}: the new image does not start",
    "{word}: rotate credentials",
    "Revert \"Merge pull request #{number}\"",
    "Tag everything with its cost center",
    "Fix the alarm on {word}\n\nThe threshold was per minute, the metric per second.",
    "wip",
    "修正: {word} のタイムアウト",
    "🚑 hotfix {word}",
    "Move {word} to arm64 (#{number})",
)  # fmt: skip
_WORDS = ("checkout", "search", "cart", "the gateway", "reports", "sessions", "ledger", "ingest")


def update_id(record: StackRecord, version: int) -> str:
    """The ID of the update that created this version, or that runs on it and has another; empty for version 0."""
    running = record.operation if version == record.version else None
    of = f"/{running.kind}/{running.age}" if running else ""
    return Draw(f"{record.seed}/update/{version}{of}").uuid() if version else ""


def person_info(person: Person) -> wire.UserInfo:
    return wire.UserInfo(person.name, person.login, f"https://avatars.example/{person.login}", person.email)


def started_at(record: StackRecord, version: int, now: int) -> int:
    """When the update started, in Unix seconds."""
    gap = 2 * HOUR + Draw(f"{record.seed}/gap").below(4 * DAY)
    back = record.version - version
    jitter = Draw(f"{record.seed}/update/{version}/jitter").below(gap // 2) if back else 0
    return now - record.age - back * gap - jitter


def update(record: StackRecord, version: int, now: int) -> wire.UpdateInfo:
    """The update that created `version`, in the `cli` form."""
    draw = Draw(f"{record.seed}/update/{version}")
    latest = version == record.version
    running = record.operation if latest else None
    kind = running.kind if running else _kind(draw, record, version)
    failed = record.failed if latest else draw.chance(8)
    result = "in-progress" if running else "failed" if failed else "succeeded"
    start = started_at(record, version, now)
    author = _author(draw, record, version)
    return wire.UpdateInfo(
        kind,
        start,
        draw.pick(_MESSAGES).format(number=100 + draw.below(900), word=draw.pick(_WORDS)),
        _environment(draw, record, author),
        _config(draw, record),
        result,
        0 if running else start + 9 + draw.below(900),
        version,
        {} if running else _changes(draw, record, kind),
        record.count,
    )


def service_update(record: StackRecord, version: int, now: int) -> wire.ServiceUpdate:
    """The same update in the `service` form."""
    info = update(record, version, now)
    author = _author(Draw(f"{record.seed}/update/{version}"), record, version)
    made = wire.ServiceUpdate(info, update_id(record, version), version, record.version, person_info(author))
    if record.tags.get("vcs:repo"):
        sha = info.environment["git.head"]
        slug = f"{record.organization}/{record.tags['vcs:repo']}"
        url = f"https://github.com/{slug}/commit/{sha}"
        made.github_commit_info = wire.CommitInfo(
            slug, sha, url, info.message, person_info(author), person_info(projects.PEOPLE[-1])
        )
    return made


def _author(draw: Draw, record: StackRecord, version: int) -> Person:
    if record.operation and version == record.version:
        return next(p for p in projects.PEOPLE if p.login == record.operation.author)
    by = Draw(f"{draw.hex(2)}{record.seed}/{version}/author")
    return by.pick(projects.PEOPLE)


def _kind(draw: Draw, record: StackRecord, version: int) -> str:
    if version == record.version and not record.count:
        return "destroy"
    drawn = draw.below(100)
    return "refresh" if drawn < 12 else "import" if drawn < 14 else "update"


def _environment(draw: Draw, record: StackRecord, author: Person) -> dict[str, str]:
    found = {
        "exec.kind": "cli" if draw.chance(60) else "auto.local",
        "git.author": author.name,
        "git.author.email": author.email,
        "git.committer": author.name,
        "git.committer.email": author.email,
        "git.dirty": "true" if draw.chance(10) else "false",
        "git.head": draw.hex(40),
        "git.headName": "refs/heads/main",
        "pulumi.version": "v3.187.0",
        "vcs.kind": "github.com",
        "vcs.owner": record.organization,
        "vcs.repo": record.tags.get("vcs:repo", record.project),
    }
    if author.login.endswith("-ci"):
        found |= {"ci.build.id": str(draw.below(10**9)), "ci.system": "GitHub Actions"}
    if record.environment:
        found["stack.environments"] = json.dumps([{"id": record.environment}])
    return found


def _config(draw: Draw, record: StackRecord) -> dict[str, wire.ConfigValue]:
    zones = json.dumps({"zones": 3, "password": {"secure": draw.hex(40)}})
    return {
        "aws:region": wire.ConfigValue("eu-west-1", secret=False, object=False),
        f"{record.project}:dbPassword": wire.ConfigValue(f"AAABA{draw.hex(40)}=", secret=True, object=False),
        f"{record.project}:network": wire.ConfigValue(zones, secret=False, object=True),
        f"{record.project}:replicas": wire.ConfigValue(str(1 + draw.below(9)), secret=False, object=False),
    }


def _changes(draw: Draw, record: StackRecord, kind: str) -> dict[str, int]:
    if kind == "destroy":
        return {"delete": 5 + draw.below(60)}
    drawn = (
        ("create", draw.below(4)),
        ("update", draw.below(9)),
        ("delete", draw.below(3)),
        ("replace", draw.below(2)),
    )
    found = {name: number for name, number in drawn if number}
    return {**found, "same": max(0, record.count - sum(found.values()))}
