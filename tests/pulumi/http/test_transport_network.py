"""Before a request is sent: no route, no name, no proxy. Nothing can have changed, and the message is helpful."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi import errors
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import Exchange, PulumiClient
from stacktui.pulumi.http.backend_url import parse_backend_url
from stacktui.pulumi.http.proxies import proxy_for
from tests.pulumi.http.fault_rows import GOOD, PATIENT, STACK, UNCONNECTED
from tests.pulumi.http.raw_server import Act, RawServer, http

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacktui.pulumi.http.policy import RequestPolicy

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy")
FAR = "https://api.example"
CANARY = "pul-canary-5a5a5a5a"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port without a listener, held so that nothing else takes it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def black_hole() -> Iterator[int]:
    """A port whose connections are never accepted: its queue is full, so further SYNs are dropped."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for filler in fillers:
            filler.close()


async def fail(url: str, policy: RequestPolicy = PATIENT) -> tuple[errors.PulumiError, int]:
    """The error of a read, its number of attempts; a write must fail alike, and not be sent."""
    seen: list[Exchange] = []
    client = PulumiClient(url, AccessToken(CANARY), policy=policy, on_exchange=seen.append)
    with pytest.raises(errors.PulumiError) as caught:
        await client.get_stack(STACK)
    attempts = len(seen)
    with pytest.raises(errors.PulumiError) as of_write:
        await client.delete_stack(STACK)
    await client.aclose()
    assert len(seen) == attempts + 1
    assert type(of_write.value) is type(caught.value)
    assert of_write.value.outcome is errors.Outcome.NOT_SENT
    return caught.value, attempts


@pytest.mark.requirement("N1", "D1", "N1.1")
async def test_a_refused_connection_is_tried_four_times(closed_port: int) -> None:
    error, attempts = await fail(f"http://127.0.0.1:{closed_port}")
    assert isinstance(error, errors.ConnectionFailed)
    assert f"127.0.0.1:{closed_port} cannot be reached" in error.message
    assert attempts == 4


@pytest.mark.requirement("N1", "D1", "N1.4")
async def test_a_connection_that_is_never_accepted_is_given_up(black_hole: int) -> None:
    error, attempts = await fail(f"http://127.0.0.1:{black_hole}", UNCONNECTED)
    assert "in time" in error.message
    assert attempts == 4


@pytest.mark.requirement("N1", "D1", "N1.2")
async def test_an_unknown_name_is_reported_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error, attempts = await fail(FAR)
    assert error.message == "The name api.example could not be resolved (DNS)."
    assert attempts == 4


@pytest.mark.requirement("N1", "D1", "N1.3")
async def test_a_resolver_that_hangs_does_not_hold_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    ending = threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        ending.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    try:
        error, attempts = await fail(FAR, UNCONNECTED)
    finally:
        ending.set()
    assert isinstance(error, errors.ConnectionFailed)
    assert attempts == 4


@pytest.mark.parametrize("number", ["ENETUNREACH", "EHOSTUNREACH"])
@pytest.mark.requirement("N1", "D1", "N1.5")
async def test_a_network_without_a_route_is_tried_four_times(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    async def unreachable(*_: object, **__: object) -> None:
        raise OSError(getattr(errno, number), "no route")

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", unreachable)
    error, attempts = await fail("http://127.0.0.1:1")
    assert isinstance(error, errors.ConnectionFailed)
    assert attempts == 4


@pytest.mark.requirement("N1", "N1.6")
async def test_a_broken_ipv6_does_not_hide_a_working_ipv4(monkeypatch: pytest.MonkeyPatch) -> None:
    async with RawServer([(http(GOOD),)]) as server:
        both = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", server.port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
        client = PulumiClient(f"http://localhost:{server.port}", None, policy=PATIENT)
        assert (await client.get_stack(STACK)).id == "one"
        await client.aclose()


@pytest.mark.parametrize(("reply", "policy"), [(Act.RESET, PATIENT), (Act.CLOSE, PATIENT), (Act.HANG, UNCONNECTED)])
@pytest.mark.requirement("N1", "D1", "N1.7")
async def test_a_tls_handshake_that_breaks_or_hangs_is_tried_again(reply: Act, policy: RequestPolicy) -> None:
    async with RawServer([()], on_accept=(reply,)) as server:
        error, attempts = await fail(server.url.replace("http", "https"), policy)
    assert isinstance(error, errors.ConnectionFailed)
    assert attempts == 4


@pytest.mark.parametrize(
    ("answer", "words", "attempts"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "requires authentication", 1),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "did not connect", 4),
    ],
)
@pytest.mark.requirement("N1", "A9", "D1", "N1.10")
async def test_a_proxy_that_refuses_is_named_and_never_sees_the_token(
    answer: bytes, words: str, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with RawServer([(answer,)]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//me:secret@"))
        error, seen = await fail(FAR)
        assert {request.method for request in proxy.requests} == {"CONNECT"}
        assert CANARY not in repr(proxy.requests)
        assert f"127.0.0.1:{proxy.port}" in error.message
    assert words in error.message
    assert seen == attempts
    assert "secret" not in error.message + error.hint


@pytest.mark.requirement("N1", "A9", "D1", "N1.10")
async def test_a_proxy_that_is_not_there_is_named(closed_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", f"127.0.0.1:{closed_port}")
    error, attempts = await fail(FAR)
    assert f"The proxy 127.0.0.1:{closed_port} did not connect." in error.message
    assert attempts == 4


@pytest.mark.requirement("A3", "A9")
async def test_loopback_never_goes_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with RawServer([(http(GOOD),)]) as proxy, RawServer([(http(GOOD),)]) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, proxy.url)
        client = PulumiClient(server.url, AccessToken(CANARY), policy=PATIENT)
        await client.get_stack(STACK)
        await client.aclose()
        assert (proxy.connections, len(server.requests)) == (0, 1)


@pytest.mark.requirement("A9")
async def test_a_netrc_does_not_speak_for_the_token(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("home")
    (folder / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETRC", str(folder / "netrc"))
        async with RawServer([(http(GOOD),)]) as server:
            client = PulumiClient(server.url, None)
            await client.get_stack(STACK)
            await client.aclose()
            assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy:3128"}, "proxy:3128"),
        ({"https_proxy": "proxy:3128"}, "proxy:3128"),
        ({"HTTPS_PROXY": "https://proxy"}, "proxy"),
        ({"HTTP_PROXY": "http://proxy:1", "ALL_PROXY": "http://proxy:2"}, None),
        ({"HTTPS_PROXY": "http://u:p@proxy:3128", "NO_PROXY": "other.example"}, "proxy:3128"),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "*"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "x, API.example"}, None),
        ({"HTTPS_PROXY": "http://proxy", "no_proxy": "example"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": ".example"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "*.example"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "api.example:443"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "api.example:444,,pi.example"}, "proxy"),
    ],
)
@pytest.mark.requirement("A9")
def test_the_proxy_is_what_go_would_use(environ: dict[str, str], place: str | None) -> None:
    proxy = proxy_for(parse_backend_url(FAR), environ)
    assert (proxy.place if proxy else None) == place
    assert "u:p" not in repr(proxy)


@pytest.mark.parametrize(("no_proxy", "direct"), [("10.0.0.0/8", True), ("10.1.2.3", True), ("192.168.0.0/16", False)])
@pytest.mark.requirement("A9")
def test_addresses_are_exempt_by_network(no_proxy: str, direct: bool) -> None:
    proxy = proxy_for(parse_backend_url("https://10.1.2.3"), {"HTTPS_PROXY": "http://proxy", "NO_PROXY": no_proxy})
    assert (proxy is None) == direct


@pytest.mark.parametrize("scheme", ["socks", "socks4", "socks4a", "socks5", "socks5h", "SOCKS5"])
def test_a_socks_proxy_is_named_as_such(scheme: str) -> None:
    with pytest.raises(errors.InvalidRequest, match="HTTPS_PROXY names a SOCKS proxy"):
        proxy_for(parse_backend_url(FAR), {"HTTPS_PROXY": f"{scheme}://proxy:1080"})


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http://proxy:port",
        "http://[::1",
        "http://bob:12/34@proxy:8080",
        "http://bob:12?34@proxy:8080",
        "http://bob:12#34@proxy:8080",
    ],
)
@pytest.mark.requirement("A9")
async def test_a_proxy_that_cannot_be_used_is_one_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", text)
    client = PulumiClient(FAR, None)
    with pytest.raises(errors.InvalidRequest, match="HTTPS_PROXY is not a usable proxy") as caught:
        await client.get_stack(STACK)
    assert "12" not in f"{caught.value.message}{caught.value.hint}"
    await client.aclose()
