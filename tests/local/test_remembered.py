"""What is kept between runs contains names only, is private, and never causes a failure."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from stacktui.files.own_folders import own_folder
from stacktui.local.remembered import (
    LastSession,
    cache_folder,
    known_stacks,
    last_session,
    remember,
    remember_stacks,
    state_folder,
)
from stacktui.pulumi.stack import StackIdentifier

HERE, THERE = "https://here.example", "https://there.example"
PROD, DEV = StackIdentifier("acme", "web-shop", "prod"), StackIdentifier("acme", "web-shop", "dev")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"STACKTUI_STATE_HOME": str(tmp_path / "state"), "STACKTUI_CACHE_HOME": str(tmp_path / "cache")}


def test_each_backend_has_its_own_last_stack(environ: dict[str, str]) -> None:
    assert last_session(environ, HERE) == LastSession()
    remember(environ, HERE, LastSession(str(PROD), "updated", reverse=True))
    remember(environ, THERE, LastSession(str(DEV)))
    assert last_session(environ, HERE) == LastSession(str(PROD), "updated", reverse=True)
    assert last_session(environ, THERE) == LastSession(str(DEV))


@pytest.mark.requirement("S11", "S8")
def test_names_are_kept_privately_and_replaced_only_by_a_whole_list(environ: dict[str, str], tmp_path: Path) -> None:
    remember_stacks(environ, HERE, [PROD], is_whole_list=True)
    remember_stacks(environ, HERE, [DEV], is_whole_list=False)
    assert known_stacks(environ, HERE) == ("acme/web-shop/dev", "acme/web-shop/prod")
    remember_stacks(environ, HERE, [DEV], is_whole_list=True)
    assert known_stacks(environ, HERE) == ("acme/web-shop/dev",)
    remember_stacks(environ, THERE, [PROD], is_whole_list=True)
    assert known_stacks(environ) == ("acme/web-shop/prod",)
    assert known_stacks(environ, HERE) == ("acme/web-shop/dev",)
    folder = tmp_path / "cache"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "names.json")] == [0o700, 0o600]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b'{"backends": 5}', b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"]
)
def test_a_spoilt_file_is_as_good_as_none(environ: dict[str, str], tmp_path: Path, content: bytes) -> None:
    for folder, name in (("state", "last.json"), ("cache", "names.json")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(content)
    assert last_session(environ, HERE) == LastSession()
    assert known_stacks(environ) == ()
    remember_stacks(environ, HERE, [PROD], is_whole_list=False)
    assert known_stacks(environ) == ("acme/web-shop/prod",)


@pytest.mark.requirement("H1")
def test_where_nothing_can_be_written_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environ = {"STACKTUI_STATE_HOME": str(tmp_path / "file" / "x"), "STACKTUI_CACHE_HOME": str(tmp_path / "file" / "x")}
    remember(environ, HERE, LastSession(str(PROD)))
    remember_stacks(environ, HERE, [PROD], is_whole_list=True)
    assert known_stacks(environ) == ()


def test_a_name_that_is_no_text_is_not_kept(environ: dict[str, str]) -> None:
    remember_stacks(environ, HERE, [StackIdentifier("acme", "x", "\ud800")], is_whole_list=True)
    assert known_stacks(environ) == ()


def test_the_folders_are_the_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "/c"}
    assert (state_folder(environ), cache_folder(environ)) == (Path("/s/stacktui"), Path("/c/stacktui"))
    monkeypatch.setenv("HOME", "/home/alice")
    assert own_folder("config", {}, platform="linux") == Path("/home/alice/.config/stacktui")
    assert own_folder("state", {"XDG_STATE_HOME": " "}, platform="linux") == Path("/home/alice/.local/state/stacktui")
    assert own_folder("cache", {}, platform="linux") == Path("/home/alice/.cache/stacktui")
    assert own_folder("state", {}, platform="darwin") == Path("/home/alice/Library/Application Support/stacktui")
    assert own_folder("cache", {}, platform="darwin") == Path("/home/alice/Library/Caches/stacktui")
