"""The demo as an ASGI application: run `uvicorn --factory stacktui.demo.server:create_app`, or use it in process.

It accepts the token `pul-demo`. It can be slow or fail, to test clients; environment variables:

    STACKTUI_DEMO_LATENCY=2           seconds before every response
    STACKTUI_DEMO_BYTES_PER_SECOND=   speed of response bodies
    STACKTUI_DEMO_FAIL=export:503     failures, see `stacktui.demo.routes.faults`
    STACKTUI_DEMO_STACKS=20000        this many plain stacks instead of the company
    STACKTUI_DEMO_RESOURCES=100000    number of resources of the first of them
    STACKTUI_DEMO_POISON=1            a tenant in which every text attacks the terminal
    STACKTUI_DEMO_ACTIVE_UPDATE_ONLY=1  running updates are reported only by `activeUpdate`, and no write is refused
    STACKTUI_DEMO_MINIMAL=1           serve only what the pulumi CLI requests
    STACKTUI_DEMO_NOW=1780000000      the current time
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from stacktui.demo import DEMO_TOKEN as DEMO_TOKEN
from stacktui.demo.application import DemoApplication, Pace
from stacktui.demo.company import projects
from stacktui.demo.company.poison import Poison, poison_records
from stacktui.demo.company.stacks import build_company, build_many
from stacktui.demo.routes.faults import read_faults
from stacktui.demo.routes.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping


class Settings(NamedTuple):
    """How a demo server behaves; see the top of this file."""

    now: int
    latency: float
    bytes_per_second: int
    failures: str
    stacks: int
    resources: int
    poison: bool
    active_update_only: bool
    minimal: bool


def create_app(  # noqa: PLR0913 - one keyword for each thing that can be asked for, and none needed
    *,
    now: float | None = None,
    latency: float | None = None,
    bytes_per_second: int | None = None,
    failures: str | None = None,
    stacks: int | None = None,
    resources: int | None = None,
    poison: bool | None = None,
    active_update_only: bool | None = None,
    minimal: bool | None = None,
) -> DemoApplication:
    """A server with its own data; arguments that are not given are read from the environment.

    Raises:
        ValueError: an environment variable, or `failures`, is invalid.
    """
    environ = os.environ
    settings = Settings(
        int(_given(now, environ, "NOW", time.time())),
        _given(latency, environ, "LATENCY", 0.0),
        int(_given(bytes_per_second, environ, "BYTES_PER_SECOND", 0)),
        environ.get("STACKTUI_DEMO_FAIL", "") if failures is None else failures,
        int(_given(stacks, environ, "STACKS", 0)),
        int(_given(resources, environ, "RESOURCES", 100_000)),
        bool(_given(poison, environ, "POISON", 0)),
        bool(_given(active_update_only, environ, "ACTIVE_UPDATE_ONLY", 0)),
        bool(_given(minimal, environ, "MINIMAL", 0)),
    )
    pace = Pace(settings.latency, settings.bytes_per_second, read_faults(settings.failures))
    tenant = _tenant(settings)
    tenant.active_update_only = settings.active_update_only or settings.minimal
    tenant.is_minimal = settings.minimal
    return DemoApplication(tenant, DEMO_TOKEN, pace, Poison() if settings.poison else None)


def _given(value: float | None, environ: Mapping[str, str], name: str, default: float) -> float:
    if value is not None:
        return value
    text = environ.get(f"STACKTUI_DEMO_{name}", "")
    try:
        return float(text) if text else default
    except ValueError:
        raise ValueError(f"STACKTUI_DEMO_{name} is `{text}`: it must be a number") from None


def _tenant(settings: Settings) -> Tenant:
    if settings.poison:
        records, organizations = poison_records()
        return Tenant(records, organizations, settings.now)
    if settings.stacks:
        records = build_many(settings.stacks, settings.resources)
        return Tenant(records, projects.ORGANIZATIONS, settings.now)
    return Tenant(build_company(), projects.ORGANIZATIONS, settings.now)
