"""An incident at night: find the stack, find the resource, copy it, look around, repair it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.tui.stories.program import SHOP, SMALL, WIDE, escape, filter_by, find_stack, read_dialog, wait_list

if TYPE_CHECKING:
    from tests.tui.stories.program import Start

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x36", "80x24"])
BUCKET = "urn:pulumi:prod::web-shop::acme:net:StaticSite$aws:s3/bucket:Bucket::site"


@SIZES
def test_from_312_stacks_to_one_urn_and_back(start: Start, size: tuple[int, int]) -> None:
    terminal = start(size=size)
    wait_list(terminal)
    filter_by(terminal, "tag:oncall=primary")
    terminal.wait_for(re.compile("^1 stack", re.MULTILINE))
    terminal.wait_for(f"▸ {SHOP}")
    terminal.press("2")
    terminal.wait_for("412 resources")
    if size == WIDE:
        terminal.press("enter")
    terminal.settle()

    filter_by(terminal, "id:site-4095de3")
    terminal.wait_for("of 412 resources and 1 pending operation")
    terminal.wait_for(re.compile(r"aws:s3:Bucket +site +site-4095de3"))
    terminal.press("c")
    terminal.wait_for("73 bytes")
    assert terminal.copied() == (BUCKET,)
    terminal.press("y")
    terminal.wait_for("its key copies")
    terminal.press("i")
    terminal.wait_for(lambda: terminal.copied()[1:] == ("site-4095de3",))

    terminal.press("o")
    terminal.wait_for(re.compile(r"pulumi:providers:aws +default_6_52_0"))
    terminal.press("c")
    terminal.wait_for(
        lambda: terminal.copied()[2:] == ("urn:pulumi:prod::web-shop::pulumi:providers:aws::default_6_52_0",)
    )
    terminal.press("-", "c")
    terminal.wait_for(lambda: terminal.copied()[3:] == (BUCKET,))
    terminal.press("p", "c")
    terminal.wait_for(lambda: terminal.copied()[4:] == ("urn:pulumi:prod::web-shop::acme:net:StaticSite::site",))

    terminal.press("3")
    terminal.wait_for(re.compile(r"acme/payments/prod +2 versions behind, now 1291"))
    terminal.press("j", "enter")
    terminal.wait_for(re.compile(r"acme/payments/prod *$", re.MULTILINE))
    terminal.press("1")
    terminal.wait_for("Cards, wallets, refunds")
    terminal.press("-")
    terminal.wait_for(f"{SHOP}  ↻ update by bob, 4m ago")
    terminal.press("4")
    terminal.wait_for("at version 187")
    terminal.wait_for(re.compile(r"aws +352 +█"))
    terminal.press("q")
    terminal.settle()
    terminal.press("q")
    assert terminal.wait_exit() == 0
    assert terminal.restore_report() == ()


@SIZES
def test_a_stack_is_created_transferred_and_deleted_with_force(start: Start, size: tuple[int, int]) -> None:
    terminal = start(size=size)
    wait_list(terminal)
    terminal.press("N")
    read_dialog(terminal, "existing project analytics")
    terminal.type("night-fix")
    terminal.press("enter")
    terminal.type("team=data")
    terminal.wait_for("acme/analytics/night-fix")
    terminal.press("enter")
    terminal.wait_for("Created acme/analytics/night-fix")
    terminal.wait_for("313 stacks")
    terminal.wait_for("▸ acme/analytics/night-fix")

    terminal.press("T")
    read_dialog(terminal, "Type the name of the new organization")
    terminal.type("initech")
    terminal.press("enter")
    terminal.wait_for("Transferred initech/analytics/night-fix")
    terminal.wait_for("▸ initech/analytics/night-fix")

    find_stack(terminal, "acme/web-shop/staging")
    terminal.press("D")
    read_dialog(terminal, "Type acme/web-shop/staging to delete it")
    terminal.type("acme/web-shop/prod")
    terminal.press("enter")
    terminal.wait_for("Not confirmed")
    terminal.press("ctrl+u")
    terminal.type("acme/web-shop/staging")
    terminal.press("enter")
    read_dialog(terminal, "Type orphan 388 resources to force it")
    assert terminal.shows("FORCE")
    terminal.type("acme/web-shop/staging")
    terminal.press("enter")
    terminal.wait_for("Not confirmed")
    terminal.press("ctrl+u")
    terminal.type("orphan 388 resources")
    terminal.press("enter")
    terminal.wait_for("Deleted acme/web-shop/staging; its resources are orphaned")
    terminal.wait_for("0 of 312 stacks")
    if size == WIDE:
        terminal.wait_for("No stack selected.")
    escape(terminal)
    terminal.press("/")
    escape(terminal)
    terminal.wait_for("312 stacks")
    assert not terminal.shows("acme/web-shop/staging ")


def test_what_is_typed_ahead_goes_where_it_was_meant(start: Start) -> None:
    terminal = start()
    wait_list(terminal)
    terminal.type("/Development\r2")
    terminal.wait_for("/ Development")
    terminal.wait_for("[2 Resources]")
    assert not terminal.shows("Delete stack")
