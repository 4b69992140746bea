"""Error messages: what happened, what to do, then the server's own words.

The client provides what happened and, if it can, a hint (`pulumi/http/faults.py` and `refusals.py`). This module adds
hints for the remaining errors.
"""

from __future__ import annotations

from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import TOAST_LIMIT, SafeText, clean, fill, words
from stacktui.pulumi.errors import (
    BadRequest,
    ConnectionFailed,
    InvalidRequest,
    NotJson,
    NotSupported,
    Outcome,
    PulumiError,
    ReadOnly,
    Refused,
    TooLarge,
)

WHAT_TO_DO: tuple[tuple[type[PulumiError], SafeText], ...] = (
    (ReadOnly, words("Start stacktui without --read-only to make changes.")),
    (InvalidRequest, words("Check the name.")),
    (ConnectionFailed, words("Check the network, then press r to reload.")),
    (NotJson, words("Check the backend URL and any proxy.")),
    (TooLarge, words("That is stacktui's limit; try `pulumi stack export`.")),
    (BadRequest, words("Check the names.")),
    (NotSupported, words("Check the backend URL.")),
)
"""The hint for a failure whose client gives none; `_TRY_AGAIN` for the others."""
_TRY_AGAIN = words("Press r to try again.")


def what_to_do(error: PulumiError) -> SafeText:
    """The client's hint, or else the UI's."""
    if error.hint:
        return clean(error.hint, TOAST_LIMIT)
    return next((todo for kind, todo in WHAT_TO_DO if isinstance(error, kind)), _TRY_AGAIN)


def error_sentence(error: PulumiError) -> SafeText:
    """What happened and what to do, on one line that fits a notification."""
    return clean(f"{error.message} {what_to_do(error)}", TOAST_LIMIT)


def error_lines(error: PulumiError) -> tuple[Line, ...]:
    """What happened; what to do; the server's own words and the request ID, if any."""
    happened = Span(clean(error.message, TOAST_LIMIT), Tone.DANGER)
    return ((literal("✗ ", Tone.DANGER), happened), (Span(what_to_do(error)),), *server_lines(error))


def server_lines(error: PulumiError, limit: int = TOAST_LIMIT) -> tuple[Line, ...]:
    """The server's own words, unless the sentence quotes them, and the request ID, if any."""
    lines: list[Line] = []
    if isinstance(error, Refused):
        if error.server_message and error.server_message not in error.message:
            lines.append((literal("The server said: ", Tone.MUTED), Span(clean(error.server_message, limit))))
        if error.request_id:
            lines.append((Span(fill("Request ID {}", error.request_id), Tone.MUTED),))
    return tuple(lines)


def about(stack: str, error: PulumiError) -> Span:
    """What happened and what to do, with the stack's name."""
    sentence = error_sentence(error)
    return Span(sentence if stack in sentence else fill("{}: {}", stack, sentence), Tone.WARNING)


_OUTCOMES = {
    Outcome.NOT_SENT: literal("Nothing was sent, so nothing has changed.", Tone.MUTED),
    Outcome.DONE: literal("Done.", Tone.GOOD),
    Outcome.REJECTED: literal("The server refused, so nothing has changed.", Tone.MUTED),
    Outcome.UNKNOWN: literal("Outcome unknown: the change may or may not have been made.", Tone.WARNING),
}


def outcome_words(outcome: Outcome) -> Span:
    """The outcome of a write."""
    return _OUTCOMES[outcome]
