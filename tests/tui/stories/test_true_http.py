"""The program over real HTTP: a backend on loopback, and a token from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from stacktui.demo.application import DemoApplication  # noqa: TC001  # a NamedTuple's field
from stacktui.demo.server import DEMO_TOKEN, create_app
from tests.demo.serving import serve
from tests.kit.clock import NOW
from tests.tui.stories.program import SHOP, escape, find_stack, open_resources, read_dialog, wait_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.tui.stories.program import Start


class Backend(NamedTuple):
    """The demo on a port of this machine."""

    app: DemoApplication
    url: str

    @property
    def methods(self) -> list[str]:
        """How it was asked, in order."""
        return [entry.method for entry in self.app.journal]


@pytest.fixture
def backend() -> Iterator[Backend]:
    app = create_app(now=NOW)
    with serve(app) as url:
        yield Backend(app, url)


def test_a_person_with_a_token_looks_around_and_deletes(start: Start, backend: Backend) -> None:
    terminal = start("--backend", backend.url, PULUMI_ACCESS_TOKEN=DEMO_TOKEN)
    wait_list(terminal)
    terminal.wait_for("alice · 127.0.0.1:")
    find_stack(terminal, "acme/web-shop/staging")
    open_resources(terminal)
    terminal.wait_for("388 resources")
    assert set(backend.methods) == {"GET"}
    terminal.press("D")
    read_dialog(terminal, "Type acme/web-shop/staging to delete it")
    terminal.type("acme/web-shop/staging")
    terminal.press("enter")
    read_dialog(terminal, "Type orphan 388 resources to force it")
    escape(terminal)
    terminal.wait_gone("FORCE")
    assert backend.methods.count("DELETE") == 1


def test_read_only_sends_no_write_whatever_is_typed(start: Start, backend: Backend) -> None:
    terminal = start("--read-only", SHOP, PULUMI_BACKEND_URL=backend.url, PULUMI_ACCESS_TOKEN=DEMO_TOKEN)
    terminal.wait_for("read-only")
    terminal.wait_for(f"▸ {SHOP}")
    for key, typed in (("N", "night-fix"), ("T", "initech"), ("D", SHOP)):
        terminal.press(key)
        read_dialog(terminal, "esc close")
        terminal.type(typed)
        terminal.press("enter")
        terminal.settle()
        escape(terminal)
        terminal.wait_gone("esc close")
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert set(backend.methods) == {"GET"}


def test_a_rejected_token_is_reported_with_what_to_do(start: Start, backend: Backend) -> None:
    terminal = start(PULUMI_BACKEND_URL=backend.url, PULUMI_ACCESS_TOKEN="pul-wrong")
    terminal.wait_for("rejected the access")
    terminal.wait_for("Run `pulumi login`")
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert b"pul-wrong" not in terminal.output


def test_it_starts_where_the_last_session_ended(start: Start, backend: Backend, tmp_path: Path) -> None:
    settings = {"PULUMI_BACKEND_URL": backend.url, "PULUMI_ACCESS_TOKEN": DEMO_TOKEN}
    terminal = start(settings=settings)
    wait_list(terminal)
    terminal.press("s")
    terminal.wait_for("Resources, most first")
    terminal.press("down", "down", "enter")
    terminal.wait_gone("Resources, most first")
    terminal.settle()
    terminal.press("q")
    assert terminal.wait_exit() == 0
    again = start(settings=settings)
    wait_list(again)
    again.press("g")
    again.wait_for("▸ acme/data-lake/prod")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert not any(DEMO_TOKEN.encode() in path.read_bytes() for path in files)
