"""The rows of the tree: expanding, filtering and finding, compared with a slow model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from stacktui.index.tree import ResourceTree, TreeLayout
from stacktui.pulumi.state.deployment import PendingOperation, Resource
from tests.states import index_of

if TYPE_CHECKING:
    from stacktui.index.resources import ResourceIndex


def tree_on(index: ResourceIndex) -> ResourceTree:
    return ResourceTree(TreeLayout(index))


def fold_all(tree: ResourceTree) -> None:
    for row in reversed(range(len(tree))):
        if tree.depth(row) == 0:
            tree.collapse_below(row)


def tree_of(*shape: tuple[str, str]) -> ResourceTree:
    return tree_on(index_of(*(Resource(urn=urn, parent=parent) for urn, parent in shape)))


def small() -> ResourceTree:
    """r: a: (b, c: d), e; s."""
    return tree_of(("r", ""), ("a", "r"), ("b", "a"), ("c", "a"), ("d", "c"), ("e", "r"), ("s", ""))


def rows(tree: ResourceTree) -> str:
    return " ".join("-" * tree.depth(row) + tree.layout.index.urn(tree.node(row)) for row in range(len(tree)))


def test_roots_are_open_and_all_else_is_folded_at_first() -> None:
    tree = small()
    assert rows(tree) == "r -a -e s"
    assert [tree.is_expanded(row) for row in range(4)] == [True, False, False, False]
    assert [tree.has_children(row) for row in range(4)] == [True, True, False, False]


def test_an_empty_tree_has_no_rows() -> None:
    tree = tree_of()
    tree.expand_all()
    fold_all(tree)
    tree.show_only([])
    assert (len(tree), tree.matches) == (0, 0)


@pytest.mark.parametrize("row", [-1, 4])
def test_there_is_no_other_row(row: int) -> None:
    with pytest.raises(IndexError):
        small().node(row)


def test_a_row_unfolds_and_folds() -> None:
    tree = small()
    assert tree.toggle(1)
    assert rows(tree) == "r -a --b --c -e s"
    assert not tree.expand(1)
    assert tree.toggle(0)
    assert rows(tree) == "r s"
    assert not tree.collapse(0)
    assert not tree.toggle(1)
    assert tree.expand(0)
    assert rows(tree) == "r -a --b --c -e s"


def test_everything_below_a_row_unfolds_and_folds_and_nothing_else() -> None:
    tree = small()
    tree.expand_below(1)
    assert rows(tree) == "r -a --b --c ---d -e s"
    tree.collapse_below(1)
    assert rows(tree) == "r -a -e s"
    tree.expand(1)
    assert rows(tree) == "r -a --b --c -e s"
    tree.collapse_below(2)
    assert rows(tree) == "r -a --b --c -e s"


def test_everything_unfolds_and_folds() -> None:
    tree = small()
    tree.expand_all()
    assert rows(tree) == "r -a --b --c ---d -e s"
    fold_all(tree)
    assert rows(tree) == "r s"
    tree.expand(0)
    assert rows(tree) == "r -a -e s"


def test_rows_and_nodes_find_each_other() -> None:
    tree = small()
    assert [tree.row_of(node) for node in range(7)] == [0, 1, None, None, None, 2, 3]
    assert [tree.parent_row(row) for row in range(4)] == [None, 0, 0, None]


def test_a_node_is_revealed_by_opening_what_hides_it() -> None:
    tree = small()
    fold_all(tree)
    assert tree.reveal(4) == 4
    assert rows(tree) == "r -a --b --c ---d -e s"
    assert tree.reveal(6) == 6


def test_guides_tell_where_a_line_goes_on() -> None:
    tree = small()
    tree.expand_all()
    assert [tree.guides(row) for row in range(7)] == [
        (),
        (True,),
        (True, True),
        (True, False),
        (True, False, False),
        (False,),
        (),
    ]
    assert tree.guides(4, limit=2) == (False, False)
    tree.show_only([4])
    assert [tree.guides(row) for row in range(4)] == [(), (False,), (False, False), (False, False, False)]


def test_a_filter_shows_matches_and_their_ancestors_all_open() -> None:
    tree = small()
    tree.show_only([4, 2])
    assert rows(tree) == "r -a --b --c ---d"
    assert [tree.is_match(row) for row in range(5)] == [False, False, True, False, True]
    assert tree.matches == 2
    tree.show_only([3])
    assert rows(tree) == "r -a --c"
    assert not tree.has_children(2)
    assert tree.row_of(4) is None


def test_a_filter_without_matches_shows_nothing() -> None:
    tree = small()
    tree.show_only([])
    assert (len(tree), tree.matches) == (0, 0)


def test_what_was_folded_before_the_filter_is_folded_after_it() -> None:
    tree = small()
    tree.expand(1)
    before = rows(tree)
    tree.show_only([4])
    tree.collapse(1)
    assert rows(tree) == "r -a"
    fold_all(tree)
    assert rows(tree) == "r"
    tree.expand_all()
    assert rows(tree) == "r -a --c ---d"
    tree.show_only([2])
    tree.show_only(None)
    assert rows(tree) == before
    assert (tree.matches, tree.is_match(0)) == (7, True)
    tree.show_only(None)
    assert rows(tree) == before


def test_a_node_that_the_filter_hides_is_shown_beside_the_matches_when_revealed() -> None:
    tree = small()
    tree.show_only([4])
    tree.collapse(0)
    assert tree.reveal(5) == 4
    assert rows(tree) == "r -a --c ---d -e"
    assert (tree.matches, tree.is_match(4)) == (1, False)


def test_operations_are_rows_of_their_own_on_top() -> None:
    operation = PendingOperation(Resource(urn="p", parent="r"), "creating")
    tree = tree_on(index_of(Resource(urn="r"), Resource(urn="a", parent="r"), operations=(operation,)))
    assert rows(tree) == "p r -a"
    assert tree.reveal(2) == 0


def test_a_chain_of_ten_thousand_is_unfolded_and_searched_like_any_other() -> None:
    tree = tree_of(("0", ""), *((str(n), str(n - 1)) for n in range(1, 10_000)))
    assert len(tree) == 2
    assert tree.reveal(9_999) == 9_999
    assert len(tree.guides(9_999)) == 64
    fold_all(tree)
    tree.show_only([9_999])
    assert (len(tree), tree.depth(9_999)) == (10_000, 9_999)


def test_a_later_version_is_folded_as_the_one_before() -> None:
    tree = small()
    tree.expand(1)
    tree.expand(3)
    assert rows(tree) == "r -a --b --c ---d -e s"
    tree.collapse(0)
    later = tree_of(
        ("x", ""), ("r", ""), ("new", "r"), ("a", "r"), ("c", "a"), ("d", "c"), ("y", "d"), ("s", ""), ("t", "s")
    )
    again = ResourceTree(later.layout, tree.folds)
    assert rows(again) == "x r s -t"
    again.expand(1)
    assert rows(again) == "x r -new -a --c ---d s -t"


def test_what_has_no_children_any_more_is_not_folded() -> None:
    tree = small()
    tree.expand(1)
    later = tree_of(("r", ""), ("a", "r"), ("e", "r"))
    again = ResourceTree(later.layout, tree.folds)
    assert rows(again) == "r -a -e"
    assert not again.has_children(1)


def test_what_the_user_collapsed_is_reported_despite_a_filter() -> None:
    tree = small()
    tree.expand(1)
    tree.show_only([3])
    tree.collapse(0)
    assert rows(ResourceTree(tree.layout, tree.folds)) == "r -a --b --c -e s"


class Folding(RuleBasedStateMachine):
    """The same operations on the tree and on sets of nodes."""

    @initialize(parents=st.lists(st.integers(-1, 9), max_size=12))
    def begin(self, parents: list[int]) -> None:
        self.parents = [min(parent, node - 1) for node, parent in enumerate(parents)]
        named = ((str(node), str(parent) if parent >= 0 else "") for node, parent in enumerate(self.parents))
        self.tree = tree_of(*named)
        self.folded = {node for node, parent in enumerate(self.parents) if parent >= 0}
        self.before = self.folded
        self.kept: set[int] | None = None

    def children(self, node: int) -> list[int]:
        return [n for n, parent in enumerate(self.parents) if parent == node and (self.kept is None or n in self.kept)]

    def below(self, node: int) -> list[int]:
        return [inner for child in self.children(node) for inner in (child, *self.below(child))]

    def visible(self, node: int = -1) -> list[int]:
        return [
            inner
            for child in self.children(node)
            for inner in (child, *(() if child in self.folded else self.visible(child)))
        ]

    @precondition(lambda self: len(self.tree) > 0)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        row = data.draw(st.integers(0, len(self.tree) - 1))
        node = self.tree.node(row)
        match data.draw(st.sampled_from(["toggle", "expand below", "collapse below"])):
            case "toggle":
                assert self.tree.toggle(row) is bool(self.children(node))
                self.folded = self.folded ^ {node}
            case "expand below":
                self.tree.expand_below(row)
                self.folded = self.folded - {node, *self.below(node)}
            case _:
                self.tree.collapse_below(row)
                self.folded = self.folded | {node, *self.below(node)}

    @rule(folded=st.booleans())
    def move_all(self, folded: bool) -> None:
        if folded:
            fold_all(self.tree)
        else:
            self.tree.expand_all()
        self.folded = set(range(len(self.parents))) if folded else set()

    @rule(nodes=st.none() | st.sets(st.integers(0, 11)))
    def filter(self, nodes: set[int] | None) -> None:
        if self.kept is None:
            self.before = self.folded
        if nodes is None:
            self.folded, self.kept = self.before, None
            self.tree.show_only(None)
            return
        wanted = {node for node in nodes if node < len(self.parents)}
        self.tree.show_only(wanted)
        self.kept = set(wanted)
        for start in wanted:
            node = self.parents[start]
            while node >= 0:
                self.kept.add(node)
                node = self.parents[node]
        self.folded = set()

    @precondition(lambda self: len(self.parents) > 0)
    @rule(data=st.data())
    def reveal(self, data: st.DataObject) -> None:
        node = data.draw(st.integers(0, len(self.parents) - 1))
        row = self.tree.reveal(node)
        assert self.tree.node(row) == node
        ancestors = [node]
        while self.parents[ancestors[-1]] >= 0:
            ancestors.append(self.parents[ancestors[-1]])
        self.folded = self.folded - set(ancestors[1:])
        if self.kept is not None:
            self.kept |= set(ancestors)

    @precondition(lambda self: self.kept is None)
    @rule()
    def begin_anew(self) -> None:
        self.tree = ResourceTree(TreeLayout(self.tree.layout.index), self.tree.folds)

    @invariant()
    def shows_the_same(self) -> None:
        expected = self.visible()
        assert [self.tree.node(row) for row in range(len(self.tree))] == expected
        for row, node in enumerate(expected):
            assert self.tree.row_of(node) == row
            assert self.tree.has_children(row) is bool(self.children(node))
            assert self.tree.is_expanded(row) is (bool(self.children(node)) and node not in self.folded)


TestFolding = Folding.TestCase
TestFolding.settings = settings(max_examples=60, stateful_step_count=20)
