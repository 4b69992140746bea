"""Maps methods and paths to operations and their handlers. Failures are configured by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacktui.demo.routes import reading, state_reading, writing

if TYPE_CHECKING:
    from stacktui.demo.routes.exchange import Handler


class Route(NamedTuple):
    """One endpoint; `*` in the pattern matches a name."""

    method: str
    pattern: tuple[str, ...]
    operation: str
    handler: Handler


class Found(NamedTuple):
    """A route and the names matched in the path."""

    route: Route
    names: tuple[str, ...]


def _route(method: str, pattern: str, operation: str, handler: Handler) -> Route:
    return Route(method, tuple(pattern.split("/")), operation, handler)


_STACK = "api/stacks/*/*/*"
ROUTES = (
    _route("GET", "api/user", "user", reading.get_user),
    _route("GET", "api/user/organizations/default", "default_organization", reading.get_default_organization),
    _route("GET", "api/user/stacks", "list", reading.list_stacks),
    _route("GET", "api/capabilities", "capabilities", reading.get_capabilities),
    _route("GET", "api/orgs/*/restore-stack", "deleted", reading.list_deleted_stacks),
    _route("HEAD", "api/stacks/*/*", "project", reading.has_project),
    _route("POST", "api/stacks/*/*", "create", writing.create),
    _route("GET", _STACK, "get", reading.get_stack),
    _route("DELETE", _STACK, "delete", writing.delete),
    _route("GET", f"{_STACK}/metadata", "metadata", reading.get_metadata),
    _route("GET", f"{_STACK}/downstreamreferences", "downstream", reading.list_downstream),
    _route("GET", f"{_STACK}/upstreamreferences", "upstream", reading.list_upstream),
    _route("GET", f"{_STACK}/export", "export", state_reading.export),
    _route("GET", f"{_STACK}/export/*", "export", state_reading.export),
    _route("GET", f"{_STACK}/outputs", "outputs", state_reading.outputs),
    _route("GET", f"{_STACK}/resources/count", "count", state_reading.count),
    _route("GET", f"{_STACK}/resources/latest", "resources", state_reading.resources),
    _route("GET", f"{_STACK}/resources/*", "resources", state_reading.resources),
    _route("GET", f"{_STACK}/updates", "updates", reading.list_updates),
    _route("GET", f"{_STACK}/updates/*", "update", reading.get_update),
    _route("GET", f"{_STACK}/update/*", "update_status", reading.get_update_status),
    _route("POST", f"{_STACK}/transfer", "transfer", writing.transfer),
    _route("POST", f"{_STACK}/rename", "rename", writing.rename),
    _route("PATCH", f"{_STACK}/tags", "tags", writing.replace_tags),
    _route("POST", f"{_STACK}/tags", "tags", writing.add_tag),
    _route("PATCH", f"{_STACK}/tags/*", "tags", writing.change_tag),
    _route("DELETE", f"{_STACK}/tags/*", "tags", writing.delete_tag),
)
BEYOND_THE_CLI = frozenset({"metadata", "downstream", "upstream", "count", "resources", "transfer", "deleted"})
"""Operations that the pulumi CLI never asks for: a minimal server has none of their endpoints."""
OPERATIONS = tuple(dict.fromkeys(route.operation for route in ROUTES))


def find_route(method: str, segments: tuple[str, ...]) -> Found | None:
    """The first matching route."""
    for route in ROUTES:
        if route.method == method and len(route.pattern) == len(segments) and _fits(route.pattern, segments):
            names = tuple(s for p, s in zip(route.pattern, segments, strict=True) if p == "*")
            return Found(route, names)
    return None


def _fits(pattern: tuple[str, ...], segments: tuple[str, ...]) -> bool:
    return all((part == "*" and segment) or part == segment for part, segment in zip(pattern, segments, strict=True))
