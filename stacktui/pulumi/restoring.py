"""Whether a deleted stack can be brought back: said only where the backend is known to do so, or says so itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.pulumi.console import is_pulumi_cloud
from stacktui.pulumi.errors import PulumiError, Refused

if TYPE_CHECKING:
    from stacktui.pulumi.client import PulumiClient

_NOT_OFFERED = frozenset({400, 402, 404})
"""By these Pulumi Cloud says that the organization's subscription has no restore; 403 only says: not for you."""


async def is_restorable(client: PulumiClient, organization: str) -> bool:
    """Ask for the organization's deleted stacks: a list that comes says that they can be restored."""
    try:
        await client.list_deleted_stacks(organization)
    except PulumiError as error:
        is_refused = isinstance(error, Refused) and error.status in _NOT_OFFERED
        return is_pulumi_cloud(client.backend_url) and not is_refused
    return True
