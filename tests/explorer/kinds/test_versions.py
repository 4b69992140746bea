"""An older version is a whole state where the server exports it; where it does not, what is missing is known."""

from __future__ import annotations

import pytest

from stacktui.demo.server import create_app
from stacktui.explorer.kinds.state import deployment_of, state_of
from stacktui.pulumi.errors import Forbidden, NotFound, PulumiError
from tests.explorer.test_store import IDLE, Bench
from tests.kit.clock import NOW


async def test_an_older_version_is_exported_whole() -> None:
    bench = Bench(create_app(now=NOW))
    state = (await bench.store.get(state_of(IDLE, 3))).deployment
    deployment = await bench.store.get(deployment_of(IDLE, 3))
    await bench.client.aclose()
    for found in (state, deployment):
        assert found.manifest is not None
        assert any(resource.provider for resource in found.resources)
        assert not found.only_resources
    assert (bench.asked("/export/3"), bench.asked("/resources/3")) == (2, 0)


@pytest.mark.parametrize("status", [403, 404])
async def test_where_exporting_it_is_refused_its_resources_are_listed(status: int) -> None:
    bench = Bench(create_app(now=NOW, failures=f"export:{status}"))
    state = (await bench.store.get(state_of(IDLE, 3))).deployment
    deployment = await bench.store.get(deployment_of(IDLE, 3))
    await bench.client.aclose()
    assert [found.only_resources for found in (state, deployment)] == [True, True]
    assert len(state.resources) == len(deployment.resources) > 0


@pytest.mark.parametrize(("status", "error"), [(403, Forbidden), (404, NotFound)])
async def test_a_refusal_of_both_is_told(status: int, error: type[PulumiError]) -> None:
    bench = Bench(create_app(now=NOW, failures=f"export:{status},resources:404"))
    with pytest.raises(error):
        await bench.store.get(state_of(IDLE, 3))
    await bench.client.aclose()


async def test_a_refusal_of_one_stack_is_no_lack_of_the_server() -> None:
    bench = Bench(create_app(now=NOW, failures="export:403x1"))
    first = await bench.store.get(deployment_of(IDLE, 3))
    second = await bench.store.get(deployment_of(IDLE, 4))
    await bench.client.aclose()
    assert (first.only_resources, second.only_resources) == (True, False)
