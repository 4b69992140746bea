"""The tree of a state's resources as seen on the screen, and navigation in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from stacktui.index.resources import Node, ResourceIndex
from stacktui.index.tree import ResourceTree, TreeLayout
from stacktui.pulumi.state.deployment import Deployment, Resource
from stacktui.tui.widgets.resource_tree import ResourceChosen, ResourceHighlighted, ResourceTreeView
from tests.kit.waiting import seen
from tests.tui.widgets.stage import HOSTILE, Stage

if TYPE_CHECKING:
    from stacktui.presentation.text.lines import Line

SIZE = (70, 12)
T = TypeVar("T", bound=ResourceTreeView)


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:prod::web::{type_}::{name}"


def resource(type_: str, name: str, parent: Resource | None = None, **marks: bool) -> Resource:
    custom = ":" in type_ and not type_.startswith(("pulumi:pulumi:", "eks:"))
    return Resource(
        urn(type_, name),
        type_,
        custom=custom,
        id=f"{name}-id" if custom else None,
        parent=None if parent is None else parent.urn,
        protect=marks.get("protect"),
        delete=marks.get("delete"),
    )


STACK = resource("pulumi:pulumi:Stack", "web-prod")
CLUSTER = resource("eks:index:Cluster", "main", STACK)
VPC = resource("aws:ec2/vpc:Vpc", "net", CLUSTER, protect=True)
SUBNET = resource("aws:ec2/subnet:Subnet", "a", VPC)
BUCKET = resource("aws:s3/bucket:Bucket", "logs", STACK, delete=True)
RESOURCES = (STACK, CLUSTER, VPC, SUBNET, BUCKET)


def stage() -> Stage[ResourceTreeView]:
    return Stage(ResourceTreeView)


def place(app: Stage[ResourceTreeView]) -> tuple[Node | None, int]:
    """The node under the cursor, and how many rows there are."""
    return app.widget.node, app.widget.row_count


def cleaned(app: Stage[T], resources: tuple[Resource, ...] = RESOURCES, *, opened: bool = True) -> None:
    index = ResourceIndex(Deployment(resources))
    tree = ResourceTree(TreeLayout(index))
    if opened:
        tree.expand_all()
    app.widget.show_tree(tree)


async def test_rows_tell_components_marks_and_ids() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app)
        await pilot.pause()
        assert seen(app)[:5] == [
            "▾ ◇ Stack                   web-prod",
            "  ▾ ◇ eks:Cluster           main",
            "    ▾ aws:ec2:Vpc           net              net-id         protected",
            "      · aws:ec2:Subnet      a                a-id",
            "  · aws:s3:Bucket           logs             logs-id ⚠ pending delete",
        ]


async def test_the_cursor_covers_type_and_name() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app)
        await pilot.press("j", "j")
        covered, *others = app.screen._compositor.render_strips()[2]
        assert covered.text == "    ▾ aws:ec2:Vpc           net             "
        assert covered.style not in {segment.style for segment in others}


@pytest.mark.parametrize(
    ("keys", "node", "rows"),
    [
        ((), 0, 5),
        (("j", "h"), 1, 3),
        (("j", "left", "right"), 1, 5),
        (("j", "h", "enter"), 1, 5),
        (("l",), 1, 5),
        (("l", "l", "l"), 3, 5),
        (("j", "j", "j", "h"), 2, 5),
        (("h", "h"), 0, 1),
        (("e",), 0, 1),
        (("e", "e"), 0, 5),
        (("j", "h", "k", "e"), 0, 5),
        (("G", "h"), 0, 5),
        (("G", "g"), 0, 5),
    ],
)
async def test_keys_expand_collapse_and_go_in_and_out(keys: tuple[str, ...], node: Node, rows: int) -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app)
        await pilot.press(*keys)
        assert place(app) == (node, rows)


async def test_keys_do_nothing_without_a_tree() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("l", "h", "e", "enter", "j", "G")
        app.widget.show_only((1,))
        assert not app.widget.go_to(1)
        assert app.heard(ResourceHighlighted) == app.heard(ResourceChosen) == []


async def test_moving_and_opening_name_the_node() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app)
        await pilot.press("j", "enter", "G", "l")
        assert [message.node for message in app.heard(ResourceHighlighted)] == [0, 1, 4]
        assert [message.node for message in app.heard(ResourceChosen)] == [1, 4]


async def test_a_click_on_the_arrow_toggles_and_one_on_the_name_selects() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app)
        await pilot.click(app.widget, (20, 2))
        assert place(app) == (2, 5)
        await pilot.click(app.widget, (2, 1))
        assert place(app) == (1, 3)
        await pilot.double_click(app.widget, (30, 2))
        assert [message.node for message in app.heard(ResourceChosen)] == [4]


async def test_a_filter_keeps_the_cursor_on_its_node_or_goes_to_the_first_match() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app)
        await pilot.press("G")
        app.widget.show_only((3, 4))
        assert app.widget.node == 4
        app.widget.show_only((3,))
        assert app.widget.node == 3
        assert app.heard(ResourceHighlighted)[-1].node == 4
        await pilot.pause()
        assert app.heard(ResourceHighlighted)[-1].node == 3
        assert [line.split()[-1] for line in seen(app)[:4]] == ["web-prod", "main", "protected", "a-id"]
        app.widget.show_only(None)
        assert place(app) == (3, 5)
        app.widget.show_only(())
        assert place(app) == (None, 0)


async def test_a_filter_takes_the_cursor_from_an_ancestor_to_what_it_found() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app)
        await pilot.press("j")
        app.widget.show_only((3,))
        assert place(app) == (3, 4)


async def test_going_to_a_node_expands_what_hides_it() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app, opened=False)
        assert app.widget.row_count == 3
        assert app.widget.go_to(3)
        await pilot.pause()
        assert app.widget.node == 3
        assert seen(app)[3].startswith("      · aws:ec2:Subnet")
        assert app.heard(ResourceHighlighted)[-1].node == 3


async def test_a_new_state_begins_at_the_given_node() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        index = ResourceIndex(Deployment(RESOURCES))
        app.widget.show_tree(ResourceTree(TreeLayout(index)), 4)
        assert app.widget.node == 4
        app.widget.show_tree(None)
        await pilot.pause()
        assert (place(app), seen(app)[0]) == ((None, 0), "")


async def test_a_narrow_pane_leaves_the_id_to_the_detail() -> None:
    app = stage()
    async with app.run_test(size=(40, 12)) as pilot:
        cleaned(app)
        await pilot.pause()
        assert seen(app)[2:5] == [
            "  ▾ aws:ec2:Vpc net           protected",
            "   · aws:…ubnet a",
            " · aws:s…Bucket logs     ⚠ pending del…",
        ]


def chain(length: int) -> tuple[Resource, ...]:
    found = [STACK]
    for number in range(length):
        found.append(resource("eks:index:Level", f"n{number}", found[-1]))
    return tuple(found)


async def test_a_depth_that_does_not_fit_is_shown_as_a_number() -> None:
    app = stage()
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app, chain(1500))
        await pilot.press("G")
        assert app.widget.node == 1500
        assert any("⋯1500 · ◇ eks:Level" in line and "n1499" in line for line in seen(app))


class Counted(ResourceTreeView):
    """Remembers which rows were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[int] = set()

    def line(self, row: int, width: int) -> Line:
        self.asked.add(row)
        return super().line(row, width)


async def test_only_visible_rows_are_built() -> None:
    app = Stage(Counted)
    async with app.run_test(size=SIZE) as pilot:
        cleaned(app, (STACK, *(resource("aws:s3/bucket:Bucket", f"b{n}", STACK) for n in range(5000))))
        await pilot.pause()
        assert app.widget.asked == set(range(12))
        app.widget.asked.clear()
        await pilot.press("h")
        assert app.widget.asked == {0}


@pytest.mark.requirement("T1", "T4", "T5")
async def test_hostile_resources_are_shown_and_nothing_is_obeyed() -> None:
    app = stage()
    async with app.run_test(size=(200, 12)) as pilot:
        bad = Resource(urn(HOSTILE, HOSTILE), HOSTILE, custom=True, id=HOSTILE + "\n", parent=STACK.urn)
        cleaned(app, (STACK, bad))
        await pilot.click(app.widget, (60, 1))
        await pilot.click(app.widget, (120, 1))
        text = "\n".join(seen(app))
        assert "[/][@click=app.quit]x[/]" in text
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
        assert app.is_running
