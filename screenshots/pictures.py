"""The pictures: names, and the keys that lead to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.terminal import Terminal

"""The moment of all pictures, in Unix seconds: a Thursday evening in May 2026, UTC."""
WIDE, NARROW, TINY = (120, 36), (80, 24), (40, 10)
SHOP, STAGING = "acme/web-shop/prod", "acme/web-shop/staging"
READ = 0.35
"""Seconds of a quiet screen after which a dialog takes keys; it is deaf to what was typed before."""


class Picture(NamedTuple):
    """A picture of the program with demo data; `title` is the alternative text."""

    name: str
    title: str
    lead: Callable[[Terminal], None]
    size: tuple[int, int] = WIDE
    environment: tuple[tuple[str, str], ...] = ()


def see_list(terminal: Terminal) -> None:
    see_narrow_list(terminal)
    terminal.wait_for("last updates")
    terminal.press("j")
    terminal.wait_for(re.compile("last updates.*[\\n].* #[0-9]|succeeded", re.DOTALL))


def see_narrow_list(terminal: Terminal) -> None:
    terminal.wait_for("312 stacks")


def find(terminal: Terminal, query: str, stack: str = SHOP) -> None:
    """Filter the list; the cursor is on the stack then."""
    see_narrow_list(terminal)
    terminal.press("/")
    terminal.type(query)
    terminal.press("enter")
    terminal.wait_for(re.compile(rf"▸ {re.escape(stack)}\b"))
    terminal.settle()


def open_tree(terminal: Terminal) -> None:
    find(terminal, "project:web-shop", "acme/web-shop/dev")
    terminal.press(*"jjjjj")
    terminal.wait_for(f"▸ {SHOP}")
    terminal.press("2", "enter")
    terminal.wait_for("412 resources")
    terminal.wait_for("▾ ◇ Stack")
    terminal.settle()


def see_tree(terminal: Terminal) -> None:
    """An interrupted resource among its siblings."""
    open_tree(terminal)
    terminal.press(*"pl", *"j" * 9)
    terminal.wait_for("thumbnailer")
    terminal.settle()
    terminal.press(*"k" * 6)
    terminal.wait_for("tainted: the next update replaces it")


def see_narrow_tree(terminal: Terminal) -> None:
    find(terminal, "tag:oncall=primary")
    terminal.press("2")
    terminal.wait_for("▾ ◇ Stack")


def see_detail(terminal: Terminal) -> None:
    open_tree(terminal)
    terminal.press("/")
    terminal.type("type:secretVersion")
    terminal.press("enter")
    terminal.wait_for("aws:secretsmanager:SecretVersion  ")
    terminal.press("tab")
    terminal.settle()
    terminal.press(*"j" * 20)


def see_references(terminal: Terminal) -> None:
    find(terminal, "acme/payments/prod", "acme/payments/prod")
    terminal.press("3", "enter")
    terminal.wait_for("upstream")


def see_count(terminal: Terminal) -> None:
    find(terminal, "tag:oncall=primary")
    terminal.press("4", "enter")
    terminal.wait_for("by type")


def open_dialog(terminal: Terminal, key: str, words: str) -> None:
    terminal.press(key)
    terminal.wait_for(words)
    terminal.settle(READ)


def see_create(terminal: Terminal) -> None:
    find(terminal, STAGING, STAGING)
    open_dialog(terminal, "N", "is known")
    terminal.type("night-fix")
    terminal.press("enter")
    terminal.type("team=web")


def see_transfer(terminal: Terminal) -> None:
    find(terminal, STAGING, STAGING)
    open_dialog(terminal, "T", "Type the name of the new organization")
    terminal.type("initech")


def see_delete(terminal: Terminal) -> None:
    find(terminal, STAGING, STAGING)
    terminal.press("2")
    terminal.wait_for("▾ ◇ Stack")  # protected resources are known from here on
    terminal.press("1")
    terminal.wait_for("[1 Overview]")
    open_dialog(terminal, "D", f"Type {STAGING} to delete it")
    terminal.wait_for("388 resources")
    terminal.type("acme/web-shop/st")


def see_force_delete(terminal: Terminal) -> None:
    see_delete(terminal)
    terminal.type("aging")
    open_dialog(terminal, "enter", "Type orphan 388 resources to force it")
    terminal.type("orphan 388")


def see_copy_menu(terminal: Terminal) -> None:
    see_tree(terminal)
    terminal.press("y")
    terminal.wait_for("its key copies")


def see_help(terminal: Terminal) -> None:
    open_tree(terminal)
    terminal.settle()
    terminal.press("?")
    terminal.wait_for("Help · Resources")


def see_palette(terminal: Terminal) -> None:
    open_tree(terminal)
    terminal.press("ctrl+p")
    terminal.wait_for("Commands ─")
    terminal.settle()
    terminal.type("go to")
    terminal.wait_for("5 matches")


def see_error(terminal: Terminal) -> None:
    find(terminal, "tag:oncall=primary")
    terminal.wait_for("last updates")
    terminal.press("2", "enter")
    terminal.wait_for("This failure was requested.")


def see_loading(terminal: Terminal) -> None:
    find(terminal, "acme/data-lake/prod", "acme/data-lake/prod")
    terminal.press("2", "enter")
    terminal.wait_for(re.compile("reading .* of"))


PICTURES = (
    Picture("list", "The stacks of the company, and an overview of the one under the cursor", see_list),
    Picture("tree", "The resources of a stack, one of them interrupted while updating", see_tree),
    Picture("detail", "A secret of a database: what it needs, and its value masked", see_detail, (120, 44)),
    Picture("references", "The stacks that read a stack, and how far each is behind", see_references),
    Picture("count", "The resources of a stack, counted by package and by type", see_count),
    Picture("create", "The dialog that creates a stack", see_create),
    Picture("transfer", "The dialog that transfers a stack to another organization", see_transfer),
    Picture("delete", "The dialog that deletes a stack", see_delete),
    Picture("force-delete", "Deleting a stack that still has resources", see_force_delete),
    Picture("copy-menu", "What can be copied of a resource, each with its key", see_copy_menu),
    Picture("help", "The keys of the pane one is in", see_help),
    Picture("palette", "The command palette", see_palette),
    Picture(
        "error",
        "The server refused the state of a stack; the rest of the screen works",
        see_error,
        environment=(("STACKTUI_DEMO_FAIL", "export:403"),),
    ),
    Picture(
        "loading",
        "A large state that is still coming in",
        see_loading,
        environment=(("STACKTUI_DEMO_FAIL", "export:slow"),),
    ),
    Picture("narrow-list", "The stacks on 80 columns", see_narrow_list, NARROW),
    Picture("narrow-tree", "The resources of a stack on 80 columns", see_narrow_tree, NARROW),
    Picture("tiny", "The stacks on 40 columns and 10 rows", see_narrow_list, TINY),
    Picture("light", "The light theme", see_tree, environment=(("STACKTUI_THEME", "light"),)),
    Picture("terminal-colours", "The terminal's own colours", see_tree, environment=(("STACKTUI_THEME", "terminal"),)),
)
"""All of them, in the order in which they are drawn."""
