"""A backend that fails at random: reads end, writes arrive once, and nothing is left open."""

from __future__ import annotations

import asyncio
import gc
import random
from collections import Counter

import pytest

from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import Outcome, PulumiError
from stacktui.pulumi.stack import StackIdentifier
from tests.pulumi.http.fault_rows import GOOD, PATIENT, ROWS
from tests.pulumi.http.raw_server import RawServer, http, open_files

FAULTS = [row.reply for row in ROWS if row.policy is PATIENT and row.read is not None]
ASKED = 300


async def read(client: PulumiClient, number: int) -> str:
    try:
        await client.list_downstream_stack_references(StackIdentifier("acme", "web", f"read-{number}"))
    except PulumiError:
        return "failed"
    return "read"


async def write(client: PulumiClient, number: int) -> Outcome:
    try:
        await client.delete_stack(StackIdentifier("acme", "web", f"write-{number}"))
    except PulumiError as error:
        return error.outcome
    return Outcome.DONE


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.requirement("E5", "N5", "D1", "N1.59")
async def test_half_of_all_answers_fail_and_every_write_arrives_at_most_once(seed: int) -> None:
    chance = random.Random(seed)
    good = (http(GOOD),)
    replies = [chance.choice(FAULTS) if chance.random() < 0.5 else good for _ in range(ASKED * 5)]
    async with RawServer([*replies, good]) as server:
        files = open_files()
        client = PulumiClient(server.url, AccessToken("pul-1"), policy=PATIENT)
        asked = [write(client, n) if n % 3 == 0 else read(client, n) for n in range(ASKED)]
        results = Counter(await asyncio.gather(*asked))
        await client.aclose()
        await server.settled()
        gc.collect()
        arrived = Counter(request.target for request in server.requests)
        writes = {target: count for target, count in arrived.items() if "write-" in target}
        assert len(writes) == ASKED // 3
        assert set(writes.values()) == {1}
        assert max(arrived.values()) <= 4
        assert sum(results.values()) == ASKED
        assert results["read"] > results["failed"]
        assert server.most_at_once <= 8
        assert open_files() <= files
        assert [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
