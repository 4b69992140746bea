"""Says what went wrong with a question to Pulumi Cloud: what happened, what to do, the server's own words.

Every kind of failure has its own words (SECURITY.md, D7); what the client already said about one wins over them.
"""

from __future__ import annotations

from msgspec import Struct

from stacktui.presentation.text.lines import Line, Span, Tone, say
from stacktui.presentation.text.safe_text import TOAST_LIMIT, SafeText, clean, fill, words
from stacktui.pulumi.errors import (
    AnswerLost,
    BadRequest,
    Conflict,
    ConnectionFailed,
    DeadlineExceeded,
    Forbidden,
    InvalidRequest,
    NameTaken,
    NotFound,
    NotJson,
    NotSupported,
    Outcome,
    PulumiError,
    RateLimited,
    ReadOnly,
    ReauthenticationRequired,
    Redirected,
    Refused,
    RequestNotSent,
    ServerFault,
    StackNotEmpty,
    TlsFailed,
    TooLarge,
    Unauthorized,
    UnusableAnswer,
    UpdateRunning,
    WrongShape,
    WrongStack,
)


class _Words(Struct, frozen=True):
    happened: SafeText
    todo: SafeText


_BY_KIND: tuple[tuple[type[PulumiError], _Words], ...] = (
    (InvalidRequest, _Words(words("That cannot be asked of the server."), words("Check the name."))),
    (
        ReadOnly,
        _Words(
            words("stacktui was started read-only, so nothing was sent."),
            words("Start it without --read-only to change things."),
        ),
    ),
    (
        TlsFailed,
        _Words(words("The server's certificate was not accepted."), words("Set SSL_CERT_FILE to your own CA's file.")),
    ),
    (ConnectionFailed, _Words(words("The server cannot be reached."), words("Check the network, then r reloads."))),
    (RequestNotSent, _Words(words("Nothing was sent."), words("r tries again."))),
    (DeadlineExceeded, _Words(words("The server took too long to answer."), words("r tries again."))),
    (AnswerLost, _Words(words("The connection broke before a whole answer came."), words("r tries again."))),
    (
        Redirected,
        _Words(
            words("The server redirected; that was not followed, and the token was not sent on."),
            words("Check the backend URL."),
        ),
    ),
    (
        NotJson,
        _Words(
            words("The server answered with something that is not JSON."), words("Check the backend URL and any proxy.")
        ),
    ),
    (WrongShape, _Words(words("The server's answer is not of the documented shape."), words("r tries again."))),
    (WrongStack, _Words(words("The server answered for another stack."), words("Reload the list, then try again."))),
    (TooLarge, _Words(words("The answer is larger than the cap."), words("Raise the cap in the config file."))),
    (UnusableAnswer, _Words(words("The server's answer cannot be used."), words("r tries again."))),
    (
        StackNotEmpty,
        _Words(words("The stack still has resources."), words("Destroy them first, or delete with force.")),
    ),
    (BadRequest, _Words(words("The server found the request wrong (400)."), words("Check the names."))),
    (
        ReauthenticationRequired,
        _Words(
            words("The organization asks for a new single sign-on (401)."),
            words("Sign in again in the browser, then r reloads."),
        ),
    ),
    (
        Unauthorized,
        _Words(words("The access token was not accepted (401)."), words("Run `pulumi login`, then r reloads.")),
    ),
    (Forbidden, _Words(words("This token may not do that (403)."), words("Ask an administrator of the organization."))),
    (
        NotFound,
        _Words(
            words("Not there, or not visible with this token (404)."),
            words("r reloads the list; check organization and name."),
        ),
    ),
    (
        NotSupported,
        _Words(words("This server does not support that: nothing changed."), words("Check the backend URL.")),
    ),
    (
        UpdateRunning,
        _Words(words("An update is running (409)."), words("Wait for it to end, then try again.")),
    ),
    (NameTaken, _Words(words("The name is taken (409)."), words("Choose another name."))),
    (Conflict, _Words(words("The server reports a conflict (409)."), words("Its own words say which."))),
    (
        RateLimited,
        _Words(words("The server asks for fewer requests (429)."), words("Wait a minute, then r tries again.")),
    ),
    (
        ServerFault,
        _Words(words("The server failed (5xx)."), words("r tries again; tell Pulumi the request ID if it stays.")),
    ),
)
_LOCKED = _Words(words("The stack is locked (423)."), words("Wait until it is free, or `pulumi cancel` the update."))
_REFUSED = _Words(words("The server refused."), words("r tries again."))
_OTHER = _Words(words("That did not work."), words("r tries again."))


def _default_words(error: PulumiError) -> _Words:
    for kind, found in _BY_KIND:
        if isinstance(error, kind):
            return found
    if isinstance(error, Refused):
        return _LOCKED if error.status == 423 else _REFUSED
    return _OTHER


def error_sentence(error: PulumiError) -> SafeText:
    """What happened and what to do, on one line no longer than a toast."""
    happened, todo = _happened_and_todo(error)
    return clean(f"{happened} {todo}".strip(), TOAST_LIMIT)


def _happened_and_todo(error: PulumiError) -> tuple[SafeText, SafeText]:
    default = _default_words(error)
    happened = clean(error.message, TOAST_LIMIT) if error.message else default.happened
    return happened, clean(error.hint, TOAST_LIMIT) if error.hint else default.todo


def error_lines(error: PulumiError) -> tuple[Line, ...]:
    """What happened; what to do; the server's own words and the request id where there are any."""
    happened, todo = _happened_and_todo(error)
    lines: list[Line] = [(say("✗ ", Tone.DANGER), Span(happened, Tone.DANGER)), (Span(todo),)]
    if isinstance(error, Refused):
        if error.server_message and error.server_message not in error.message:
            lines.append((say("The server said: ", Tone.MUTED), Span(clean(error.server_message, TOAST_LIMIT))))
        if error.request_id:
            lines.append((Span(fill("Request ID {}", error.request_id), Tone.MUTED),))
    return tuple(lines)


def about(stack: str, error: PulumiError) -> Span:
    """What happened and what to do, with the stack that it happened to."""
    sentence = error_sentence(error)
    return Span(sentence if stack in sentence else fill("{}: {}", stack, sentence), Tone.WARNING)


_OUTCOMES = {
    Outcome.NOT_SENT: say("Nothing was sent, so nothing has changed.", Tone.MUTED),
    Outcome.DONE: say("Done.", Tone.GOOD),
    Outcome.REJECTED: say("The server refused, so nothing has changed.", Tone.MUTED),
    Outcome.UNKNOWN: say("Whether it happened is not known yet.", Tone.WARNING),
}


def outcome_words(outcome: Outcome) -> Span:
    """What is known of a write."""
    return _OUTCOMES[outcome]
