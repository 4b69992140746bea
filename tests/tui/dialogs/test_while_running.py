"""No change is sent while an update runs without a separate confirmation, however the server reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.demo.company.stacks import Operation
from stacktui.demo.server import create_app
from stacktui.explorer.changes.delete import Delete
from stacktui.tui.dialogs.delete_stack import DeleteStack, ForceDelete
from stacktui.tui.dialogs.dialog import Field
from stacktui.tui.dialogs.transfer_stack import TransferStack
from stacktui.tui.dialogs.while_running import WhileRunning
from stacktui.tui.dialogs.write_dialog import Phase
from tests.kit.clock import NOW
from tests.kit.waiting import until
from tests.tui.dialogs.stage import EMPTY, FULL, RUNNING, Server, Stage, enter_text, ready, serve, words_on

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.stack_write_dialog import StackWriteDialog

changes = pytest.mark.parametrize("kind", ["delete", "force-delete", "transfer"])
servers = pytest.mark.parametrize("active_update_only", [False, True], ids=["currentOperation", "activeUpdate"])


def serve_running(*, active_update_only: bool, failures: str = "") -> Server:
    return serve(demo=create_app(now=NOW, latency=0, failures=failures, active_update_only=active_update_only))


def idle_stack(kind: str) -> StackIdentifier:
    """One that nothing runs on; only one with resources is forced."""
    return FULL if kind == "force-delete" else EMPTY


def dialog_of(kind: str, server: Server, stack: StackIdentifier) -> tuple[StackWriteDialog, str]:
    """The dialog of a change, and what confirms it on an idle stack."""
    if kind == "transfer":
        return TransferStack(stack, server.context, organizations=("acme", "globex")), "globex"
    if kind == "force-delete":
        return ForceDelete(
            Delete(stack, force=True), server.context
        ), f"orphan {server.demo.tenant.find(stack).count} resources"
    return DeleteStack(Delete(stack), server.context), str(stack)


async def confirm(pilot: Pilot[None], text: str) -> None:
    await enter_text(pilot, text)
    await pilot.press("enter")


async def asked_about_update(pilot: Pilot[None]) -> WhileRunning:
    await until(pilot, lambda: isinstance(pilot.app.screen, WhileRunning))
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, WhileRunning)
    return screen


@pytest.mark.requirement("D3", "D4")
@changes
@servers
async def test_a_running_update_needs_a_confirmation_of_its_own(kind: str, active_update_only: bool) -> None:
    server = serve_running(active_update_only=active_update_only)
    dialog, text = dialog_of(kind, server, RUNNING)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        said = words_on(dialog)
        assert "running ↻ " in said
        assert f"cancel it with:\npulumi cancel {RUNNING}" in said
        await confirm(pilot, text)
        asking = await asked_about_update(pilot)
        assert ("status: running" if active_update_only else "update by bob") in words_on(asking)
        assert f"pulumi cancel {RUNNING}" in words_on(asking)
        await confirm(pilot, text)  # what confirmed the change itself is not enough
        assert "Not confirmed: type exactly" in words_on(asking)
        assert server.gate.writes == []
        asking.query_one("#confirm", Field).value = ""
        await confirm(pilot, f"{kind} while an update runs")
        await until(pilot, lambda: bool(server.gate.writes))
    await server.writes._client.aclose()
    assert len(server.gate.writes) == 1


@pytest.mark.requirement("D3", "D4")
@changes
@servers
async def test_without_that_confirmation_nothing_is_sent(kind: str, active_update_only: bool) -> None:
    server = serve_running(active_update_only=active_update_only)
    dialog, text = dialog_of(kind, server, RUNNING)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await confirm(pilot, text)
        await asked_about_update(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "you did not confirm that: nothing was sent" in words_on(dialog))
        assert dialog.query_one("#confirm", Field).value == ""
    await server.writes._client.aclose()
    assert server.gate.writes == []


@pytest.mark.requirement("D4")
@servers
async def test_an_update_that_began_since_it_was_opened_is_shown_first(active_update_only: bool) -> None:
    server = serve_running(active_update_only=active_update_only)
    dialog, text = dialog_of("delete", server, EMPTY)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        server.demo.tenant.find(EMPTY).operation = Operation("update", "bob", 5)
        await confirm(pilot, text)
        await until(pilot, lambda: "has changed since you confirmed" in words_on(dialog))
        assert ("An update is running: " if active_update_only else "bob is running: update.") in words_on(dialog)
        await confirm(pilot, text)
        await asked_about_update(pilot)
    await server.writes._client.aclose()
    assert server.gate.writes == []


@pytest.mark.requirement("D4")
async def test_another_update_than_the_confirmed_one_is_not_taken_for_it() -> None:
    server = serve_running(active_update_only=True)
    record = server.demo.tenant.find(EMPTY)
    record.operation = Operation("update", "bob", 5)
    dialog, text = dialog_of("delete", server, EMPTY)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await confirm(pilot, text)
        await asked_about_update(pilot)
        record.version += 1  # the next update, and its version
        await confirm(pilot, "delete while an update runs")
        await until(pilot, lambda: "has changed since you confirmed" in words_on(dialog))
    await server.writes._client.aclose()
    assert server.gate.writes == []


@pytest.mark.requirement("D4")
async def test_a_status_that_cannot_be_read_counts_as_running() -> None:
    server = serve_running(active_update_only=True, failures="update_status:403")
    server.demo.tenant.find(EMPTY).operation = Operation("update", "bob", 5)
    dialog, text = dialog_of("delete", server, EMPTY)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        assert "treated as running: the status of the latest update cannot be read" in words_on(dialog)
        await confirm(pilot, text)
        await asked_about_update(pilot)
    await server.writes._client.aclose()
    assert server.gate.writes == []


async def test_an_idle_stack_whose_last_update_is_named_is_deleted_as_ever(server: Server) -> None:
    dialog, text = dialog_of("delete", server, EMPTY)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        assert "running" not in words_on(dialog)
        await confirm(pilot, text)
        await until(pilot, lambda: bool(app.results))
    asked = sum("/update/" in request for request in server.gate.seen)
    assert asked <= 1  # the list of updates says that it has ended, else its status does, once


async def test_the_command_that_ends_the_update_can_be_copied(server: Server) -> None:
    dialog, text = dialog_of("delete", server, RUNNING)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await pilot.press("ctrl+y")
        assert app.clipboard == f"pulumi cancel {RUNNING}"
        app.copy_to_clipboard("")
        await confirm(pilot, text)
        await asked_about_update(pilot)
        await pilot.press("ctrl+y")
        assert app.clipboard == f"pulumi cancel {RUNNING}"


@pytest.mark.requirement("D7")
@changes
async def test_a_409_is_a_running_update_and_names_the_way_out(kind: str) -> None:
    stack = idle_stack(kind)
    operation = "transfer" if kind == "transfer" else "delete"
    server = serve_running(active_update_only=False, failures=f"{operation}:409")
    dialog, text = dialog_of(kind, server, stack)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await ready(pilot, dialog)
        await confirm(pilot, text)
        await until(pilot, lambda: "an update is running" in words_on(dialog))
        assert f"cancel it with:\npulumi cancel {stack}" in words_on(dialog)
        assert "The server refused, so nothing has changed." in words_on(dialog)
        await pilot.press("ctrl+y")
        assert app.clipboard == f"pulumi cancel {stack}"
    await server.writes._client.aclose()


@pytest.mark.requirement("D1", "D7", "D9")
@changes
@pytest.mark.parametrize("status", [405, 501])
async def test_what_the_server_does_not_support_ends_at_once(kind: str, status: int) -> None:
    stack = idle_stack(kind)
    operation = "transfer" if kind == "transfer" else "delete"
    server = serve_running(active_update_only=False, failures=f"{operation}:{status}")
    dialog, text = dialog_of(kind, server, stack)
    async with Stage(dialog).run_test() as pilot:
        await ready(pilot, dialog)
        await confirm(pilot, text)
        await until(pilot, lambda: dialog.phase is Phase.REFUSED)
        assert f"does not support {dialog.change.feature}: nothing changed." in words_on(dialog)
        await confirm(pilot, text)
        await pilot.pause()
    await server.writes._client.aclose()
    assert len(server.gate.writes) == 1
    assert server.gate.seen[-1] == server.gate.writes[0]  # nothing was looked for afterwards
    assert server.writes.open_writes == ()
    assert [str(write.outcome) for write in server.record] == ["None", "rejected"]
