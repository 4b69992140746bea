"""The errors of a request to Pulumi Cloud.

PulumiError
├─ RequestNotSent             it was not sent; nothing can have changed
│  ├─ InvalidRequest          a name that no path can contain, a URL that is not allowed
│  ├─ ReadOnly                a write, refused because the program was started read-only
│  ├─ ConnectionFailed        no route, no name, refused, proxy
│  └─ TlsFailed               the server's certificate was not accepted
├─ AnswerLost                 it was sent, and no complete response arrived
│  └─ DeadlineExceeded        … within the operation's total time
├─ UnusableAnswer             the response is not one of the API's
│  ├─ Redirected              3xx: not followed, so that the token goes to one origin only
│  ├─ NotJson                 a web page, an empty body, truncated or invalid JSON, an unknown encoding
│  ├─ WrongShape              JSON, but not of the documented shape
│  ├─ WrongStack              a response about another stack than the requested one
│  └─ TooLarge                more bytes than the cap, before or after decompression
└─ Refused                    the API refused, in its own words
   ├─ BadRequest 400          └─ StackNotEmpty: the delete needs force
   ├─ Unauthorized 401        └─ ReauthenticationRequired: the organization's single sign-on
   ├─ Forbidden 403
   ├─ NotFound 404
   ├─ NotSupported 404 in plain words, 405, 501 to a write: the server has no such endpoint
   ├─ Conflict 409            ├─ UpdateRunning: an update is running on the stack
   │                          └─ NameTaken: the server has a stack of that name
   ├─ RateLimited 429
   └─ ServerFault 5xx
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What is known of a write (security.md, §5)."""

    NOT_SENT = "not sent"
    DONE = "done"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class PulumiError(Exception):
    """The base of all errors of a request.

    `message` is one sentence of ours, `hint` what to do about it. Both may quote a server and are not made harmless:
    show them through `presentation.safe_text`. Neither ever holds the access token.
    """

    outcome: Outcome = Outcome.UNKNOWN

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RequestNotSent(PulumiError):
    """The request never left this machine."""

    outcome = Outcome.NOT_SENT


class InvalidRequest(RequestNotSent):
    """A path segment or URL that must not be sent."""


class ReadOnly(RequestNotSent):
    """A write with a read-only client."""


class ConnectionFailed(RequestNotSent):
    """No connection to the backend could be made."""


class TlsFailed(RequestNotSent):
    """The backend's certificate was not accepted."""


class AnswerLost(PulumiError):
    """The request was sent and no complete response arrived."""


class DeadlineExceeded(AnswerLost):
    """The operation's total time ran out."""


class UnusableAnswer(PulumiError):
    """The response is not one of the API's."""

    def __init__(self, message: str, *, hint: str = "", status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class Redirected(UnusableAnswer):
    """The server redirected; the redirect was not followed."""


class NotJson(UnusableAnswer):
    """The body is not JSON."""


class WrongShape(UnusableAnswer):
    """The body is JSON of another shape than documented."""


class WrongStack(UnusableAnswer):
    """The response names another stack than the requested one."""


class TooLarge(UnusableAnswer):
    """The body passed the cap on its size."""


class Refused(PulumiError):
    """The API answered with an error status; `server_message` contains its own words, possibly empty."""

    outcome = Outcome.REJECTED

    def __init__(
        self, message: str, *, status: int, server_message: str = "", request_id: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.server_message = server_message
        self.request_id = request_id


class BadRequest(Refused):
    """400."""


class StackNotEmpty(BadRequest):
    """400 on delete: the stack still contains resources (cl/client.go:1334)."""


class Unauthorized(Refused):
    """401: the access token is missing, wrong or expired."""


class ReauthenticationRequired(Unauthorized):
    """401: the organization asks for a new single sign-on (cl/api.go:553-600); `organization` names it."""

    organization: str = ""


class Forbidden(Refused):
    """403."""


class NotFound(Refused):
    """404: it does not exist, or is not visible with this token."""


class NotSupported(Refused):
    """404 in plain words, 405 or 501 as the answer to a write: the server has no such endpoint; nothing changed."""


class Conflict(Refused):
    """409."""


class UpdateRunning(Conflict):
    """409: an update is running on the stack."""


class NameTaken(Conflict):
    """409: the server has a stack of that name already."""


class RateLimited(Refused):
    """429, after the retries. As the answer to a write it leaves the outcome unknown."""

    outcome = Outcome.UNKNOWN


class ServerFault(Refused):
    """5xx, after the retries. As the answer to a write it leaves the outcome unknown."""

    outcome = Outcome.UNKNOWN
