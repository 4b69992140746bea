"""Checks that a response is about the requested stack: a proxy or cache may mix up responses.

Names are compared case-insensitively, because servers differ, and a missing name is accepted. A state names its stack
only in its URNs. A server need not rewrite them when a stack is renamed, so other names there are reported, not
rejected.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from stacktui.pulumi.errors import WrongStack
from stacktui.pulumi.stack import Stack, StackIdentifier, StackMetadata
from stacktui.pulumi.urn import parse_urn

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackFilter, StackPage
    from stacktui.pulumi.state.deployment import Deployment

_URN = re.compile(rb'"urn"\s*:\s*"urn:pulumi:([^"\\]*?)::([^"\\]*?)::')
Named = TypeVar("Named", bound=Stack | StackMetadata)


def of_stack(answer: Named, asked: StackIdentifier) -> Named:
    """The response, with names spelled as requested.

    Raises:
        WrongStack: it is another stack's.
    """
    told = (answer.org_name, answer.project_name, answer.stack_name)
    if any(map(_differ, told, asked)):
        answered = StackIdentifier(*(said or name for said, name in zip(told, asked, strict=True)))
        raise WrongStack(
            f"The server answered for {answered} instead of {asked}.",
            hint="If it was renamed or transferred, reload the list; otherwise a proxy or cache is at fault.",
        )
    organization, project, name = (wanted if said else "" for said, wanted in zip(told, asked, strict=True))
    return replace(answer, org_name=organization, project_name=project, stack_name=name)


def within(filter_: StackFilter, page: StackPage) -> StackPage:
    """The page without entries of another organization or project than the requested one."""
    wanted = (filter_.organization, filter_.project)
    if not any(wanted):
        return page
    kept = tuple(one for one in page.stacks if not any(map(_differ, wanted, one.identifier[:2])))
    return replace(page, stacks=kept, foreign=len(page.stacks) - len(kept))


def other_stack_in(deployment: Deployment, asked: StackIdentifier) -> str:
    """`project/stack` according to the state's URNs if it differs from the requested one; otherwise empty."""
    named = stack_in(deployment)
    return "/".join(named) if named and any(map(_differ, named, asked[1:])) else ""


def other_stack_in_body(body: bytes, asked: StackIdentifier) -> str:
    """The same for a state that is not decoded, from its first URN."""
    found = _URN.search(body)
    named = tuple(part.decode("utf-8", "replace") for part in found.groups()[::-1]) if found else ()
    return "/".join(named) if any(map(_differ, named, asked[1:])) else ""


def stack_in(deployment: Deployment) -> tuple[str, str] | None:
    """Project and stack of the first resource whose URN contains both."""
    for resource in deployment.resources:
        urn = parse_urn(resource.urn)
        if urn is not None and urn.project and urn.stack:
            return urn.project, urn.stack
    return None


def _differ(one: str, other: str) -> bool:
    return one != "" != other and one.casefold() != other.casefold()
