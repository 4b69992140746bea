"""Certificates: a custom authority is trusted if the environment names it, all others are refused with a message."""

from __future__ import annotations

import datetime as dt
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
import trustme

from stacktui.pulumi import errors
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.tls import ssl_context
from tests.pulumi.http.fault_rows import GOOD, PATIENT, STACK
from tests.pulumi.http.raw_server import Act, RawServer, http

if TYPE_CHECKING:
    from pathlib import Path

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
TODAY = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def serving(certificate: trustme.LeafCert, minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = minimum
    certificate.configure_cert(context)
    return context


async def ask(server: RawServer) -> str:
    client = PulumiClient(server.url, None, policy=PATIENT)
    try:
        return (await client.get_stack(STACK)).id
    finally:
        await client.aclose()


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
@pytest.mark.requirement("A6")
async def test_an_authority_that_the_environment_names_is_believed(
    variable: str, authority: trustme.CA, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(bundle))
    async with RawServer([(http(GOOD),)], tls=serving(authority.issue_cert("127.0.0.1"))) as server:
        assert await ask(server) == "one"


@pytest.fixture
def folder(bundle: Path) -> Path:
    """A folder as OpenSSL requires: each file is named after its certificate's subject."""
    command = ["openssl", "x509", "-hash", "-noout", "-in", str(bundle)]
    try:
        name = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except OSError:
        pytest.skip("the openssl program, which names the files of such a folder, is not here")
    bundle.rename(bundle.parent / f"{name}.0")
    return bundle.parent


@pytest.mark.parametrize("variable", ["SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"])
@pytest.mark.requirement("A6")
async def test_a_folder_of_authorities_is_believed(
    variable: str, authority: trustme.CA, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(folder))
    async with RawServer([(http(GOOD),)], tls=serving(authority.issue_cert("127.0.0.1"))) as server:
        assert await ask(server) == "one"


@pytest.mark.parametrize(
    ("name", "starts", "ends", "words"),
    [
        ("127.0.0.1", -2, -1, "has expired"),
        ("127.0.0.1", 1, 2, "is not valid yet"),
        ("other.example", -1, 1, "belongs to another host"),
    ],
)
@pytest.mark.requirement("A6", "N1", "N1.8", "N1.9")
async def test_a_certificate_that_does_not_hold_is_named_and_not_tried_again(
    name: str,
    starts: int,
    ends: int,
    words: str,
    authority: trustme.CA,
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    certificate = authority.issue_cert(name, not_before=TODAY + starts * DAY, not_after=TODAY + ends * DAY)
    async with RawServer([(http(GOOD),)], tls=serving(certificate)) as server:
        with pytest.raises(errors.TlsFailed, match=words) as caught:
            await ask(server)
        assert server.requests == []
    assert caught.value.outcome is errors.Outcome.NOT_SENT


@pytest.mark.requirement("A6", "N1", "N1.8")
async def test_an_unknown_authority_is_refused_with_a_hint(authority: trustme.CA) -> None:
    async with RawServer([(http(GOOD),)], tls=serving(authority.issue_cert("127.0.0.1"))) as server:
        with pytest.raises(errors.TlsFailed, match="not trusted") as caught:
            await ask(server)
    assert "SSL_CERT_FILE" in caught.value.hint


@pytest.mark.requirement("N1")
async def test_a_server_without_tls_is_distinguished_from_an_unreachable_one() -> None:
    async with RawServer([()], on_accept=(http(GOOD), Act.CLOSE)) as server:
        client = PulumiClient(server.url.replace("http", "https"), None, policy=PATIENT)
        with pytest.raises(errors.TlsFailed, match="did not complete a TLS handshake") as caught:
            await client.delete_stack(STACK)
        await client.aclose()
    assert caught.value.outcome is errors.Outcome.NOT_SENT


@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
@pytest.mark.requirement("A6")
async def test_a_path_that_cannot_be_used_is_one_sentence_that_names_the_variable(
    variable: str, content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv(variable, str(path))
    client = PulumiClient("https://127.0.0.1:9", None, policy=PATIENT)
    with pytest.raises(errors.TlsFailed, match=f"^{variable} is set to"):
        await client.get_stack(STACK)
    await client.aclose()


@pytest.mark.requirement("A6")
def test_old_tls_is_refused_and_certificates_are_required_either_way(bundle: Path) -> None:
    for environ in ({}, {"SSL_CERT_FILE": str(bundle)}):
        context = ssl_context(environ)
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
