"""Determines the backend and access token as the pulumi CLI does, with their source; changes nothing.

Backend: --backend > PULUMI_BACKEND_URL > Pulumi.yaml > credentials.json `current` > PULUMI_API > Pulumi Cloud. Token:
PULUMI_ACCESS_TOKEN > the one in credentials.json for exactly that backend. Unlike the CLI, a token from the environment
is not sent to a backend that only a Pulumi.yaml names, because anyone may have written that file (SECURITY.md, A4).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.errors import InvalidRequest
from stacktui.pulumi.http.backend_url import parse_backend_url
from stacktui.pulumi_cli.pulumi_home import credentials_file
from stacktui.pulumi_cli.stored_accounts import Account, CredentialsProblem, StoredCredentials, read_stored, trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_BACKEND = "https://api.pulumi.com"
_SELF_MANAGED = ("file:", "s3:", "gs:", "azblob:", "postgres:")
_LOG_IN = "Run `pulumi login`, or set PULUMI_ACCESS_TOKEN; `stacktui --demo` needs neither."


class BackendSource(StrEnum):
    """What set the backend, in order of precedence; the values are displayed."""

    FLAG = "--backend"
    ENVIRONMENT = "PULUMI_BACKEND_URL"
    PROJECT = "Pulumi.yaml"
    CREDENTIALS = "credentials.json"
    API = "PULUMI_API"
    DEFAULT = "the default"


class TokenSource(StrEnum):
    """The source of the access token."""

    ENVIRONMENT = "PULUMI_ACCESS_TOKEN"
    CREDENTIALS = "credentials.json"
    NOWHERE = "nowhere"


class NotLoggedIn(CredentialsProblem):
    """There is no token for the backend."""


class BackendRefused(CredentialsProblem):
    """The backend is not allowed, or has no API."""

    exit_code = 2


class Login(NamedTuple):
    """The backend and its token. `warnings` are sentences for the user."""

    backend_url: str
    token: AccessToken | None
    backend_source: BackendSource
    token_source: TokenSource
    username: str = ""
    """As recorded by the pulumi CLI; empty if the token came from elsewhere."""
    insecure: bool = False
    """The CLI is configured not to verify this backend's certificate. stacktui verifies it nevertheless."""
    warnings: tuple[str, ...] = ()
    expires_at: float | None = None
    """Unix seconds, if the CLI recorded it."""

    @property
    def source(self) -> str:
        """Which source was used, and until when the token is valid."""
        words = f"backend from {self.backend_source}, token from {self.token_source}"
        return f"{words}, expires {self.expiry}" if self.expiry else words

    @property
    def expiry(self) -> str:
        """`2026-05-04 12:31 UTC`; empty if unknown."""
        try:
            return (
                "" if self.expires_at is None else f"{datetime.fromtimestamp(self.expires_at, UTC):%Y-%m-%d %H:%M} UTC"
            )
        except (ValueError, OverflowError, OSError):  # a year outside the calendar
            return ""

    def need_token(self) -> AccessToken:
        """The token.

        Raises:
            NotLoggedIn: there is none.
        """
        if self.token is None:
            raise NotLoggedIn(f"No access token for {self.backend_url}.", hint=_LOG_IN)
        return self.token


class _Backend(NamedTuple):
    url: str
    source: BackendSource


def accounts(environ: Mapping[str, str]) -> tuple[Account, ...]:
    """The accounts in credentials.json, the CLI's current one first.

    Raises:
        CredentialsProblem: the file exists but is unusable.
    """
    stored = read_stored(credentials_file(environ))
    if stored.problem:
        raise stored.problem
    return stored.accounts


def find_login(
    environ: Mapping[str, str], *, backend: str = "", project_backend: str = "", insecure_http: bool = False
) -> Login:
    """The backend and token to use.

    Args:
        environ: The process environment.
        backend: The value of --backend.
        project_backend: `backend.url` of a Pulumi.yaml.
        insecure_http: Plain http beyond loopback was requested.

    Raises:
        CredentialsProblem: one sentence on what is wrong, and what to do.
    """
    stored = read_stored(credentials_file(environ))
    chosen = _choose_backend(environ, stored, backend, project_backend)
    _check_backend(chosen, stored, insecure_http=insecure_http)
    token_text = environ.get("PULUMI_ACCESS_TOKEN", "").strip()
    if token_text and _is_named_by_user(environ, stored, chosen):
        return _environment_login(chosen, token_text, stored)
    if stored.problem:
        raise stored.problem
    account = stored.account(chosen.url)
    if token_text and (account is None or account.token is None):
        raise BackendRefused(
            f"Only a Pulumi.yaml names {chosen.url}, so PULUMI_ACCESS_TOKEN is not sent there.",
            hint=f"If you trust it, start with --backend {chosen.url}.",
        )
    login = _stored_login(chosen, account, stored)
    if not token_text:
        return login
    ignored = f"PULUMI_ACCESS_TOKEN was not used, as only a Pulumi.yaml names {chosen.url}."
    return login._replace(warnings=(*login.warnings, ignored))


def stored_login(environ: Mapping[str, str], backend_url: str, *, insecure_http: bool = False) -> Login:
    """The login of one chosen account of credentials.json; environment variables are ignored.

    Raises:
        CredentialsProblem: the file is unusable, or the backend is not allowed.
    """
    stored = read_stored(credentials_file(environ))
    if stored.problem:
        raise stored.problem
    chosen = _Backend(trimmed(backend_url), BackendSource.CREDENTIALS)
    _check_backend(chosen, stored, insecure_http=insecure_http)
    return _stored_login(chosen, stored.account(backend_url), stored)


def read_again(login: Login, environ: Mapping[str, str], *, insecure_http: bool = False) -> AccessToken | None:
    """The token that the pulumi CLI has stored by now for a login whose token was rejected.

    None if there is none, if the token came from the environment, or if another user has logged in since: the displayed
    user must stay correct.
    """
    if login.token_source is TokenSource.ENVIRONMENT:
        return None
    try:
        now = stored_login(environ, login.backend_url, insecure_http=insecure_http)
    except CredentialsProblem:
        return None
    return now.token if login.username in ("", now.username) else None


def _is_named_by_user(environ: Mapping[str, str], stored: StoredCredentials, chosen: _Backend) -> bool:
    """False if only a project file names the backend."""
    known = {DEFAULT_BACKEND, trimmed(stored.current), trimmed(environ.get("PULUMI_API", ""))}
    return chosen.source is not BackendSource.PROJECT or chosen.url in known


def _choose_backend(
    environ: Mapping[str, str], stored: StoredCredentials, backend: str, project_backend: str
) -> _Backend:
    candidates = (
        (backend, BackendSource.FLAG),
        (environ.get("PULUMI_BACKEND_URL", ""), BackendSource.ENVIRONMENT),
        (project_backend, BackendSource.PROJECT),
        (stored.current, BackendSource.CREDENTIALS),
        (environ.get("PULUMI_API", ""), BackendSource.API),
        (DEFAULT_BACKEND, BackendSource.DEFAULT),
    )
    chosen = next(_Backend(trimmed(url.strip()), source) for url, source in candidates if url.strip())
    if stored.problem and chosen.source in (BackendSource.API, BackendSource.DEFAULT):
        raise stored.problem  # the unreadable file would say for which backend the token is
    return chosen


def _check_backend(chosen: _Backend, stored: StoredCredentials, *, insecure_http: bool) -> None:
    if chosen.url.startswith(_SELF_MANAGED):
        scheme = chosen.url.partition(":")[0]
        raise BackendRefused(
            f"{chosen.source} names a self-managed backend ({scheme}://), which has no REST API.",
            hint=_other_backends(stored),
        )
    try:
        parse_backend_url(chosen.url, insecure_http=insecure_http)
    except InvalidRequest as error:
        raise BackendRefused(f"{error.message} It is set by {chosen.source}.", hint=error.hint) from None


def _other_backends(stored: StoredCredentials) -> str:
    usable = [account.backend_url for account in stored.accounts if not account.backend_url.startswith(_SELF_MANAGED)]
    example = usable[0] if usable else DEFAULT_BACKEND
    return f"Start with --backend {example}, or open a state: `pulumi stack export | stacktui open -`."


def _environment_login(chosen: _Backend, token_text: str, stored: StoredCredentials) -> Login:
    try:
        token = AccessToken(token_text)
    except ValueError:
        raise CredentialsProblem(
            "PULUMI_ACCESS_TOKEN contains a character that access tokens cannot have.",
            hint="Set it again, without quotes.",
        ) from None
    account = stored.account(chosen.url)
    known = account if account and account.token == token else Account(chosen.url, None)
    warnings = list(stored.warnings)
    if stored.problem:
        warnings.append(f"{stored.problem.message} It was not needed.")
    return Login(
        chosen.url,
        token,
        chosen.source,
        TokenSource.ENVIRONMENT,
        known.username,
        warnings=tuple(warnings),
        expires_at=known.expires_at,
    )


def _stored_login(chosen: _Backend, account: Account | None, stored: StoredCredentials) -> Login:
    if account is None:
        return Login(chosen.url, None, chosen.source, TokenSource.NOWHERE, warnings=stored.warnings)
    warnings = list(stored.warnings)
    if account.insecure:
        warnings.append(
            f"pulumi does not verify the certificate of {chosen.url}; stacktui does: "
            "set SSL_CERT_FILE if it is signed by your own CA."
        )
    if account.expires_at is not None and account.expires_at <= time.time():
        warnings.append(f"The access token for {chosen.url} has expired: run `pulumi login`.")
    source = TokenSource.NOWHERE if account.token is None else TokenSource.CREDENTIALS
    return Login(
        chosen.url,
        account.token,
        chosen.source,
        source,
        account.username,
        account.insecure,
        tuple(warnings),
        account.expires_at,
    )
