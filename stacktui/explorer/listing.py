"""The list of stacks: the queries it needs, the rows that match a filter, and how complete it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.kinds.running import running_on
from stacktui.explorer.kinds.stack_list import stacks_of
from stacktui.index.query import Known, StackListPlan, parse_stack_query, suggest
from stacktui.index.running_search import RunningSearch
from stacktui.index.stacks import StackIndex, StackSort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.explorer.loadable import Loadable
    from stacktui.explorer.query import Query
    from stacktui.index.query import StackQuery
    from stacktui.pulumi.errors import PulumiError
    from stacktui.pulumi.running import Looked
    from stacktui.pulumi.stack import Stack, StackIdentifier, StackPage, StackSummary


class Listing:
    """The list, filtered and sorted.

    It sends no requests itself; its owner passes in what arrived. During a reload the previous stacks stay until as
    many have arrived again.
    """

    def __init__(self, text: str = "", sort: StackSort = StackSort()) -> None:  # noqa: B008 - a tuple
        self.text = text
        self.sort = sort
        self.query: StackQuery = parse_stack_query(text)
        self.search = RunningSearch()
        """The stacks that run an update, if the list does not report it."""
        self.is_loading = False
        self.is_complete = False
        self.unreadable = 0
        """Entries of the list that could not be decoded."""
        self.error: PulumiError | None = None
        """Why the list is incomplete."""
        self._plan = StackListPlan()
        self._shown_plan = StackListPlan()
        """The plan of the loaded stacks."""
        self._index = StackIndex()
        self._incoming: StackIndex | None = None
        self._tags: dict[str, set[str]] = {}
        self.question: Query[tuple[StackPage, ...]] = stacks_of(self._plan)
        """The last query."""
        self.sweep: Query[tuple[Looked, ...]] | None = None
        """The query for running updates while it is in progress."""
        self._pages = self._looked = 0
        """How many pages of each were taken."""

    # Queries

    def ask(self) -> Query[tuple[StackPage, ...]]:
        """Start a load or reload; return the queries needed for the filter line."""
        self._plan = self._plan_of(self.query)
        self.question = stacks_of(self._plan)
        self.search, self.sweep = RunningSearch(), None
        self._incoming, self._pages = None, 0
        self.is_loading, self.is_complete, self.error = True, False, None
        return self.question

    def filter(self, text: str) -> bool:
        """Set the filter line; True if it needs other queries, which `ask` returns."""
        self.text = text
        self.query = parse_stack_query(text)
        return self._plan_of(self.query) != self._plan

    def take(self, known: Loadable[tuple[StackPage, ...]]) -> tuple[StackPage, ...]:
        """Take the current values of the queries; return the new pages."""
        pages = (known.value or ())[self._pages :] if self.is_loading else ()
        for page in pages:
            self._add(page)
        self._pages += len(pages)
        if known.error is not None and self.is_loading:
            self.error = known.error
            self.stop()
        return pages

    @property
    def is_first_page(self) -> bool:
        """At most one page has arrived."""
        return self._pages == 1

    def _add(self, page: StackPage) -> None:
        if self._incoming is None:
            self._incoming = StackIndex()
            self.unreadable = 0
        self._incoming.add(page.stacks)
        self.unreadable += page.unreadable
        self.is_complete = page.complete
        self.is_loading = not page.complete
        if page.complete or len(self._incoming) >= len(self._index) or self.is_other_answer:
            self._show(self._incoming)

    def stop(self) -> None:
        """Stop loading: what has arrived stays, and the list is not called complete."""
        self.search.end()
        self.sweep = None
        if self.is_loading:
            self.is_loading = self.is_complete = False
        if self._incoming is not None and not len(self._index):
            self._show(self._incoming)

    # Running updates that the list does not report

    def look_for_running(self) -> bool:
        """Determine which stacks must be requested individually for the filter line; True if `sweep` has changed."""
        if not self.is_complete:
            return False
        was_under_way, stacks = self.search.is_under_way, self.search.begin(self.query, self._index)
        if not stacks and not was_under_way:
            return False
        self.sweep, self._looked = running_on(stacks) if stacks else None, 0
        return True

    def take_looked(self, known: Loadable[tuple[Looked, ...]]) -> None:
        """Take the current values of the individual requests."""
        looked = known.value or ()
        for one in looked[self._looked :]:
            self.search.take(one, self._index)
        self._looked = len(looked)
        if not known.is_loading:
            self.search.end()
            self.sweep = None

    def remember(self, stack: Stack, *, is_running: bool) -> bool:
        """Record the tags or running update of one stack; True if that changed its entry."""
        for name, value in (stack.tags or {}).items():
            self._tags.setdefault(name, set()).add(value)
        return self.search.mark(stack.identifier, self._index, is_running=is_running)

    # Contents

    def rows(self) -> Sequence[StackSummary]:
        """The stacks that match the filter line, sorted."""
        return () if self.is_other_answer else self._index.select(self.query, self.sort)

    def keep_orders(self) -> None:
        """Precompute the work of the next call of `rows`."""
        (self._incoming or self._index).keep_orders()

    @property
    def is_other_answer(self) -> bool:
        """Whether the stacks here belong to other tags than the requested ones: none of them may match."""
        return self._plan.tag_questions != self._shown_plan.tag_questions

    @property
    def size(self) -> int:
        """The number of loaded stacks, regardless of the filter; 0 if none of them may match."""
        return 0 if self.is_other_answer else len(self._index)

    @property
    def is_known(self) -> bool:
        """Whether anything is known, which requires a first request."""
        return not self.is_other_answer and (self.is_complete or bool(len(self._index)))

    @property
    def identifiers(self) -> tuple[StackIdentifier, ...]:
        """Those of all loaded stacks."""
        return tuple(stack.identifier for stack in self._index)

    @property
    def organizations(self) -> tuple[str, ...]:
        return self._index.organizations()

    def projects(self, organization: str = "") -> tuple[str, ...]:
        """Project names, optionally of one organization."""
        return self._index.projects(organization)

    def summary_of(self, stack: StackIdentifier) -> StackSummary | None:
        """The list entry of a stack."""
        return self._index.get(stack)

    @property
    def tags(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The tag names and values seen so far, sorted; the list itself does not report tags."""
        return tuple((name, tuple(sorted(values))) for name, values in sorted(self._tags.items()))

    def suggestions(self, text: str, cursor: int) -> tuple[str, ...]:
        """Suggestions for the term under the cursor of a filter line, best first."""
        return suggest(text, cursor, Known(self.organizations, self.projects(), self.tags))

    def _plan_of(self, query: StackQuery) -> StackListPlan:
        """If all stacks are loaded, organization and project need no request."""
        plan = query.plan(self.organizations or None, self.projects() or None)
        if self.is_complete and self._plan == StackListPlan() and not query.tags:
            return self._plan
        return plan

    def _show(self, incoming: StackIndex) -> None:
        self._index, self._shown_plan = incoming, self._plan
        self.search.apply_to(incoming)
