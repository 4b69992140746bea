"""The right side: which stack, its four views, and the state that each part of it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace
from textual.containers import Vertical

from stacktui.explorer.selection import ReferenceRow, StackRow
from stacktui.presentation.stacks.running_words import running_span
from stacktui.presentation.text.lines import Line, Span, Tone, say
from stacktui.presentation.text.part_words import stale_line
from stacktui.presentation.text.safe_text import clean
from stacktui.tui.part import Part, StackParts, asked, cancelled, failed
from stacktui.tui.part_notice import NO_STACK, part_notice
from stacktui.tui.widgets.line_view import LineView
from stacktui.tui.widgets.lines_view import LinesView
from stacktui.tui.widgets.view_tabs import View, ViewTabs

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.widget import Widget

    from stacktui.explorer.fetches import Fetched
    from stacktui.explorer.selection import Selection
    from stacktui.explorer.store import Overview, References, State
    from stacktui.pulumi.stack import ResourceCount, StackIdentifier
    from stacktui.tui.messages import (
        CountLoaded,
        LoadFailed,
        OverviewLoaded,
        ReferencesLoaded,
        StateLoaded,
        StateProgressed,
    )
    from stacktui.tui.part import PartName
    from stacktui.tui.sections.resources import ResourceSection
    from stacktui.tui.widgets.reference_list import ReferenceList

T = TypeVar("T")

PARTS: dict[View, tuple[PartName, ...]] = {
    View.OVERVIEW: ("overview",),
    View.RESOURCES: ("overview", "state"),
    View.REFERENCES: ("overview", "references"),
    View.COUNT: ("overview", "count", "state"),
}
"""What each view shows, the title line included."""
ALL_PARTS: tuple[PartName, ...] = ("overview", "references", "count", "state")


class DetailSection(Vertical):
    """Shows one stack. Parts of another stack than the one shown are never taken."""

    BLANK = True

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        link_of: Callable[[StackIdentifier], str | None],
        ascii_only: bool,
        mask_lookalikes: bool,
        id: str,  # noqa: A002 - Textual's
    ) -> None:
        super().__init__(id=id)
        self._clock = clock
        self.link_of = link_of
        self._ascii_only = ascii_only
        self._mask_lookalikes = mask_lookalikes
        self.stack: StackIdentifier | None = None
        self.version: int | None = None
        self.view = View.OVERVIEW
        self.has_views = False
        self.parts = StackParts()

    def compose(self) -> ComposeResult:
        yield LineView(id="stack-title")
        yield ViewTabs(id="view-tabs")
        yield LinesView(id=View.OVERVIEW)

    async def add_views(self) -> None:
        """Make the views that nobody sees at first; until then only the overview may be shown."""
        from stacktui.tui.sections.resources import ResourceSection
        from stacktui.tui.widgets.reference_list import ReferenceList

        views = (
            ResourceSection(clock=self._clock, mask_lookalikes=self._mask_lookalikes, id=View.RESOURCES),
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
    def references(self) -> ReferenceList:
        from stacktui.tui.widgets.reference_list import ReferenceList

        return self.query_one(ReferenceList)

    @property
    def link(self) -> str | None:
        """The page of the stack that is shown in the console, where one is known."""
        return None if self.stack is None else self.link_of(self.stack)

    @property
    def selection(self) -> Selection | None:
        """What has the focus in this view; None where no stack is shown."""
        if self.stack is None:
            return None
        if self.view is View.RESOURCES and (found := self.resources.selection):
            return found
        if self.view is View.REFERENCES and (other := self.references.stack):
            return ReferenceRow(self.stack, other)
        return StackRow(self.stack)

    @property
    def focus_target(self) -> Widget:
        """What takes the focus when one goes into the view."""
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

    def show_stack(self, stack: StackIdentifier | None, parts: StackParts) -> None:
        """Show another stack, with what is already known of it; or none."""
        self.stack, self.version, self.parts = stack, None, parts
        self._show(anew=True)

    def show_version(self, version: int | None, known: Fetched[State] | None) -> None:
        """Show the state at another version; None is the present one."""
        self.version = version
        self._take(replace(self.parts, state=Part(known)))

    @property
    def missing(self) -> tuple[PartName, ...]:
        """The parts that the view shows and that are not here."""
        return tuple(name for name in PARTS[self.view] if not self.parts.is_here(name))

    @property
    def is_loading(self) -> bool:
        """Something that the view shows is on its way."""
        return any(self.parts.is_loading(name) for name in PARTS[self.view])

    def begin(self, names: tuple[PartName, ...]) -> None:
        """These parts were asked for, and nothing else any more: a fetch replaces the one before."""
        parts = self._stopped()
        for name in names:
            parts = parts.changed(name, asked)
        self._take(parts)

    def stop(self) -> bool:
        """Nothing is asked for any more; False where the view waited for nothing."""
        was_loading = self.is_loading
        self._take(self._stopped())
        return was_loading

    def _stopped(self) -> StackParts:
        parts = self.parts
        for name in ALL_PARTS:
            if parts.is_loading(name):
                parts = parts.changed(name, cancelled)
        return parts

    def on_overview_loaded(self, message: OverviewLoaded) -> None:
        if message.stack == self.stack:
            self._take(replace(self.parts, overview=Part(message.fetched)))
        else:
            message.stop()

    def on_references_loaded(self, message: ReferencesLoaded) -> None:
        message.stop()
        if message.stack == self.stack:
            self._take(replace(self.parts, references=Part(message.fetched)))

    def on_count_loaded(self, message: CountLoaded) -> None:
        message.stop()
        if message.stack == self.stack:
            self._take(replace(self.parts, count=Part(message.fetched)))

    def on_state_loaded(self, message: StateLoaded) -> None:
        message.stop()
        if message.stack == self.stack and message.version == self.version:
            self._take(replace(self.parts, state=Part(message.fetched)))

    def on_state_progressed(self, message: StateProgressed) -> None:
        message.stop()
        if message.stack == self.stack and self.parts.state.loading:
            self._take(replace(self.parts, state=self.parts.state.progressed(message.received, message.total)))

    def on_load_failed(self, message: LoadFailed) -> None:
        if message.stack == self.stack:
            self._take(self.parts.changed(message.part, failed(message.error)))

    def _take(self, parts: StackParts) -> None:
        if parts != self.parts:
            self.parts = parts
            self._show()

    def _show(self, *, anew: bool = False) -> None:
        self.query_one("#stack-title", LineView).show(self._title())
        match self.view:
            case View.OVERVIEW:
                self._show_overview(anew=anew)
            case View.RESOURCES:
                self.resources.show(self.parts.state, self.stack, self.version)
                if self.stack is None:
                    self.resources.tree_view.show_notice(NO_STACK)
            case View.REFERENCES:
                self._show_references()
            case View.COUNT:
                self._show_count(anew=anew)

    def _title(self) -> Line:
        if self.stack is None:
            return (say("No stack is selected.", Tone.MUTED),)
        name = Span(clean(str(self.stack)), Tone.STRONG)
        overview = self.parts.overview.value
        if overview is None or overview.running is None:
            return (name,)
        return (name, say("  "), running_span(overview.running, self._clock()))

    def _notice(self, part: Part[T], *, what: str) -> tuple[Line, ...]:
        return NO_STACK if self.stack is None else part_notice(part, what=what)

    def _stale(self, part: Part[Overview] | Part[References] | Part[ResourceCount]) -> tuple[Line, ...]:
        if part.fetched is None or part.error is None:
            return ()
        return (stale_line(part.error, part.fetched.at, self._clock()), ())

    def _show_overview(self, *, anew: bool) -> None:
        pane = self.query_one(f"#{View.OVERVIEW}", LinesView)
        overview = self.parts.overview.value
        if overview is not None:
            from stacktui.presentation.stacks.overview import overview_lines

            lines = overview_lines(
                overview.stack, overview.running, overview.metadata, overview.updates, self.link, self._clock()
            )
            pane.show((*self._stale(self.parts.overview), *lines), anew=anew)
        pane.show_notice(self._notice(self.parts.overview, what="overview"))

    def _show_references(self) -> None:
        pane = self.references
        references, state = self.parts.references.value, self.parts.state.value
        if references is not None:
            from stacktui.presentation.stacks.reference_rows import reference_rows

            rows = reference_rows(
                references.downstream,
                references.upstream,
                None if state is None or self.stack is None else state.upstream(self.stack),
                references.version,
                dict(references.versions),
            )
            pane.show(rows)
        else:
            pane.show(())  # those of the stack before could still be copied
        stale = self._stale(self.parts.references)
        pane.show_notice(self._notice(self.parts.references, what="references") or stale)

    def _show_count(self, *, anew: bool) -> None:
        pane = self.query_one(f"#{View.COUNT}", LinesView)
        state, count = self.parts.state.value, self.parts.count.value
        if count is not None:
            from stacktui.presentation.stacks.count_chart import count_lines

            lines = count_lines(
                count, None if state is None else state.index, width=pane.size.width, is_ascii=self._ascii_only
            )
            waiting = part_notice(self.parts.state, what="state, for the chart") if state is None else ()
            pane.show((*self._stale(self.parts.count), *lines, *waiting), anew=anew)
        pane.show_notice(self._notice(self.parts.count, what="count"))
