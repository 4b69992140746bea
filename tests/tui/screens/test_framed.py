"""A further whole screen before the browser hears what holds on every screen: messages, reloads, help, palette."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from stacktui.explorer.changes.create import Create
from stacktui.presentation.text.lines import literal
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.auto_reload import AutoReload
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.dialogs.help import Help
from stacktui.tui.dialogs.picker import Picker
from stacktui.tui.screens.framed import FramedScreen
from stacktui.tui.widgets.lines_view import LinesView
from tests.kit.waiting import until
from tests.tui.screens.world import World, is_listed

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.pilot import Pilot


FRESH = StackIdentifier("acme", "web-shop", "fresh")


class Second(FramedScreen):
    """A screen of one pane."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.STACKS)

    def __init__(self, world: World) -> None:
        super().__init__(world.app.session, world.app)
        self.reloads = 0

    def inside(self) -> ComposeResult:
        yield LinesView()

    def panes(self) -> tuple[Pane, ...]:
        return (Pane.STACKS,)

    def on_mount(self) -> None:
        self.query_one(LinesView).show(((literal("second screen"),),))
        self.show_frame()

    def action_reload(self) -> None:
        self.reloads += 1


async def open_second(pilot: Pilot[int], world: World) -> Second:
    await until(pilot, lambda: is_listed(world))
    second = Second(world)
    world.app.push_screen(second)
    await until(pilot, lambda: "second screen" in world.drawn)
    return second


async def test_what_the_server_says_is_shown_on_the_screen_in_front(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(100, 30)) as pilot:
        await open_second(pilot, world)
        world.app.session.source.warnings.send("The service is being mended.")
        await until(pilot, lambda: "The service is being mended." in world.drawn)


async def test_what_became_of_a_change_is_shown_on_the_screen_in_front(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(100, 30)) as pilot:
        await open_second(pilot, world)
        await world.app.session.writes.send(Create(FRESH))
        await until(pilot, lambda: f"{FRESH}" in world.drawn)
        await until(pilot, lambda: world.browser.listing.summary_of(FRESH) is not None)


async def test_it_is_read_again_every_so_often(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(100, 30)) as pilot:
        second = await open_second(pilot, world)
        world.app.auto_reload = AutoReload(0.01)  # type: ignore[arg-type]  # nobody waits for whole seconds
        world.app.toggle_auto_reload()
        world.app.toggle_auto_reload()
        await until(pilot, lambda: second.reloads > 1)


async def test_help_and_palette_are_those_of_its_panes(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=(100, 40)) as pilot:
        await open_second(pilot, world)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(world.app.screen, Help))
        assert "Sort menu" in world.drawn
        assert "Delete stack" not in world.drawn
        await pilot.press("escape")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(world.app.screen, Picker))
        await until(pilot, lambda: "Sort menu" in world.drawn)
        assert "Delete stack" not in world.drawn
