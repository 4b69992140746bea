"""Creating: names validated during typing, the full name shown, the server's words kept, one request."""

from __future__ import annotations

import pytest
from textual.widgets import Button

from stacktui.pulumi.errors import Outcome
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.dialogs.create_stack import CreateStack, KnownStacks
from stacktui.tui.dialogs.dialog import Dialog, Field
from stacktui.tui.dialogs.picker import Picker
from stacktui.tui.dialogs.write_dialog import Phase
from tests.kit.waiting import until
from tests.tui.dialogs.stage import Server, Stage, enter_text, ready, serve, words_on

KNOWN = KnownStacks(
    ("acme", "globex"),
    lambda organization: ("web-shop", "payments") if organization == "acme" else (),
    lambda stack: stack == StackIdentifier("acme", "web-shop", "prod"),
)


async def test_creates_what_is_typed_with_its_tags(server: Server) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme")
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, "web-shop")
        await pilot.press("enter")
        await enter_text(pilot, "feature-1")
        assert "creates acme/web-shop/feature-1" in words_on(dialog)
        assert "existing project web-shop" in words_on(dialog)
        await pilot.press("enter")
        await enter_text(pilot, 'env=dev, note="a, b"')
        await pilot.press("enter", "enter", "enter")
        await until(pilot, lambda: bool(app.results))
    assert server.gate.writes == ["POST /api/stacks/acme/web-shop"]
    assert app.results[0] is not None
    assert app.results[0].is_done
    tags = server.demo.tenant.find(("acme", "web-shop", "feature-1")).tags
    assert (tags["env"], tags["note"]) == ("dev", "a, b")


async def test_a_known_project_is_suggested_and_a_new_one_said_to_be_new(server: Server) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme")
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, "we")
        assert "also creates project we" in words_on(dialog)
        await pilot.pause()
        await pilot.press("right")
        assert dialog.stack.project == "web-shop"


@pytest.mark.parametrize(
    ("project", "name", "tags", "said"),
    [
        ("web shop", "x", "", "cannot contain a space (position 4)"),
        ("..", "x", "", "cannot be `..`"),
        ("web-shop", "a/b", "", "cannot contain `/` (position 2)"),
        ("web-shop", "a" * 101, "", "has 101 characters; the limit is 100"),
        ("web-shop", "prod", "", "already exists"),
        ("web-shop", "x", "env", "write env=value"),
        ("web-shop", "x", "a=1, a=2", "appears twice"),
        ("web-shop", "x", "a b=1", "cannot contain a space"),
        ("web-shop", "x", 'a="1', "quotation mark"),
    ],
)
async def test_what_breaks_a_rule_is_said_and_cannot_be_sent(
    server: Server, project: str, name: str, tags: str, said: str
) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme")
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        for field, text in (("project", project), ("name", name), ("tags", tags)):
            dialog.query_one(f"#{field}", Field).value = text
        await pilot.pause()
        assert said in words_on(dialog)
        assert dialog.query_one("#send", Button).disabled
        dialog.query_one("#tags").focus()
        await pilot.press("enter")
        await pilot.pause()
    assert server.gate.writes == []


async def test_an_incomplete_name_is_not_sent(server: Server) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme", project="web-shop")
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "Not sent: enter a valid project and stack name" in words_on(dialog)
    assert server.gate.writes == []


@pytest.mark.requirement("D7")
async def test_a_refusal_keeps_the_servers_words_and_what_was_typed_so_that_one_can_correct(server: Server) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme", project="web-shop")
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, "staging")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "already exists" in words_on(dialog))
        assert "Request ID" in words_on(dialog)
        assert dialog.stack.name == "staging"
        dialog.query_one("#name").focus()
        await enter_text(pilot, "2")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: dialog.phase is Phase.ENDED)
    assert len(server.gate.writes) == 2
    assert ("acme", "web-shop", "staging2") in server.demo.tenant


@pytest.mark.requirement("D1")
async def test_enter_hammered_through_a_refusal_sends_one_request(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme", project="web-shop")
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, "staging")
        monkeypatch.setattr(Dialog, "GUARD", 3600.0)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "already exists" in words_on(dialog))
        for _ in range(20):
            await pilot.press("enter")
    assert len(server.gate.writes) == 1


@pytest.mark.requirement("D1", "D8")
async def test_a_lost_answer_says_what_looking_found(server: Server) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme", project="web-shop")
    app = Stage(dialog)
    server.gate.loses = ("POST",)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, "new-one")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: dialog.phase is Phase.ENDED)
        await pilot.pause()
        assert "created by this or another request" in words_on(dialog)
        await pilot.press("escape")
    assert len(server.gate.writes) == 1
    assert app.results[0] is not None
    assert app.results[0].outcome is Outcome.DONE


async def test_the_organization_is_chosen_from_the_users(server: Server) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme", project="web-shop")
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        dialog.query_one("#organization").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Picker))
        await enter_text(pilot, "glo")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is dialog)
        assert "creates globex/web-shop/…" in words_on(dialog)


@pytest.mark.requirement("D6")
async def test_read_only_says_so_and_sends_nothing() -> None:
    server = serve(read_only=True)
    dialog = CreateStack(server.context, KNOWN, organization="acme", project="web-shop")
    async with Stage(dialog).run_test() as pilot:
        await pilot.pause()
        await enter_text(pilot, "x")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "Read-only" in words_on(dialog)
    await server.writes._client.aclose()
    assert server.gate.seen == []


async def test_the_servers_words_beside_success_are_shown_before_it_closes(server: Server) -> None:
    dialog = CreateStack(server.context, KNOWN, organization="acme", project="web-shop")
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, "untagged")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "requires the tag `team` on every stack" in words_on(dialog))
        assert "Done." in words_on(dialog)
        await pilot.press("enter")
    assert app.results[0] is not None
    assert app.results[0].is_done
