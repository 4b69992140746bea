"""The token's text leaves its object only as the value of a header."""

from __future__ import annotations

import copy
import json
import logging
import pickle

import pytest

from stacktui.pulumi.access_token import AccessToken

TEXT = "pul-canary-5a5a5a5a"


@pytest.mark.requirement("S3")
def test_a_token_prints_as_stars_in_every_way_of_printing() -> None:
    token = AccessToken(TEXT)
    record = logging.LogRecord("x", logging.INFO, "x", 1, "%s %r", (token, token), None)
    shown = [repr(token), str(token), f"{token}", f"{token:>40}", f"{token!r}", "%s" % token, record.getMessage()]  # noqa: UP031 - a way of printing
    assert not any(TEXT in text for text in shown)
    assert TEXT not in repr([token]) + repr({"a": token})


@pytest.mark.requirement("S3")
def test_a_token_is_not_pickled_copied_serialised_or_given_attributes() -> None:
    token = AccessToken(TEXT)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps, hash, vars):
        with pytest.raises(TypeError):
            attempt(token)
    with pytest.raises(AttributeError):
        token.other = 1  # type: ignore[attr-defined]  # that is the point


@pytest.mark.parametrize("text", ["", "  ", "a b", "a\nb", "tökén", "a\x00", "a\x7f", "a\u2028b"])
@pytest.mark.requirement("S3")
def test_a_token_that_cannot_stand_in_a_header_is_refused_without_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="access token") as caught:
        AccessToken(text)
    assert text.strip() == "" or text not in str(caught.value)


@pytest.mark.requirement("S3")
def test_a_token_is_stripped_and_compared_by_its_text() -> None:
    assert AccessToken(f" {TEXT}\n").authorization() == f"token {TEXT}"
    assert AccessToken(TEXT) == AccessToken(f"{TEXT}\n")
    assert AccessToken(TEXT) != AccessToken("pul-2")
    assert AccessToken(TEXT) != TEXT
