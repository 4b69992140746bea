"""Turns errors into sentences on standard error and an exit code."""

from __future__ import annotations

from enum import IntEnum

from stacktui.presentation.text.error_words import server_lines
from stacktui.presentation.text.lines import plain_text
from stacktui.presentation.text.safe_text import LABEL_LIMIT, SafeText, clean
from stacktui.pulumi.errors import InvalidRequest, NotFound, Outcome, PulumiError, ReadOnly, Refused, Unauthorized


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    REFUSED = 4
    INTERRUPTED = 130


class CommandFailed(Exception):
    """A command cannot continue: one sentence, not yet cleaned, and the exit code."""

    def __init__(self, sentence: str, exit_code: Exit = Exit.FAILED) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.exit_code = exit_code


def exit_code(error: PulumiError) -> Exit:
    """3 for not found, 4 for refused, 2 for invalid requests, otherwise 1."""
    if isinstance(error, NotFound):
        return Exit.NOT_FOUND
    if isinstance(error, InvalidRequest):
        return Exit.USAGE
    if isinstance(error, Unauthorized):
        return Exit.FAILED
    if isinstance(error, ReadOnly) or (isinstance(error, Refused) and error.outcome is Outcome.REJECTED):
        return Exit.REFUSED
    return Exit.FAILED


def failure_lines(error: PulumiError) -> tuple[SafeText, ...]:
    """What happened and what to do, then the server's own words and the request ID, if any."""
    happened = clean(f"{error.message} {error.hint}".strip(), LABEL_LIMIT)
    return (happened, *map(plain_text, server_lines(error, LABEL_LIMIT)))
