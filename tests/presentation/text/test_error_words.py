from __future__ import annotations

import pytest

from stacktui.presentation.text.error_words import about, error_lines, error_sentence, outcome_words
from stacktui.presentation.text.lines import Tone, plain_text
from stacktui.pulumi import errors
from stacktui.pulumi.errors import Outcome, PulumiError, Refused


def refused(kind: type[Refused], status: int) -> Refused:
    return kind("", status=status)


EVERY_KIND = [
    errors.InvalidRequest(""),
    errors.ReadOnly(""),
    errors.ConnectionFailed(""),
    errors.TlsFailed(""),
    errors.RequestNotSent(""),
    errors.AnswerLost(""),
    errors.DeadlineExceeded(""),
    errors.Redirected(""),
    errors.NotJson(""),
    errors.WrongShape(""),
    errors.TooLarge(""),
    errors.UnusableAnswer(""),
    refused(errors.BadRequest, 400),
    refused(errors.StackNotEmpty, 400),
    refused(errors.Unauthorized, 401),
    refused(errors.ReauthenticationRequired, 401),
    refused(errors.Forbidden, 403),
    refused(errors.NotFound, 404),
    refused(errors.NotSupported, 405),
    refused(errors.UpdateRunning, 409),
    refused(errors.NameTaken, 409),
    refused(errors.Conflict, 409),
    refused(errors.RateLimited, 429),
    refused(errors.ServerFault, 503),
    refused(errors.Refused, 423),
    refused(errors.Refused, 418),
    PulumiError(""),
]


@pytest.mark.requirement("D7")
def test_every_kind_of_failure_has_words_of_its_own() -> None:
    sentences = [error_sentence(error) for error in EVERY_KIND]
    assert len(set(sentences)) == len(EVERY_KIND)
    assert all(sentence.endswith(".") for sentence in sentences)


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
def test_what_is_known_of_a_write_is_told(outcome: Outcome, tone: Tone) -> None:
    assert outcome_words(outcome).tone is tone


def test_an_error_about_a_stack_names_it_once() -> None:
    named = errors.NotFound("acme/web/prod was not found.", status=404)
    other = errors.ConnectionFailed("No line.", hint="Try again.")
    assert about("acme/web/prod", named).text.count("acme/web/prod") == 1
    assert about("acme/web/prod", other).text == "acme/web/prod: No line. Try again."
