"""Which backend URLs are allowed, and that no name leaves its path segment."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import InvalidRequest
from stacktui.pulumi.http.backend_url import is_loopback, parse_backend_url, seg
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.pulumi.stack import StackIdentifier
from tests.pulumi.http.fault_rows import PATIENT, STACK
from tests.pulumi.http.raw_server import RawServer, http


@pytest.mark.parametrize(
    ("text", "shown", "place"),
    [
        ("https://api.pulumi.com", "https://api.pulumi.com", "api.pulumi.com"),
        (" https://API.Pulumi.com/ ", "https://api.pulumi.com", "api.pulumi.com"),
        ("https://pulumi.corp:8443/cloud/", "https://pulumi.corp:8443/cloud", "pulumi.corp:8443"),
        ("https://pulumi.corp:443", "https://pulumi.corp", "pulumi.corp"),
        ("http://localhost:8080", "http://localhost:8080", "localhost:8080"),
        ("http://127.9.9.9", "http://127.9.9.9", "127.9.9.9"),
        ("http://[::1]:80", "http://[::1]", "[::1]"),
        ("https://аpi.pulumi.com", "https://xn--pi-6kc.pulumi.com", "xn--pi-6kc.pulumi.com"),
    ],
)
@pytest.mark.requirement("A3")
def test_a_backend_is_shown_as_it_is_asked(text: str, shown: str, place: str) -> None:
    url = parse_backend_url(text)
    assert str(url) == shown
    assert url.place == place
    assert PulumiClient(text, None).backend_url == shown


@pytest.mark.parametrize(
    "text",
    [
        "", "api.pulumi.com", "ftp://x", "javascript:alert(1)", "https://", "https://user:hunter2@host", "https://u@host",
        "https://host#frag", "https://host?x=hunter2", "https://host?", "https://host/a//b", "https://host/../x",
        "https://host/%2e%2e", "https://ho st", "https://host\\@evil", "https://host\n.evil", "https://host:99999",
        "https://host:x", "https://[::1", "https://[::g]", "https://[v1.x]", "https://[v1.a:b]",
        f"https://{'é' * 70}.com",
        "https://-_%41", "https://a..b", f"https://{'a' * 64}.com",
        "https://\u2024\u2024", "http://api.pulumi.com", "http://localhost.evil", "http://127.1", "http://2130706433",
        "http://[::ffff:10.0.0.1]", "file://~", "s3://bucket", "gs://x", "azblob://x", "postgres://u:hunter2@h/db",
    ],
)  # fmt: skip
@pytest.mark.requirement("A3")
def test_a_url_that_may_not_be_asked_is_refused_without_quoting_secrets(text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        PulumiClient(text, AccessToken("pul-1"))
    assert "hunter2" not in caught.value.message + caught.value.hint
    assert caught.value.message.endswith(".")


@pytest.mark.requirement("A3")
def test_plain_http_beyond_loopback_needs_to_be_asked_for() -> None:
    client = PulumiClient("http://pulumi.corp", None, policy=RequestPolicy(insecure_http=True))
    assert client.backend_url == "http://pulumi.corp"


@pytest.mark.parametrize(
    ("host", "answer"),
    [("localhost", True), ("localhost.", True), ("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("x", False)],
)
def test_loopback_is_known_by_its_literal(host: str, answer: bool) -> None:
    assert is_loopback(host) is answer


@pytest.mark.parametrize("name", ["", ".", "..", "a\nb", "a\x00", "\x7f", "a\x9b", "\ud800"])
@pytest.mark.requirement("A7")
def test_a_name_that_cannot_be_a_segment_is_refused(name: str) -> None:
    with pytest.raises(InvalidRequest):
        seg(name)


@pytest.mark.parametrize(
    "stack", [STACK._replace(name=".."), STACK._replace(project="."), STACK._replace(organization="")]
)
@pytest.mark.requirement("A7")
async def test_a_delete_of_a_name_that_climbs_is_never_sent(stack: StackIdentifier) -> None:
    async with RawServer([(http(b"{}"),)]) as server:
        client = PulumiClient(server.url, None)
        with pytest.raises(InvalidRequest):
            await client.delete_stack(stack, force=True)
        with pytest.raises(InvalidRequest):
            await client.transfer_stack(STACK, "..")
        with pytest.raises(InvalidRequest):
            await client.create_stack(stack)
        await client.aclose()
        assert server.connections == 0


names = st.text(min_size=1, max_size=30).filter(lambda text: text not in {".", ".."})


async def targets(stack: StackIdentifier) -> list[str]:
    """The request lines' targets that a server sees."""
    async with RawServer([(http(b'{"referencedStacks":[]}'),)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        try:
            await client.list_downstream_stack_references(stack)
        except InvalidRequest:
            assert server.connections == 0
        await client.aclose()
        return [request.target for request in server.requests]


@given(st.builds(StackIdentifier, names, names, names))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@example(StackIdentifier("a/b", "c?d#e", "%2e%2e"))
@example(StackIdentifier("...", "a b+c", "../..;x"))
@example(StackIdentifier("\\", "%", "é\u202e\U0001f600"))
@pytest.mark.requirement("A7", "E4")
def test_any_name_arrives_as_exactly_one_segment_or_is_not_sent(stack: StackIdentifier) -> None:
    for target in asyncio.run(targets(stack)):
        prefix, *segments, last = target.removeprefix("/api/").split("/")
        assert (prefix, last) == ("stacks", "downstreamreferences")
        assert [unquote(segment) for segment in segments] == list(stack)
