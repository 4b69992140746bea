"""A response about another stack is an error; a different spelling is not."""

from __future__ import annotations

import json

import pytest

from stacktui.pulumi import identity
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.errors import WrongStack
from stacktui.pulumi.stack import Stack, StackFilter, StackIdentifier, StackMetadata, StackPage, StackSummary
from tests.pulumi.http.fault_rows import PATIENT
from tests.pulumi.http.raw_server import RawServer, http
from tests.states import decode, export

ASKED = StackIdentifier("acme", "web-shop", "prod")
OTHERS = [
    ("globex", "web-shop", "prod"),
    ("acme", "payments", "prod"),
    ("acme", "web-shop", "staging"),
    ("acme", "web-shop", "prodd"),
    ("", "", "staging"),
]


@pytest.mark.parametrize("kind", [Stack, StackMetadata])
@pytest.mark.parametrize("told", OTHERS, ids="/".join)
def test_an_answer_of_another_stack_is_refused(kind: type[Stack | StackMetadata], told: tuple[str, str, str]) -> None:
    with pytest.raises(WrongStack) as caught:
        identity.of_stack(kind(*told), ASKED)
    answered = "/".join(said or wanted for said, wanted in zip(told, ASKED, strict=True))
    assert caught.value.message == f"The server answered for {answered} instead of acme/web-shop/prod."


@pytest.mark.parametrize("kind", [Stack, StackMetadata])
@pytest.mark.parametrize(
    ("told", "names"),
    [
        (ASKED, ASKED),
        (("ACME", "Web-Shop", "PROD"), ASKED),
        (("", "web-shop", "prod"), ("", "web-shop", "prod")),
        (("", "", ""), ("", "", "")),
    ],
    ids=str,
)
def test_spelling_in_another_case_and_names_left_out_are_no_other_stack(
    kind: type[Stack | StackMetadata], told: tuple[str, str, str], names: tuple[str, str, str]
) -> None:
    answer = identity.of_stack(kind(*told), ASKED)
    assert (answer.org_name, answer.project_name, answer.stack_name) == tuple(names)


async def test_the_client_checks_the_stack_and_its_metadata_and_asks_once() -> None:
    body = json.dumps({"orgName": "acme", "projectName": "web-shop", "stackName": "qa"}).encode()
    async with RawServer([(http(body),)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        for ask in (client.get_stack, client.get_stack_metadata):
            with pytest.raises(WrongStack):
                await ask(ASKED)
        await client.aclose()
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("filter_", "kept"),
    [
        (StackFilter(), 3),
        (StackFilter("acme"), 2),
        (StackFilter("ACME", "web-shop"), 1),
        (StackFilter(project="payments"), 2),
    ],
)
def test_a_list_holds_what_was_asked_for_whatever_the_server_sends(filter_: StackFilter, kept: int) -> None:
    names = [("acme", "web-shop", "a"), ("acme", "payments", "b"), ("globex", "payments", "c")]
    page = StackPage(tuple(StackSummary(*each) for each in names), 0, complete=True)
    found = identity.within(filter_, page)
    assert (len(found.stacks), found.foreign) == (kept, 3 - kept)


@pytest.mark.parametrize(
    ("urn", "other"),
    [
        ("urn:pulumi:prod::web-shop::pulumi:pulumi:Stack::web-shop-prod", ""),
        ("urn:pulumi:PROD::Web-Shop::a:b:C::d", ""),
        ("urn:pulumi:old::web-shop::a:b:C::d", "web-shop/old"),
        ("urn:pulumi:prod::payments::a:b:C::d", "payments/prod"),
        ("no urn", ""),
    ],
)
async def test_a_state_whose_urns_name_another_stack_is_read_and_says_so(urn: str, other: str) -> None:
    state = export({"urn": urn, "type": "a:b:C", "custom": False}, manifest={"version": "v3"})
    async with RawServer([(http(json.dumps(state).encode()),)]) as server:
        client = PulumiClient(server.url, None, policy=PATIENT)
        found = [await client.export_stack(ASKED), await client.get_stack_resources(ASKED, 3)]
        body = await client.export_stack_bytes(ASKED)
        await client.aclose()
    assert [one.names for one in found] == [other, other]
    assert identity.other_stack_in_body(body, ASKED) == other
    assert decode(state).names == ""
