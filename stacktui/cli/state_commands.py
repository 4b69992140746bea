"""`tree` and `resource`, and the other output that needs only a state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stacktui.cli.failures import CommandFailed, Exit
from stacktui.cli.listing import filter_line
from stacktui.cli.printing import Column, json_line
from stacktui.cli.state_reading import read_deployment
from stacktui.files.threads import in_background
from stacktui.index.flags import Flag
from stacktui.index.references import upstream_references
from stacktui.index.resource_query import match_resources, parse_resource_query
from stacktui.index.resources import ResourceIndex
from stacktui.index.tree import ResourceTree, TreeLayout
from stacktui.presentation.resources.integrity_words import fault_words, state_lines
from stacktui.presentation.resources.resource_detail import detail_lines
from stacktui.presentation.resources.resource_rows import node_name, resource_row
from stacktui.presentation.text.filter_words import mistake_words
from stacktui.presentation.text.lines import Span, Tone, cleaned, plain_text
from stacktui.presentation.text.safe_text import SafeText, cell_width, join, words
from stacktui.presentation.text.wording import count
from stacktui.pulumi.properties.masked_state import masked_resource_json
from stacktui.pulumi.properties.masking import masked_json
from stacktui.pulumi.properties.of_resource import resource_properties, shown_id
from stacktui.pulumi.properties.suspicion import looks_secret
from stacktui.pulumi.properties.values import holds_secret
from stacktui.pulumi.state.deployment import PendingOperation, UnreadableResource

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacktui.cli.arguments import Arguments
    from stacktui.cli.printing import Printer
    from stacktui.cli.task import Task
    from stacktui.index.resources import Node
    from stacktui.presentation.text.lines import Line
    from stacktui.pulumi.state.deployment import Deployment
    from stacktui.pulumi.tolerant_json import Json

_NAME_COLUMN = 48
_DEEPEST = 64


async def print_tree(task: Task) -> Exit:
    """`stacktui tree STACK`."""
    index = await in_background(ResourceIndex, await read_deployment(task))
    return show_tree(task.arguments, task.printer, index)


async def print_resource(task: Task) -> Exit:
    """`stacktui resource STACK URN|ID|NAME`."""
    index = await in_background(ResourceIndex, await read_deployment(task))
    suspect = task.session.config.mask_suspected_secrets
    return show_resource(task.arguments, task.printer, index, task.now, suspect=suspect)


async def print_outputs(task: Task) -> Exit:
    """`stacktui outputs STACK [NAME]`."""
    deployment = await read_deployment(task)
    return show_outputs(task.arguments, task.printer, deployment, suspect=task.session.config.mask_suspected_secrets)


def show_outputs(arguments: Arguments, printer: Printer, deployment: Deployment, *, suspect: bool) -> Exit:
    """Print the outputs of the root stack resource, masked, or the one that is named; exit code 3 if it is absent."""
    root = deployment.root_stack
    outputs = () if root is None else resource_properties(root).outputs.entries
    wanted = arguments.output_name
    found = [(name, masked_json(value, key=name, suspect=suspect), value) for name, value in outputs]
    if wanted:
        found = [each for each in found if each[0] == wanted]
        if not found:
            raise CommandFailed(f"The stack has no output `{wanted}`.", Exit.NOT_FOUND)
    if arguments.json:
        for name, masked, value in found:
            is_secret = holds_secret(value) or (suspect and looks_secret(name, value))
            printer.json({"name": name, "value": masked, "secret": is_secret})
    elif wanted:
        printer.raw(f"{_value_text(found[0][1])}\n".encode())
    elif found:
        columns = (Column(words("OUTPUT")), Column(words("VALUE")))
        printer.table(columns, [(cleaned(name), cleaned(_value_text(masked))) for name, masked, _ in found])
    else:
        printer.note("The stack has no outputs.")
    return Exit.DONE


def _value_text(value: Json) -> str:
    """A text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json_line(value)


def show_tree(arguments: Arguments, printer: Printer, index: ResourceIndex) -> Exit:
    """Print the matching resources, for people below their parents."""
    query = parse_resource_query(filter_line(arguments.filters))
    if query.mistakes:
        raise CommandFailed(mistake_words(query.mistakes[0]), Exit.USAGE)
    nodes = None if query.is_empty else match_resources(index, query)
    for line in state_lines(index):
        printer.note(plain_text(line))
    if nodes is not None and not nodes:
        printer.note("No resource matches.")
    if arguments.json:
        wanted = None if nodes is None else set(nodes)
        for node, depth in index.preorder():
            if wanted is None or node in wanted:
                printer.json(node_json(index, node, depth))
    else:
        tree = ResourceTree(TreeLayout(index))
        if nodes is None:
            tree.expand_all()
        else:
            tree.show_only(nodes)
        printer.lines(_tree_lines(index, tree))
        _tell_sum(printer, index, len(nodes) if nodes is not None else None)
    return Exit.DONE


def _tell_sum(printer: Printer, index: ResourceIndex, matches: int | None) -> None:
    state = index.deployment
    parts = [count(len(state.resources), "resource")]
    if state.pending_operations:
        parts.append(count(len(state.pending_operations), "pending operation"))
    if state.unreadable:
        parts.append(count(len(state.unreadable), "unreadable entry", "unreadable entries"))
    of = f"{matches:,} of " if matches is not None else ""
    problems = f", {len(index.problems):,} with a problem" if index.problems else ""
    printer.remark(f"{of}{join(', ', parts)}{problems}")


def _tree_lines(index: ResourceIndex, tree: ResourceTree) -> Iterator[Line]:
    for row in range(len(tree)):
        node = tree.node(row)
        drawn = resource_row(index, node)
        guides = tree.guides(row, _DEEPEST)
        lead = "".join("│ " if goes_on else "  " for goes_on in guides[:-1])
        branch = ("├─" if guides[-1] else "└─") if guides else ""
        head = SafeText(f"{lead}{branch}{drawn.symbol} ")
        gap = SafeText(" " * max(2, _NAME_COLUMN - cell_width(head) - cell_width(drawn.type)))
        tone = Tone.ACCENT if drawn.is_component else Tone.PLAIN
        spans = [Span(head, Tone.MUTED), Span(drawn.type, tone), Span(gap), Span(drawn.name, Tone.STRONG)]
        if drawn.id:
            spans.append(Span(SafeText(f"  {drawn.id}"), Tone.MUTED))
        if drawn.flags:
            spans.append(Span(SafeText(f"  {join(', ', drawn.flags)}"), drawn.tone))
        yield tuple(spans)


def node_json(index: ResourceIndex, node: Node, depth: int) -> Json:
    """One line of `tree --json`; flags are the words that `is:` accepts."""
    item = index.item(node)
    flags: list[Json] = [str(flag.name).lower().replace("_", "-") for flag in Flag if flag in index.flags(node)]
    place: dict[str, Json] = {"depth": depth, "flags": flags}
    if faults := index.faults(node):
        place["problems"] = [str(fault_words(index, fault)) for fault in faults]
    named: dict[str, Json] = {"urn": index.urn(node), "name": node_name(index, node)}
    if isinstance(item, UnreadableResource):
        return {"kind": "unreadable", **named, **place, "reason": item.reason}
    resource = item.resource if isinstance(item, PendingOperation) else item
    told: dict[str, Json] = {
        **named,
        "type": resource.type,
        "id": resource.id and shown_id(resource),
        "parent": resource.parent or None,
        "provider": resource.provider or None,
        "custom": resource.custom,
        **place,
    }
    if isinstance(item, PendingOperation):
        return {"kind": "pendingOperation", **told, "operation": item.type}
    return {"kind": "resource", **told}


def find_nodes(index: ResourceIndex, text: str) -> Sequence[Node]:
    """All nodes with exactly this URN, or else this ID, or else this name."""
    if by_urn := [node for node in range(len(index)) if index.urn(node) == text]:
        return by_urn
    resources = [(node, index.resource(node)) for node in range(len(index))]
    if by_id := [node for node, resource in resources if resource is not None and resource.id == text]:
        return by_id
    return [node for node in range(len(index)) if node_name(index, node) == text]


def show_resource(arguments: Arguments, printer: Printer, index: ResourceIndex, now: float, *, suspect: bool) -> Exit:
    """Print each matching resource with secrets masked; exit code 3 if there is none."""
    nodes = find_nodes(index, arguments.resource)
    if not nodes:
        raise CommandFailed(f"No resource has the URN, ID or name `{arguments.resource}`.", Exit.NOT_FOUND)
    for place, node in enumerate(nodes):
        resource = index.resource(node)
        if arguments.json and resource is not None:
            printer.json(json.loads(masked_resource_json(resource, suspect=suspect)))
        elif arguments.json:
            printer.json(node_json(index, node, 0))
        else:
            if place:
                printer.line(())
            printer.lines(detail.line for detail in detail_lines(index, node, now=now, mask_suspected_secrets=suspect))
    if len(nodes) > 1:
        printer.remark(f"{len(nodes)} resources match.")
    return Exit.DONE


def show_upstream(arguments: Arguments, printer: Printer, index: ResourceIndex) -> Exit:
    """Print the stacks that a state reads; no state contains the stacks that read it."""
    found = upstream_references(index)
    if arguments.json:
        for reference in found:
            printer.json(
                {
                    "direction": "upstream",
                    "name": "/".join(part for part in reference.stack if part),
                    "organization": reference.stack.organization,
                    "project": reference.stack.project,
                    "stack": reference.stack.name,
                    "version": None,
                    "currentVersion": None,
                    "behind": None,
                    "outputs": list(reference.output_names),
                }
            )
    elif found:
        columns = (Column(words("READS")), Column(words("OUTPUTS")))
        rows = [
            (cleaned("/".join(part for part in one.stack if part)), cleaned(", ".join(one.output_names)))
            for one in found
        ]
        printer.table(columns, rows)
    if not found:
        printer.note("This state references no other stack.")
    printer.note("A state does not record which stacks read it: ask the server with `stacktui refs STACK`.")
    return Exit.DONE
