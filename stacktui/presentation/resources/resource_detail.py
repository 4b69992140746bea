"""The details of one resource below the tree: identity and problems, then outputs, then inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.resources.detail_lines import BLANK, DetailLine, title, under
from stacktui.presentation.resources.property_tree import property_lines
from stacktui.presentation.resources.resource_facts import resource_facts, unreadable_facts
from stacktui.presentation.text.lines import Span, Tone, literal
from stacktui.presentation.text.safe_text import fill
from stacktui.pulumi.properties.of_resource import resource_properties
from stacktui.pulumi.properties.other_fields import other_fields, other_fields_of_state, shown_fields
from stacktui.pulumi.properties.values import PropertyMap
from stacktui.pulumi.state.deployment import PendingOperation, UnreadableResource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacktui.index.resources import Node, ResourceIndex
    from stacktui.pulumi.state.deployment import Resource

__all__ = ["DetailLine", "detail_lines"]


def detail_lines(
    index: ResourceIndex,
    node: Node,
    *,
    now: float,
    revealed: frozenset[str] = frozenset(),
    mask_suspected_secrets: bool = True,
    counts_users: bool = True,
) -> tuple[DetailLine, ...]:
    """All lines of a node's details.

    Args:
        index: The state.
        node: The resource, pending operation or unreadable entry.
        now: Unix seconds, for ages.
        revealed: The paths of plaintext secrets to show (`DetailLine.path`).
        mask_suspected_secrets: Mask what looks like a secret but is not marked as one.
        counts_users: Count the dependents, which takes half a second for the first of 100,000 resources.
    """
    item = index.item(node)
    if isinstance(item, UnreadableResource):
        return tuple(unreadable_facts(item))
    resource = item.resource if isinstance(item, PendingOperation) else item
    facts = resource_facts(index, node, resource, now, counts_users=counts_users)
    sections = _properties(index, resource, revealed, mask_suspected_secrets=mask_suspected_secrets)
    others = _other_fields(index, node, resource, revealed, mask_suspected_secrets=mask_suspected_secrets)
    return (*facts, *sections, *others)


def version_line(version: int) -> DetailLine:
    """Above the detail of a resource as it was at an older version."""
    return DetailLine((Span(fill(" version {}, not the present state ", version), Tone.INVERSE),))


def _properties(
    index: ResourceIndex, resource: Resource, revealed: frozenset[str], *, mask_suspected_secrets: bool
) -> Iterator[DetailLine]:
    properties = resource_properties(resource)
    sections = (
        ("outputs", title("outputs"), properties.outputs),
        ("inputs", title("inputs"), properties.inputs),
        ("providerInputs", title("provider's inputs"), properties.provider_inputs),
    )
    for name, heading, found in sections:
        if len(found):
            yield BLANK
            yield heading
            yield from property_lines(index, name, found, revealed, mask_suspected_secrets=mask_suspected_secrets)
        elif name == "outputs":
            yield BLANK
            yield heading
            yield under(literal("none", Tone.MUTED))


def _other_fields(
    index: ResourceIndex, node: Node, resource: Resource, revealed: frozenset[str], *, mask_suspected_secrets: bool
) -> Iterator[DetailLine]:
    """Fields without a place of their own; those of the state as a whole are shown with the stack's resource."""
    item = index.item(node)
    of_operation = other_fields(item) if isinstance(item, PendingOperation) else PropertyMap()
    of_state = other_fields_of_state(index.deployment) if resource.is_root_stack else PropertyMap()
    sections = (
        ("operation", title("other fields of the operation"), of_operation),
        ("fields", title("other fields"), shown_fields(resource)),
        ("state", title("other fields of the state"), of_state),
    )
    for name, heading, found in sections:
        if len(found):
            yield BLANK
            yield heading
            yield from property_lines(index, name, found, revealed, mask_suspected_secrets=mask_suspected_secrets)
