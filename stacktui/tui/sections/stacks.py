"""The left side: filter line, list of stacks, and completeness of the list."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.message import Message

from stacktui.index.query import with_organization, with_project, with_tag
from stacktui.index.stacks import StackSort
from stacktui.presentation.stacks.stack_rows import list_state, no_rows, search_state
from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import clean, words
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.widgets.filter_line import FilterChanged, FilterCleared, FilterKept, FilterLine, FilterRow
from stacktui.tui.widgets.line_view import LineView
from stacktui.tui.widgets.stack_list import StackList

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from stacktui.explorer.listing import Listing
    from stacktui.explorer.query import Known, Query
    from stacktui.pulumi.stack import Stack, StackIdentifier, StackPage, StackSummary
    from stacktui.tui.dialogs.picker import Choice
    from stacktui.tui.messages import Failed, Loaded

SORTS = (
    (StackSort("name"), words("Name, A to Z")),
    (StackSort("updated"), words("Last update, newest first")),
    (StackSort("resources"), words("Resources, most first")),
)
PAUSE = 0.25
"""The minimum number of seconds between displaying two pages, because each display crosses the connection."""
SHARE = 10
"""The maximum part of the loading time that is spent on displaying pages."""


class StackSection(Vertical):
    """Shows the stacks of a plan; the rest of the filter line is evaluated here as the user types."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.STACKS)

    class ListWanted(Message):
        """The list must be requested (`listing.question`); `soon` while the user types."""

        def __init__(self, *, soon: bool) -> None:
            super().__init__()
            self.soon = soon

    class SweepWanted(Message):
        """The filter is about running updates, which the list does not report: see `listing.sweep`."""

        def __init__(self, *, soon: bool) -> None:
            super().__init__()
            self.soon = soon

    class SortChanged(Message):
        """The user chose an order."""

        def __init__(self, sort: StackSort) -> None:
            super().__init__()
            self.sort = sort

    def __init__(
        self,
        *,
        known: Known,
        clock: Callable[[], float],
        listing: Listing,
        saved: Mapping[str, str],
        lists_running: Callable[[], bool],
        id: str,  # noqa: A002 - Textual's
    ) -> None:
        super().__init__(id=id)
        self._known = known
        self._clock = clock
        self.listing = listing
        self._saved = saved
        self._lists_running = lists_running
        self._pause = PAUSE
        self._next_showing: Timer | None = None

    def compose(self) -> ComposeResult:
        yield FilterRow(FilterLine(self.listing.suggestions, text=self.listing.text, id="stack-filter"))
        yield StackList(id="stack-list")
        yield LineView(id="stack-list-state")

    @property
    def list(self) -> StackList:
        return self.query_one(StackList)

    @property
    def filter_line(self) -> FilterLine:
        return self.query_one(FilterLine)

    @property
    def selected(self) -> StackIdentifier | None:
        """The stack that keys act on, listed or not; None if none is selected."""
        return self.list.selected

    @property
    def is_loading(self) -> bool:
        return self.listing.is_loading or self.listing.search.is_under_way

    def select(self, stack: StackIdentifier | None, *, jumps: bool = False) -> None:
        """Select a stack, or none. The cursor moves to it as soon as it is in the list."""
        if self._next_showing is not None:
            self._show()
        self.list.select(stack, jumps=jumps)
        self._show_state()

    def on_stack_highlighted(self) -> None:
        self._show_state()

    def read(self) -> None:
        """Request or reload the list; the previous contents stay until the response arrives."""
        self._ask(soon=False)

    def on_loaded(self, message: Loaded) -> None:
        self._take(message.query)

    def on_failed(self, message: Failed) -> None:
        self._take(message.query)

    def _take(self, query: Query[object]) -> None:
        """Use the current response; responses to earlier requests are ignored."""
        listing = self.listing
        if query == listing.question and listing.is_loading:
            self._take_pages()
        elif query == listing.sweep:
            listing.take_looked(self._known(listing.sweep))
            self._show()

    def _take_pages(self) -> None:
        pages = self.listing.take(self._known(self.listing.question))
        if pages:
            self._look_for_running(soon=False)
        if not self.listing.is_loading or self.listing.is_first_page or any(map(self._is_wanted_in, pages)):
            self._show()
        elif pages and self._next_showing is None:
            self._next_showing = self.set_timer(self._pause, self._show)

    def _is_wanted_in(self, page: StackPage) -> bool:
        wanted = None if self.list.has_cursor else self.selected
        return wanted is not None and any(stack.identifier == wanted for stack in page.stacks)

    def cancel(self) -> None:
        """The user cancelled: what arrived stays, and the list is not called complete."""
        self.listing.stop()
        self._show()

    def _look_for_running(self, *, soon: bool) -> None:
        """Request each stack that the filter needs to know about, if the list does not report running updates."""
        if not self._lists_running() and self.listing.look_for_running():
            self.post_message(self.SweepWanted(soon=soon))

    def remember(self, stack: Stack, *, is_running: bool) -> None:
        """Record a stack's tags, for suggestions, or its running update, which the list does not report."""
        if self.listing.remember(stack, is_running=is_running):
            self._show()

    def show_time(self) -> None:
        """Update the ages."""
        self.list.show_time(self._clock())

    def show_filter(self, text: str) -> None:
        """Set the text of the filter line, as if typed."""
        self.filter_line.show(text)
        self._filter(text, soon=False)

    def clear_filter(self) -> bool:
        """Clear the filter line; False if it is empty."""
        if not self.listing.text:
            return False
        self.show_filter("")
        return True

    def on_filter_changed(self, message: FilterChanged) -> None:
        message.stop()
        self._filter(message.text, soon=True)

    def on_filter_kept(self, message: FilterKept) -> None:
        message.stop()
        self.list.focus()

    def on_filter_cleared(self, message: FilterCleared) -> None:
        message.stop()
        self.list.focus()

    def _filter(self, text: str, *, soon: bool) -> None:
        asks = self.listing.filter(text)
        self.list.filtered(is_cleared=self.listing.query.is_empty)
        if asks:
            self._ask(soon=soon)
        else:
            self._look_for_running(soon=soon)
            self._show()

    def _ask(self, *, soon: bool) -> None:
        self.listing.ask()
        self._show()
        self.post_message(self.ListWanted(soon=soon))

    def _show(self) -> None:
        start = time.perf_counter()
        if self._next_showing is not None:
            self._next_showing.stop()
            self._next_showing = None
        stacks = self.listing.rows()
        self.list.show(stacks, self._clock())
        self.list.show_notice(self._notice(stacks))
        self._show_state()
        self.listing.keep_orders()
        self._pause = max(PAUSE, (time.perf_counter() - start) * (SHARE - 1))

    def _notice(self, stacks: Sequence[StackSummary]) -> tuple[Line, ...]:
        listing = self.listing
        if stacks:
            return ()
        if listing.error is not None:
            from stacktui.presentation.text.error_words import error_lines

            return error_lines(listing.error)
        is_all = listing.query.is_empty and listing.is_complete
        return (no_rows(listing.search, is_loading=listing.is_loading, is_known=listing.is_known, is_all=is_all),)

    def _show_state(self) -> None:
        self.query_one(LineView).show(self._state(self.list.row_count))

    def _state(self, shown: int) -> Line:
        listing = self.listing
        if listing.query.mistakes:
            from stacktui.presentation.text.filter_words import mistake_words

            return (Span(mistake_words(listing.query.mistakes[0]), Tone.WARNING),)
        if asking := search_state(listing.search):
            return asking
        state = list_state(
            shown,
            listing.size,
            is_complete=listing.is_complete,
            is_loading=listing.is_loading,
            unreadable=listing.unreadable,
            unlisted=None if self.list.has_cursor else self.selected,
        )
        if listing.error is not None and shown:
            return (*state, literal(" · "), Span(clean(listing.error.message), Tone.WARNING))
        return state

    def action_choose_sort(self) -> None:
        def take(chosen: Choice[StackSort] | None) -> None:
            if chosen is not None:
                self._set_sort(chosen.value)

        from stacktui.tui.dialogs.picker import Choice, Picker

        choices = [Choice(sort, name) for sort, name in SORTS]
        self.app.push_screen(
            Picker((literal("Sort by"),), choices, current=self.listing.sort._replace(reverse=False)), take
        )

    def action_reverse_sort(self) -> None:
        sort = self.listing.sort
        self._set_sort(sort._replace(reverse=not sort.reverse))

    def _set_sort(self, sort: StackSort) -> None:
        self.listing.sort = sort
        self._show()
        self.post_message(self.SortChanged(sort))

    def action_choose_organization(self) -> None:
        self._pick((literal("Organization"),), _named(self.listing.organizations), with_organization)

    def action_choose_project(self) -> None:
        self._pick((literal("Project"),), _named(self.listing.projects()), with_project)

    def action_choose_tag(self) -> None:
        tags = [f"{name}={value}" for name, values in self.listing.tags for value in values]

        def edit(text: str, chosen: str) -> str:
            name, _, value = chosen.partition("=")
            return with_tag(text, name, value)

        self._pick((literal("Tag (of stacks opened so far)"),), _named(sorted(tags)), edit)

    def action_choose_saved_filter(self) -> None:
        from stacktui.tui.dialogs.picker import Choice

        saved = [Choice(line, clean(name), clean(line)) for name, line in self._saved.items()]
        self._pick((literal("Saved filter"),), saved, lambda _text, chosen: chosen)

    def _pick(self, title: Line, choices: Sequence[Choice[str]], edit: Callable[[str, str], str]) -> None:
        def take(chosen: Choice[str] | None) -> None:
            if chosen is not None:
                self.show_filter(edit(self.listing.text, chosen.value))

        from stacktui.tui.dialogs.picker import Picker

        self.app.push_screen(Picker(title, choices), take)


def _named(names: Sequence[str]) -> list[Choice[str]]:
    """The names to choose from, preceded by the choice of any."""
    from stacktui.tui.dialogs.picker import Choice

    return [Choice("", words("any")), *(Choice(name, clean(name)) for name in names)]
