"""`show`, `refs` and `count`: what the server reports about one stack besides its state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from stacktui.cli.failures import Exit, failure_lines
from stacktui.cli.printing import Column
from stacktui.cli.state_reading import note_oddities, read_deployment
from stacktui.explorer.kinds.count import count_of
from stacktui.explorer.kinds.overview import overview_of
from stacktui.explorer.kinds.references import references_of
from stacktui.explorer.kinds.state import state_of
from stacktui.explorer.loadable import SERVICE
from stacktui.files.threads import in_background
from stacktui.index.references import behind
from stacktui.index.resources import ResourceIndex
from stacktui.presentation.stacks.overview import overview_lines
from stacktui.presentation.stacks.reference_rows import reference_rows
from stacktui.presentation.text.lines import Span, Tone, cleaned
from stacktui.presentation.text.safe_text import SafeText, fill, words
from stacktui.presentation.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.cli.arguments import Arguments
    from stacktui.cli.printing import Printer
    from stacktui.cli.task import Task
    from stacktui.explorer.kinds.overview import Overview
    from stacktui.explorer.kinds.references import References
    from stacktui.index.references import UpstreamReference
    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.pulumi.tolerant_json import Json


async def show_stack(task: Task) -> Exit:
    """`stacktui show STACK`."""
    stack = await task.stack()
    overview = await task.get(overview_of(stack))
    if task.arguments.json:
        task.printer.json(_overview_json(task, overview))
    else:
        task.printer.line(heading_of(stack))
        link = task.link(stack)
        task.printer.lines(
            overview_lines(overview.stack, overview.running, overview.metadata, overview.updates, link, task.now)
        )
    for problem in overview.problems:
        for line in failure_lines(problem):
            task.printer.note(line)
    return Exit.DONE


def heading_of(stack: StackIdentifier) -> tuple[Span, ...]:
    """The full name on its own line."""
    return (cleaned(str(stack), Tone.STRONG),)


def _overview_json(task: Task, overview: Overview) -> Json:
    stack = overview.stack
    return {
        "name": str(stack.identifier),
        "organization": stack.org_name,
        "project": stack.project_name,
        "stack": stack.stack_name,
        "id": stack.id,
        "version": stack.version,
        "tags": dict(stack.tags or {}),
        "currentOperation": None if stack.current_operation is None else msgspec.to_builtins(stack.current_operation),
        "runningUpdate": None if overview.running is None else _running_json(overview.running),
        "metadata": None if overview.metadata is None else msgspec.to_builtins(overview.metadata),
        "updates": None
        if overview.updates is None
        else [
            {
                "version": update.version,
                "kind": update.kind,
                "result": update.result,
                "startTime": update.start_time,
                "endTime": update.end_time,
                "message": update.message,
                "author": update.author,
                "resourceChanges": dict(update.resource_changes),
                "resourceCount": update.resource_count,
            }
            for update in overview.updates
        ],
        "url": task.link(stack.identifier),
        "problems": [problem.message for problem in overview.problems],
    }


def _running_json(running: RunningUpdate) -> Json:
    return {
        "id": running.id,
        "kind": running.kind or None,
        "author": running.author or None,
        "started": running.started or None,
        "status": running.status or None,
        "problem": None if running.error is None else running.error.message,
    }


async def list_references(task: Task) -> Exit:
    """`stacktui refs STACK`: upstream references that the server does not report are read from the state."""
    stack = await task.stack()
    references = await task.get(references_of(stack))
    from_state: tuple[UpstreamReference, ...] | None = None
    if references.upstream is None:
        state = await task.get(state_of(stack))
        note_oddities(task.printer, state.deployment)
        from_state = state.upstream(stack)
    if task.arguments.json:
        for value in _references_json(references, from_state or ()):
            task.printer.json(value)
    else:
        rows = reference_rows(
            references.downstream, references.upstream, from_state, references.version, dict(references.versions)
        )
        task.printer.lines(row.line for row in rows)
    return Exit.DONE


def _references_json(references: References, from_state: Sequence[UpstreamReference]) -> list[Json]:
    versions = dict(references.versions)
    told = [
        *(("downstream", one.identifier, one.version) for one in references.downstream or ()),
        *(("upstream", one.identifier, one.version) for one in references.upstream or ()),
        *(("upstream", one.stack, None) for one in from_state),
    ]
    found: list[Json] = []
    for direction, stack, version in told:
        now = references.version if direction == "downstream" else versions.get(stack)
        found.append(
            {
                "direction": direction,
                "name": str(stack),
                "organization": stack.organization,
                "project": stack.project,
                "stack": stack.name,
                "version": version,
                "currentVersion": now,
                "behind": None if now is None or version is None else behind(version, now),
            }
        )
    return found


async def count_resources(task: Task) -> Exit:
    """`stacktui count STACK`: the server's count, or with --by the state's."""
    if task.arguments.by:
        return show_state_count(
            task.arguments, task.printer, await in_background(ResourceIndex, await read_deployment(task))
        )
    query = count_of(await task.stack())
    found = await task.get(query)
    source = "server" if task.session.store.known(query).source == SERVICE else "state"
    return _print_count(task.arguments, task.printer, _Count(found.resource_count, found.version, source))


def show_state_count(arguments: Arguments, printer: Printer, index: ResourceIndex) -> Exit:
    """Print the number of resources in a state, grouped if requested."""
    groups: Sequence[tuple[str, int]] = ()
    if arguments.by:
        groups = index.counts_by_type() if arguments.by == "type" else index.counts_by_package()
    counted = _Count(len(index.deployment.resources), index.deployment.stack_version, "state")
    return _print_count(arguments, printer, counted, groups)


class _Count(NamedTuple):
    resources: int
    version: int | None
    source: str
    """`server` or `state`."""


def _print_count(
    arguments: Arguments, printer: Printer, counted: _Count, groups: Sequence[tuple[str, int]] = ()
) -> Exit:
    if arguments.json:
        value: dict[str, Json] = {
            "resourceCount": counted.resources,
            "version": counted.version,
            "source": counted.source,
        }
        if arguments.by:
            value["groups"] = [{"name": name, "count": members} for name, members in groups]
        printer.json(value)
    elif arguments.by:
        columns = (Column(words("COUNT"), to_the_right=True), Column(fill("{}", arguments.by.upper())))
        rows = [(Span(SafeText(f"{members:,}")), cleaned(name)) for name, members in groups]
        printer.table(columns, rows)
    else:
        version = counted.version
        at = Span(fill("  at version {}", version), Tone.MUTED) if version is not None else Span(words(""))
        printer.line((Span(count(counted.resources, "resource")), at))
    return Exit.DONE
