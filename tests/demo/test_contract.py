"""The demo fulfils Pulumi Cloud's contract, tested over real HTTP with Pulumi's own generated client."""

from __future__ import annotations

import urllib.error
from typing import TYPE_CHECKING

import pytest
from pulumi_cloud_sdk import ApiClient, Configuration, apis, models

from stacktui.demo.server import DEMO_TOKEN, create_app
from tests.demo.serving import serve
from tests.kit.clock import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOP = ("acme", "web-shop", "prod")
NEVER = ("acme", "legacy", "qa")


class Sdk:
    """Pulumi's client for one backend."""

    def __init__(self, url: str, token: str = DEMO_TOKEN) -> None:
        configuration = Configuration()
        configuration.host, configuration.access_token = url, token
        client = ApiClient(configuration)
        self.users, self.stacks = apis.UsersApi(client), apis.StacksApi(client)
        self.organizations = apis.OrganizationsApi(client)

    def walk(self, **filters: str) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        token = None
        while True:
            page = self.users.list_user_stacks(continuation_token=token, **filters)
            found += [(row.org_name, row.project_name, row.stack_name) for row in page.stacks]
            token = page.continuation_token
            if not token:
                return found


@pytest.fixture
def sdk(served_demo: str) -> Sdk:
    return Sdk(served_demo)


@pytest.fixture
def made(sdk: Sdk) -> Iterator[tuple[str, str, str]]:
    """A new stack, gone again afterwards wherever it went."""
    key = ("acme", "contract", "dev")
    sdk.organizations.create_stack(*key[:2], models.AppCreateStackRequest(stack_name=key[2]))
    yield key
    for left in sdk.walk(project="contract"):
        sdk.stacks.delete_stack(*left, force=True)


def refused(status: int) -> pytest.RaisesExc[urllib.error.HTTPError]:
    """The call must fail with this status; the response is closed unread."""

    def is_that(error: urllib.error.HTTPError) -> bool:
        error.close()
        return error.code == status

    return pytest.RaisesExc(urllib.error.HTTPError, check=is_that)


def test_the_user_is_in_three_organizations(sdk: Sdk) -> None:
    user = sdk.users.get_current_user()
    assert user.github_login == "alice"
    assert [o.github_login for o in user.organizations] == ["acme", "globex", "initech"]


def test_the_list_has_every_stack_once_over_several_pages(sdk: Sdk) -> None:
    names = sdk.walk()
    assert len(names) == len(set(names)) == 312


def test_one_stack_of_all_has_the_tag(sdk: Sdk) -> None:
    assert sdk.walk(tag_name="oncall", tag_value="primary") == [SHOP]


def test_every_question_about_one_stack_is_answered(sdk: Sdk) -> None:
    stack = sdk.stacks.get_stack(*SHOP)
    assert stack.current_operation.author == "bob"
    assert sdk.stacks.get_stack_metadata(*SHOP).stack_name == "prod"
    export = sdk.stacks.export_stack(*SHOP)
    latest = sdk.stacks.get_latest_stack_resources(*SHOP)
    count = sdk.stacks.get_stack_resource_count(*SHOP)
    assert len(export.deployment["resources"]) == len(latest.resources) == count.resource_count == 412
    assert latest.version == count.version == stack.version
    older = sdk.stacks.get_stack_resources(*SHOP, stack.version - 3)
    assert len(older.resources) == len(
        sdk.stacks.export_stack_at_version(*SHOP, stack.version - 3).deployment["resources"]
    )
    assert sdk.stacks.get_latest_stack_update(*SHOP).update_id == stack.active_update
    assert sdk.stacks.get_stack_update(*SHOP, 7).version == 7
    updates = sdk.stacks.get_stack_updates(*SHOP, output_type="service", page=1, page_size=5)
    assert len(updates["updates"]) == 5
    assert sdk.stacks.get_stack_outputs(*SHOP).outputs["url"]


def test_references_lead_both_ways(sdk: Sdk) -> None:
    read = [
        (r.organization, r.routing_project, r.name)
        for r in sdk.stacks.list_upstream_stack_references(*SHOP).referenced_stacks
    ]
    assert ("acme", "network", "prod") in read
    for key in read:
        readers = sdk.stacks.list_downstream_stack_references(*key).referenced_stacks
        assert SHOP in [(r.organization, r.routing_project, r.name) for r in readers]


def test_a_stack_that_never_ran_is_empty(sdk: Sdk) -> None:
    stack = sdk.stacks.get_stack(*NEVER)
    assert (stack.version, stack.active_update, stack.current_operation) == (0, "", None)
    assert "resources" not in sdk.stacks.export_stack(*NEVER).deployment
    assert sdk.stacks.get_latest_stack_resources(*NEVER).resources == []
    with refused(404):
        sdk.stacks.get_latest_stack_update(*NEVER)


def test_a_new_stack_is_in_the_list_and_cannot_be_made_twice(sdk: Sdk, made: tuple[str, str, str]) -> None:
    assert sdk.walk(project="contract") == [made]
    with refused(409):
        sdk.organizations.create_stack(*made[:2], models.AppCreateStackRequest(stack_name=made[2]))


def test_a_transfer_moves_the_stack_and_keeps_its_id(sdk: Sdk, made: tuple[str, str, str]) -> None:
    before = sdk.stacks.get_stack(*made).id
    sdk.stacks.transfer_stack(*made, models.TransferStackRequest(to_org="initech"))
    assert sdk.walk(project="contract") == [("initech", *made[1:])]
    assert sdk.stacks.get_stack("initech", *made[1:]).id == before
    with refused(404):
        sdk.stacks.get_stack(*made)


def test_a_delete_of_an_empty_stack_needs_no_force(sdk: Sdk, made: tuple[str, str, str]) -> None:
    sdk.stacks.delete_stack(*made)
    with refused(404):
        sdk.stacks.get_stack(*made)


def test_a_stack_with_resources_is_deleted_only_by_force(sdk: Sdk) -> None:
    key = ("acme", "sandbox", "tom")
    with refused(400):
        sdk.stacks.delete_stack(*key)
    sdk.stacks.delete_stack(*key, force=True)
    assert key not in sdk.walk(project="sandbox")


def test_a_deleted_stack_is_listed_as_one_that_can_be_restored() -> None:
    key = ("acme", "sandbox", "tom")
    with serve(create_app(now=NOW, failures="")) as url:
        sdk = Sdk(url)
        before, last = sdk.stacks.get_stack(*key), sdk.stacks.get_latest_stack_update(*key)
        assert sdk.organizations.list_deleted_stacks("acme").deleted_stacks == []
        sdk.stacks.delete_stack(*key, force=True)
        [deleted] = sdk.organizations.list_deleted_stacks("acme").deleted_stacks
        with refused(404):
            sdk.organizations.list_deleted_stacks("nobody")
    assert (deleted.project_name, deleted.stack_name) == key[1:]
    assert (deleted.id, deleted.version) == (before.id, before.version)
    assert deleted.last_update.start_time == last.info.start_time


def test_a_wrong_token_is_refused(served_demo: str) -> None:
    with refused(401):
        Sdk(served_demo, "pul-wrong").users.get_current_user()
