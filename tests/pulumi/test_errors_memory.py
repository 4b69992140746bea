"""An error that is kept on the screen keeps neither the response nor the token in memory."""

from __future__ import annotations

import tracemalloc

import pytest
from msgspec.structs import replace

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import PulumiError
from tests.pulumi.http.fault_rows import PATIENT, STACK
from tests.pulumi.http.raw_server import RawServer, http

MIB = 1 << 20
CUT = b'{"deployment":{"resources":[{"urn":"' + b"a" * 16 * MIB
ODD = b'{"deployment":"' + b"a" * 16 * MIB + b'"}'


@pytest.mark.parametrize(
    ("body", "cap"), [(CUT, 64 * MIB), (ODD, 64 * MIB), (b" " * 16 * MIB, 12 * MIB)], ids=["cut", "odd", "too large"]
)
@pytest.mark.requirement("N3", "S2")
async def test_an_error_that_is_kept_does_not_keep_its_answer(body: bytes, cap: int) -> None:
    async with RawServer([(http(body),)]) as server:
        client = PulumiClient(server.url, AccessToken("pul-1"), policy=replace(PATIENT, decoded_cap=cap))
        tracemalloc.start()
        try:
            kept: list[PulumiError] = []
            for ask in (client.export_stack, client.get_stack):
                with pytest.raises(PulumiError) as caught:
                    await ask(STACK)
                kept.append(caught.value)
                del caught
            current, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        await client.aclose()
    assert len(kept) == 2
    assert current < 8 * MIB  # what was imported on the way; a body is 16 MiB
