"""Bodies are limited before and after decompression, and a truncated one is always detected."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stacktui.pulumi import errors
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.bodies import BodyReader, BrokenEncoding, Caps, CutEncoding, UnknownEncoding
from stacktui.pulumi.http.conditions import Conditions
from tests.pulumi.http.fault_rows import PATIENT, STACK
from tests.pulumi.http.raw_server import RawServer, http

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MIB = 1 << 20
WIDE = Caps(8 * MIB, 8 * MIB)


async def pieces(body: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def read(body: bytes, encoding: str = "gzip", caps: Caps = WIDE, size: int = 1000) -> bytes:
    return await BodyReader(encoding, caps).read(pieces(body, size), None, None)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZIP "])
@pytest.mark.parametrize("content", [b"{}", b"[" * 3 * MIB, bytes(range(256)) * 9000, b" " * MIB])
@pytest.mark.parametrize("size", [1, 1000, 10 * MIB])
async def test_gzip_comes_out_as_it_went_in(encoding: str, content: bytes, size: int) -> None:
    body = gzip.compress(content)
    if len(body) < 100_000 or size > 1:
        assert await read(body, encoding, size=size) == content


async def test_several_members_are_one_body() -> None:
    assert await read(gzip.compress(b"one,") + gzip.compress(b"two")) == b"one,two"


@given(st.binary(max_size=5000), st.integers(1, 700), st.data())
@settings(max_examples=60)
@pytest.mark.requirement("N3")
def test_a_gzip_body_cut_anywhere_is_an_error_and_never_a_short_success(
    content: bytes, size: int, data: st.DataObject
) -> None:
    import asyncio

    body = gzip.compress(content)
    cut = data.draw(st.integers(1, len(body) - 1))
    with pytest.raises(CutEncoding):
        asyncio.run(read(body[:cut], size=size))


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(b"x" * 99) + b"and more"], ids=["none", "more"])
async def test_corrupt_gzip_is_an_error(body: bytes) -> None:
    with pytest.raises(BrokenEncoding):
        await read(body)


class Once:
    """An iterator that is not a generator, as a transport may return."""

    def __init__(self, body: bytes) -> None:
        self._left = [body]

    def __aiter__(self) -> Once:
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        return self._left.pop()


async def test_any_iterator_will_do() -> None:
    assert await BodyReader("", WIDE).read(Once(b"{}"), None, None) == b"{}"


async def test_an_empty_body_called_gzip_is_empty() -> None:
    assert await read(b"") == b""


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd\x1b[31m"])
def test_an_encoding_that_was_not_asked_for_is_named(encoding: str) -> None:
    with pytest.raises(UnknownEncoding) as caught:
        BodyReader(encoding, WIDE)
    assert encoding[:4] in caught.value.message


@pytest.mark.parametrize("encoding", ["", "identity", "gzip"])
@pytest.mark.parametrize(("length", "fits"), [(1000, True), (1001, False)])
@pytest.mark.requirement("N3")
async def test_the_cap_on_what_comes_out_is_exact(encoding: str, length: int, fits: bool) -> None:
    content = b"a" * length
    body = gzip.compress(content) if encoding == "gzip" else content
    caps = Caps(MIB, 1000)
    if fits:
        assert await read(body, encoding, caps) == content
    else:
        with pytest.raises(errors.TooLarge):
            await read(body, encoding, caps)


@pytest.mark.requirement("N3")
async def test_the_cap_on_what_arrives_stops_a_body_that_decodes_to_little() -> None:
    body = b"".join(gzip.compress(b"") for _ in range(200))
    with pytest.raises(errors.TooLarge):
        await read(body, caps=Caps(1000, MIB))


@pytest.mark.parametrize(
    "body", [gzip.compress(b"words" * 1000), gzip.compress(b"words" * 9)[:-9]], ids=["whole", "cut"]
)
async def test_of_an_error_s_body_a_piece_is_enough(body: bytes) -> None:
    reader = BodyReader("gzip", Caps(MIB, 40), cut=True)
    assert (await reader.read(pieces(body), None, None)).startswith(b"words")


async def test_an_error_s_broken_body_keeps_what_could_be_read() -> None:
    reader = BodyReader("gzip", WIDE, cut=True)
    assert await reader.read(pieces(gzip.compress(b"words") + b"nonsense", 25), None, None) == b"words"


def bomb(decoded: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(MIB)
    return b"".join(squeeze.compress(block) for _ in range(decoded // MIB)) + squeeze.flush()


@pytest.mark.requirement("N3", "N1", "N1.24")
async def test_a_bomb_of_half_a_gigabyte_stops_at_the_cap_and_costs_little_more_than_it() -> None:
    body = bomb(512 * MIB)
    cap = 32 * MIB
    tracemalloc.start()
    try:
        with pytest.raises(errors.TooLarge):
            await read(body, caps=Caps(MIB, cap), size=65536)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < cap * 1.5


@pytest.mark.requirement("N3", "N1.25")
async def test_a_large_honest_export_arrives_whole_with_its_progress() -> None:
    body = b'{"deployment":{"resources":[' + b'{"a":"' + bytes(range(97, 122)) * 400_000 + b'"}]}}'
    wire = gzip.compress(body, 1)
    told: list[tuple[int, int | None]] = []
    async with RawServer([(http(wire, "Content-Encoding: gzip"),)]) as server:
        client = PulumiClient(server.url, AccessToken("pul-1"), policy=PATIENT)
        reporting = client.under(Conditions(on_progress=lambda got, total: told.append((got, total))))
        answer = await reporting.export_stack_bytes(STACK)
        await client.aclose()
    assert answer == body
    assert told == sorted(told)
    assert told[-1] == (len(wire), len(wire))


async def test_a_body_that_is_too_large_says_how_large_it_may_be() -> None:
    with pytest.raises(errors.TooLarge, match="larger than 8 MiB"):
        await read(b" " * (9 * MIB), "", size=MIB)
