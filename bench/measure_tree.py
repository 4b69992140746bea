"""The resource tree against `textual.widgets.Tree` with the same 100,000 resources, and alone with 1,000,000."""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widgets import Tree

import stacktui.tui
from bench.aside import alternate, aside, resident, state_file, tell
from bench.explorer import SIZE, Painting, until
from bench.table import Row
from stacktui.explorer.kinds.state import index_deployment, prepare_answers
from stacktui.explorer.loadable import Loadable
from stacktui.index.resources import ResourceIndex
from stacktui.index.tree import ResourceTree, TreeLayout
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.deployment import Deployment, Resource
from stacktui.pulumi.urn import parse_type_token, parse_urn
from stacktui.tui.sections.resources import ResourceSection
from stacktui.tui.widgets.resource_tree import ResourceTreeView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets.tree import TreeNode

COUNT = 100_000
MILLION = 1_000_000
FAST_FRAMES = {"TEXTUAL_FPS": "2000"}
"""For both, so that work is measured and not the wait for the next frame."""
STYLES = Path(stacktui.tui.__path__[0]) / "app.tcss"


class OurApp(Painting):
    """The widget alone."""

    CSS_PATH = STYLES

    def compose(self) -> ComposeResult:
        yield ResourceTreeView(id="resource-tree")


class SectionApp(Painting):
    """The widget with its filter line."""

    CSS_PATH = STYLES

    def compose(self) -> ComposeResult:
        yield ResourceSection(clock=time.time, id="resources")


class PeerApp(Painting):
    """Textual's own tree."""

    def compose(self) -> ComposeResult:
        yield Tree[int]("state", id="tree")


def _deployment() -> Deployment:
    return decode_deployment(state_file(COUNT).read_bytes())


async def ours() -> None:
    deployment = _deployment()
    app = OurApp()
    async with app.run_test(size=SIZE):
        view = app.query_one(ResourceTreeView)
        before = resident()

        def show() -> None:
            index = ResourceIndex(deployment)
            view.show_tree(ResourceTree(TreeLayout(index)))

        shown = await app.painting_after(show)
        tree = view._tree
        if tree is None:
            raise RuntimeError("no tree is shown")

        def expand_all() -> None:
            tree.expand_all()
            view.rows_changed()

        expanded = await app.painting_after(expand_all)
        toggled = [await app.painting_after(lambda: view._toggle(0)) for _ in range(10)]
        tell(shown=shown, expanded=expanded, toggled=statistics.median(toggled), memory=resident() - before)


async def peer() -> None:
    deployment = _deployment()
    app = PeerApp()
    async with app.run_test(size=SIZE):
        widget: Tree[int] = app.query_one("#tree", Tree)
        before = resident()
        shown = await app.painting_after(lambda: _fill(widget, deployment))
        expanded = await app.painting_after(widget.root.expand_all)
        toggled = [await app.painting_after(widget.root.toggle) for _ in range(6)]
        tell(shown=shown, expanded=expanded, toggled=statistics.median(toggled), memory=resident() - before)


def _fill(widget: Tree[int], deployment: Deployment) -> None:
    """The same words under the same parents, which stand before their children in this state."""
    nodes: dict[str, TreeNode[int]] = {}
    for number, resource in enumerate(deployment.resources):
        parent = nodes.get(resource.parent or "", widget.root)
        urn = parse_urn(resource.urn)
        name = urn.name if urn else resource.urn
        label = f"{parse_type_token(resource.type).short}  {name}  {resource.id or ''}"
        nodes[resource.urn] = parent.add(label, data=number)
    widget.root.expand()


async def letters() -> None:
    app = SectionApp()
    async with app.run_test(size=SIZE):
        section = app.query_one(ResourceSection)
        state = await index_deployment(_deployment())
        prepare_answers(state)
        section.show(Loadable(state, time.time()), None, None)
        section.filter_line.focus()
        await until(lambda: state.index.knows_dependents)
        gc.freeze()  # as the program does after its first screen
        await asyncio.sleep(0.3)
        times: list[float] = []
        for text in ("bucket", "thing-9", "-aws", "role"):
            times += [await app.answer_to(letter, lambda: section._text, section.tree_view) for letter in text]
            section.find("")
            await asyncio.sleep(0.05)
        tell(worst=max(times), median=statistics.median(times))


def _million() -> Deployment:
    """Deep and wide at once, without inputs and outputs."""
    prefix = "urn:pulumi:prod::shop::"
    parents = [f"{prefix}acme:app:Service::part-{number}" for number in range(MILLION // 100)]
    resources = [Resource(urn=urn, type="acme:app:Service") for urn in parents]
    for number in range(MILLION - len(parents)):
        parent = parents[number % len(parents)]
        urn = f"{prefix}acme:app:Service$aws:s3/bucket:Bucket::thing-{number}"
        resources.append(Resource(urn=urn, type="aws:s3/bucket:Bucket", custom=True, id=str(number), parent=parent))
    return Deployment(tuple(resources))


async def million() -> None:
    deployment = _million()
    app = OurApp()
    async with app.run_test(size=SIZE):
        view = app.query_one(ResourceTreeView)
        index = ResourceIndex(deployment)
        tree = ResourceTree(TreeLayout(index))
        tree.expand_all()
        await app.painting_after(lambda: view.show_tree(tree))
        view.focus()
        await asyncio.sleep(0.3)
        keys = ("j", "j", "j", "pagedown", "G", "k", "k", "pageup", "g", "j") * 4
        moves = [await app.answer_to(key, lambda: view.cursor) for key in keys]
        await until(lambda: len(tree) == MILLION)
        tell(moved=statistics.median(moves), worst=max(moves))


def measure() -> list[Row]:
    state_file(COUNT)
    found = alternate("measure_tree", {"ours": ("ours",), "peer": ("peer",)}, 3, FAST_FRAMES)
    mine, other = found["ours"], found["peer"]
    peer = "textual.widgets.Tree"
    typed = alternate("measure_tree", {"letters": ("letters",)}, 3)["letters"]
    rows = [
        Row(
            "tree of 100,000: resources to first screen",
            mine["shown"] * 1e3,
            "ms",
            1 / 8,
            peer,
            other["shown"] * 1e3,
            asked="4.1",
        ),
        Row("toggle the root", mine["toggled"] * 1e3, "ms", 1 / 100, peer, other["toggled"] * 1e3, asked="4.1"),
        Row("expand all", mine["expanded"] * 1e3, "ms", 1 / 50, peer, other["expanded"] * 1e3, asked="4.1"),
        Row("memory", mine["memory"] / 1e6, "MB", 1 / 2, peer, other["memory"] / 1e6, asked="4.1"),
        Row("a letter in the filter, the slowest of 21", typed["worst"] * 1e3, "ms", 50, asked="4.1"),
    ]
    moved = aside("measure_tree", "million")
    return [*rows, Row("a key at 1,000,000 rows, median", moved["moved"] * 1e3, "ms", 30)]


if __name__ == "__main__":
    asyncio.run({"ours": ours, "peer": peer, "letters": letters, "million": million}[sys.argv[1]]())
