"""The backend and the token are those that the CLI would use, and their source is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi_cli.credentials import (
    DEFAULT_BACKEND,
    BackendRefused,
    BackendSource,
    TokenSource,
    accounts,
    find_login,
    read_again,
    stored_login,
)
from stacktui.pulumi_cli.stored_accounts import CredentialsProblem
from tests.pulumi_cli.pulumi_files import CANARY, HERE, THERE, TWO_ACCOUNTS, Home, unchanged_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield from unchanged_home(tmp_path)


@pytest.mark.requirement("A4")
@pytest.mark.parametrize(
    ("flag", "environment", "project", "current", "api", "expected"),
    [
        ("https://f", "https://e", "https://p", "https://c", "https://a", ("https://f", BackendSource.FLAG)),
        ("", "https://e", "https://p", "https://c", "https://a", ("https://e", BackendSource.ENVIRONMENT)),
        ("", "", "https://p", "https://c", "https://a", ("https://p", BackendSource.PROJECT)),
        ("", "", "", "https://c", "https://a", ("https://c", BackendSource.CREDENTIALS)),
        ("", "", "", "", "https://a", ("https://a", BackendSource.API)),
        ("", "", "", "", "", (DEFAULT_BACKEND, BackendSource.DEFAULT)),
        ("https://f/", "", "", "", "", ("https://f", BackendSource.FLAG)),
        (" ", " ", "", "https://c/", "", ("https://c", BackendSource.CREDENTIALS)),
    ],
)
def test_the_backend_is_chosen_as_the_cli_does(
    home: Home, flag: str, environment: str, project: str, current: str, api: str, expected: tuple[str, BackendSource]
) -> None:
    home.holds({"current": current})
    environ = home.also(PULUMI_BACKEND_URL=environment, PULUMI_API=api)
    login = find_login(environ, backend=flag, project_backend=project)
    assert (login.backend_url, login.backend_source) == expected


@pytest.mark.requirement("A4")
@pytest.mark.parametrize(
    ("stored_url", "asked", "found"),
    [
        (HERE, HERE, True),
        (HERE, f"{HERE}/", True),
        (f"{HERE}/", HERE, True),
        (HERE, THERE, False),
        (HERE, f"{HERE}:8443", False),
        (HERE, f"{HERE}/sub", False),
        ("https://API.here.example", HERE, False),
    ],
)
def test_a_stored_token_goes_to_exactly_its_backend(home: Home, stored_url: str, asked: str, found: bool) -> None:
    home.holds({"current": stored_url, "accounts": {stored_url: {"accessToken": "pul-here"}}})
    login = find_login(home.environ, backend=asked)
    assert (login.token == AccessToken("pul-here")) is found
    assert login.token_source is (TokenSource.CREDENTIALS if found else TokenSource.NOWHERE)


@pytest.mark.requirement("A4")
def test_the_token_of_the_environment_wins_and_the_name_stored_beside_another_token_is_not_claimed(home: Home) -> None:
    login = find_login(home.holds(TWO_ACCOUNTS).also(PULUMI_ACCESS_TOKEN=" pul-env\n"))
    assert (login.backend_url, login.token, login.username) == (HERE, AccessToken("pul-env"), "")
    assert login.source == "backend from credentials.json, token from PULUMI_ACCESS_TOKEN"
    assert find_login(home.also(PULUMI_ACCESS_TOKEN="pul-here")).username == "alice"


@pytest.mark.requirement("A4")
def test_a_token_of_the_environment_is_not_sent_where_only_a_project_file_points(home: Home) -> None:
    home.holds({"current": HERE})
    with pytest.raises(BackendRefused, match=f"start with --backend {THERE}"):
        find_login(home.also(PULUMI_ACCESS_TOKEN=CANARY), project_backend=THERE)
    for named in (HERE, DEFAULT_BACKEND):
        assert find_login(home.also(PULUMI_ACCESS_TOKEN=CANARY), project_backend=named).token == AccessToken(CANARY)


@pytest.mark.requirement("A4")
def test_a_project_file_may_choose_among_the_stored_accounts(home: Home) -> None:
    login = find_login(home.holds(TWO_ACCOUNTS).also(PULUMI_ACCESS_TOKEN=CANARY), project_backend=THERE)
    assert (login.token, login.username) == (AccessToken("pul-there"), "bob")
    assert login.warnings == (f"PULUMI_ACCESS_TOKEN was not used, as only a Pulumi.yaml names {THERE}.",)


def test_tokens_of_old_cli_versions_are_found(home: Home) -> None:
    home.holds({"current": HERE, "accessTokens": {HERE: "pul-here"}})
    assert find_login(home.environ).token == AccessToken("pul-here")


def test_the_accounts_come_with_the_current_one_first_and_each_can_be_picked(home: Home) -> None:
    environ = home.holds(TWO_ACCOUNTS).also(PULUMI_ACCESS_TOKEN=CANARY)
    found = accounts(environ)
    assert [(one.backend_url, one.username, one.is_current) for one in found] == [
        (HERE, "alice", True),
        (THERE, "bob", False),
    ]
    assert found[0].organizations == ("acme", "alice")
    assert stored_login(environ, THERE).token == AccessToken("pul-there")


@pytest.mark.requirement("A4", "A8")
def test_a_known_expiry_of_the_token_is_shown(home: Home) -> None:
    known = {"accessToken": "pul-x", "tokenInformation": {"expiresAt": "2036-05-04T12:31:07Z"}}
    home.holds({"current": HERE, "accounts": {HERE: known}})
    told = "token from {}, expires 2036-05-04 12:31 UTC"
    assert find_login(home.environ).source.endswith(told.format("credentials.json"))
    assert find_login(home.also(PULUMI_ACCESS_TOKEN="pul-x")).source.endswith(told.format("PULUMI_ACCESS_TOKEN"))
    assert find_login(home.also(PULUMI_ACCESS_TOKEN="pul-other")).expiry == ""
    assert find_login(home.environ)._replace(expires_at=1e30).expiry == ""


@pytest.mark.requirement("A8")
@pytest.mark.parametrize(
    ("expires", "warned"),
    [
        ("2020-01-01T00:00:00Z", True),
        ("2999-01-01T00:00:00Z", False),
        ("0001-01-01T00:00:00Z", False),
        ("soon", False),
        (5, False),
    ],
)
def test_an_expired_token_is_named_and_odd_times_are_not(home: Home, expires: object, warned: bool) -> None:
    home.holds({"accounts": {HERE: {"accessToken": "pul-x", "tokenInformation": {"name": "ci", "expiresAt": expires}}}})
    login = find_login(home.environ, backend=HERE)
    assert login.token is not None
    assert bool(login.warnings) is warned


@pytest.mark.requirement("A8")
@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({"accessToken": "pul-new", "username": "alice"}, AccessToken("pul-new")),
        ({"accessToken": "pul-here", "username": "alice"}, AccessToken("pul-here")),
        ({"accessToken": "pul-bob", "username": "bob"}, None),
        ({"username": "alice"}, None),
        ("garbled", None),
    ],
    ids=["refreshed", "not refreshed", "somebody else", "logged out", "garbled"],
)
def test_a_login_is_read_again_for_the_same_person_only(
    home: Home, later: object, expected: AccessToken | None
) -> None:
    login = find_login(home.holds(TWO_ACCOUNTS).environ)
    home.holds(later if later == "garbled" else {"current": THERE, "accounts": {HERE: later}})
    assert read_again(login, home.environ) == expected


@pytest.mark.requirement("A8")
def test_who_had_not_logged_in_can_while_the_program_runs(home: Home) -> None:
    login = find_login(home.environ, backend=HERE)
    assert login.token is None
    assert read_again(login, home.holds(TWO_ACCOUNTS).environ) == AccessToken("pul-here")


@pytest.mark.requirement("A4", "A8")
def test_a_token_of_the_environment_is_not_replaced_by_a_stored_one(home: Home) -> None:
    environ = home.holds(TWO_ACCOUNTS).also(PULUMI_ACCESS_TOKEN=CANARY)
    assert read_again(find_login(environ), home.environ) is None


@pytest.mark.requirement("A6")
def test_an_account_without_certificate_checks_is_warned_that_they_are_verified(home: Home) -> None:
    home.holds({"current": HERE, "accounts": {HERE: {"accessToken": "pul-here", "insecure": True}}})
    login = find_login(home.environ)
    assert login.insecure
    assert "set SSL_CERT_FILE" in login.warnings[0]


@pytest.mark.requirement("A3")
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file://~", r"--backend names a self-managed backend \(file://\).*stacktui open -"),
        ("s3://bucket", "self-managed"),
        ("gs://bucket", "self-managed"),
        ("azblob://bucket", "self-managed"),
        ("postgres://db", "self-managed"),
        ("http://api.example.com", "Plain http"),
        ("https://user:secret@api.example.com", "user name or password"),
        ("https://api.example.com/#x", "fragment"),
        ("ftp://api.example.com", "must start with https"),
        ("api.example.com", "must start with https"),
    ],
)
def test_a_backend_that_may_not_be_asked_is_refused_in_one_sentence(home: Home, url: str, words: str) -> None:
    with pytest.raises(BackendRefused, match=words) as raised:
        find_login(home.environ, backend=url)
    assert raised.value.exit_code == 2
    assert "secret" not in str(raised.value)
    assert "--backend" in str(raised.value)


def test_a_self_managed_login_names_the_account_that_could_be_used_instead(home: Home) -> None:
    home.holds({**TWO_ACCOUNTS, "current": "file://~"})
    with pytest.raises(BackendRefused, match=f"credentials.json names .* Start with --backend {THERE}"):
        find_login(home.environ)


@pytest.mark.requirement("A3")
def test_plain_http_beyond_loopback_is_possible_only_when_asked_for(home: Home) -> None:
    assert find_login(home.environ, backend="http://127.0.0.1:8080").backend_url == "http://127.0.0.1:8080"
    assert find_login(home.environ, backend="http://10.0.0.1", insecure_http=True).backend_url == "http://10.0.0.1"


@pytest.mark.requirement("S3")
def test_a_token_that_is_none_is_refused_without_being_quoted(home: Home) -> None:
    with pytest.raises(CredentialsProblem, match="PULUMI_ACCESS_TOKEN contains a character") as raised:
        find_login(home.also(PULUMI_ACCESS_TOKEN=f"{CANARY} {CANARY}"))
    assert CANARY not in str(raised.value)


@pytest.mark.requirement("S3")
def test_no_token_shows_in_a_login_or_account(home: Home) -> None:
    home.holds({"current": HERE, "accounts": {HERE: {"accessToken": CANARY}}})
    assert CANARY not in f"{find_login(home.environ)!r} {accounts(home.environ)!r}"
