"""Whether a deleted stack can be restored: only if the backend is known to support it, or reports so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.once import Once
from stacktui.explorer.query import Kind, Organization, Query
from stacktui.pulumi.console import is_pulumi_cloud
from stacktui.pulumi.errors import PulumiError, Refused

if TYPE_CHECKING:
    from stacktui.explorer.query import Asking

_NOT_OFFERED = frozenset({400, 402, 404})
"""Pulumi Cloud's errors if the subscription does not include restoring; a 403 only denies access."""


async def _restorable(asking: Asking[bool]) -> bool:
    """Request the organization's deleted stacks; a list means that they can be restored."""
    try:
        await asking.source.list_deleted_stacks(asking.query.organization)
    except PulumiError as error:
        is_refused = isinstance(error, Refused) and error.status in _NOT_OFFERED
        return is_pulumi_cloud(asking.source.backend_url) and not is_refused
    return True


RESTORABLE = Kind("restorable", (Once(_restorable),))


def restorable_in(organization: str) -> Query[bool]:
    """Whether stacks deleted from an organization can be restored."""
    return Query(RESTORABLE, Organization(organization))
