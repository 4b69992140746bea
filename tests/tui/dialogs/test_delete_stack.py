"""Deleting: all facts shown, the full name typed, one request, nothing sent if something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from stacktui.demo.server import create_app
from stacktui.explorer.changes.delete import Delete
from stacktui.pulumi.errors import Outcome
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.dialogs.delete_stack import DeleteStack
from stacktui.tui.dialogs.dialog import Dialog, Field
from stacktui.tui.dialogs.stack_write_dialog import is_same
from stacktui.tui.dialogs.write_dialog import Phase
from tests.kit.clock import NOW
from tests.kit.waiting import until
from tests.tui.dialogs.stage import EMPTY, FULL, Server, Stage, enter_text, ready, serve, words_on

if TYPE_CHECKING:
    from pathlib import Path

GUARD = Dialog.GUARD
"""As it is in the program; the tests wait less."""


@pytest.mark.requirement("D5")
async def test_shows_host_identity_resources_protected_readers_and_what_is_not_deleted(server: Server) -> None:
    dialog = DeleteStack(Delete(FULL), server.context, protected=("main", "db"))
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        said = words_on(dialog)
    assert "on api.pulumi.com as alice" in said
    assert "64 resources according to the server's count" in said
    assert "protected 2: main, db" in said
    assert "read by" in said
    assert "acme/" in said.split("read by")[1].splitlines()[0]
    assert "5d ago" in said
    assert "Will be deleted: the stack, its history and its configuration on the server." in said
    assert "Will not be deleted: resources in your cloud." in said
    assert "last 25 deleted stacks" in said


@pytest.mark.requirement("D5")
@pytest.mark.parametrize(
    ("failures", "resources", "undone"),
    [
        ("count:404", "resources 64 resources according to its state", "an organization administrator can restore"),
        (
            "count:500,export:403",
            "resources 64 resources according to the list of stacks",
            "an organization administrator can restore",
        ),
        ("count:empty,list:403,export:403", "resources could not be counted", "an organization administrator can"),
        (
            "deleted:404",
            "resources 64 resources according to the server's count",
            "This cannot be undone on this server.",
        ),
    ],
)
async def test_shows_the_source_of_the_count_and_mentions_restoring_only_if_supported(
    failures: str, resources: str, undone: str
) -> None:
    server = serve(demo=create_app(now=NOW, latency=0, failures=failures))
    dialog = DeleteStack(Delete(FULL), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        assert resources in words_on(dialog)
        assert f"{undone}" in words_on(dialog)
        assert "ctrl+s saves its state first." in words_on(dialog)
        assert "console" not in words_on(dialog)
    await server.writes._client.aclose()


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


@pytest.mark.requirement("S8")
@pytest.mark.parametrize("failures", ["", "export:403"])
async def test_its_state_can_be_saved_first_in_either_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: str
) -> None:
    monkeypatch.chdir(tmp_path)
    server = serve(demo=create_app(now=NOW, latency=0, failures=failures))
    dialog = DeleteStack(Delete(FULL), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await pilot.press("ctrl+s", "enter")
        await until(pilot, lambda: pilot.app.screen is dialog and "aved" in words_on(dialog))
        if failures:
            assert "Not saved: " in words_on(dialog)
            assert names_in(tmp_path) == []
        else:
            await pilot.press("ctrl+s", "tab", "tab", "enter", "shift+tab", "enter", "enter")
            await until(pilot, lambda: "with its secrets, to acme-network-prod.secrets.json" in words_on(dialog))
            masked, whole = (tmp_path / f"acme-network-prod{end}" for end in (".json", ".secrets.json"))
            assert b"ciphertext" not in masked.read_bytes()
            assert b"ciphertext" in whole.read_bytes()
            assert {file.stat().st_mode & 0o777 for file in (masked, whole)} == {0o600}
        assert dialog.phase is Phase.ASKING
    assert server.gate.writes == []
    await server.writes._client.aclose()


@pytest.mark.requirement("D5")
async def test_says_that_protected_resources_are_not_known_when_the_state_was_not_opened(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        assert "unknown: the state is not loaded" in words_on(dialog)


@pytest.mark.requirement("D1", "D2", "D3")
async def test_hammering_enter_after_the_name_sends_one_request(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    app = Stage(dialog)
    server.gate.hold("DELETE")
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter", "enter", "enter")
        await until(pilot, lambda: bool(server.gate.writes))
        await pilot.press("enter", "enter", "enter")
        server.gate.release()
        await until(pilot, lambda: bool(app.results))
    assert server.gate.writes == [f"DELETE /api/stacks/{EMPTY}?force=false"]
    assert app.results[0] is not None
    assert app.results[0].outcome is Outcome.DONE


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    "typed", ["", "acme", "acme/analytics/stagin", "acme/analytics/staging ", "Acme/analytics/staging"]
)
async def test_nothing_but_the_full_name_sends(server: Server, typed: str) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, typed)
        await pilot.press("enter")
        await pilot.pause()
        assert "Not confirmed" in words_on(dialog)
    assert server.gate.writes == []


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    ("typed", "same"), [("caf\u00e9", True), ("cafe\u0301", True), ("cafe", False), ("Caf\u00e9", False)]
)
def test_what_is_typed_is_compared_letter_by_letter_however_accents_are_composed(typed: str, same: bool) -> None:
    assert is_same(typed, "caf\u00e9") is same


@pytest.mark.requirement("D3")
def test_a_quarter_of_a_second_passes_before_what_is_shown_is_answered(server: Server) -> None:
    assert GUARD >= 0.25
    dialog = DeleteStack(Delete(EMPTY), server.context)
    assert dialog.is_deaf_to(events.Key("a", "a"))  # nothing of it was drawn yet
    assert not dialog.is_deaf_to(events.Key("escape", None))


@pytest.mark.requirement("D3")
async def test_keys_typed_before_it_was_seen_are_dropped(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Dialog, "GUARD", 3600.0)
    dialog = DeleteStack(Delete(EMPTY), server.context)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await enter_text(pilot, str(EMPTY))
        dialog.query_one("#confirm").post_message(events.Paste(str(EMPTY)))
        await pilot.press("enter")
        assert dialog.query_one("#confirm", Field).value == ""
        await pilot.press("escape")
        assert app.results == [None]
    assert server.gate.writes == []


@pytest.mark.requirement("D3")
async def test_a_name_pasted_with_what_cannot_be_typed_is_taken_without_it(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        field = dialog.query_one("#confirm", Field)
        field.post_message(events.Paste("\nacme/ana\x1blytics\u200b/staging\nD"))
        await until(pilot, lambda: field.value == str(EMPTY))
    assert server.gate.writes == []


@pytest.mark.requirement("D4")
async def test_a_new_version_between_opening_and_sending_sends_nothing(server: Server) -> None:
    dialog = DeleteStack(Delete(EMPTY), server.context)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        server.demo.tenant.find(EMPTY).version += 1
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: "has changed since you confirmed" in words_on(dialog))
        assert "Its version changed from 12 to 13." in words_on(dialog)
        assert server.gate.writes == []
        assert dialog.query_one("#confirm", Field).value == ""
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter")
        await until(pilot, lambda: bool(server.gate.writes))
    assert len(server.gate.writes) == 1


@pytest.mark.requirement("D6")
async def test_read_only_says_so_and_sends_nothing() -> None:
    server = serve(read_only=True)
    dialog = DeleteStack(Delete(EMPTY), server.context)
    async with Stage(dialog).run_test() as pilot:
        await until(pilot, lambda: dialog.preflight is not None)
        await pilot.pause()
        assert "Read-only: nothing was sent." in words_on(dialog)
        await enter_text(pilot, str(EMPTY))
        await pilot.press("enter", "tab", "enter")
        await pilot.pause()
    await server.writes._client.aclose()
    assert server.gate.writes == []


@pytest.mark.requirement("D3", "T6")
@pytest.mark.parametrize("name", ["pro\u202ed", "..", "[/]prod", "pr\x1bod"])
async def test_a_name_outside_the_grammar_cannot_be_confirmed(server: Server, name: str) -> None:
    record = server.demo.tenant.find(EMPTY)
    server.demo.tenant.move(record, ("acme", "analytics", name))
    dialog = DeleteStack(Delete(StackIdentifier("acme", "analytics", name)), server.context)
    async with Stage(dialog).run_test() as pilot:
        await until(pilot, lambda: dialog.phase is Phase.REFUSED)
        dialog.query_one("#confirm", Field).value = str(dialog.stack)
        await pilot.press("enter")
        await pilot.pause()
    assert server.gate.writes == []
