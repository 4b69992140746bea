"""The backend faults of security.md §6 as replies of a raw server, with the expected results."""

from __future__ import annotations

import gzip
import zlib
from typing import NamedTuple

from msgspec.structs import replace

from stacktui.pulumi import errors
from stacktui.pulumi.errors import Outcome
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.stack import StackIdentifier
from tests.pulumi.http.raw_server import Act, Drip, Reply, Step, chunked, gzipped, http

STACK = StackIdentifier("acme", "web-shop", "prod")
GOOD = b'{"orgName":"acme","projectName":"web-shop","stackName":"prod","id":"one","version":7,"activeUpdate":""}'
PATIENT = RequestPolicy(backoff=(0.0,), jitter=0.0, aside_above=1 << 16)
HASTY = RequestPolicy(backoff=(0.0,), jitter=0.0, read_timeout=0.05)
"""For rows in which the server says nothing."""
UNCONNECTED = replace(PATIENT, connect_timeout=0.05)
"""Where no connection is ever made."""
BOUNDED = RequestPolicy(backoff=(0.0,), jitter=0.0, read_deadline=0.5, write_deadline=0.5, export_deadline=0.5)
"""For rows in which it never ends."""
SMALL = RequestPolicy(backoff=(0.0,), jitter=0.0, wire_cap=1 << 18, decoded_cap=1 << 20)
LONG_HEADER = b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 200_000 + b"\r\n\r\n"
MANY_HEADERS = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
    + b"".join(b"X-%d: a\r\n" % number for number in range(5_000))
    + b"\r\n{}"
)
HTML = b"<!doctype html><title>Sign in</title>"


class FaultRow(NamedTuple):
    """`read` None: the read succeeds. `requests`: how many a read makes. `write`: the outcome of a write."""

    name: str
    reply: Reply
    read: type[errors.PulumiError] | None
    requests: int
    write: Outcome
    policy: RequestPolicy = PATIENT


def _broken(name: str, *reply: Step, write: Outcome = Outcome.UNKNOWN, policy: RequestPolicy = PATIENT) -> FaultRow:
    return FaultRow(name, reply, errors.AnswerLost, 4, write, policy)


def _cut(name: str, *reply: Step, requests: int = 4) -> FaultRow:
    return FaultRow(name, reply, errors.NotJson, requests, Outcome.UNKNOWN)


def _shape(name: str, body: bytes) -> FaultRow:
    return FaultRow(name, (http(body),), errors.WrongShape, 1, Outcome.UNKNOWN)


def _status(
    status: str,
    read: type[errors.PulumiError],
    write: Outcome,
    *,
    requests: int = 1,
    body: bytes = b'{"code":1,"message":"words of the server"}',
    headers: tuple[str, ...] = (),
    name: str = "",
) -> FaultRow:
    return FaultRow(name or status, (http(body, *headers, status=status),), read, requests, write)


def _bomb() -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    return b"".join(squeeze.compress(block) for _ in range(64)) + squeeze.flush()


REJECTED, UNKNOWN, DONE = Outcome.REJECTED, Outcome.UNKNOWN, Outcome.DONE

ROWS = [
    _broken("11 accept, then silence", Act.HANG, policy=HASTY),
    _broken("12 close before the answer", Act.CLOSE),
    _broken("13 reset before the answer", Act.RESET),
    _broken("14 half the headers, then close", b"HTTP/1.1 200 OK\r\nContent-Le", Act.CLOSE),
    FaultRow(
        "15 headers dripped", (b"HTTP/1.1 200 OK\r\n", Drip(b"X: y\r\n")), errors.DeadlineExceeded, 1, UNKNOWN, BOUNDED
    ),
    FaultRow("16 no HTTP at all", (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", Act.HANG), errors.AnswerLost, 1, UNKNOWN),
    _broken("17 shorter than its length", http(GOOD)[:-5], Act.CLOSE),
    _broken("18 chunks cut", chunked(GOOD)[:-20], Act.CLOSE),
    _cut("19 JSON cut, length untold", b"HTTP/1.1 200 OK\r\n\r\n" + GOOD[:-5], Act.CLOSE),
    _cut("20 gzip cut", http(gzip.compress(GOOD)[:-9], "Content-Encoding: gzip")),
    _cut("21 gzip corrupt", http(b"\x1f\x8bnonsense of some length", "Content-Encoding: gzip"), requests=2),
    FaultRow(
        "22 body dripped",
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", Drip(b" ")),
        errors.DeadlineExceeded,
        1,
        UNKNOWN,
        BOUNDED,
    ),
    _broken("23 stall in the body", http(GOOD)[:-5], Act.HANG, policy=HASTY),
    FaultRow("24 gzip bomb", (http(_bomb(), "Content-Encoding: gzip"),), errors.TooLarge, 1, UNKNOWN, SMALL),
    FaultRow(
        "26 endless body",
        (b"HTTP/1.1 200 OK\r\n\r\n", b" " * 300_000, Act.HANG),
        errors.TooLarge,
        1,
        UNKNOWN,
        SMALL,
    ),
    FaultRow("27 a header of 200 KB", (LONG_HEADER,), errors.AnswerLost, 1, UNKNOWN),
    FaultRow("27 5,000 headers", (MANY_HEADERS,), errors.WrongShape, 1, UNKNOWN),
    _cut("28 unknown encoding", http(GOOD, "Content-Encoding: br"), requests=1),
    _cut("28 layered encoding", http(GOOD, "Content-Encoding: gzip, gzip"), requests=1),
    _cut("29 a web page", http(HTML, content_type="text/html"), requests=1),
    _cut("29 a web page that begins with words", http(b"Please sign in", content_type="text/html"), requests=1),
    _cut("29 a web page called JSON", http(b"\n" + HTML), requests=1),
    _status("302 Found", errors.Redirected, UNKNOWN, headers=("Location: https://login.example/",), name="30 redirect"),
    _status("307 Temporary Redirect", errors.Redirected, UNKNOWN, headers=("Location: /",), name="31 a circle"),
    _status("302 Found", errors.Redirected, UNKNOWN, headers=("Location: http://[",), name="30 redirect to nonsense"),
    _status("304 Not Modified", errors.Redirected, UNKNOWN, body=b"", name="30 3xx without a place"),
    FaultRow("32 204", (b"HTTP/1.1 204 No Content\r\n\r\n",), errors.NotJson, 1, DONE),
    FaultRow("32 200 without a body", (http(),), errors.NotJson, 1, DONE),
    FaultRow("201, which no write documents", (http(GOOD, status="201 Created"),), None, 1, UNKNOWN),
    _shape("33 null", b"null"),
    _shape("33 a list", b"[]"),
    _shape("33 a string", b'"yes"'),
    _shape("33 a number", b"5"),
    FaultRow("35 unknown fields", (http(GOOD[:-1] + b',"later":{"x":[1]}}'),), None, 1, DONE),
    FaultRow("36 NaN", (http(GOOD[:-1] + b',"cost":NaN,"more":-Infinity}'),), None, 1, DONE),
    FaultRow("36 a key twice", (http(GOOD[:-1] + b',"version":8}'),), None, 1, DONE),
    FaultRow("37 5,000 digits", (http(GOOD[:-1] + b',"started":' + b"9" * 5_000 + b"}"),), None, 1, DONE),
    _shape("38 100,000 lists deep", b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    FaultRow("39 no UTF-8", (http(b'{"orgName":"\xff\xfe"}'),), errors.WrongShape, 1, DONE),
    FaultRow("39 byte order mark", (http(b"\xef\xbb\xbf" + GOOD),), None, 1, DONE),
    FaultRow("39 UTF-16", (http(GOOD.decode().encode("utf-16")),), None, 1, DONE),
    FaultRow("39 bogus charset", (http(GOOD, content_type="application/json; charset=klingon"),), None, 1, DONE),
    FaultRow("40 lone surrogate", (http(GOOD.replace(b"one", rb"o\ud800e")),), None, 1, DONE),
    _status("400 Bad Request", errors.BadRequest, REJECTED, name="41 400"),
    _status("400 Bad Request", errors.BadRequest, UNKNOWN, body=HTML, name="41 400, a web page"),
    _status("401 Unauthorized", errors.Unauthorized, REJECTED, name="42 401"),
    _status("402 Payment Required", errors.Refused, REJECTED),
    _status("403 Forbidden", errors.Forbidden, REJECTED, name="43 403"),
    _status("404 Not Found", errors.NotFound, REJECTED, name="43 404"),
    _status("404 Not Found", errors.NotFound, UNKNOWN, body=b"", name="43 404 without words"),
    _status("404 Not Found", errors.NotFound, UNKNOWN, body=HTML, name="43 404, a web page"),
    _status("404 Not Found", errors.NotFound, REJECTED, body=b"404 page not found\n", name="43 404 in plain words"),
    _status("405 Method Not Allowed", errors.Refused, REJECTED),
    _status("405 Method Not Allowed", errors.Refused, REJECTED, body=b"", name="405 without words"),
    _status("405 Method Not Allowed", errors.Refused, REJECTED, body=HTML, name="405, a web page"),
    _status("501 Not Implemented", errors.ServerFault, REJECTED, requests=4, body=b"no", name="501 in plain words"),
    _status("408 Request Timeout", errors.Refused, UNKNOWN, requests=4, name="44 408"),
    _status("425 Too Early", errors.Refused, UNKNOWN, requests=4, name="44 425"),
    _status("409 Conflict", errors.UpdateRunning, REJECTED, name="45 409"),
    _status("409 Conflict", errors.UpdateRunning, REJECTED, body=b"busy", name="45 409 in plain words"),
    _status("418 Teapot", errors.Refused, REJECTED),
    _status("423 Locked", errors.Refused, REJECTED),
    _status("429 Too Many Requests", errors.RateLimited, UNKNOWN, requests=4, name="46 429"),
    _status("500 Internal Server Error", errors.ServerFault, UNKNOWN, requests=4, name="48 500 for ever"),
    _status("502 Bad Gateway", errors.ServerFault, UNKNOWN, requests=4, body=HTML, name="48 502, a web page"),
    _status("503 Service Unavailable", errors.ServerFault, UNKNOWN, requests=4),
    _status("504 Gateway Timeout", errors.ServerFault, UNKNOWN, requests=4),
    _status("999 \x1b[31mNonsense", errors.WrongShape, UNKNOWN, name="49 999"),
    FaultRow("50 103 before the answer", (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + http(GOOD),), None, 1, DONE),
    FaultRow("gzip", (gzipped(GOOD),), None, 1, DONE),
    FaultRow("x-gzip", (gzipped(GOOD, encoding="x-gzip"),), None, 1, DONE),
    FaultRow("identity, in chunks", (chunked(GOOD, "Content-Encoding: identity"),), None, 1, DONE),
    _broken("an error without end to its body", b"HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\n{", Act.CLOSE)._replace(
        read=errors.ServerFault
    ),
]
