"""credentials.json in every condition: it is understood and never changed."""

from __future__ import annotations

import fcntl
import os
import pwd
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi_cli import pulumi_home
from stacktui.pulumi_cli.credentials import DEFAULT_BACKEND, NotLoggedIn, accounts, find_login, stored_login
from stacktui.pulumi_cli.stored_accounts import (
    CredentialsEncrypted,
    CredentialsGarbled,
    CredentialsLocked,
    CredentialsProblem,
    CredentialsUnreadable,
)
from tests.pulumi_cli.pulumi_files import CANARY, HERE, THERE, TWO_ACCOUNTS, Home, unchanged_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield from unchanged_home(tmp_path)


@pytest.mark.requirement("A5")
@pytest.mark.parametrize(
    "content", [None, "", "  \n", "{}", '{"accounts": null, "accessTokens": null, "current": null}']
)
def test_not_logged_in_is_said_when_a_token_is_needed(home: Home, content: str | None) -> None:
    if content is not None:
        home.holds(content)
    login = find_login(home.environ)
    assert (login.backend_url, login.token, login.warnings) == (DEFAULT_BACKEND, None, ())
    with pytest.raises(NotLoggedIn, match="Run `pulumi login`, or set PULUMI_ACCESS_TOKEN") as raised:
        login.need_token()
    assert raised.value.exit_code == 1


@pytest.mark.requirement("A5")
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"$pulumiSecureStore":1,"backend":"os","algo":"aes-256-gcm","nonce":"x","data":"y"}', CredentialsEncrypted),
        ("{", CredentialsGarbled),
        ("[]", CredentialsGarbled),
        ('{"current": 5}', CredentialsGarbled),
        ("\x00\x01", CredentialsGarbled),
        ("[" * 100_000, CredentialsGarbled),
        (f'{{"current": "{CANARY}", "accounts": {CANARY}}}', CredentialsGarbled),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_what_to_do(
    home: Home, content: str, problem: type[CredentialsProblem]
) -> None:
    home.holds(content)
    with pytest.raises(problem, match=r"PULUMI_ACCESS_TOKEN and PULUMI_BACKEND_URL") as raised:
        find_login(home.environ)
    assert str(home.file) in raised.value.message
    assert CANARY not in str(raised.value)
    for read in (accounts, lambda environ: stored_login(environ, HERE)):
        with pytest.raises(problem):
            read(home.environ)
    assert home.file.read_text() == content


@pytest.mark.requirement("A4", "A5")
def test_an_unusable_file_does_no_harm_where_the_environment_says_all(home: Home) -> None:
    home.holds("{")
    with pytest.raises(CredentialsGarbled):  # the token's backend stands in the file that cannot be read
        find_login(home.also(PULUMI_ACCESS_TOKEN=CANARY))
    login = find_login(home.also(PULUMI_ACCESS_TOKEN=CANARY, PULUMI_BACKEND_URL=HERE))
    assert login.token == AccessToken(CANARY)
    assert login.warnings == (f"{home.file} is not in the format that pulumi writes. It was not needed.",)


@pytest.mark.requirement("A5")
def test_a_folder_or_pipe_in_its_place_is_named(home: Home) -> None:
    os.mkfifo(home.file)
    with pytest.raises(CredentialsUnreadable, match="not a regular file"):
        find_login(home.environ)
    home.file.unlink()


@pytest.mark.requirement("A5")
def test_a_file_one_may_not_read_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(CredentialsUnreadable, match="cannot be read: permission denied"):
        find_login(home.environ)


@pytest.mark.requirement("A5")
@pytest.mark.parametrize(("content", "problem"), [("", CredentialsLocked), ('{"acc', CredentialsLocked), (None, None)])
def test_a_file_that_another_program_keeps_locked_is_read_as_it_stands(
    home: Home, content: str | None, problem: type[CredentialsProblem] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulumi_home, "PATIENCE", 0.0)
    home.holds(TWO_ACCOUNTS if content is None else content)
    with home.file.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if problem:
            with pytest.raises(problem, match="locked by another program"):
                find_login(home.environ)
        else:
            assert find_login(home.environ).token == AccessToken("pul-here")


@pytest.mark.requirement("A5")
def test_a_lock_that_is_let_go_is_waited_for(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    held = home.holds("").file.open()
    fcntl.flock(held, fcntl.LOCK_EX)

    def the_cli_ends_meanwhile() -> None:
        home.holds(TWO_ACCOUNTS)
        held.close()

    monkeypatch.setattr(pulumi_home, "_pause", the_cli_ends_meanwhile)
    assert find_login(home.environ).token == AccessToken("pul-here")


@pytest.mark.requirement("A5")
def test_a_file_system_without_locks_is_supported(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_args: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    assert find_login(home.holds(TWO_ACCOUNTS).environ).token == AccessToken("pul-here")


@pytest.mark.requirement("A5")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_used_with_a_warning(home: Home, mode: int) -> None:
    login = find_login(home.holds(TWO_ACCOUNTS, mode).environ)
    assert login.token == AccessToken("pul-here")
    assert login.warnings == (f"{home.file} can be read by other users: run `chmod 600` on it.",)


@pytest.mark.requirement("A5")
@pytest.mark.parametrize("entry", [None, 5, {"accessToken": 5}, {"accessToken": "pul two words"}, {"username": []}])
def test_an_entry_that_cannot_be_read_costs_that_entry(home: Home, entry: object) -> None:
    home.holds({"current": HERE, "accounts": {THERE: entry, HERE: {"accessToken": "pul-here"}}})
    login = find_login(home.environ)
    assert login.token == AccessToken("pul-here")
    assert login.warnings == (
        f"{home.file} has an entry for {THERE} that cannot be read: run `pulumi login {THERE}` again.",
    )


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"PULUMI_CREDENTIALS_PATH": "/c", "PULUMI_HOME": "/h"}, "/c/credentials.json"),
        ({"PULUMI_HOME": "/h"}, "/h/credentials.json"),
    ],
)
def test_the_folder_is_where_the_cli_looks(environ: dict[str, str], expected: str) -> None:
    assert str(pulumi_home.credentials_file(environ)) == expected


def test_without_settings_the_home_is_that_of_the_user_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pulumi_home.pulumi_home({"HOME": "/elsewhere"}).name == ".pulumi"
    assert not str(pulumi_home.pulumi_home({"HOME": "/elsewhere"})).startswith("/elsewhere")

    def nobody(_uid: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert str(pulumi_home.pulumi_home({"HOME": "/elsewhere"})) == "/elsewhere/.pulumi"
