"""The stack that is shown, copied and written to is the one that the user selected, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.demo.state.odd_values import CANARY
from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.transfer import Transfer
from stacktui.explorer.selection import Property, ReferenceRow, ResourceRow, StackRow
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.dialogs.copy_menu import Copyables
from stacktui.tui.dialogs.delete_stack import DeleteStack
from stacktui.tui.dialogs.picker import Picker
from stacktui.tui.dialogs.save_file import SaveChoice, SaveFile
from stacktui.tui.dialogs.write_dialog import Phase
from stacktui.tui.host.clipboard import CopyResult, CopyRoute
from stacktui.tui.sections.resources import Spot
from tests.kit.waiting import until
from tests.tui.dialogs.stage import EMPTY
from tests.tui.screens.world import NETWORK, SHOP, World, is_listed, open_stack, open_state

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from stacktui.explorer.selection import Selection
    from stacktui.index.stacks import StackSort

SECRETS = StackIdentifier("acme", "triage", "secrets")
pytestmark = pytest.mark.requirement("D11")
TYPO = StackIdentifier("acme", "web-shop", "prodd")
WIDE, SMALL = (120, 36), (80, 24)
NONE_SELECTED = "No stack selected. Choose one in the list."


async def until_none_is_reported(pilot: Pilot[int], world: World) -> None:
    """As a message: in the view it is written all along."""
    await until(pilot, lambda: plain_text(world.browser._said) == NONE_SELECTED)


async def until_drawn(pilot: Pilot[int], world: World, words: str) -> None:
    await until(pilot, lambda: words in world.drawn)


async def what_delete_means(pilot: Pilot[int], world: World) -> StackIdentifier:
    """Press D, and leave the dialog again."""
    await pilot.press("D")
    await until(pilot, lambda: isinstance(world.app.screen, DeleteStack))
    dialog = world.app.screen
    assert isinstance(dialog, DeleteStack)
    await until(pilot, lambda: dialog.phase is not Phase.READING)
    await pilot.press("escape")
    await until(pilot, lambda: world.app.screen is world.browser)
    return dialog.stack


async def what_copying_offers(pilot: Pilot[int], world: World) -> list[str]:
    """Press y, and leave the menu again."""
    await pilot.press("y")
    texts = [each.text for each in world.app.screen.query_one(Copyables).copyables]
    await pilot.press("escape")
    await until(pilot, lambda: world.app.screen is world.browser)
    return texts


def delete_elsewhere(world: World, stack: StackIdentifier) -> None:
    world.gate.tenant.remove(world.gate.tenant.find(stack))


async def reload(pilot: Pilot[int], world: World) -> None:
    """Press r, and wait for the list and for what is said of the stack."""
    await pilot.press("r")
    await until(pilot, lambda: not world.browser.stacks.is_loading and not world.browser.detail.is_loading)
    await pilot.pause()


@pytest.mark.parametrize(
    ("stack", "failures", "filter_", "words", "size"),
    [
        (TYPO, "", "", "acme/web-shop/prodd was not found", WIDE),
        (TYPO, "", "", "acme/web-shop/prodd was not found", SMALL),
        (SHOP._replace(organization="nobody"), "", "", "nobody/web-shop/prod was not found", WIDE),
        (SHOP, "list:403", "", "↻ update by bob", WIDE),
        (SHOP, "", "project:network", "↻ update by bob", SMALL),
        (SHOP, "get:503", "project:network", "This failure was requested", WIDE),
    ],
)
async def test_who_names_a_stack_sees_it_or_its_error_and_no_other(
    tmp_path: Path, stack: StackIdentifier, failures: str, filter_: str, words: str, size: tuple[int, int]
) -> None:
    world = World(tmp_path, failures=failures, start_stack=stack, start_filter=filter_)
    async with world.app.run_test(size=size) as pilot:
        await until(pilot, lambda: bool(world.gate.count("/user/stacks")) and not world.browser.stacks.is_loading)
        await until_drawn(pilot, world, "· selected, n")
        if size == SMALL:
            await until_drawn(pilot, world, f"stacks · selected, not listed: {stack}")
        if stack == TYPO:
            await until_drawn(pilot, world, words)
        assert "▸" not in world.drawn
        assert await what_delete_means(pilot, world) == stack
        assert str(stack) in await what_copying_offers(pilot, world)
        await pilot.press("enter")
        await until_drawn(pilot, world, words)
        assert str(stack) in world.drawn
        world.browser.stacks.list.focus()
        await pilot.press("j")
        listed = world.browser.stacks.list.stack
        assert world.browser.stacks.selected == (stack if listed is None else listed.identifier)
        assert (listed is None) is ("list" in failures)


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_where_no_stack_matches_none_is_selected_and_every_key_that_needs_one_says_so(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=size) as pilot:
        await open_stack(pilot, world, SHOP)
        world.browser.stacks.show_filter("nosuchstack")
        await until_drawn(pilot, world, "No stack matches the filter")
        for key in ("D", "T", "c", "y", "w", "ctrl+s"):
            world.browser.show_message(())
            await pilot.press(key)
            await until_none_is_reported(pilot, world)
            assert world.app.screen is world.browser
        for view in "1234":
            await pilot.press(view)
            await until_drawn(pilot, world, NONE_SELECTED)
        assert str(SHOP) not in world.drawn
        await pilot.press("D")
        await until_none_is_reported(pilot, world)
        world.browser.stacks.list.focus()
        await pilot.press("escape")
        await until_drawn(pilot, world, f"▸ {SHOP}")
        assert await what_delete_means(pilot, world) == SHOP


async def test_until_a_tag_is_answered_no_stack_is_selected(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=WIDE) as pilot:
        await open_stack(pilot, world, NETWORK)
        world.gate.hold("/api/user/stacks")
        world.browser.stacks.show_filter("tag:oncall=primary")
        await pilot.press("D")
        await until_none_is_reported(pilot, world)
        world.gate.release()
        await until_drawn(pilot, world, f"▸ {SHOP}")
        assert await what_delete_means(pilot, world) == SHOP


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_a_stack_that_somebody_else_deleted_stays_selected_with_its_error(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=size) as pilot:
        await open_stack(pilot, world, NETWORK)
        await until_drawn(pilot, world, f"▸ {NETWORK}")
        delete_elsewhere(world, NETWORK)
        await reload(pilot, world)
        await until_drawn(pilot, world, "acme/network/prod was not found")
        assert "▸" not in world.drawn
        assert "selected, not listed: acme/network" in world.drawn
        assert await what_delete_means(pilot, world) == NETWORK
        assert not any("/network/" in line and line.endswith("/transfer") for line in world.gate.seen)
        await pilot.press("j")
        await until_drawn(pilot, world, "▸")
        assert world.browser.stacks.selected == NETWORK._replace(name="prod-ap-southeast-2")  # that in its place
        assert "not listed" not in world.drawn


@pytest.mark.parametrize("failures", ["transfer:403", "transfer:409", "cut", "taken", ""])
async def test_the_selection_moves_to_the_target_of_a_transfer_only_after_success(
    tmp_path: Path, failures: str
) -> None:
    world = World(tmp_path, failures=failures if ":" in failures else "")
    target = NETWORK._replace(organization="initech")
    async with world.app.run_test(size=WIDE) as pilot:
        await open_stack(pilot, world, NETWORK)
        writes = world.app.session.writes
        if failures == "taken":
            assert (await writes.send(Create(target))).is_done
        if failures == "cut":
            world.gate.drops = ("/transfer",)
        stack_id = world.gate.tenant.find(NETWORK).id
        write = await writes.send(Transfer(NETWORK, stack_id, to_organization="initech"))
        await pilot.pause()
        await until(pilot, lambda: not world.browser.stacks.is_loading)
        expected = target if write.is_done else NETWORK
        assert write.is_done is (failures == "")
        await until_drawn(pilot, world, f"▸ {expected}")
        assert world.browser.detail.stack == expected
        assert await what_delete_means(pilot, world) == expected


async def test_a_write_that_ends_later_leaves_the_stack_alone_that_was_selected_meanwhile(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=WIDE) as pilot:
        await open_stack(pilot, world, SHOP)
        writes = world.app.session.writes
        new = EMPTY._replace(name="new")
        stack_id = world.gate.tenant.find(NETWORK).id
        for write in (
            await writes.send(Create(new)),
            await writes.send(Transfer(NETWORK, stack_id, to_organization="initech")),
            await writes.send(Delete(EMPTY)),
        ):
            assert write.is_done
            await until(pilot, lambda: not world.browser.stacks.is_loading)
            await pilot.pause()
            assert world.browser.stacks.selected == world.browser.detail.stack == SHOP
        assert await what_delete_means(pilot, world) == SHOP


@pytest.mark.parametrize("force", [False, True])
async def test_after_a_delete_no_stack_is_selected(tmp_path: Path, force: bool) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=WIDE) as pilot:
        await open_stack(pilot, world, EMPTY)
        assert (await world.app.session.writes.send(Delete(EMPTY, force=force))).is_done
        await until_drawn(pilot, world, "311 stacks")
        assert "▸" not in world.drawn
        assert NONE_SELECTED in world.drawn
        await pilot.press("D")
        await until_none_is_reported(pilot, world)
        assert world.app.screen is world.browser


async def test_a_stack_selected_with_pulumi_is_looked_for_in_the_users_default_organization(tmp_path: Path) -> None:
    world = World(tmp_path, start_stack=SHOP._replace(organization=""))
    world.gate.hold("/organizations/default")
    async with world.app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: is_listed(world))
        await pilot.press("D")
        await until_none_is_reported(pilot, world)
        world.gate.release()
        await until_drawn(pilot, world, f"▸ {SHOP}")
        assert world.browser.detail.stack == SHOP


async def test_who_has_selected_a_stack_meanwhile_keeps_it(tmp_path: Path) -> None:
    world = World(tmp_path, start_stack=SHOP._replace(organization=""))
    world.gate.hold("/organizations/default")
    async with world.app.run_test(size=WIDE) as pilot:
        await open_stack(pilot, world, NETWORK)
        world.gate.release()
        await until(pilot, lambda: not world.gate.in_flight)
        await pilot.pause()
        assert world.browser.stacks.selected == NETWORK


async def test_where_the_default_organization_is_not_known_the_stack_selected_with_pulumi_says_why(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, failures="default_organization:403", start_stack=SHOP._replace(organization=""))
    async with world.app.run_test(size=WIDE) as pilot:
        await until_drawn(pilot, world, "web-shop/prod: ")
        await until(pilot, lambda: is_listed(world))
        assert world.browser.stacks.selected is None
        assert "▸" not in world.drawn


@pytest.mark.parametrize(("last", "forgotten"), [(TYPO, [""]), (SHOP, [])])
async def test_a_last_stack_that_is_gone_says_so_and_is_not_begun_with_again(
    tmp_path: Path, last: StackIdentifier, forgotten: list[str]
) -> None:
    kept: list[str] = []

    def remember(stack: str, _sort: StackSort) -> None:
        kept.append(stack)

    world = World(tmp_path, last_stack=last, remember_place=remember)
    async with world.app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: is_listed(world) and world.browser.detail.stack == last)
        await until_drawn(pilot, world, "↻ update by bob" if last == SHOP else "acme/web-shop/prodd was not found")
        assert kept == forgotten
        assert await what_delete_means(pilot, world) == last


async def test_a_reference_of_another_stack_is_not_copied_for_one_whose_references_cannot_be_read(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=WIDE) as pilot:
        await open_stack(pilot, world, SHOP)
        await pilot.press("3", "tab")
        await until(pilot, lambda: world.browser.detail.reference_list.stack is not None)
        assert str(SHOP) not in await what_copying_offers(pilot, world)
        world.gate.refuses = ("/downstreamreferences",)
        world.browser.visit(EMPTY)
        await until(pilot, lambda: world.browser.detail.references.error is not None)
        assert str(EMPTY) in await what_copying_offers(pilot, world)


async def test_back_in_the_list_its_own_stack_is_shown_and_meant_again(tmp_path: Path) -> None:
    world = World(tmp_path, start_filter="web-shop/prod")
    async with world.app.run_test(size=WIDE) as pilot:
        await until_drawn(pilot, world, f"▸ {SHOP}")
        await pilot.press("3", "tab")
        await until(pilot, lambda: world.browser.detail.reference_list.stack is not None)
        reader = world.browser.detail.reference_list.stack
        await pilot.press("enter")
        await until(pilot, lambda: world.browser.detail.stack == reader)
        await until_drawn(pilot, world, "· selected, not listed: ")
        assert await what_delete_means(pilot, world) == reader
        await pilot.press("q")
        await until_drawn(pilot, world, f"▸ {SHOP}")
        await until(pilot, lambda: world.browser.detail.stack == SHOP)
        assert await what_delete_means(pilot, world) == SHOP


async def test_a_version_is_shown_of_the_stack_it_was_chosen_for(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=WIDE) as pilot:
        await open_state(pilot, world, NETWORK)
        await pilot.press("tab", "v")
        await until(pilot, lambda: isinstance(world.app.screen, Picker))
        world.browser.visit(SHOP)
        await pilot.press("down", "enter")
        await until(pilot, lambda: world.app.screen is world.browser)
        assert (world.browser.detail.stack, world.browser.detail.version) == (SHOP, None)


async def test_what_a_copy_menu_and_a_save_dialog_were_opened_for_is_what_they_copy_and_save(tmp_path: Path) -> None:
    world = World(tmp_path)
    copied: list[tuple[str, bool]] = []

    async def copy_text(text: str, *, raw: bool = False, secret: bool = False) -> CopyResult:
        assert raw
        copied.append((text, secret))
        return CopyResult("Sent.", CopyRoute.NONE, certain=False)

    world.app.copy_text = copy_text  # type: ignore[method-assign]
    async with world.app.run_test(size=WIDE) as pilot:
        await open_state(pilot, world, SECRETS)
        world.browser.detail.resources.find("name:forms")
        world.browser.go_in()
        await pilot.press("G", "enter", "G", "k", "x")
        await until_drawn(pilot, world, CANARY)
        await pilot.press("y")
        world.browser.visit(SHOP)
        await pilot.press("v")
        await until(pilot, lambda: copied == [(CANARY, True)])

        await open_state(pilot, world, NETWORK)
        world.browser.show_version(NETWORK, 90)
        await until(pilot, lambda: world.browser.detail.state.value is not None)
        await pilot.press("ctrl+s")
        world.browser.visit(SHOP)
        file = tmp_path / "state.json"
        await until(pilot, lambda: isinstance(world.app.screen, SaveFile))
        world.app.screen.dismiss(SaveChoice(file, with_secrets=True, overwrite=False))
        await until_drawn(pilot, world, "Saved ")
        assert file.exists()
        assert world.gate.count("network/prod/export/90") == 2  # to be looked at, and to be saved


def has_focus(world: World) -> Selection | None:
    return world.browser.selection


async def test_what_has_the_focus_is_what_the_cursor_of_the_focused_pane_is_on(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with world.app.run_test(size=WIDE) as pilot:
        await open_state(pilot, world, NETWORK)
        detail = world.browser.detail
        assert has_focus(world) == StackRow(NETWORK)
        world.browser.go_in()
        await pilot.press("G")
        row = has_focus(world)
        assert isinstance(row, ResourceRow)
        assert (row.stack, Spot.at(row.index, row.node)) == (NETWORK, detail.resources.spot)
        await pilot.press("enter", "j")
        await until(pilot, lambda: isinstance(has_focus(world), Property))
        line = has_focus(world)
        assert isinstance(line, Property)
        under_cursor = detail.resources.detail_line
        assert under_cursor is not None
        assert (line.resource, line.value) == (row, under_cursor.copy_text)
        await pilot.press("3")
        await until(pilot, lambda: isinstance(has_focus(world), ReferenceRow))
        reference = has_focus(world)
        assert isinstance(reference, ReferenceRow)
        assert (reference.stack, reference.other) == (NETWORK, detail.reference_list.stack)
        await pilot.press("1")
        await until(pilot, lambda: has_focus(world) == StackRow(NETWORK))
