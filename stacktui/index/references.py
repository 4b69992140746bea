"""The stacks that a stack reads, according to its state; the API reports the other direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacktui.pulumi.properties.of_resource import read_properties
from stacktui.pulumi.properties.values import PropertyMap
from stacktui.pulumi.stack import StackIdentifier

if TYPE_CHECKING:
    from stacktui.index.resources import Node, ResourceIndex
    from stacktui.pulumi.state.deployment import Resource

STACK_REFERENCE_TYPE = "pulumi:pulumi:StackReference"


class UpstreamReference(NamedTuple):
    """A stack that is read. Parts of its name that are missing and unknown are empty."""

    stack: StackIdentifier
    output_names: tuple[str, ...]
    """The outputs that the referenced stack had; values are never read."""
    node: Node
    """The first resource that refers to it."""


def upstream_references(index: ResourceIndex, reader: StackIdentifier | None = None) -> tuple[UpstreamReference, ...]:
    """The stacks named by the state's StackReference resources, once each, in the order of the state.

    A name may omit the project, or project and organization; they default to the `reader`'s.
    """
    found: dict[StackIdentifier, UpstreamReference] = {}
    for node, resource in enumerate(index.deployment.resources):
        if resource.type != STACK_REFERENCE_TYPE:
            continue
        stack = _identify(_name(resource), reader)
        outputs = read_properties(resource.outputs).get("outputs")
        names = tuple(name for name, _ in outputs.entries) if isinstance(outputs, PropertyMap) else ()
        before = found.get(stack)
        if before is None:
            found[stack] = UpstreamReference(stack, names, node)
        else:
            found[stack] = before._replace(output_names=tuple(dict.fromkeys((*before.output_names, *names))))
    return tuple(found.values())


def behind(reference_version: int, current_version: int) -> int:
    """How many versions a reference is behind the referenced stack; never negative."""
    return max(0, current_version - reference_version)


def _name(resource: Resource) -> str:
    """The engine uses the input `name`, which is also the ID; the resource's own name may differ."""
    name = read_properties(resource.inputs).get("name")
    return name if isinstance(name, str) else resource.id or ""


def _identify(name: str, reader: StackIdentifier | None) -> StackIdentifier:
    """`organization/project/stack`, `organization/stack` (the reader's project) or `stack` (backend.go:1086-1157)."""
    organization, project = (reader.organization, reader.project) if reader else ("", "")
    parts = name.split("/", 2)
    if len(parts) == 3:
        return StackIdentifier(*parts)
    return StackIdentifier(parts[0] if len(parts) == 2 else organization, project, parts[-1])
