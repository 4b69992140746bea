from __future__ import annotations

import ast
from pathlib import Path

import pytest

from stacktui import pulumi
from stacktui.presentation.text.error_words import WHAT_TO_DO, about, error_lines, error_sentence, outcome_words
from stacktui.presentation.text.lines import Tone, plain_text
from stacktui.pulumi import errors
from stacktui.pulumi.errors import Outcome, PulumiError, Refused
from stacktui.pulumi.http.faults import FAULTS
from stacktui.pulumi.http.refusals import KINDS

TRY_AGAIN = "Press r to try again."
TABLE = [
    (errors.ReadOnly, "Start stacktui without --read-only to make changes."),
    (errors.InvalidRequest, "Check the name."),
    (errors.ConnectionFailed, "Check the network, then press r to reload."),
    (errors.NotJson, "Check the backend URL and any proxy."),
    (errors.TooLarge, "That is stacktui's limit; try `pulumi stack export`."),
    (errors.BadRequest, "Check the names."),
    (errors.NotSupported, "Check the backend URL."),
    (errors.AnswerLost, TRY_AGAIN),
    (errors.WrongShape, TRY_AGAIN),
    (errors.Refused, TRY_AGAIN),
]
"""Every kind of failure that pulumi/ raises without a hint of its own, and what the screen says to do about it."""


def made(kind: type[PulumiError], message: str = "It failed.", hint: str = "") -> PulumiError:
    return kind(message, hint=hint, status=400) if issubclass(kind, Refused) else kind(message, hint=hint)


@pytest.mark.parametrize(("kind", "todo"), TABLE, ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.requirement("D7")
def test_a_failure_without_a_hint_says_what_to_do_at_the_screen(kind: type[PulumiError], todo: str) -> None:
    assert error_sentence(made(kind)) == f"It failed. {todo}"
    assert error_sentence(made(kind, hint="Ask bob.")) == "It failed. Ask bob."


@pytest.mark.requirement("D7")
def test_the_kinds_without_a_hint_are_those_of_the_table() -> None:
    assert kinds_without_hint() == {kind for kind, _ in TABLE}
    assert [kind for kind, _ in WHAT_TO_DO] == [kind for kind, todo in TABLE if todo != TRY_AGAIN]


def kinds_without_hint() -> set[type[PulumiError]]:
    """Errors of the two tables of pulumi/, or raised elsewhere in it, without a hint."""
    found = {row.error for row in FAULTS.values()}
    found.update(row.error for row in KINDS.values() if not row.hint)
    for path in Path(pulumi.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in dir(errors):
                kind = getattr(errors, node.func.id)
                is_failure = isinstance(kind, type) and issubclass(kind, PulumiError)
                if is_failure and "hint" not in {keyword.arg for keyword in node.keywords}:
                    found.add(kind)
    return found


@pytest.mark.requirement("D7", "T1")
def test_the_servers_words_and_the_request_id_are_kept_and_harmless() -> None:
    error = errors.Conflict(
        "Another update is running.",
        status=409,
        server_message="Conflict: \x1b[2J by \u202ebob",
        request_id="abc\x9b1",
        hint="Wait for bob.",
    )
    assert [plain_text(line) for line in error_lines(error)] == [
        "✗ Another update is running.",
        "Wait for bob.",
        "The server said: Conflict: ␛[2J by <202E>bob",
        "Request ID abc<009B>1",
    ]
    assert error_sentence(error) == "Another update is running. Wait for bob."


def test_what_the_server_did_not_say_is_not_shown() -> None:
    assert len(error_lines(errors.NotFound("Gone: x", status=404, server_message="x"))) == 2
    assert len(error_lines(errors.ConnectionFailed("No route."))) == 2


@pytest.mark.requirement("T5")
def test_an_endless_message_is_cut() -> None:
    assert len(error_sentence(PulumiError("x" * 10_000))) == 500


@pytest.mark.parametrize(
    ("outcome", "tone"),
    [
        (Outcome.NOT_SENT, Tone.MUTED),
        (Outcome.DONE, Tone.GOOD),
        (Outcome.REJECTED, Tone.MUTED),
        (Outcome.UNKNOWN, Tone.WARNING),
    ],
)
def test_the_outcome_of_a_write_is_stated(outcome: Outcome, tone: Tone) -> None:
    assert outcome_words(outcome).tone is tone


def test_an_error_about_a_stack_names_it_once() -> None:
    named = errors.NotFound("acme/web/prod was not found.", status=404)
    other = errors.ConnectionFailed("No line.", hint="Try again.")
    assert about("acme/web/prod", named).text.count("acme/web/prod") == 1
    assert about("acme/web/prod", other).text == "acme/web/prod: No line. Try again."
