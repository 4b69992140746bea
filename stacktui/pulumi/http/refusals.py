"""Converts an error status and its body to an exception, with the server's own words.

The HTTP status is trusted, never the body's `code` (protocol.md §1, cl/api.go:541-620).
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from stacktui.pulumi.answers import object_fields
from stacktui.pulumi.console import reauthentication_link
from stacktui.pulumi.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NameTaken,
    NotFound,
    NotJson,
    NotSupported,
    Outcome,
    PulumiError,
    RateLimited,
    ReauthenticationRequired,
    Redirected,
    Refused,
    ServerFault,
    StackNotEmpty,
    Unauthorized,
    UpdateRunning,
    WrongShape,
)
from stacktui.pulumi.http.faults import Failure
from stacktui.pulumi.http.policy import Retry
from stacktui.pulumi.offers import Feature
from stacktui.pulumi.tolerant_json import UNREADABLE

_MESSAGE_LIMIT = 2_000
_STILL_FULL = "still contains resources"
_SIGN_ON = frozenset({"saml_reauth_required", "saml_login_required"})
_EARLY_OR_SLOW = frozenset({408, 425})
_NO_SUCH_METHOD = frozenset({405, 501})
_TAKEN = "already exists"
_NO_UPDATE_MEANT = ("you are using", "has not started", "already completed")
"""Words of a 409 about the number of stacks (backend.go:1328), or about an update that is not running (pulumi#5364)."""


class ErrorAnswer(NamedTuple):
    """A response whose status is not 2xx."""

    status: int
    body: bytes
    """The part of it that was read."""
    request_id: str
    retry_after: str
    location: str


class Asked(NamedTuple):
    """The request, for the message: its host, its object, and the console."""

    place: str
    subject: str
    console: str | None
    feature: Feature | None = None
    """The feature that a write needs; None for a read."""


class _Detail(msgspec.Struct, frozen=True, rename="camel"):
    error_type: str = ""
    attribute: str | None = None


class _Kind(NamedTuple):
    error: type[Refused]
    sentence: str
    hint: str = ""


KINDS = {
    400: _Kind(BadRequest, "{place} rejected the request for {subject}."),
    401: _Kind(
        Unauthorized,
        "{place} rejected the access token.",
        "Run `pulumi login`, or set PULUMI_ACCESS_TOKEN to a valid token.",
    ),
    402: _Kind(Refused, "The organization's subscription does not cover {subject}."),
    403: _Kind(
        Forbidden,
        "This access token lacks permission for {subject}.",
        "Ask an organization administrator for permission.",
    ),
    404: _Kind(NotFound, "{subject} was not found, or this access token cannot see it.", "Check the name."),
    408: _Kind(Refused, "{place} timed out waiting for the request.", "Try again."),
    409: _Kind(
        UpdateRunning,
        "{place} answered 409 for {subject}: an update is running.",
        "Wait for it to end, then try again.",
    ),
    423: _Kind(Refused, "{subject} is locked.", "Try again when the running operation has ended."),
    429: _Kind(RateLimited, "{place} rate limited the request.", "Wait a moment, then try again."),
}
"""The meaning of a status if the server's words do not refine it."""
_NOT_EMPTY = _Kind(
    StackNotEmpty,
    "{subject} still contains resources.",
    "Destroy its resources first, or delete with force, which orphans them.",
)
_NAME_TAKEN = _Kind(NameTaken, "The name is taken: {place} already has a stack with that name.", "Choose another name.")
_OTHER_CONFLICT = _Kind(Conflict, "{place} reports a conflict for {subject}.", "See the server's message.")
_NOT_SUPPORTED = _Kind(
    NotSupported, "{place} does not support {feature}: nothing changed.", "If it should, check the backend URL."
)
_OTHER_4XX = _Kind(Refused, "{place} rejected the request for {subject} with status {status}.")
_FAULT = _Kind(ServerFault, "{place} had an internal error (status {status}).", "Try again later.")


def failure_of_status(answer: ErrorAnswer, asked: Asked) -> Failure:
    """Classify a response whose status is not 2xx."""
    status = answer.status
    if 300 <= status < 400:
        return Failure(_redirected(answer, asked), Retry.NEVER)
    if not 400 <= status < 600:
        sentence = f"{asked.place} answered with the invalid status {status}."
        return Failure(WrongShape(sentence, status=status), Retry.NEVER)
    again = status in _EARLY_OR_SLOW or status == 429 or status >= 500
    return Failure(
        _refused(answer, asked), Retry.ALWAYS if again else Retry.NEVER, parse_retry_after(answer.retry_after)
    )


def parse_retry_after(text: str) -> float:
    """The seconds of a Retry-After header, a number or an HTTP date; 0 for anything else, never negative."""
    try:
        return max(0.0, float(int(text)))
    except (ValueError, OverflowError):
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0.0


def _redirected(answer: ErrorAnswer, asked: Asked) -> PulumiError:
    try:
        target = urlsplit(answer.location).hostname or asked.place
    except ValueError:
        target = "an unreadable address"
    return Redirected(
        f"{asked.place} redirected to {target}; the redirect was not followed, so the token was not sent there.",
        hint="Check the backend URL; a login page or proxy may be in front of it.",
        status=answer.status,
    )


def _refused(answer: ErrorAnswer, asked: Asked) -> Refused:
    fields = _fields(answer.body)
    words = _words(answer.body, fields)
    organization = _sign_on_organization(fields) if answer.status == 401 and fields is not None else ""
    if organization:
        return _reauthentication(answer, asked, words, organization)
    kind = _kind(answer.status, asked.feature, words, fields)
    error = kind.error(
        kind.sentence.format(place=asked.place, subject=asked.subject, status=answer.status, feature=asked.feature),
        status=answer.status,
        server_message=words,
        request_id=answer.request_id,
        hint=kind.hint,
    )
    # Only the API's own JSON says that a write was rejected: a proxy's page says nothing of what the API did. What is
    # not supported and what conflicts are known by their status.
    if (fields is None and not isinstance(error, NotSupported | Conflict)) or answer.status in _EARLY_OR_SLOW:
        error.outcome = Outcome.UNKNOWN
    return error


def _kind(status: int, feature: Feature | None, words: str, fields: dict[str, msgspec.Raw] | None) -> _Kind:
    """The meaning of a status, for a few also of the server's own words."""
    if feature is not None and _is_no_endpoint(status, words, is_json=fields is not None):
        return _NOT_SUPPORTED
    if status == 400 and _STILL_FULL in words:
        return _NOT_EMPTY
    if status == 409:
        return _conflict(feature, words, fields)
    return KINDS.get(status, _FAULT if status >= 500 else _OTHER_4XX)


def _is_no_endpoint(status: int, words: str, *, is_json: bool) -> bool:
    """Whether a write found no endpoint: a missing stack is reported in the API's JSON, and a login page is HTML."""
    is_plain_text = bool(words) and not is_json and not words.startswith("<")
    return status in _NO_SUCH_METHOD or (status == 404 and is_plain_text)


def _conflict(feature: Feature | None, words: str, fields: dict[str, msgspec.Raw] | None) -> _Kind:
    """A 409 means a running update unless its words say otherwise; a new stack cannot have one."""
    words = words.lower()
    if _TAKEN in words or any(detail.error_type == "already_exists" for detail in _details(fields)):
        return _NAME_TAKEN
    if feature is Feature.CREATE or any(other in words for other in _NO_UPDATE_MEANT):
        return _OTHER_CONFLICT
    return KINDS[409]


def _reauthentication(answer: ErrorAnswer, asked: Asked, words: str, organization: str) -> ReauthenticationRequired:
    place = f"at {reauthentication_link(asked.console, organization)}" if asked.console else "in a browser"
    error = ReauthenticationRequired(
        f"The organization {organization} requires a new single sign-on.",
        status=answer.status,
        server_message=words,
        request_id=answer.request_id,
        hint=f"Sign in {place}, then try again.",
    )
    error.organization = organization
    return error


def _fields(body: bytes) -> dict[str, msgspec.Raw] | None:
    """The fields of a JSON object, or None for any other body."""
    try:
        return object_fields(body)
    except (NotJson, WrongShape):
        return None


def _words(body: bytes, fields: dict[str, msgspec.Raw] | None) -> str:
    if fields is None:
        return body.decode("utf-8", "replace").strip()[:_MESSAGE_LIMIT]
    try:
        return msgspec.json.decode(fields["message"], type=str).strip()[:_MESSAGE_LIMIT]
    except (KeyError, *UNREADABLE):
        return ""


def _details(fields: dict[str, msgspec.Raw] | None) -> list[_Detail]:
    """The entries of `errors`; none if they cannot be decoded."""
    try:
        return msgspec.json.decode((fields or {})["errors"], type=list[_Detail])
    except (KeyError, *UNREADABLE):
        return []


def _sign_on_organization(fields: dict[str, msgspec.Raw]) -> str:
    return next((one.attribute or "" for one in _details(fields) if one.error_type in _SIGN_ON), "")
