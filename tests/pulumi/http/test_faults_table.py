"""The table of faults covers every exception of httpx, each with the outcome of a write."""

from __future__ import annotations

import httpx
import pytest

from stacktui.pulumi import errors
from stacktui.pulumi.http.faults import CAUGHT, FAULTS, Endpoint, failure_of
from stacktui.pulumi.http.policy import Retry
from stacktui.pulumi.http.proxies import unread_variable

HERE = Endpoint("api.example")
CLASSES = sorted(
    {value for value in vars(httpx).values() if isinstance(value, type) and issubclass(value, Exception)},
    key=lambda kind: kind.__name__,
)
NOT_SENT = {
    "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "LocalProtocolError", "UnsupportedProtocol",
    "InvalidURL", "CookieConflict", "RequestNotRead",
}  # fmt: skip


def raised(kind: type[Exception], words: str = "") -> Exception:
    """An exception of a class, whatever its constructor asks for."""
    error = kind.__new__(kind)
    Exception.__init__(error, words)
    return error


def test_httpx_has_the_classes_that_were_looked_at() -> None:
    assert len(CLASSES) == 28


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
@pytest.mark.requirement("N2")
def test_every_exception_of_httpx_is_in_the_table_itself_and_is_caught(kind: type[Exception]) -> None:
    assert kind in FAULTS
    assert issubclass(kind, CAUGHT)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
@pytest.mark.requirement("N2", "D1")
def test_every_exception_becomes_a_sentence_and_the_right_outcome(kind: type[Exception]) -> None:
    failure = failure_of(raised(kind), HERE)
    expected = errors.Outcome.NOT_SENT if kind.__name__ in NOT_SENT else errors.Outcome.UNKNOWN
    assert failure.error.outcome is expected
    assert failure.error.message.startswith(("api.example", "The", "No"))
    assert failure.error.message.endswith(".")


@pytest.mark.parametrize(
    ("words", "retry"),
    [
        ("Server disconnected without sending a response.", Retry.ALWAYS),
        ("peer closed connection without sending complete message body (incomplete chunked read)", Retry.ALWAYS),
        ("illegal status line: bytearray(b'SSH')", Retry.NEVER),
        ("", Retry.NEVER),
    ],
)
@pytest.mark.requirement("N2")
def test_a_broken_connection_is_distinguished_from_invalid_http(words: str, retry: Retry) -> None:
    assert failure_of(httpx.RemoteProtocolError(words), HERE).retry is retry


def test_an_error_of_the_system_counts_as_a_lost_answer() -> None:
    failure = failure_of(OSError("bad record mac"), HERE)
    assert type(failure.error) is errors.AnswerLost


def test_the_errors_of_several_addresses_are_all_looked_at() -> None:
    import socket

    error = httpx.ConnectError("all failed")
    error.__cause__ = ExceptionGroup("many", [OSError("refused"), socket.gaierror("unknown")])
    assert "DNS" in failure_of(error, HERE).error.message


def test_the_proxy_s_name_is_the_one_that_could_not_be_resolved() -> None:
    import socket

    error = httpx.ConnectError("failed")
    error.__cause__ = socket.gaierror("unknown")
    assert "The name proxy:3128" in failure_of(error, Endpoint("api.example", "proxy:3128")).error.message


def test_a_variable_that_names_a_proxy_and_is_not_read_is_named_where_the_backend_is_not_reached() -> None:
    import socket

    unknown = httpx.ConnectError("failed")
    unknown.__cause__ = socket.gaierror("unknown")
    name = unread_variable({"all_proxy": "socks5://proxy:1080"})
    for error in (unknown, httpx.ConnectError("refused")):
        hint = failure_of(error, Endpoint("api.example", unread_proxy=name)).error.hint
        assert "all_proxy is not read: name an HTTP proxy in HTTPS_PROXY." in hint
        assert "not read" not in failure_of(error, Endpoint("api.example", "proxy:1", name)).error.hint
        assert "not read" not in failure_of(error, HERE).error.hint
