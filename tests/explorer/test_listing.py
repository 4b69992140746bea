"""The list of stacks page by page: the visible rows, the required queries, and when it is complete."""

from __future__ import annotations

import pytest

from stacktui.explorer.kinds.running import running_on
from stacktui.explorer.listing import Listing
from stacktui.explorer.loadable import Loadable, Wait
from stacktui.index.query import StackListPlan
from stacktui.index.stacks import StackSort
from stacktui.pulumi.errors import ConnectionFailed
from stacktui.pulumi.running import Looked, RunningUpdate
from stacktui.pulumi.stack import Stack, StackFilter, StackIdentifier, StackPage, StackSummary

A, B = StackIdentifier("acme", "shop", "a"), StackIdentifier("acme", "shop", "b")


def page(*names: str, complete: bool = False, unreadable: int = 0) -> StackPage:
    stacks = tuple(StackSummary("acme", name.partition(".")[0], name.partition(".")[2], 1, 1) for name in names)
    return StackPage(stacks, unreadable, complete)


class Reading:
    """A listing, and pages that arrive for it."""

    def __init__(self, text: str = "") -> None:
        self.listing = Listing(text, StackSort("name"))
        self.known: Loadable[tuple[StackPage, ...]] = Loadable()

    @property
    def plan(self) -> StackListPlan:
        return self.listing.question.argument_as(StackListPlan)

    def ask(self) -> Reading:
        self.listing.ask()
        self.known = Loadable[tuple[StackPage, ...]]().asked(0.0)
        self.listing.take(self.known)
        return self

    def arrive(self, *pages: StackPage) -> Reading:
        for each in pages:
            before = () if self.known.complete else self.known.value or ()
            self.known = self.known.arrived((*before, each), 0.0, complete=each.complete)
            self.listing.take(self.known)
        return self

    def fail(self) -> Reading:
        self.known = self.known.failed(ConnectionFailed("no line"))
        self.listing.take(self.known)
        return self

    @property
    def names(self) -> str:
        return " ".join(f"{stack.project_name}.{stack.stack_name}" for stack in self.listing.rows())


def test_nothing_was_asked_at_first() -> None:
    listing = Listing()
    assert (listing.is_loading, listing.is_complete, listing.size, list(listing.rows())) == (False, False, 0, [])


def test_pages_are_shown_as_they_come_and_the_last_one_completes_the_list() -> None:
    on = Reading().ask().arrive(page("shop.b", unreadable=2), page("shop.a"))
    assert (on.names, on.listing.is_loading, on.listing.is_complete) == ("shop.a shop.b", True, False)
    on.arrive(page("shop.c", complete=True, unreadable=1))
    assert (on.names, on.listing.is_loading, on.listing.is_complete) == ("shop.a shop.b shop.c", False, True)
    assert (on.listing.unreadable, on.listing.size) == (3, 3)


def test_the_first_and_the_last_page_are_distinguished_from_the_others() -> None:
    on = Reading().ask()
    told = []
    for each in (page("shop.a"), page("shop.b"), page("shop.c", complete=True)):
        on.arrive(each)
        told.append((on.listing.is_first_page, on.listing.is_loading))
    assert told == [(True, True), (False, True), (False, False)]


def test_read_again_the_stacks_from_before_stay_until_as_many_have_come() -> None:
    on = Reading().ask().arrive(page("shop.a", "shop.b", complete=True))
    on.ask()
    assert (on.names, on.listing.is_loading, on.listing.is_complete) == ("shop.a shop.b", True, False)
    on.arrive(page("shop.c"))
    assert on.names == "shop.a shop.b"
    on.arrive(page("shop.d"))
    assert on.names == "shop.c shop.d"


def test_read_again_a_list_that_became_shorter_is_taken_at_its_end() -> None:
    on = Reading().ask().arrive(page("shop.a", "shop.b", complete=True))
    on.ask().arrive(page("shop.b", complete=True))
    assert on.names == "shop.b"


def test_a_list_that_breaks_off_keeps_what_came_and_is_not_complete() -> None:
    on = Reading().ask().arrive(page("shop.a")).fail()
    listing = on.listing
    assert (on.names, listing.is_loading, listing.is_complete, str(listing.error)) == (
        "shop.a",
        False,
        False,
        "no line",
    )


def test_a_reload_that_breaks_off_keeps_the_list_from_before() -> None:
    on = Reading().ask().arrive(page("shop.a", "shop.b", complete=True))
    on.ask().arrive(page("shop.c")).fail()
    assert (on.names, on.listing.is_complete, on.listing.error is not None) == ("shop.a shop.b", False, True)


def test_an_error_is_gone_when_the_list_is_asked_for_again() -> None:
    on = Reading().ask().fail().ask()
    assert (on.listing.error, on.listing.is_loading) == (None, True)


def test_stopping_keeps_what_arrived() -> None:
    on = Reading().ask().arrive(page("shop.a"))
    on.listing.stop()
    assert (on.names, on.listing.is_loading, on.listing.is_complete) == ("shop.a", False, False)


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("b", False),
        ("project:shop", False),
        ("org:acme", False),
        ("state:never", False),
        ("tag:env=prod", True),
        ("-tag:env", True),
    ],
)
def test_with_every_stack_here_only_tags_need_another_question(line: str, asks: bool) -> None:
    on = Reading().ask().arrive(page("shop.a", "net.b", complete=True))
    assert on.listing.filter(line) is asks


def test_before_the_list_is_here_the_server_narrows_it() -> None:
    on = Reading()
    assert on.listing.filter("project:shop")
    assert on.ask().plan == StackListPlan(StackFilter(project="shop"))
    assert not on.listing.filter("project:shop word")


def test_a_list_of_one_project_does_not_answer_for_another() -> None:
    on = Reading("project:shop").ask().arrive(page("shop.a", complete=True))
    assert on.listing.filter("")


def test_stacks_of_other_tags_are_not_shown_as_if_they_matched() -> None:
    on = Reading().ask().arrive(page("shop.a", complete=True))
    on.listing.filter("tag:env=prod")
    on.ask()
    assert (on.names, on.listing.size, on.listing.is_other_answer) == ("", 0, True)
    on.arrive(page("shop.b"))
    assert (on.names, on.listing.size) == ("shop.b", 1)


def test_an_order_that_was_chosen_holds_for_what_comes_later() -> None:
    on = Reading().ask().arrive(page("shop.b", "shop.a"))
    on.listing.sort = StackSort("name", reverse=True)
    on.arrive(page("shop.c", complete=True))
    assert on.names == "shop.c shop.b shop.a"


def test_tags_seen_on_stacks_are_suggested() -> None:
    on = Reading().ask().arrive(page("shop.a", complete=True))
    for tags in ({"env": "prod"}, {"env": "dev", "team": "core"}, {}):
        on.listing.remember(Stack("acme", "shop", "a", tags=tags), is_running=False)
    assert on.listing.tags == (("env", ("dev", "prod")), ("team", ("core",)))
    assert "tag:env=dev" in on.listing.suggestions("tag:env=", 8)


def test_running_updates_are_looked_for_once_the_list_is_complete_and_a_filter_asks() -> None:
    on = Reading("state:running").ask().arrive(page("shop.a"))
    assert not on.listing.look_for_running()
    on.arrive(page("shop.b", complete=True))
    assert on.listing.look_for_running()
    assert on.listing.sweep == running_on((A, B))
    looked = (Looked(A, RunningUpdate("u1", "update", "bob", 1)), Looked(B, None))
    on.listing.take_looked(Loadable(looked[:1], 0.0, Wait(0.0), complete=False))
    assert (on.names, on.listing.search.is_under_way) == ("shop.a", True)
    on.listing.take_looked(Loadable(looked, 0.0))
    assert (on.names, on.listing.search.is_under_way) == ("shop.a", False)
    assert not on.listing.look_for_running()


def test_a_stack_that_was_seen_to_run_an_update_is_listed_so_until_the_list_is_read_again() -> None:
    on = Reading("state:running").ask().arrive(page("shop.a", "shop.b", complete=True))
    assert on.listing.remember(Stack("acme", "shop", "a"), is_running=True)
    assert on.names == "shop.a"
    assert not on.listing.remember(Stack("acme", "shop", "a"), is_running=True)
    on.ask().arrive(page("shop.a", "shop.b", complete=True))
    assert on.names == ""


def test_stopping_the_search_does_not_mean_that_none_runs() -> None:
    on = Reading("state:running").ask().arrive(page("shop.a", "shop.b", complete=True))
    on.listing.look_for_running()
    on.listing.stop()
    assert (on.listing.search.is_under_way, on.listing.search.asked, on.listing.search.total) == (False, 0, 2)
    assert on.listing.is_complete
