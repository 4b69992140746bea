"""The stack selected at startup: the requested one, the one selected with pulumi, or that of the last session."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from stacktui.cli.parsing import parse_arguments
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites
from stacktui.index.stacks import StackSort
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi_cli.credentials import BackendSource, Login, TokenSource
from stacktui.session import Asked, Session, Start

if TYPE_CHECKING:
    from pathlib import Path


def start(
    folder: Path, *, argv: str = "", selected: str = "", project: str = "", organization: str = "", last: str = ""
) -> Start:
    environ = {name: str(folder) for name in ("STACKTUI_STATE_HOME", "STACKTUI_CACHE_HOME", "PULUMI_HOME", "HOME")}
    environ["PULUMI_STACK"] = selected
    login = Login("https://api.here.example", None, BackendSource.FLAG, TokenSource.NOWHERE)
    client = PulumiClient(login.backend_url, None)
    store = Store(client)
    writes = StackWrites(client, store, lambda _write: None)
    session = Session(store, writes, time.time, login=login, project=project, organization=organization)
    arguments = parse_arguments(argv.split(), environ)
    asked = Asked(arguments.stack, arguments.organization, is_demo=arguments.demo)
    if last:
        Start(session, asked, environ).remember_place(last, StackSort())
    return Start(session, asked, environ)


@pytest.mark.parametrize(
    ("argv", "selected", "organization", "stack"),
    [
        ("", "", "acme", None),
        ("", "dev", "acme", ("acme", "shop", "dev")),
        ("", "dev", "", ("", "shop", "dev")),  # the server is asked for the organization; no other stack is begun with
        ("", "globex/dev", "acme", ("globex", "shop", "dev")),
        ("", "globex/web/dev", "acme", ("globex", "web", "dev")),
        ("globex/web/qa", "dev", "acme", ("globex", "web", "qa")),
        ("qa", "dev", "acme", ("acme", "shop", "qa")),
        ("--demo", "dev", "acme", None),
    ],
)
def test_what_is_named_or_selected_with_pulumi_comes_first(
    tmp_path: Path, argv: str, selected: str, organization: str, stack: tuple[str, str, str] | None
) -> None:
    begun = start(tmp_path, argv=argv, selected=selected, project="shop", organization=organization)
    assert begun.stack == (None if stack is None else StackIdentifier(*stack))


@pytest.mark.parametrize(
    ("argv", "project", "is_begun_with"),
    [
        ("", "", True),
        ("", "shop", True),
        ("", "another", False),
        ("--organization acme", "shop", True),
        ("--organization globex", "", False),
    ],
)
def test_the_last_stack_is_begun_with_where_the_list_is_meant_to_hold_it(
    tmp_path: Path, argv: str, project: str, is_begun_with: bool
) -> None:
    begun = start(tmp_path, argv=argv, project=project, last="acme/shop/prod")
    assert begun.stack is None
    assert begun.last_stack == (StackIdentifier("acme", "shop", "prod") if is_begun_with else None)
