"""Every dialog fits common terminals, handles any resize, and shows hostile names as text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button, Input

from stacktui.demo.server import create_app
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.writes import Write
from stacktui.presentation.changes.write_lines import write_lines
from stacktui.presentation.copying import copyables_of_stack
from stacktui.presentation.text.lines import cleaned, literal
from stacktui.presentation.text.safe_text import clean
from stacktui.pulumi.errors import AnswerLost, Outcome
from stacktui.pulumi.running import RunningUpdate
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.bindings import Pane
from stacktui.tui.dialogs.copy_menu import CopyMenu
from stacktui.tui.dialogs.create_stack import CreateStack, KnownStacks
from stacktui.tui.dialogs.delete_stack import DeleteStack, ForceDelete
from stacktui.tui.dialogs.help import Help
from stacktui.tui.dialogs.open_writes import OpenWrites
from stacktui.tui.dialogs.picker import Choice, Picker
from stacktui.tui.dialogs.quit_anyway import QuitAnyway
from stacktui.tui.dialogs.save_file import SaveFile
from stacktui.tui.dialogs.text_view import TextView
from stacktui.tui.dialogs.transfer_stack import TransferStack
from stacktui.tui.dialogs.while_running import WhileRunning
from stacktui.tui.dialogs.write_dialog import Phase, WriteDialog
from tests.kit.clock import NOW
from tests.kit.waiting import seen, until
from tests.tui.dialogs.stage import FULL, Server, Stage, serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.pilot import Pilot

FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MARKED = re.compile(r"\bclick\b|\bquit\b|\bweb\b")
DIALOGS = (
    "create", "transfer", "delete", "force", "running", "copy", "picker", "help", "writes", "quit", "save", "text",
)  # fmt: skip


def stage(name: str, server: Server, stack: StackIdentifier) -> App[None]:
    """A stage for one dialog about one stack, whatever its names hold."""
    lost = AnswerLost(f"The answer about {stack} was lost.")
    write = Write(1, Delete(stack), outcome=Outcome.UNKNOWN, error=lost)
    known = KnownStacks((stack.organization, "globex"), lambda _: (stack.project,), lambda _: False)
    stages: dict[str, Callable[[], App[None]]] = {
        "create": lambda: Stage(CreateStack(server.context, known, project=stack.project)),
        "transfer": lambda: Stage(TransferStack(stack, server.context, organizations=("globex", "initech"))),
        "delete": lambda: Stage(DeleteStack(Delete(stack), server.context, protected=(stack.name, "db"))),
        "force": lambda: Stage(ForceDelete(Delete(stack, force=True), server.context, protected=None)),
        "running": lambda: Stage(WhileRunning(Delete(stack), RunningUpdate("u", status=str(stack)), NOW)),
        "copy": lambda: Stage(CopyMenu((cleaned(str(stack)),), copyables_of_stack(stack, is_running=True))),
        "picker": lambda: Stage(Picker((literal("Project"),), [Choice(at, clean(stack.project)) for at in range(90)])),
        "help": lambda: Stage(Help(Pane.STACKS)),
        "writes": lambda: Stage(OpenWrites(server.writes)),
        "quit": lambda: Stage(QuitAnyway((write,))),
        "save": lambda: Stage(SaveFile((cleaned(str(stack)),), Path("x.json"), may_have_secrets=True)),
        "text": lambda: Stage(TextView((cleaned(str(stack)),), write_lines(write))),
    }
    return stages[name]()


async def settled(pilot: Pilot[None]) -> None:
    screen = pilot.app.screen
    if isinstance(screen, WriteDialog):
        await until(pilot, lambda: screen.phase is not Phase.READING)
    for _ in range(5):
        await pilot.pause()


@pytest.mark.parametrize("name", DIALOGS)
async def test_every_field_and_button_can_be_brought_into_view(server: Server, name: str) -> None:
    app = stage(name, server, FULL)
    async with app.run_test(size=(40, 10)) as pilot:
        await settled(pilot)
        screen = app.screen
        for size in ((40, 10), (120, 36), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            box = screen.query_one("#dialog").region
            assert screen.region.contains_region(box)
            for widget in (*screen.query(Button), *screen.query(Input)):
                widget.disabled = False
                widget.focus()
                await pilot.pause()
                await pilot.pause()
                assert box.contains_region(widget.region), widget
                assert widget.region.area > 0


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("name", DIALOGS)
async def test_any_resize_is_survived(server: Server, name: str) -> None:
    app = stage(name, server, FULL)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        for size in [
            (1, 1),
            (200, 1),
            (1, 200),
            (2, 2),
            *((width, 20) for width in range(3, 16)),
            (500, 200),
            (40, 10),
        ]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert app.screen is screen
        assert screen.region.contains_region(screen.query_one("#dialog").region)


def clickable(app: App[None]) -> list[tuple[int, int]]:
    """Where the words of hostile markup stand, obeyed or not; once on lines that are alike."""
    lines = {line: row for row, line in enumerate(seen(app))}
    return [(found.start(), row) for line, row in lines.items() for found in MARKED.finditer(line)]


@pytest.mark.requirement("T2", "T4")
@pytest.mark.parametrize("name", DIALOGS)
async def test_a_hostile_tenants_names_are_shown_as_text(name: str) -> None:
    demo = create_app(now=NOW, latency=0, failures="", stacks=0, poison=True)
    server = serve(demo=demo)
    stack = StackIdentifier("acme\x1b]52;c;YQ==\x07", "[@click=app.quit]web[/]", "pr\u202eod\x9b2J")
    stacks = demo.tenant._keys
    clicked = 0
    for wanted in (StackIdentifier(*stacks[0]), stack):
        app = stage(name, server, wanted)
        async with app.run_test() as pilot:
            await settled(pilot)
            assert FORBIDDEN.search("\n".join(seen(app))) is None
            for place in clickable(app):
                await pilot.click(offset=place)
                assert app.is_running
                clicked += 1
    assert clicked > 0 or name in {"help", "writes"}  # which name no stack here
    await server.writes._client.aclose()


async def test_the_buttons_stay_visible_when_they_need_more_rows_than_before() -> None:
    dialog = Help(Pane.RESOURCES)
    app = Stage(dialog)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: bool(dialog.query("#close")))
        box, body, close = (dialog.query_one(name) for name in ("#dialog", "#dialog-body", "#close"))
        await until(pilot, lambda: body.region.height == 32)
        dialog.remove_class("-tall")
        dialog.fit()
        await until(pilot, lambda: body.region.height == 33)
        dialog.add_class("-tall")  # as in a window that grows, where the class comes after the size
        await until(pilot, lambda: body.region.height == 32)
        assert close.region.bottom == box.region.bottom - 1
