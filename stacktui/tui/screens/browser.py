"""The main screen: stacks on the left, one stack on the right; connects sections, store and actions.

What only some keys need (dialogs, copying, saving) is imported when one of them is pressed, to not delay the first
screen.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, ClassVar

from stacktui.explorer.kinds.account import USER
from stacktui.explorer.kinds.overview import OVERVIEW, overview_of
from stacktui.explorer.kinds.stack_list import STACKS
from stacktui.explorer.listing import Listing
from stacktui.explorer.selection import Shown, StackRow
from stacktui.presentation.text.lines import Tone, cleaned
from stacktui.pulumi.console import known_link
from stacktui.pulumi.errors import NotFound
from stacktui.tui.auto_reload import SleepWatch
from stacktui.tui.bindings import Pane, bindings_of
from stacktui.tui.jump_history import JumpHistory, Location
from stacktui.tui.loading import REST
from stacktui.tui.screens.acting import ActingScreen
from stacktui.tui.screens.browser_wants import BrowserWants
from stacktui.tui.sections.detail import DetailSection
from stacktui.tui.sections.stacks import StackSection
from stacktui.tui.widgets.filter_line import FilterLine
from stacktui.tui.widgets.view_tabs import View, ViewWanted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from stacktui.explorer.selection import Selection
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.session import Session
    from stacktui.tui import messages
    from stacktui.tui.screens.framed import HostApp
    from stacktui.tui.sections.resources import ResourceSection, Spot
    from stacktui.tui.widgets.reference_list import ReferenceChosen

SMALL = range(1, 501)
"""The maximum number of resources of a state that is loaded in advance."""


class BrowserScreen(ActingScreen):
    """Stacks on the left, one stack on the right; below 100 columns one side at a time."""

    AUTO_FOCUS = "#stack-list"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Pane.BROWSER)

    def __init__(self, session: Session, host_app: HostApp) -> None:
        super().__init__(session, host_app)
        self.store = session.store
        self._jumps = JumpHistory()
        self._sleep = SleepWatch()

    def inside(self) -> ComposeResult:
        place = self.session
        yield StackSection(
            known=self.store.known,
            clock=place.clock,
            listing=Listing(place.start_filter, place.sort),
            saved=dict(place.config.filters),
            lists_running=lambda: self.store.source.observed.lists_running,
            id="stacks",
        )
        yield DetailSection(
            known=self.store.known,
            clock=place.clock,
            link_of=lambda stack: known_link(place.console, stack, self.listing.summary_of(stack)),
            ascii_only=place.config.ascii,
            mask_suspected_secrets=place.config.mask_suspected_secrets,
            id="detail",
        )

    @property
    def stacks(self) -> StackSection:
        return self.query_one(StackSection)

    @property
    def detail(self) -> DetailSection:
        return self.query_one(DetailSection)

    @property
    def is_in_detail(self) -> bool:
        return self.focused is not None and self.detail in self.focused.ancestors

    @property
    def listing(self) -> Listing:
        return self.stacks.listing

    @property
    def selection(self) -> Selection | None:
        """The current selection; None if no stack is selected."""
        stack = self.stacks.selected
        return self.detail.selection if self.is_in_detail else stack and StackRow(stack)

    @property
    def shown(self) -> Shown:
        """The displayed stack, with its state if loaded."""
        return Shown(self.detail.stack, self.detail.version, self.detail.state.value)

    def on_mount(self) -> None:
        self._wants = BrowserWants(self, self.stacks, self.detail, self.store)
        self._select_start()
        self.call_after_refresh(self._begin)
        self.set_interval(60, self._show_time)
        if warnings := self.host_app.start_warnings:
            self.show_message((cleaned(" ".join(warnings), Tone.WARNING),))
        self.show_frame()

    def _select_start(self) -> None:
        """Select the requested stack, or else the last one; without either the list selects its first stack."""
        start = self.session.start_stack or self.session.last_stack
        if start is None:
            return
        self.visit(start if start.organization else None)
        if not start.organization:
            from stacktui.tui.actions.stacks import select_in_default_organization as select

            self.call_after_refresh(lambda: self.run_worker(select(self, start), group="start"))

    async def _begin(self) -> None:
        """Start the requests, and create the widgets that are not visible at first, to not delay the first screen."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self._wants.user()
        self.stacks.read()
        await self.detail.add_views()
        self.set_scroll_step()
        if self.session.starts_with_state:
            self._go_to_view(View.RESOURCES)
            self.go_in()
        self.host_app.release_keys()

    def panes(self) -> tuple[Pane, ...]:
        focused = self.focused
        if isinstance(focused, FilterLine):
            return (Pane.FILTER,)
        if not self.is_in_detail:
            return (Pane.BROWSER, Pane.STACKS, Pane.LIST)
        own = {View.RESOURCES: (Pane.RESOURCES, Pane.RESOURCE), View.REFERENCES: (Pane.REFERENCES,)}
        return (Pane.BROWSER, *own.get(self.detail.view, ()), Pane.LIST)

    def _show_time(self) -> None:
        self.stacks.show_time()
        if self._sleep.has_slept():
            self.action_reload()
            self.show_message((cleaned("The machine was asleep: reloading."),))

    def on_descendant_focus(self) -> None:
        self.set_class(self.is_in_detail, "-in-detail")
        self.show_frame()

    # The list

    def on_stack_section_list_wanted(self, message: StackSection.ListWanted) -> None:
        self._wants.list(soon=message.soon)

    def on_stack_section_sweep_wanted(self, message: StackSection.SweepWanted) -> None:
        self._wants.sweep(soon=message.soon)

    def on_loaded(self, message: messages.Loaded) -> None:
        if message.of(STACKS):
            self._list_came()
        elif message.query == USER and (user := self.store.known(USER).value) is not None:
            self.user = user
            self.session.know_user(user.github_login)
            self.show_frame()
        elif message.of(OVERVIEW) and message.query.scope == self.detail.stack:
            self._overview_came(message.query.stack)

    def _list_came(self) -> None:
        self.read_at = self.session.clock()
        self.show_frame()
        if self.listing.is_complete:
            self._remember_stacks()

    def _remember_stacks(self) -> None:
        """Once per list instead of once per page, because the file is written as a whole."""
        if stacks := self.listing.identifiers:
            self.session.remember_stacks(stacks, is_whole_list=False)

    def on_stack_highlighted(self) -> None:
        """Show the stack selected now, which may differ from the one in the message."""
        if self.stacks.selected != self.detail.stack:
            self._show_stack(self.stacks.selected)

    def on_stack_chosen(self) -> None:
        self._show_stack(self.stacks.selected)
        self.go_in()

    def on_stack_section_sort_changed(self, message: StackSection.SortChanged) -> None:
        self.session.remember_place(str(self.detail.stack or ""), message.sort)

    # One stack

    def _show_stack(self, stack: StackIdentifier | None) -> None:
        """Show what is known of a stack, and request the rest after a short delay."""
        if stack != self.detail.stack:
            self.detail.show_stack(stack)
        self._wants.detail(after=REST)

    def _overview_came(self, stack: StackIdentifier) -> None:
        known = self.store.known(overview_of(stack))
        if known.value is not None and not known.is_loading:
            self.stacks.remember(known.value.stack, is_running=known.value.running is not None)
            self._fetch_ahead(stack)

    def _fetch_ahead(self, stack: StackIdentifier) -> None:
        """Load a small state in advance while nothing else is loading."""
        summary, is_idle = self.listing.summary_of(stack), self.detail.view is View.OVERVIEW
        if is_idle and self.detail.state.is_not_asked and summary is not None and summary.resource_count in SMALL:
            self._wants.ahead(stack)

    def on_write_changed(self, message: messages.WriteChanged) -> None:
        from stacktui.tui.actions.write import update_dialogs

        update_dialogs(self.app.screen_stack, message.write)
        if message.write.outcome is not None:
            self._reload_after_write(message.write)

    # Views and jumps

    def action_show_view(self, view: str) -> None:
        self._go_to_view(View(view))

    def on_view_wanted(self, message: ViewWanted) -> None:
        if self.detail.has_views:
            self._go_to_view(message.view)

    def _go_to_view(self, view: View) -> None:
        was_inside = self.is_in_detail
        self.detail.show_view(view)
        self._wants.detail()
        self.show_message(())
        if was_inside or self.has_class("-narrow"):
            self.go_in()

    def action_next_view(self) -> None:
        self._turn_view(1)

    def action_previous_view(self) -> None:
        self._turn_view(-1)

    def _turn_view(self, by: int) -> None:
        views = list(View)
        self._go_to_view(views[(views.index(self.detail.view) + by) % len(views)])

    def go_in(self) -> None:
        """Focus the view of the stack."""
        self.detail.focus_target.focus()

    def _mark_place(self, spot: Spot | None = None) -> None:
        if self.detail.stack is not None:
            self._jumps.push(Location(self.detail.stack, self.detail.view, spot or self.detail.resources.spot))

    def on_resource_section_jumped(self, message: ResourceSection.Jumped) -> None:
        self._mark_place(message.spot)

    def on_resource_section_nothing_there(self, message: ResourceSection.NothingThere) -> None:
        self.show_message(message.line)

    def on_reference_chosen(self, message: ReferenceChosen) -> None:
        self._mark_place()
        self.visit(message.identifier, jumps=True)

    def visit(self, stack: StackIdentifier | None, *, jumps: bool = False) -> None:
        """Select a stack, listed or not, or none, and show it."""
        self.stacks.select(stack, jumps=jumps)
        self._show_stack(stack)

    def action_jump_back(self) -> None:
        place = self._jumps.pop()
        if place is None:
            self.show_message((cleaned("Nothing to go back to."),))
            return
        if place.stack != self.detail.stack:
            self.visit(place.stack, jumps=True)
        if place.view is not self.detail.view:
            self._go_to_view(place.view)
        if place.spot is not None:
            self.detail.resources.go_to(place.spot)

    def show_version(self, stack: StackIdentifier, version: int | None) -> None:
        """Show another version of the stack's state, if it is still displayed; None is the current one."""
        if stack == self.detail.stack:
            self.detail.show_version(version)
            self._wants.detail()

    # Keys

    def action_filter(self) -> None:
        if self.is_in_detail and self.detail.view is View.RESOURCES:
            self.detail.resources.filter_line.focus()
        else:
            self.stacks.filter_line.focus()

    def action_back(self) -> None:
        """Stop what is loading, or clear the pane's filter, or go back one level."""
        section = self.detail.resources if self.is_in_detail else self.stacks
        if not self._stop() and not section.clear_filter():
            self._go_back()

    async def action_leave(self) -> None:
        """Go back one level; from the list, quit."""
        if not self._go_back():
            await self.host_app.action_quit()

    def _stop(self) -> bool:
        """Stop an action, or else this pane's requests, or else the details'; False if nothing is waiting."""
        if self.stop_actions():
            return True
        if self.is_in_detail:
            return self._wants.stop_detail()
        if self._wants.stop_list():
            self._remember_stacks()
            return True
        return self._wants.stop_detail()

    def _go_back(self) -> bool:
        if not self.is_in_detail:
            return False
        if not self.detail.resources.close_detail():
            self.stacks.list.focus()
        return True

    def action_next_pane(self) -> None:
        self._turn_pane(1)

    def action_previous_pane(self) -> None:
        self._turn_pane(-1)

    def _turn_pane(self, by: int) -> None:
        panes = [self.stacks.list, self.detail.focus_target]
        if self.detail.view is View.RESOURCES:
            panes.append(self.detail.resources.detail)
        here = next((number for number, pane in enumerate(panes) if pane.has_focus), 0)
        panes[(here + by) % len(panes)].focus()

    def action_reload(self) -> None:
        """Reload what is displayed, without repeating requests in progress."""
        if not self.is_in_detail and not self.stacks.is_loading:
            self.stacks.read()
            self._wants.user(again=True)
        if not self.detail.is_loading:
            self._wants.detail(again=True)

    def on_failed(self, message: messages.Failed) -> None:
        if message.query == USER:
            return  # the list shows the error; the header stays without a name
        self.host_app.load_failed(message.error)
        if message.of(STACKS):
            self._remember_stacks()
        elif message.query.scope == self.detail.stack:
            self._stack_failed(message)

    def _stack_failed(self, message: messages.Failed) -> None:
        stack, is_detail_shown = message.query.stack, self.is_in_detail or not self.has_class("-narrow")
        if isinstance(message.error, NotFound) and stack == self.session.last_stack:
            self.session.remember_place("", self.listing.sort)
        if message.of(OVERVIEW) and stack == self.stacks.selected and not is_detail_shown:
            from stacktui.presentation.text.error_words import about

            self.show_message((about(str(stack), message.error),))

    def _reload_after_write(self, write: Write) -> None:
        """Reload the list and the changed stack; nothing is updated before the server confirms it."""
        for stack in filter(None, (write.stack, write.target)):
            self.store.forget(stack)
        self.stacks.read()
        if write.is_done and write.change.frees_name:
            self._jumps.forget(write.stack)
        if self.stacks.selected != write.stack:
            return
        if write.is_done:
            self.visit(write.target)
            if write.target is None:
                self.stacks.list.focus()
        else:
            self._wants.detail(again=True)

    def hide_secrets(self) -> None:
        """Mask revealed secrets, before the program is suspended."""
        self.detail.resources.detail.hide_secrets()

    def on_resource_section_version_wanted(self) -> None:
        self.choose_version()
