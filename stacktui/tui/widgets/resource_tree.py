"""The tree of resources by parent: it requests only visible rows, so that 100,000 resources cost as much as 30."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from stacktui.index.tree import Folds
from stacktui.presentation.resources.resource_rows import COMPONENT, PROBLEM, UNREADABLE, ResourceRow, resource_row
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import cell_width, fill, join
from stacktui.tui.bindings import Pane
from stacktui.tui.widgets.columns import blanks, clipped, column, width_of
from stacktui.tui.widgets.lines import Lines, widget_bindings

if TYPE_CHECKING:
    from collections.abc import Collection

    from textual.binding import BindingType

    from stacktui.index.resources import Node
    from stacktui.index.tree import ResourceTree

INDENT, ARROW = 2, 2
EXPANDED, COLLAPSED, LEAF = literal("▾ ", Tone.ACCENT), literal("▸ ", Tone.ACCENT), literal("· ", Tone.MUTED)
COMPONENT_SIGN = cleaned(f"{COMPONENT} ", Tone.ACCENT)
TIGHT, NARROW = 60, 48
"""Below these widths a level is indented by one cell only, and the ID is omitted."""


class ResourceHighlighted(Message):
    """The cursor has moved to another resource."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node


class ResourceChosen(ResourceHighlighted):
    """A resource should be opened."""


class ResourceTreeView(Lines):
    """The visible rows of a `ResourceTree`; the cursor stays on its node when filtering, expanding and collapsing."""

    BINDINGS: ClassVar[list[BindingType]] = widget_bindings(Pane.RESOURCES)

    _tree: ResourceTree | None = None
    _told: Node | None = None

    def show_tree(self, tree: ResourceTree | None, node: Node | None = None) -> None:
        """Show a tree, with the cursor on `node` or on its first row. The widget modifies the tree."""
        self._tree, self._told = tree, None
        row = tree.row_of(node) if tree is not None and node is not None else None
        self.rows_changed(row or 0)
        self._tell()

    def show_only(self, nodes: Collection[Node] | None) -> None:
        """Show only these nodes and their ancestors; None shows all. If hidden, the cursor moves to the first one."""
        if self._tree is None:
            return
        node = self.node
        self._tree.show_only(nodes)
        row = None if node is None else self._tree.row_of(node)
        self.rows_changed(self._first_match() if row is None or not self._tree.is_match(row) else row)
        self._tell()

    def go_to(self, node: Node) -> bool:
        """Move the cursor to a node: its ancestors are expanded, and it is shown even if a filter hides it.

        False if there is no tree.
        """
        if self._tree is None:
            return False
        row = self._tree.reveal(node)
        self.refresh()
        self.move_to(row)
        return True

    @property
    def folds(self) -> Folds:
        """What the user expanded and collapsed."""
        return Folds() if self._tree is None else self._tree.folds

    @property
    def node(self) -> Node | None:
        """The node of the cursor."""
        return self._tree.node(self.cursor) if self._tree is not None and len(self._tree) else None

    @property
    def row_count(self) -> int:
        return 0 if self._tree is None else len(self._tree)

    def line(self, row: int, width: int) -> Line:
        if self._tree is None:
            return ()
        shown = resource_row(self._tree.layout.index, self._tree.node(row))
        name_at, rest_at = _columns(width)
        tone = _tone(shown, is_match=self._tree.is_match(row))
        kind = (COMPONENT_SIGN,) if shown.is_component else ()
        head = (*_indent(self._tree.depth(row), name_at, width), self._arrow(row), *kind)
        type_ = column(Span(shown.type, tone), name_at - 1 - width_of(head))
        name = column(Span(shown.name, tone), rest_at - name_at - 1)
        return (*head, *type_, blanks(1), *name, blanks(1), *_rest(shown, width - rest_at, width))

    def cursor_cells(self, width: int) -> int:
        """Type and name."""
        return _columns(width)[1] - 1

    def highlighted(self, row: int) -> Message | None:
        del row
        self._told = self.node
        return None if self._told is None else ResourceHighlighted(self._told)

    def chosen(self, row: int) -> Message | None:
        return None if self._tree is None else ResourceChosen(self._tree.node(row))

    def clicked(self, row: int, x: int, *, again: bool) -> None:
        if self._tree is None:
            return
        arrow = width_of(_indent(self._tree.depth(row), _columns(self.text_width)[0], self.text_width))
        if self._tree.has_children(row) and arrow <= x < arrow + ARROW:
            self._toggle(row)
        else:
            super().clicked(row, x, again=again)

    def action_open(self) -> None:
        if self._is_collapsed():
            self._toggle(self.cursor)
        else:
            super().action_open()

    def action_expand(self) -> None:
        """Expand; from an expanded row move to its first child, open a row without children."""
        if self._tree is None or self.notice or not self.row_count:
            return
        if self._is_collapsed() or not self._tree.has_children(self.cursor):
            self.action_open()
        else:
            self.move_to(self.cursor + 1)

    def action_collapse(self) -> None:
        """Collapse; from a collapsed row move to the parent."""
        if self._tree is None or self.notice or not self.row_count:
            return
        if self._tree.has_children(self.cursor) and self._tree.is_expanded(self.cursor):
            self._toggle(self.cursor)
            return
        parent = self._tree.parent_row(self.cursor)
        if parent is not None:
            self.move_to(parent)

    def action_toggle_below(self) -> None:
        """Expand everything below the cursor, or collapse it if all of it is expanded."""
        if self._tree is None or self.notice or not self.row_count:
            return
        rows = len(self._tree)
        self._tree.expand_below(self.cursor)
        if len(self._tree) == rows:
            self._tree.collapse_below(self.cursor)
        self.rows_changed()

    def _is_collapsed(self) -> bool:
        tree, row = self._tree, self.cursor
        return tree is not None and row < len(tree) and tree.has_children(row) and not tree.is_expanded(row)

    def _toggle(self, row: int) -> None:
        """Expand or collapse a row; a cursor below it moves up to it."""
        if self._tree is None:
            return
        node = self.node
        self._tree.toggle(row)
        kept = None if node is None else self._tree.row_of(node)
        self.rows_changed(row if kept is None else kept)
        self._tell()

    def _first_match(self) -> int:
        tree = self._tree
        return 0 if tree is None else next((row for row in range(len(tree)) if tree.is_match(row)), 0)

    def _arrow(self, row: int) -> Span:
        if self._tree is None or not self._tree.has_children(row):
            return LEAF
        return EXPANDED if self._tree.is_expanded(row) else COLLAPSED

    def _tell(self) -> None:
        if self.node != self._told:
            self.announce()


def _columns(width: int) -> tuple[int, int]:
    """The columns of the name and of what follows it, the same for every row."""
    name_at = max(14, min(48, width * 42 // 100))
    return name_at, name_at + max(8, min(30, width * 25 // 100))


def _indent(depth: int, room: int, width: int) -> Line:
    """The cells before the arrow; if the depth leaves no space for the type, it is shown as a number."""
    most = room // 2
    cells = depth * (INDENT if width >= TIGHT else 1)
    if cells <= most:
        return (blanks(cells),) if cells else ()
    label = fill("⋯{} ", depth)
    return (blanks(max(0, most - cell_width(label))), Span(label, Tone.MUTED))


def _tone(row: ResourceRow, *, is_match: bool) -> Tone:
    if not is_match:
        return Tone.MUTED
    return Tone.STRONG if row.is_component else Tone.PLAIN


def _rest(row: ResourceRow, room: int, width: int) -> Line:
    """The ID, and at the end of the line the flags; the flags have priority."""
    sign = (row.symbol,) if row.symbol in {PROBLEM, UNREADABLE} else ()
    marks = clipped(join(" ", (*sign, join(", ", row.flags))), room)
    left = room - cell_width(marks) - (1 if marks else 0)
    resource_id = column(Span(row.id, Tone.MUTED), left) if width >= NARROW else (blanks(max(0, left)),)
    return (
        (*resource_id, blanks(1), Span(marks, row.tone))
        if marks and left >= 0
        else (*resource_id, Span(marks, row.tone))
    )
