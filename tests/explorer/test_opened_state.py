"""A state from a file is queried like one from Pulumi Cloud, through the same store."""

from __future__ import annotations

import json

import pytest

from stacktui.explorer.kinds.count import count_of
from stacktui.explorer.kinds.overview import overview_of
from stacktui.explorer.kinds.references import references_of
from stacktui.explorer.kinds.state import state_of
from stacktui.explorer.opened_state import OpenedState, stack_of
from stacktui.explorer.store import Store
from stacktui.pulumi.errors import NotSupported
from stacktui.pulumi.properties.masked_state import masked_deployment_json
from stacktui.pulumi.running_reading import read_stack
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi.state.decoding import decode_deployment


def _body(urns: tuple[str, ...], **deployment: object) -> bytes:
    resources = [{"urn": urn, "type": "pulumi:pulumi:Stack", "custom": False} for urn in urns]
    return json.dumps({"version": 3, "deployment": {"resources": resources, **deployment}}).encode()


URN = "urn:pulumi:prod::web-shop::pulumi:pulumi:Stack::web-shop-prod"
WRITTEN = {"time": "2024-06-03T19:31:11.693434478Z", "magic": "", "version": "v3.118.0"}


def _opened(body: bytes) -> tuple[OpenedState, StackIdentifier]:
    deployment = decode_deployment(body)
    stack = stack_of(deployment, "file")
    return OpenedState(deployment, body, stack, "https://file.invalid"), stack


async def test_the_one_stack_has_the_names_count_and_time_of_the_state() -> None:
    client, stack = _opened(_body((URN,), manifest=WRITTEN))
    pages = [page async for page in client.list_user_stacks()]

    assert str(stack) == "file/web-shop/prod"
    assert [(one.identifier, one.resource_count, one.last_update) for one in pages[0].stacks] == [
        (stack, 1, 1717443071)
    ]
    assert len((await client.export_stack(stack)).resources) == 1
    assert await client.export_stack_bytes(stack) == _body((URN,), manifest=WRITTEN)
    assert (await read_stack(client, stack))[1] is None  # nothing runs on a file
    assert (await client.get_stack(stack)).tags == {
        "state:format": "3",
        "state:written": WRITTEN["time"],
        "state:written-by": "pulumi v3.118.0",
    }


@pytest.mark.parametrize(("version", "told"), [("v3.118.0", "pulumi v3.118.0"), ("", "pulumi unknown")])
async def test_a_masked_export_says_so_beside_the_version_that_wrote_the_state(version: str, told: str) -> None:
    state = decode_deployment(_body((URN,), manifest=WRITTEN | {"version": version}))
    client, stack = _opened(masked_deployment_json(state))
    tags = (await client.get_stack(stack)).tags or {}
    assert tags["state:written-by"] == told
    assert "`pulumi stack import` refuses it" in tags["state:masked"]


@pytest.mark.parametrize("manifest", [{}, {"manifest": {"time": "0001-01-01T00:00:00Z"}}, {"manifest": {"time": "?"}}])
async def test_a_state_that_does_not_say_when_it_was_written_has_no_time(manifest: dict[str, object]) -> None:
    client, _ = _opened(_body((URN,), **manifest))
    pages = [page async for page in client.list_user_stacks()]

    assert pages[0].stacks[0].last_update is None


@pytest.mark.parametrize("urns", [(), ("urn-1",), ("urn:pulumi:::::a:b:C::d",)])
def test_a_state_that_names_no_stack_is_called_state(urns: tuple[str, ...]) -> None:
    assert str(stack_of(decode_deployment(_body(urns)), "file")) == "file/state/state"


async def test_what_a_file_does_not_hold_is_worked_out_from_its_state_or_said_not_to_be_known() -> None:
    source, stack = _opened(_body((URN,)))
    store = Store(source)

    assert (await store.get(count_of(stack))).resource_count == 1
    assert store.known(count_of(stack)).source == "export"
    references = await store.get(references_of(stack))
    assert (references.downstream, references.upstream) == (None, None)
    overview = await store.get(overview_of(stack))
    assert (overview.stack.identifier, overview.metadata, overview.updates) == (stack, None, None)
    with pytest.raises(NotSupported, match="other versions"):
        await store.get(state_of(stack, 3))
    with pytest.raises(NotSupported, match="acme/other/dev"):
        await store.get(state_of(StackIdentifier("acme", "other", "dev")))
