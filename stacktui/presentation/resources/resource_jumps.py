"""The targets of a resource's jump keys, or the message if there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacktui.presentation.text.lines import Line, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacktui.index.dependents import Edge
    from stacktui.index.resources import Node, ResourceIndex


class Jump(NamedTuple):
    """The target resources of a key, once each; `title` is shown if there are several."""

    title: Line
    nodes: tuple[Node, ...]
    otherwise: Line


def to_parent(index: ResourceIndex, node: Node) -> Jump:
    return Jump((literal("Parent"),), _existing(index.parent(node)), (literal("It has no parent in this state."),))


def to_provider(index: ResourceIndex, node: Node) -> Jump:
    return Jump(
        (literal("Provider"),), _existing(index.provider(node)), (literal("Its provider is not in this state."),)
    )


def to_dependencies(index: ResourceIndex, node: Node) -> Jump:
    return Jump(
        (literal("Dependencies"),), _ends(index.dependencies(node)), (literal("It has no dependencies in this state."),)
    )


def to_dependents(index: ResourceIndex, node: Node) -> Jump:
    return Jump(
        (literal("Dependents"),), _ends(index.dependents(node)), (literal("It has no dependents in this state."),)
    )


def _existing(node: Node | None) -> tuple[Node, ...]:
    return () if node is None else (node,)


def _ends(edges: Iterable[Edge]) -> tuple[Node, ...]:
    return tuple(dict.fromkeys(edge.node for edge in edges if edge.node is not None))
