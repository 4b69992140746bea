"""The index tells how resources belong together, in sound states and in those that Pulumi refuses."""

from __future__ import annotations

from functools import partial

import pytest

from stacktui.index.resources import PROBLEMS, Edge, EdgeKind, Flag, ResourceIndex
from stacktui.pulumi.state.deployment import Deployment, PendingOperation, Resource, UnreadableResource
from tests.states import index_of, raw

made = partial(Resource, type="a:b:C")
ROOT = made(urn="root", type="pulumi:pulumi:Stack")


def tree(index: ResourceIndex) -> list[tuple[str, int]]:
    return [(index.urn(node), depth) for node, depth in index.preorder()]


def child(urn: str, parent: str, *, delete: bool | None = None) -> Resource:
    return made(urn=urn, parent=parent, delete=delete)


def test_children_stand_below_their_parent_in_the_order_of_the_state() -> None:
    index = index_of(ROOT, child("a", "root"), child("b", "root"), child("a1", "a"), child("b1", "b"), child("a2", "a"))
    assert tree(index) == [("root", 0), ("a", 1), ("a1", 2), ("a2", 2), ("b", 1), ("b1", 2)]
    assert index.roots == (0,)
    assert (index.children(0), index.children(1), index.children(3)) == ((1, 2), (3, 5), ())
    assert (index.parent(0), index.parent(5)) == (None, 1)
    assert not index.problems


def test_an_empty_state_has_no_nodes() -> None:
    index = ResourceIndex(Deployment(()))
    assert (len(index), index.roots, index.problems, tree(index)) == (0, (), (), [])
    assert index.counts_by_package() == ()


@pytest.mark.parametrize(
    ("resources", "expected", "marks"),
    [
        pytest.param(
            [child("a", "gone"), ROOT, child("b", "a")],
            [("a", 0), ("b", 1), ("root", 0)],
            [Flag.ORPHAN, Flag(0), Flag(0)],
            id="orphan",
        ),
        pytest.param(
            [child("a", "root"), ROOT],
            [("root", 0), ("a", 1)],
            [Flag.LATE_PARENT, Flag(0)],
            id="late parent",
        ),
        pytest.param([child("a", "a")], [("a", 0)], [Flag.CYCLE], id="its own parent"),
        pytest.param(
            [child("x", "b"), child("a", "b"), child("b", "a")],
            [("a", 0), ("b", 1), ("x", 2)],
            [Flag.LATE_PARENT, Flag.CYCLE, Flag.CYCLE],
            id="cycle of two, and a child of it",
        ),
        pytest.param(
            [child("a", "c"), child("b", "a"), child("c", "b"), child("d", "e"), child("e", "d")],
            [("a", 0), ("b", 1), ("c", 2), ("d", 0), ("e", 1)],
            [Flag.CYCLE] * 5,
            id="two cycles",
        ),
        pytest.param(
            [child("b", "c"), child("c", "a"), child("a", "b")],
            [("b", 0), ("a", 1), ("c", 2)],
            [Flag.CYCLE, Flag.CYCLE | Flag.LATE_PARENT, Flag.CYCLE],
            id="cycle against the order of the state",
        ),
        pytest.param(
            [child("a", "b"), child("c", "b"), child("b", "d"), made(urn="d")],
            [("d", 0), ("b", 1), ("a", 2), ("c", 2)],
            [Flag.LATE_PARENT] * 3 + [Flag(0)],
            id="late parents that share their ancestors",
        ),
        pytest.param([ROOT, made(urn="p")], [("root", 0), ("p", 0)], [Flag(0)] * 2, id="several roots"),
        pytest.param([child("a", "")], [("a", 0)], [Flag(0)], id="empty parent"),
        pytest.param([made(urn=""), child("", "x")], [("", 0), ("", 0)], None, id="empty URNs"),
    ],
)
def test_no_resource_is_lost_and_what_is_odd_is_marked(
    resources: list[Resource], expected: list[tuple[str, int]], marks: list[Flag] | None
) -> None:
    index = index_of(*resources)
    assert tree(index) == expected
    assert marks is None or [index.flags(node) for node in range(len(index))] == marks


@pytest.mark.parametrize("depth", [10_000])
def test_a_very_deep_chain_is_a_tree_like_any_other(depth: int) -> None:
    chain = [made(urn="0"), *(child(str(n), str(n - 1)) for n in range(1, depth))]
    assert list(index_of(*chain).preorder())[-1] == (depth - 1, depth - 1)
    backwards = index_of(*reversed(chain))
    assert list(backwards.preorder())[-1] == (0, depth - 1)


def test_a_urn_means_the_live_resource_unless_an_old_copy_asks() -> None:
    live, old = made(urn="p"), made(urn="p", delete=True)
    index = index_of(live, old, child("new", "p"), child("gone", "p", delete=True))
    assert (index.parent(2), index.parent(3)) == (0, 1)
    assert index.nodes_of("p") == (0, 1)
    shared = Flag.OLD_COPY
    assert [index.flags(node) for node in range(4)] == [
        shared,
        shared | Flag.PENDING_DELETE,
        Flag(0),
        Flag.PENDING_DELETE,
    ]


@pytest.mark.parametrize("old_is_there", [True, False])
def test_a_urn_means_whichever_there_is(old_is_there: bool) -> None:
    index = index_of(made(urn="p", delete=old_is_there), child("c", "p", delete=not old_is_there))
    assert index.parent(1) == 0


def test_every_node_of_a_urn_is_told_live_ones_first() -> None:
    copies = [made(urn="x", delete=old) for old in (True, True, False, False)]
    index = ResourceIndex(
        Deployment(tuple(copies), (PendingOperation(made(urn="x"), "updating"),), (UnreadableResource(4, "why", "x"),))
    )
    assert index.nodes_of("x") == (2, 3, 0, 1, 4, 5)
    assert index.nodes_of("y") == ()
    assert [Flag.DUPLICATE in index.flags(node) for node in range(4)] == [False, False, True, True]
    assert all(Flag.OLD_COPY in index.flags(node) for node in range(4))


@pytest.mark.parametrize(
    ("olds", "duplicates", "copies"),
    [
        ([True, True], [], [0, 1]),
        ([True, False], [], [0, 1]),
        ([False, True, True], [], [0, 1, 2]),
        ([False, False], [0, 1], []),
        ([False, True, False], [0, 2], [0, 1, 2]),
    ],
)
def test_a_urn_twice_is_a_fault_only_where_two_of_them_live(
    olds: list[bool], duplicates: list[int], copies: list[int]
) -> None:
    index = index_of(*(made(urn="x", delete=old) for old in olds))
    assert index.flagged(Flag.DUPLICATE) == tuple(duplicates)
    assert index.flagged(Flag.OLD_COPY) == tuple(copies)


def test_operations_come_first_and_unreadable_entries_last() -> None:
    operation = PendingOperation(child("new", "root"), "creating")
    about = PendingOperation(made(urn="a", protect=True), "updating")
    unreadable = UnreadableResource(1, "why", "bad")
    index = ResourceIndex(Deployment((ROOT, child("a", "root")), (operation, about), (unreadable,)))
    assert tree(index) == [("new", 0), ("a", 0), ("root", 0), ("a", 1), ("bad", 0)]
    assert len(index) == 5
    assert [index.item(node) for node in (2, 4)] == [operation, unreadable]
    assert [index.resource(node) for node in (0, 2, 4)] == [ROOT, operation.resource, None]
    assert [index.parent(node) for node in (2, 3, 4)] == [0, None, None]
    assert index.children(2) == ()
    pending = Flag.PENDING_OPERATION
    assert [index.flags(node) for node in range(5)] == [
        Flag(0),
        pending,
        pending,
        pending | Flag.PROTECTED,
        Flag.UNREADABLE,
    ]
    assert index.problems == (1, 2, 3, 4)


@pytest.mark.parametrize("node", [-1, 1])
def test_there_is_no_other_node(node: int) -> None:
    with pytest.raises(IndexError):
        index_of(ROOT).item(node)


@pytest.mark.parametrize(
    ("resource", "mark", "is_problem"),
    [
        (made(urn="a", protect=True), Flag.PROTECTED, False),
        (made(urn="a", external=True), Flag.EXTERNAL, False),
        (made(urn="a", retain_on_delete=True), Flag.RETAINED, False),
        (made(urn="a", view_of="a"), Flag.VIEW, False),
        (made(urn="a", delete=True), Flag.PENDING_DELETE, True),
        (made(urn="a", pending_replacement=True), Flag.PENDING_REPLACEMENT, True),
        (made(urn="a", taint=True), Flag.TAINTED, True),
        (made(urn="a", init_errors=("timeout",)), Flag.UNHEALTHY, True),
        (made(urn="a", init_errors=(), protect=False), Flag(0), False),
    ],
)
def test_the_fields_of_a_resource_are_its_marks(resource: Resource, mark: Flag, is_problem: bool) -> None:
    index = index_of(resource)
    assert index.flags(0) == mark
    assert bool(index.problems) is is_problem
    assert bool(mark & PROBLEMS) is is_problem
    assert index.flagged(mark) == ((0,) if mark else ())


def test_counts_are_by_type_and_package_the_most_frequent_first() -> None:
    types = ["aws:s3/bucket:Bucket", "pulumi:providers:aws", "aws:iam/role:Role", "aws:s3/bucket:Bucket", "odd"]
    index = index_of(*(made(urn=str(n), type=kind) for n, kind in enumerate(types)))
    assert index.counts_by_type() == (
        ("aws:s3/bucket:Bucket", 2),
        ("aws:iam/role:Role", 1),
        ("odd", 1),
        ("pulumi:providers:aws", 1),
    )
    assert index.counts_by_package() == (("aws", 3), ("", 1), ("pulumi", 1))


PROVIDER = made(urn="urn:pulumi:a::b::pulumi:providers:aws::p", type="pulumi:providers:aws", id="04da")
NEEDY = made(
    urn="needy",
    parent="root",
    provider=f"{PROVIDER.urn}::04da",
    dependencies=("vpc", "gone", "vpc"),
    property_dependencies=raw({"subnet": ["urn:x", "vpc"], "role": ["vpc"], "none": None, "name": ["urn:x"]}),
    deleted_with="vpc",
    replace_with=("vpc", "vpc"),
)


def test_what_a_resource_needs_is_told_with_reason_and_property() -> None:
    index = index_of(ROOT, PROVIDER, made(urn="vpc"), NEEDY)
    assert index.dependencies(3) == (
        Edge(0, "root", (), EdgeKind.PARENT),
        Edge(1, PROVIDER.urn, (), EdgeKind.PROVIDER),
        Edge(2, "vpc", ("subnet", "role"), EdgeKind.DEPENDENCY),
        Edge(None, "gone", (), EdgeKind.DEPENDENCY),
        Edge(None, "urn:x", ("subnet", "name"), EdgeKind.DEPENDENCY),
        Edge(2, "vpc", (), EdgeKind.DELETED_WITH),
        Edge(2, "vpc", (), EdgeKind.REPLACE_WITH),
    )
    assert (index.provider(3), index.provider(0)) == (1, None)
    assert index.dependencies(0) == ()


def test_what_needs_a_resource_is_told_from_the_other_end() -> None:
    operation = PendingOperation(made(urn="new", dependencies=("vpc",)), "creating")
    index = ResourceIndex(Deployment((ROOT, PROVIDER, made(urn="vpc"), NEEDY), (operation,)))
    assert index.dependents(2) == (
        Edge(3, "needy", ("subnet", "role"), EdgeKind.DEPENDENCY),
        Edge(3, "needy", (), EdgeKind.DELETED_WITH),
        Edge(3, "needy", (), EdgeKind.REPLACE_WITH),
        Edge(4, "new", (), EdgeKind.DEPENDENCY),
    )
    assert index.dependents(2, limit=1) == index.dependents(2)[:1]
    assert [index.dependent_count(node) for node in range(5)] == [1, 1, 4, 0, 0]
    assert index.dependents(3) == ()
    assert index.link_dependents() is index.link_dependents()


def test_an_unreadable_entry_needs_nothing() -> None:
    index = ResourceIndex(Deployment((), (), (UnreadableResource(0, "why", ""),)))
    assert (index.dependencies(0), index.dependents(0), index.provider(0), index.parent(0)) == ((), (), None, None)
    assert (index.urn(0), index.flags(0)) == ("", Flag.UNREADABLE)


def test_a_missing_provider_is_none() -> None:
    assert index_of(made(urn="a", provider="gone::1")).provider(0) is None
