"""The right side: the displayed stack, its views, and their loading state."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from textual.containers import Vertical

from stacktui.explorer.kinds.count import count_of
from stacktui.explorer.kinds.overview import overview_of
from stacktui.explorer.kinds.references import references_of
from stacktui.explorer.kinds.state import state_of
from stacktui.explorer.loadable import SERVICE, Loadable
from stacktui.explorer.selection import ReferenceRow, StackRow
from stacktui.presentation.stacks.running_words import running_span
from stacktui.presentation.text.lines import EMPTY, Line, Span, Tone, literal
from stacktui.presentation.text.loading_words import NO_STACK, notice, stale_line
from stacktui.presentation.text.safe_text import clean
from stacktui.tui.widgets.line_view import LineView
from stacktui.tui.widgets.lines_view import LinesView
from stacktui.tui.widgets.view_tabs import View, ViewTabs

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.widget import Widget

    from stacktui.explorer.kinds.overview import Overview
    from stacktui.explorer.kinds.references import References
    from stacktui.explorer.kinds.state import State
    from stacktui.explorer.query import Known, Query
    from stacktui.explorer.selection import Selection
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.tui.messages import Failed, Loaded
    from stacktui.tui.sections.resources import ResourceSection
    from stacktui.tui.widgets.reference_list import ReferenceList


def shown_in(view: View, stack: StackIdentifier, version: int | None) -> tuple[Query[object], ...]:
    """The queries that a view needs for a stack, including the title line; `version` is the state's."""
    overview, state = overview_of(stack), state_of(stack, version)
    match view:
        case View.OVERVIEW:
            return (overview,)
        case View.RESOURCES:
            return (overview, state)
        case View.REFERENCES:
            return (overview, references_of(stack))
        case View.COUNT:
            return (overview, count_of(stack), state)
    assert_never(view)


class DetailSection(Vertical):
    """Shows one stack."""

    BLANK = True

    def __init__(
        self,
        *,
        known: Known,
        clock: Callable[[], float],
        link_of: Callable[[StackIdentifier], str | None],
        ascii_only: bool,
        mask_suspected_secrets: bool,
        id: str,  # noqa: A002 - Textual's
    ) -> None:
        super().__init__(id=id)
        self._known = known
        self._clock = clock
        self.link_of = link_of
        self._ascii_only = ascii_only
        self._mask_suspected_secrets = mask_suspected_secrets
        self.stack: StackIdentifier | None = None
        self.version: int | None = None
        self.view = View.OVERVIEW
        self.has_views = False

    def compose(self) -> ComposeResult:
        yield LineView(id="stack-title")
        yield ViewTabs(id="view-tabs")
        yield LinesView(id=View.OVERVIEW)

    async def add_views(self) -> None:
        """Create the views that are not visible at first; until then only the overview may be shown."""
        from stacktui.tui.sections.resources import ResourceSection
        from stacktui.tui.widgets.reference_list import ReferenceList

        views = (
            ResourceSection(clock=self._clock, mask_suspected_secrets=self._mask_suspected_secrets, id=View.RESOURCES),
            ReferenceList(id=View.REFERENCES),
            LinesView(id=View.COUNT),
        )
        for view in views:
            view.display = False
        await self.mount_all(views)
        self.has_views = True

    def on_mount(self) -> None:
        self._show()

    @property
    def resources(self) -> ResourceSection:
        from stacktui.tui.sections.resources import ResourceSection

        return self.query_one(ResourceSection)

    @property
    def reference_list(self) -> ReferenceList:
        from stacktui.tui.widgets.reference_list import ReferenceList

        return self.query_one(ReferenceList)

    @property
    def link(self) -> str | None:
        """The console link of the displayed stack, if known."""
        return None if self.stack is None else self.link_of(self.stack)

    @property
    def selection(self) -> Selection | None:
        """The selection in this view; None if no stack is displayed."""
        if self.stack is None:
            return None
        if self.view is View.RESOURCES and (found := self.resources.selection):
            return found
        if self.view is View.REFERENCES and (other := self.reference_list.stack):
            return ReferenceRow(self.stack, other)
        return StackRow(self.stack)

    @property
    def focus_target(self) -> Widget:
        """The widget to focus when entering the view."""
        if self.view is View.RESOURCES:
            return self.resources.tree_view
        return self.query_one(f"#{self.view}")

    def show_view(self, view: View) -> None:
        """Show another view of the same stack."""
        self.view = view
        self.query_one(ViewTabs).show(view)
        for each in View:
            self.query_one(f"#{each}").display = each is view
        self._show()

    def show_stack(self, stack: StackIdentifier | None) -> None:
        """Show another stack, with the data already known about it; or none."""
        self.stack, self.version = stack, None
        self._show(anew=True)

    def show_version(self, version: int | None) -> None:
        """Show another version of the state; None is the current one."""
        self.version = version
        self._show()

    @property
    def queries(self) -> tuple[Query[object], ...]:
        """The queries of the view; empty if no stack is displayed."""
        return () if self.stack is None else shown_in(self.view, self.stack, self.version)

    @property
    def is_loading(self) -> bool:
        """Something in the view is loading."""
        return any(self._known(query).is_loading for query in self.queries)

    @property
    def overview(self) -> Loadable[Overview]:
        """The loading state of the overview."""
        return Loadable() if self.stack is None else self._known(overview_of(self.stack))

    @property
    def references(self) -> Loadable[References]:
        """The loading state of the references."""
        return Loadable() if self.stack is None else self._known(references_of(self.stack))

    @property
    def state(self) -> Loadable[State]:
        """The loading state of the state at the displayed version."""
        return Loadable() if self.stack is None else self._known(state_of(self.stack, self.version))

    def on_loaded(self, message: Loaded) -> None:
        self._take(message.query)

    def on_failed(self, message: Failed) -> None:
        self._take(message.query)

    def _take(self, query: Query[object]) -> None:
        if query in self.queries:
            self._show()

    def show_known(self) -> None:
        """Update the view: data was requested or a request has ended."""
        self._show()

    def _show(self, *, anew: bool = False) -> None:
        self.query_one("#stack-title", LineView).show(self._title())
        stack = self.stack
        if stack is None:
            self._show_no_stack()
            return
        match self.view:
            case View.OVERVIEW:
                self._show_overview(anew=anew)
            case View.RESOURCES:
                self.resources.show(self.state, stack, self.version)
            case View.REFERENCES:
                self._show_references(stack)
            case View.COUNT:
                self._show_count(stack, anew=anew)

    def _show_no_stack(self) -> None:
        match self.view:
            case View.RESOURCES:
                self.resources.show(Loadable(), None, None)
                self.resources.tree_view.show_notice((NO_STACK,))
            case View.REFERENCES:
                self.reference_list.show(())
                self.reference_list.show_notice((NO_STACK,))
            case View.OVERVIEW | View.COUNT:
                self.query_one(f"#{self.view}", LinesView).show_notice((NO_STACK,))

    def _title(self) -> Line:
        if self.stack is None:
            return EMPTY
        name = Span(clean(str(self.stack)), Tone.STRONG)
        overview = self.overview.value
        if overview is None or overview.running is None:
            return (name,)
        return (name, literal("  "), running_span(overview.running, self._clock()))

    def _stale(self, known: Loadable[object]) -> tuple[Line, ...]:
        if known.at is None or known.error is None:
            return ()
        return (stale_line(known.error, known.at, self._clock()), ())

    def _show_overview(self, *, anew: bool) -> None:
        pane = self.query_one(f"#{View.OVERVIEW}", LinesView)
        known = self.overview
        if (overview := known.value) is not None:
            from stacktui.presentation.stacks.overview import overview_lines

            lines = overview_lines(
                overview.stack, overview.running, overview.metadata, overview.updates, self.link, self._clock()
            )
            pane.show((*self._stale(known), *self._state_problems(), *lines), anew=anew)
        pane.show_notice(notice(known, self._clock(), what="overview"))

    def _state_problems(self) -> tuple[Line, ...]:
        """The problems of the state, if it is loaded."""
        state = self.state.value
        if state is None or not (state.index.problems or state.index.state_faults or state.deployment.integrity_error):
            return ()
        from stacktui.presentation.resources.integrity_words import problem_lines

        return (*problem_lines(state.index), (literal("2 shows the state, ! its problems", Tone.MUTED),), ())

    def _show_references(self, stack: StackIdentifier) -> None:
        pane = self.reference_list
        known, state = self.references, self.state.value
        if (references := known.value) is not None:
            from stacktui.presentation.stacks.reference_rows import reference_rows

            rows = reference_rows(
                references.downstream,
                references.upstream,
                None if state is None else state.upstream(stack),
                references.version,
                dict(references.versions),
            )
            pane.show(rows)
        else:
            pane.show(())  # the previous stack's lines could still be copied
        pane.show_notice(notice(known, self._clock(), what="references") or self._stale(known))

    def _show_count(self, stack: StackIdentifier, *, anew: bool) -> None:
        pane = self.query_one(f"#{View.COUNT}", LinesView)
        known, state = self._known(count_of(stack)), self.state
        if known.value is not None:
            from stacktui.presentation.stacks.count_chart import count_lines

            lines = count_lines(
                known.value if known.source == SERVICE else None,
                None if state.value is None else state.value.index,
                width=pane.size.width,
                is_ascii=self._ascii_only,
            )
            waiting = () if state.is_here else notice(state, self._clock(), what="state for the chart")
            pane.show((*self._stale(known), *lines, *waiting), anew=anew)
        pane.show_notice(notice(known, self._clock(), what="count"))
