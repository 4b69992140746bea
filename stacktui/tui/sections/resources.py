"""The view "Resources": filter line, tree, and the details of the selected resource."""

from __future__ import annotations

from collections import OrderedDict
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.containers import Vertical
from textual.message import Message

from stacktui.explorer.loadable import Loadable
from stacktui.explorer.selection import Property, ResourceRow
from stacktui.files.threads import in_background
from stacktui.index.tree import Folds, ResourceTree
from stacktui.presentation.resources.resource_jumps import Jump, to_dependencies, to_dependents, to_parent, to_provider
from stacktui.presentation.resources.resource_rows import node_name
from stacktui.presentation.text.lines import Line, literal
from stacktui.presentation.text.loading_words import notice, progress_line, stale_line, state_line, state_warnings
from stacktui.presentation.text.safe_text import clean
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.sections.resource_detail import ResourceDetail, counts_users
from stacktui.tui.widgets.filter_line import FilterChanged, FilterCleared, FilterKept, FilterLine, FilterRow
from stacktui.tui.widgets.line_view import LineView
from stacktui.tui.widgets.resource_tree import ResourceChosen, ResourceHighlighted, ResourceTreeView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from stacktui.explorer.kinds.state import State
    from stacktui.index.resources import Node, ResourceIndex
    from stacktui.presentation.resources.detail_lines import DetailLine
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.dialogs.picker import Choice
    from stacktui.tui.widgets.resource_detail_view import TargetChosen

MOST_FOLDS = 50
"""The number of stacks whose expansion is remembered."""


class Spot(NamedTuple):
    """A resource to return to: after a reload, its URN finds it or its nearest ancestor."""

    node: Node
    urns: tuple[str, ...]
    """Its own URN, then those of its ancestors."""

    @classmethod
    def at(cls, index: ResourceIndex, node: Node) -> Spot:
        """The spot of a node."""
        urns: dict[str, None] = {}
        above: Node | None = node
        while above is not None and index.urn(above) not in urns:
            urns[index.urn(above)] = None
            above = index.parent(above)
        return cls(node, tuple(urns))

    def find(self, index: ResourceIndex, *, or_above: bool) -> Node | None:
        """Its node in another version of the state; with `or_above`, the nearest existing ancestor's."""
        if self.node < len(index) and index.urn(self.node) == self.urns[0]:
            return self.node
        for urn in self.urns if or_above else self.urns[:1]:
            if nodes := index.nodes_of(urn):
                return nodes[0]
        return None


class ResourceSection(Vertical):
    """Shows one state. Filtering, expanding and jumping need no server."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Pane.RESOURCES), *bindings_of(Pane.RESOURCE)]

    class Jumped(Message):
        """The cursor has jumped to another resource; `spot` is the previous one."""

        def __init__(self, spot: Spot) -> None:
            super().__init__()
            self.spot = spot

    class VersionWanted(Message):
        """The user requested another version of the state."""

    class NothingThere(Message):
        """A jump has no target; `words` say why."""

        def __init__(self, line: Line) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, clock: Callable[[], float], mask_suspected_secrets: bool = True, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self._clock = clock
        self._mask_suspected_secrets = mask_suspected_secrets
        self._known: Loadable[State] = Loadable()
        self._stack: StackIdentifier | None = None
        self._folds: OrderedDict[StackIdentifier | None, Folds] = OrderedDict()
        self._version: int | None = None
        self._text = ""
        self._only_problems = False
        self._matches: int | None = None
        self._wanted: Spot | None = None
        self._is_warm = False

    def compose(self) -> ComposeResult:
        yield FilterRow(FilterLine(self._suggestions, id="resource-filter"))
        yield LineView(id="resource-state")
        yield ResourceTreeView(id="resource-tree")
        yield ResourceDetail(
            clock=self._clock, mask_suspected_secrets=self._mask_suspected_secrets, id="resource-detail"
        )

    @property
    def tree_view(self) -> ResourceTreeView:
        return self.query_one(ResourceTreeView)

    @property
    def detail(self) -> ResourceDetail:
        return self.query_one(ResourceDetail)

    @property
    def filter_line(self) -> FilterLine:
        return self.query_one(FilterLine)

    @property
    def state(self) -> State | None:
        return self._known.value

    @property
    def node(self) -> Node | None:
        return self.tree_view.node if self.state is not None else None

    @property
    def detail_line(self) -> DetailLine | None:
        """The selected line of the details, if they have the focus."""
        return self.detail.detail_line if self.detail.has_focus else None

    @property
    def selection(self) -> ResourceRow | Property | None:
        """What the cursor is on; None if there is no resource."""
        state, node = self.state, self.node
        if self._stack is None or state is None or node is None:
            return None
        row, line = ResourceRow(self._stack, state.index, node), self.detail_line
        return row if line is None else Property(row, line.path, line.copy_text, line.is_secret)

    @property
    def spot(self) -> Spot | None:
        """The position of the cursor."""
        state, node = self.state, self.node
        return None if state is None or node is None else Spot.at(state.index, node)

    def show(self, known: Loadable[State], stack: StackIdentifier | None, version: int | None) -> None:
        """Show the state of a stack.

        For another version of the same stack, cursor, expansion and filter are kept; if the resource is gone, the
        cursor moves to its nearest ancestor.
        """
        if known.value is not self.state:
            self.detail.hide_secrets()
            self._change_state(known, stack)
        self._known, self._stack, self._version = known, stack, version
        state = known.value
        if state is None:
            self.detail.clear()
        if known.is_loading and not self._is_warm:
            self._is_warm = True
            self.run_worker(
                in_background(import_module, "stacktui.presentation.resources.resource_detail"), group="warm"
            )
        self._show_notice()
        self._show_state()

    def _change_state(self, known: Loadable[State], stack: StackIdentifier | None) -> None:
        state = known.value
        spot = self._wanted
        if self.state is not None:
            self._keep_folds(self._stack, self.tree_view.folds)
            spot = spot or (self.spot if stack == self._stack else None)
        self._known = known
        if state is None:
            self._wanted = spot if stack == self._stack else None
            self.tree_view.show_tree(None)
            return
        self._wanted = None
        tree = ResourceTree(state.layout, self._folds.get(stack, Folds()))
        self.tree_view.show_tree(tree, spot.find(state.index, or_above=True) if spot else None)
        self._apply()

    def _keep_folds(self, stack: StackIdentifier | None, folds: Folds) -> None:
        self._folds[stack] = folds
        self._folds.move_to_end(stack)
        if len(self._folds) > MOST_FOLDS:
            self._folds.popitem(last=False)

    def _show_notice(self) -> None:
        if self.state is not None and self._matches == 0 and self._is_empty() is None:
            lines: tuple[Line, ...] = (
                (literal("No resource matches. Press esc to clear the filter, ! to show all."),),
            )
        else:
            lines = notice(self._known, self._clock(), empty=self._is_empty(), what="state")
        self.tree_view.show_notice(lines)

    def _is_empty(self) -> Line | None:
        state = self.state
        if state is None or len(state.index):
            return None
        return (literal("This stack has no resources."),)

    def go_to(self, spot: Spot) -> bool:
        """Move the cursor to a resource, now or when the state is loaded; a filter that hides it is cleared."""
        state = self.state
        node = None if state is None else spot.find(state.index, or_above=False)
        if node is None:
            self._wanted = spot if state is None else None
            return False
        if not self.tree_view.go_to(node):
            self._only_problems = False
            self.filter_line.show("")
            self._text = ""
            self._apply()
            self.tree_view.go_to(node)
        return True

    def find(self, text: str) -> None:
        """Set the text of the filter line, as if typed."""
        self.filter_line.show(text)
        self._text = text
        self._apply()

    def clear_filter(self) -> bool:
        """Clear the filter line; False if it is empty, or the focus is not in the tree."""
        if not self._text or not self.tree_view.has_focus:
            return False
        self.find("")
        return True

    def on_filter_changed(self, message: FilterChanged) -> None:
        message.stop()
        self._text = message.text
        self._apply()

    def on_filter_kept(self, message: FilterKept) -> None:
        message.stop()
        self.tree_view.focus()

    def on_filter_cleared(self, message: FilterCleared) -> None:
        message.stop()
        self.tree_view.focus()

    def _apply(self) -> None:
        """Show the rows that match the filter line and `!`."""
        state = self.state
        if state is None:
            return
        from stacktui.index.resource_query import parse_resource_query

        query = parse_resource_query(self._text)
        found: Sequence[Node] | None = None if query.is_empty else state.search.match(query)
        if self._only_problems:
            problems = set(state.index.problems)
            found = [node for node in (state.index.problems if found is None else found) if node in problems]
        self._matches = None if found is None else len(found)
        self.tree_view.show_only(found)
        self._show_notice()
        self._show_state()

    def _show_state(self) -> None:
        state, known = self.state, self._known
        view = self.query_one("#resource-state", LineView)
        if known.wait is not None and state is not None:  # before that, the notice in place of the rows shows it
            view.show(progress_line(known.wait, self._clock()))
        elif known.error is not None and known.at is not None:
            view.show(stale_line(known.error, known.at, self._clock()))
        elif state is None:
            view.show(())
        else:
            from stacktui.index.resource_query import parse_resource_query

            mistakes = parse_resource_query(self._text).mistakes
            line = state_line(state.index, self._matches, only_problems=self._only_problems, version=self._version)
            view.show((*line, *state_warnings(state.deployment, mistakes)))

    def _suggestions(self, text: str, cursor: int) -> tuple[str, ...]:
        state = self.state
        if state is None:
            return ()
        from stacktui.index.resource_query import suggest_resource_terms

        return suggest_resource_terms(text, cursor, types=state.types, packages=state.packages)

    def on_resource_highlighted(self, message: ResourceHighlighted) -> None:
        message.stop()
        if self.state is not None and self.node is not None:
            self.detail.show_resource(self.state, self.node, self._version)

    def on_descendant_focus(self) -> None:
        """Focusing the details fixes them to the selected resource."""
        self.detail.draw_now()

    def on_resource_chosen(self, message: ResourceChosen) -> None:
        message.stop()
        self.add_class("-detail-open")
        self.detail.focus()

    def close_detail(self) -> bool:
        """Return from the details to the tree; False if they do not have the focus."""
        if not self.detail.has_focus:
            return False
        self.remove_class("-detail-open")
        self.tree_view.focus()
        return True

    def on_target_chosen(self, message: TargetChosen) -> None:
        message.stop()
        self._jump(message.node)

    def _jump(self, node: Node) -> None:
        spot = self.spot
        if spot is not None:
            self.post_message(self.Jumped(spot))
        state = self.state
        if state is not None:
            self.go_to(Spot.at(state.index, node))

    def action_toggle_problems(self) -> None:
        self._only_problems = not self._only_problems
        self._apply()

    def action_go_to_parent(self) -> None:
        self._follow(to_parent)

    def action_go_to_provider(self) -> None:
        self._follow(to_provider)

    def action_go_to_dependencies(self) -> None:
        self._follow(to_dependencies)

    def action_go_to_dependents(self) -> None:
        if self.state is not None and not counts_users(self.state):
            self.post_message(self.NothingThere((literal("Still computing dependents; try again in a moment."),)))
        else:
            self._follow(to_dependents)

    def _follow(self, jump_of: Callable[[ResourceIndex, Node], Jump]) -> None:
        """Go to the target of a key; if there are several, ask."""
        state, node = self.state, self.node
        if state is None or node is None:
            return
        jump = jump_of(state.index, node)
        if not jump.nodes:
            self.post_message(self.NothingThere(jump.otherwise))
        elif len(jump.nodes) == 1:
            self._jump(jump.nodes[0])
        else:
            self._choose(jump, state.index)

    def _choose(self, jump: Jump, index: ResourceIndex) -> None:
        from stacktui.tui.dialogs.picker import Choice, Picker

        choices = [Choice(node, clean(node_name(index, node)), clean(index.urn(node))) for node in jump.nodes]

        def take(chosen: Choice[Node] | None) -> None:
            if chosen is not None:
                self._jump(chosen.value)

        self.app.push_screen(Picker(jump.title, choices), take)

    def action_choose_version(self) -> None:
        self.post_message(self.VersionWanted())

    def action_reveal(self) -> None:
        """Toggle the plaintext secret under the cursor of the details, shown temporarily."""
        if not self.detail.toggle_secret():
            self.post_message(self.NothingThere((literal("No plaintext secret on this line."),)))

    def on_descendant_blur(self) -> None:
        self.detail.hide_secrets()
