"""A token that a server or gateway quotes is in nothing that the client returns, whatever its spelling."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import PulumiError, Refused
from stacktui.pulumi.redaction import CLOSELY, REDACTED, WITHHELD, Redactor
from stacktui.pulumi.stack import StackIdentifier
from tests.pulumi.http.fault_rows import PATIENT, STACK
from tests.pulumi.http.raw_server import RawServer, http

if TYPE_CHECKING:
    from stacktui.pulumi.client import Exchange
    from tests.pulumi.http.raw_server import Reply

TOKEN = "pul-5d1c/+9=" + "c4a7" * 8
HALF = len(TOKEN) // 2


def escaped(template: str) -> str:
    return "".join(template.format(ord(character)) for character in TOKEN)


def split_by(between: str) -> str:
    return TOKEN[:HALF] + between + TOKEN[HALF:]


WHOLE = {
    "bare": TOKEN,
    "header": f"Authorization: token {TOKEN}",
    "within a word": f"x{TOKEN}x",
    "JSON": json.dumps(TOKEN)[1:-1],
    "URL": quote(TOKEN, safe=""),
    "path": quote(TOKEN),
    **{
        f"base64 of {before}": base64.b64encode(f"{before}{TOKEN}:".encode()).decode()
        for before in ("", "t", "token ", "user:")
    },
    "base64 for URLs": base64.urlsafe_b64encode(f"token {TOKEN}".encode()).decode(),
}
HIDDEN = {
    "NUL": split_by("\x00"),
    "newline": split_by("\r\n\t"),
    "escape": split_by("\x1b\x9b\x7f"),
    "zero width": split_by("\u200b"),
    "bidi and soft hyphen": split_by("\u202e\xad"),
    "every character": "\x08".join(TOKEN),
    "upper case": TOKEN.upper(),
    "JSON escapes": escaped("\\u{:04x}"),
    "escaped twice": escaped("\\\\u{:04X}"),
    "shell escapes": escaped("\\x{:02x}"),
    "percent": escaped("%{:02X}"),
    "HTML": escaped("&#{};"),
    "HTML, hexadecimal": escaped("&#x{:x};"),
    "slashes escaped": TOKEN.replace("/", "\\/"),
    "folded base64": "\r\n ".join(base64.b64encode(TOKEN.encode()).decode()[at : at + 16] for at in range(0, 64, 16)),
}


def assert_untold(text: str) -> None:
    """No part of a token is left, even after removing invisible characters."""
    visible = "".join(character for character in text if "!" <= character <= "~").lower()
    for tell in (TOKEN[4:HALF], TOKEN[HALF:], "c4a7c4a7", base64.b64encode(TOKEN.encode()).decode()[4:24].lower()):
        assert tell not in visible
        assert tell not in json.dumps(visible)


@pytest.mark.requirement("S1")
@pytest.mark.parametrize("spelling", WHOLE.values(), ids=WHOLE)
def test_a_token_that_stands_in_a_text_is_taken_out_and_the_rest_stays(spelling: str) -> None:
    redact = Redactor(AccessToken(TOKEN))
    for told in (
        redact(f"before {spelling} after"),
        redact.words(f"before {spelling} after"),
        json.loads(redact.answer(json.dumps({"message": f"before {spelling} after"}).encode()))["message"],
        redact.refusal(f"<p>before {spelling} after".encode()).decode(),
    ):
        assert_untold(told)
        assert "before " in told
        assert REDACTED in told
        assert " after" in told


@pytest.mark.requirement("S1")
@pytest.mark.parametrize("spelling", HIDDEN.values(), ids=HIDDEN)
def test_a_text_that_hides_a_token_is_withheld_and_its_neighbours_stay(spelling: str) -> None:
    redact = Redactor(AccessToken(TOKEN))
    assert redact.words(f"before {spelling} after") == WITHHELD
    for ascii_only in (True, False):
        body = json.dumps({"stackName": "prod", "tags": {"a": [spelling, 7], spelling: "b"}}, ensure_ascii=ascii_only)
        told = json.loads(redact.answer(body.encode()))
        assert told == {"stackName": "prod", "tags": {"a": [WITHHELD, 7], WITHHELD: "b"}}
    assert redact.refusal(f"<p>{spelling}</p>".encode()).decode() == WITHHELD


@pytest.mark.requirement("S1")
def test_a_token_in_a_large_state_is_found() -> None:
    redact = Redactor(AccessToken(TOKEN))
    for spelling in (TOKEN, json.dumps(TOKEN)[1:-1], quote(TOKEN, safe="")):
        for place in (0, CLOSELY, (1 << 20) - 70, (1 << 20) - 10):
            values = ["x" * place, spelling, "y" * CLOSELY]
            told = json.loads(redact.answer(json.dumps(values).encode()))
            assert told == [values[0], REDACTED, values[2]]


def test_an_answer_that_quotes_nothing_is_the_same_object() -> None:
    redact = Redactor(AccessToken(TOKEN))
    for body in (b"", b"{}", b'{"a":"\\u0070%20 &#38; \xc3\xa9"}', b"\xff\xfe", b"x" * (CLOSELY + 1), b'"\\'):
        assert redact.answer(body) is body
        assert Redactor().answer(body) is body


@pytest.mark.parametrize("token", ["prod", "acme", "web-shop", "infrastructure"])
def test_a_token_that_may_be_a_name_is_taken_out_of_words_only(token: str) -> None:
    redact = Redactor(AccessToken(token))
    body = json.dumps({"stackName": token, "tags": {"a": f"token {token}"}}).encode()
    assert json.loads(redact.answer(body)) == {"stackName": token, "tags": {"a": REDACTED}}
    assert redact.words(f"no {token} here") == f"no {REDACTED} here"
    assert json.loads(redact.refusal(body))["stackName"] == REDACTED


QUOTE = f"you sent: token {TOKEN}"
HEADERS = (f"X-Pulumi-Warning: {QUOTE}", f"X-Pulumi-Request-ID: {'x' * 80}{TOKEN}")
JSON = json.dumps({"code": 403, "message": QUOTE}).encode()
PAGE = f"<html><body><h1>Bad gateway</h1><pre>Authorization: token {TOKEN}</pre>".encode()
LONG = json.dumps({"code": 403, "message": "x" * 1_980 + TOKEN}).encode()
SIGN_ON = json.dumps({"errors": [{"errorType": "saml_reauth_required", "attribute": TOKEN}], "message": QUOTE}).encode()
ERRORS = {
    "JSON": http(JSON, *HEADERS, status="403 Forbidden"),
    "cut in the token": http(LONG, status="404 Not Found"),
    "a page": http(PAGE, *HEADERS, status="400 Bad Request", content_type="text/html"),
    "split": http(JSON.replace(TOKEN.encode(), split_by("\x00").encode()), status="409 Conflict"),
    "single sign-on": http(SIGN_ON, status="401 Unauthorized"),
    "a redirect": http(b"", f"Location: https://{TOKEN[-32:]}.{quote(TOKEN, safe='')}/{TOKEN}", status="302 Found"),
    "a login page": http(PAGE, *HEADERS, content_type="text/html"),
    "an encoding": http(b"x", f"Content-Encoding: {TOKEN}"),
    "no JSON": http(b"{" + JSON, *HEADERS),
    "another shape": http(json.dumps({TOKEN: QUOTE}).encode()),
    "another stack": http(json.dumps({"orgName": TOKEN, "projectName": "p", "stackName": "s"}).encode()),
}


@pytest.mark.requirement("S1")
@pytest.mark.parametrize("answer", ERRORS.values(), ids=ERRORS)
async def test_no_error_warning_or_record_of_an_exchange_holds_a_quoted_token(answer: bytes) -> None:
    told: list[str] = []
    exchanges: list[Exchange] = []
    async with RawServer([(answer,)]) as server:
        client = PulumiClient(server.url, AccessToken(TOKEN), policy=PATIENT, on_exchange=exchanges.append)
        client.warnings.subscribe(told.append)
        for ask in (client.get_stack(STACK), client.delete_stack(STACK)):
            try:
                await ask
            except PulumiError as error:
                told += [error.message, error.hint]
                if isinstance(error, Refused):
                    told += [error.server_message, error.request_id]
        await client.aclose()
        assert server.requests[0].headers["authorization"] == f"token {TOKEN}"
    assert len(told) > 1
    assert_untold(" ".join(told))
    assert_untold(repr(exchanges))


@pytest.mark.requirement("S1")
async def test_no_answer_that_is_used_holds_a_quoted_token() -> None:
    stack = {"orgName": "acme", "projectName": "web-shop", "stackName": "prod", "tags": {"a": QUOTE, QUOTE: "b"}}
    update = {"version": 3, "info": {"message": QUOTE, "kind": split_by("\n")}, "requestedBy": {"name": QUOTE}}
    reference = {"organization": "acme", "routingProject": QUOTE, "name": "s"}
    state = {"resources": [{"urn": QUOTE, "type": "a:b:C", "custom": True, "id": QUOTE, "inputs": {"a": QUOTE}}]}
    bodies = [
        stack | {"currentOperation": {"author": QUOTE}},
        {"stacks": [stack | {"id": QUOTE, "links": {"self": QUOTE}}]},
        {"updates": [update]},
        {"referencedStacks": [reference]},
        {"githubLogin": QUOTE, "organizations": [{"githubLogin": QUOTE}]},
        {"messages": [{"message": QUOTE, "severity": split_by("\u200b")}]},
        {"version": 3, "deployment": state},
        {"version": 3, "deployment": state},
    ]
    replies: list[Reply] = [(http(json.dumps(body).encode()),) for body in bodies]
    async with RawServer(replies) as server:
        client = PulumiClient(server.url, AccessToken(TOKEN), policy=PATIENT)
        told = [
            await client.get_stack(STACK),
            [page async for page in client.list_user_stacks()],
            await client.list_stack_updates(STACK),
            await client.list_downstream_stack_references(STACK),
            await client.get_current_user(),
            await client.create_stack(StackIdentifier("acme", "web-shop", "new")),
            await client.export_stack(STACK),
        ]
        as_it_is = await client.export_stack_bytes(STACK)
        await client.aclose()
    assert_untold(repr(told))
    assert repr(told).count(REDACTED) > 10
    assert as_it_is == json.dumps(bodies[-1]).encode()


@pytest.mark.requirement("S1")
async def test_a_proxy_that_quotes_its_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = base64.b64encode(b"bob:s3cr/et").decode()
    body = f"Proxy-Authorization: Basic {credentials} is bob:s3cr/et, s3cr%2Fet".encode()
    async with RawServer([(http(body, status="403 Forbidden"),)]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//bob:s3cr%2Fet@"))
        client = PulumiClient("http://backend.example", None, policy=replace(PATIENT, insecure_http=True))
        with pytest.raises(Refused) as caught:
            await client.get_stack(STACK)
        await client.aclose()
        assert proxy.requests[0].headers["proxy-authorization"] == f"Basic {credentials}"
    assert caught.value.server_message == (f"Proxy-Authorization: Basic {REDACTED} is bob:{REDACTED}, {REDACTED}")
