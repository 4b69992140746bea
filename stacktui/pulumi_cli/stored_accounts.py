"""Reads credentials.json in any condition: each problem has its own message and hint.

Layout: sdk/go/common/workspace/creds.go:199-213, 259-264, 317-321. Nothing here writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.times import parse_time
from stacktui.pulumi.tolerant_json import UNREADABLE, read_or
from stacktui.pulumi_cli.pulumi_home import read_settled

if TYPE_CHECKING:
    from pathlib import Path

    from stacktui.pulumi_cli.pulumi_home import PulumiFile

_SET_BOTH = "et PULUMI_ACCESS_TOKEN and PULUMI_BACKEND_URL (https://api.pulumi.com for Pulumi Cloud)."


class CredentialsProblem(Exception):
    """Why stacktui cannot log in: `message` is what is wrong, `hint` what to do. Never contains a token."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(f"{message} {hint}")
        self.message = message
        self.hint = hint


class CredentialsUnreadable(CredentialsProblem):
    """The file exists but is not readable."""


class CredentialsLocked(CredentialsProblem):
    """Another program keeps the file locked."""


class CredentialsEncrypted(CredentialsProblem):
    """The file is an envelope of the CLI's secure store (PULUMI_CREDENTIAL_STORE)."""


class CredentialsGarbled(CredentialsProblem):
    """The file has an unexpected format."""


class Account(NamedTuple):
    """One backend that `pulumi login` knows."""

    backend_url: str
    token: AccessToken | None
    username: str = ""
    organizations: tuple[str, ...] = ()
    is_current: bool = False
    insecure: bool = False
    expires_at: float | None = None
    """Unix seconds; None: unknown."""


class StoredCredentials(NamedTuple):
    """The contents of the file; `problem` is why it is unusable."""

    current: str = ""
    accounts: tuple[Account, ...] = ()
    warnings: tuple[str, ...] = ()
    problem: CredentialsProblem | None = None

    def account(self, backend_url: str) -> Account | None:
        """The account of exactly that backend; a trailing slash makes no difference."""
        wanted = trimmed(backend_url)
        return next((one for one in self.accounts if trimmed(one.backend_url) == wanted), None)


class _TokenInformation(msgspec.Struct, rename="camel"):
    expires_at: str | None = None


class _Account(msgspec.Struct, rename="camel"):
    access_token: str | None = None
    username: str | None = None
    organizations: list[str] | None = None
    insecure: bool | None = None
    token_information: msgspec.Raw = msgspec.Raw()


class _Credentials(msgspec.Struct, rename="camel"):
    secure_store: msgspec.Raw = msgspec.field(name="$pulumiSecureStore", default=msgspec.Raw())
    current: str | None = None
    access_tokens: dict[str, msgspec.Raw] | None = None
    accounts: dict[str, msgspec.Raw] | None = None


def trimmed(url: str) -> str:
    """Without one trailing slash, as the CLI looks up a backend."""
    return url.removesuffix("/")


def read_stored(path: Path) -> StoredCredentials:
    """The contents of the file. A missing or empty file means: not logged in."""
    try:
        found = read_settled(path)
    except (FileNotFoundError, NotADirectoryError):
        return StoredCredentials()
    except OSError as error:
        reason = error.strerror or str(error)
        problem = CredentialsUnreadable(
            f"{path} cannot be read: {reason[:1].lower()}{reason[1:]}.", hint=f"Fix that, or s{_SET_BOTH}"
        )
        return StoredCredentials(problem=problem)
    return _decode(path, found)


def _decode(path: Path, found: PulumiFile) -> StoredCredentials:
    if not found.data.strip() and not found.is_locked:
        return StoredCredentials()
    try:
        credentials = msgspec.json.decode(found.data, type=_Credentials)
    except UNREADABLE:
        return StoredCredentials(problem=_garbled(path, found))
    if credentials.secure_store:
        problem = CredentialsEncrypted(
            f"{path} is encrypted by pulumi's credential store, which only pulumi can open.", hint=f"S{_SET_BOTH}"
        )
        return StoredCredentials(problem=problem)
    current = credentials.current or ""
    accounts, warnings = _read_accounts(path, credentials, current)
    if found.is_open_to_others:
        warnings.insert(0, f"{path} can be read by other users: run `chmod 600` on it.")
    return StoredCredentials(current, accounts, tuple(warnings))


def _garbled(path: Path, found: PulumiFile) -> CredentialsProblem:
    if found.is_locked:
        return CredentialsLocked(
            f"{path} is locked by another program and incomplete.", hint="Wait for the running pulumi to finish."
        )
    return CredentialsGarbled(
        f"{path} is not in the format that pulumi writes.", hint=f"Run `pulumi login` again, or s{_SET_BOTH}"
    )


def _read_accounts(path: Path, credentials: _Credentials, current: str) -> tuple[tuple[Account, ...], list[str]]:
    """The accounts, the current one first; an unreadable entry is skipped."""
    stored = credentials.accounts or {}
    legacy = credentials.access_tokens or {}
    accounts: list[Account] = []
    warnings: list[str] = []
    for url in dict.fromkeys((*stored, *legacy)):
        try:
            entry = msgspec.json.decode(stored.get(url, b"{}"), type=_Account)
            text = entry.access_token or msgspec.json.decode(legacy.get(url, b'""'), type=str)
            token = AccessToken(text) if text else None
        except UNREADABLE:
            warnings.append(f"{path} has an entry for {url} that cannot be read: run `pulumi login {url}` again.")
            continue
        accounts.append(
            Account(
                url,
                token,
                entry.username or "",
                tuple(entry.organizations or ()),
                is_current=trimmed(url) == trimmed(current),
                insecure=bool(entry.insecure),
                expires_at=_expiry(entry.token_information),
            )
        )
    accounts.sort(key=lambda account: not account.is_current)
    return tuple(accounts), warnings


def _expiry(information: msgspec.Raw) -> float | None:
    return parse_time(read_or(information, _TokenInformation, _TokenInformation()).expires_at)
