"""Each status has its own exception and message, and the server's words are kept unchanged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.pulumi import errors
from stacktui.pulumi.http.refusals import Asked, ErrorAnswer, failure_of_status, parse_retry_after
from stacktui.pulumi.offers import Feature

if TYPE_CHECKING:
    from stacktui.pulumi.http.faults import Failure

ASKED = Asked("api.pulumi.com", "acme/web/prod", "https://app.pulumi.com")


def failure(
    status: int, body: object = None, *, raw: bytes | None = None, asked: Asked = ASKED, location: str = ""
) -> Failure:
    content = json.dumps(body).encode() if raw is None else raw
    return failure_of_status(ErrorAnswer(status, content, "r-1", "", location), asked)


def refusal(status: int, body: object = None, *, raw: bytes | None = None, asked: Asked = ASKED) -> errors.Refused:
    error = failure(status, body, raw=raw, asked=asked).error
    assert isinstance(error, errors.Refused)
    return error


@pytest.mark.requirement("D7")
def test_the_sentences_of_different_statuses_differ_and_keep_words_status_and_request_id() -> None:
    seen = {}
    for status in (400, 401, 402, 403, 404, 408, 409, 418, 423, 429, 500):
        error = refusal(status, {"code": 1, "message": f" words of {status} \x1b[31m"})
        seen[status] = error.message
        assert (error.status, error.server_message, error.request_id) == (status, f"words of {status} \x1b[31m", "r-1")
        assert "\x1b" not in error.message
    assert len(set(seen.values())) == len(seen)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"  plain words \n", "plain words"),
        (b"", ""),
        (b"<h1>Bad</h1>", "<h1>Bad</h1>"),
        (b'"just text"', '"just text"'),
        (b'{"message":5}', ""),
        (b'{"other":"x"}', ""),
        (b'{"message":"x"', '{"message":"x"'),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 100_000, "[" * 2000),
        (b'{"message":"' + b"a" * 9000 + b'"}', "a" * 2000),
    ],
)
@pytest.mark.requirement("D7")
def test_the_words_of_any_body_are_kept_and_bounded(body: bytes, words: str) -> None:
    assert refusal(503, raw=body).server_message == words


@pytest.mark.parametrize("code", [200, 404, "x", None])
def test_the_status_is_trusted_and_not_the_body_s_code(code: object) -> None:
    assert type(refusal(403, {"code": code, "message": "m"})) is errors.Forbidden


@pytest.mark.requirement("D7")
def test_a_stack_that_is_not_empty_is_known_by_the_server_s_words() -> None:
    assert type(refusal(400, {"message": "Bad Request: Stack still contains resources."})) is errors.StackNotEmpty
    assert type(refusal(400, {"message": "Bad Request: no"})) is errors.BadRequest
    assert type(refusal(403, {"message": "Stack still contains resources."})) is errors.Forbidden


TAKEN = [{"resource": "Stack", "errorType": "already_exists"}]


@pytest.mark.requirement("D7")
@pytest.mark.parametrize(
    ("feature", "body", "kind"),
    [
        (None, {"message": "Conflict: Another update is currently in progress."}, errors.UpdateRunning),
        (Feature.DELETE, {"message": ""}, errors.UpdateRunning),
        (Feature.TRANSFER, {"message": "Another update is currently in progress."}, errors.UpdateRunning),
        (Feature.TRANSFER, {"message": "Conflict: Stack 'a/b/c' already exists."}, errors.NameTaken),
        (Feature.TRANSFER, {"message": "no", "errors": TAKEN}, errors.NameTaken),
        (Feature.CREATE, {"message": "a stack with that name already exists"}, errors.NameTaken),
        (Feature.CREATE, {"message": "You are using 10 of 10 stacks"}, errors.Conflict),
        (Feature.CREATE, {"message": "internal error"}, errors.Conflict),
        (None, {"message": "Conflict: The Update has not started"}, errors.Conflict),
        (None, {"message": "The Update has already completed"}, errors.Conflict),
    ],
)
def test_a_409_is_a_running_update_unless_its_words_or_the_request_say_otherwise(
    feature: Feature | None, body: object, kind: type[errors.Conflict]
) -> None:
    error = refusal(409, body, asked=ASKED._replace(feature=feature))
    assert type(error) is kind
    assert error.outcome is errors.Outcome.REJECTED
    assert ("an update is running" in error.message) is (kind is errors.UpdateRunning)


@pytest.mark.requirement("D7")
@pytest.mark.parametrize("feature", list(Feature))
@pytest.mark.parametrize(
    ("status", "raw", "is_lacking"),
    [
        (404, b"404 page not found\n", True),
        (404, b'"no such route"', True),
        (404, b'{"code":404,"message":"Not Found: Stack"}', False),
        (404, b" <!doctype html>", False),
        (404, b"", False),
        (405, b"", True),
        (405, b'{"message":"no"}', True),
        (501, b"<html>", True),
        (500, b"no", False),
        (403, b"no", False),
    ],
)
def test_a_write_that_meets_no_endpoint_is_not_supported(
    feature: Feature, status: int, raw: bytes, is_lacking: bool
) -> None:
    error = refusal(status, raw=raw, asked=ASKED._replace(feature=feature))
    assert isinstance(error, errors.NotSupported) is is_lacking
    assert (f"does not support {feature}: nothing changed" in error.message) is is_lacking
    assert not isinstance(refusal(status, raw=raw), errors.NotSupported)  # the same answer to a read


@pytest.mark.parametrize("kind", ["saml_reauth_required", "saml_login_required"])
@pytest.mark.requirement("A8")
def test_a_required_single_sign_on_is_reported_with_its_link(kind: str) -> None:
    error = refusal(401, {"message": "m", "errors": [{"errorType": kind, "attribute": "acme", "resource": "org"}]})
    assert isinstance(error, errors.ReauthenticationRequired)
    assert error.organization == "acme"
    assert "https://app.pulumi.com/signin/sso/acme/reauth" in error.hint
    nowhere = refusal(
        401, {"errors": [{"errorType": kind, "attribute": "acme"}]}, asked=Asked("pulumi.corp", "the user", None)
    )
    assert nowhere.hint == "Sign in in a browser, then try again."


@pytest.mark.parametrize(
    "details",
    [None, [], "x", [5], [{"errorType": "invalid", "attribute": "acme"}], [{"errorType": "saml_reauth_required"}]],
)
@pytest.mark.requirement("A8")
def test_any_other_401_is_about_the_token(details: object) -> None:
    error = refusal(401, {"message": "m", "errors": details})
    assert type(error) is errors.Unauthorized
    assert "pulumi login" in error.hint
    assert type(refusal(401, raw=b"no")) is errors.Unauthorized


@pytest.mark.requirement("A8")
def test_no_permission_and_not_there_are_worded_apart() -> None:
    assert "lacks permission for" in refusal(403, {}).message
    assert "was not found" in refusal(404, {}).message


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://login.example/x?token=1", "login.example"),
        ("/relative", "api.pulumi.com"),
        ("", "api.pulumi.com"),
        ("http://[", "an unreadable address"),
    ],
)
@pytest.mark.requirement("A1")
def test_a_redirect_names_the_host_only(location: str, words: str) -> None:
    error = failure(302, location=location).error
    assert f"redirected to {words};" in error.message
    assert "token=1" not in error.message


@given(st.text() | st.integers().map(str) | st.datetimes().map(lambda when: when.strftime("%a, %d %b %Y %H:%M:%S GMT")))
@pytest.mark.requirement("E4", "N1.46")
def test_any_retry_after_is_a_number_of_seconds(text: str) -> None:
    assert 0.0 <= parse_retry_after(text) <= float("inf")
