"""Parses the filter line of the stack list into server-side and client-side filters.

List entries contain no tags, so every tag needs a request; all other terms are evaluated in memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from msgspec import Struct

from stacktui.index.filter_line import (
    OPEN_QUOTE,
    FilterMistake,
    MistakeKind,
    Term,
    beginning_with,
    quoted,
    read_terms,
    term_at,
    with_term,
)
from stacktui.pulumi.stack import StackFilter

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

State: TypeAlias = Literal["never", "running", "updated"]
"""Of a stack: never updated, an update is running now, updated some time ago."""

_STATE_WORDS: dict[str, State] = {
    **{state: state for state in get_args(State)},
    "updating": "running",
    "new": "never",
    "idle": "updated",
}
_KEYS = {"org": "org", "organization": "org", "project": "project", "tag": "tag", "state": "state", "is": "state"}
_COUNT = r"(>=|<=|>|<|=)?(\d{1,9})"


class TagTerm(Struct, frozen=True):
    """`tag:name`, `tag:name=value`, `tag:=value` (any name: valid in the API), possibly negated."""

    name: str
    value: str | None
    negated: bool

    def as_filter(self, organization: str, project: str) -> StackFilter:
        return StackFilter(organization, project, self.name, self.value)


class CountTerm(Struct, frozen=True):
    """`resources:>100`: bounds are inclusive; a stack without a known count never matches."""

    least: int
    most: int | None
    negated: bool


class StateTerm(NamedTuple):
    state: State
    negated: bool


class NameTerm(Struct, frozen=True):
    """`org:` or `project:`: an existing name matches exactly, otherwise any name that contains the text."""

    text: str
    negated: bool


class StackListPlan(Struct, frozen=True):
    """The requests that a query needs: the list, lists to intersect it with, and lists to subtract.

    Queries with equal plans share their requests.
    """

    base: StackFilter = StackFilter()
    narrowed_by: tuple[StackFilter, ...] = ()
    without: tuple[StackFilter, ...] = ()

    @property
    def tag_questions(self) -> tuple[tuple[StackFilter, ...], tuple[StackFilter, ...]]:
        """The wanted and unwanted tags, which need requests, because the list contains no tags."""
        wanted, unwanted = (
            tuple(one._replace(organization="", project="") for one in filters if one.tag_name or one.tag_value)
            for filters in ((self.base, *self.narrowed_by), self.without)
        )
        return wanted, unwanted


class StackQuery(NamedTuple):
    """A parsed filter line. All text is lower case except tags, which the server compares."""

    organizations: tuple[NameTerm, ...] = ()
    projects: tuple[NameTerm, ...] = ()
    tags: tuple[TagTerm, ...] = ()
    states: tuple[StateTerm, ...] = ()
    counts: tuple[CountTerm, ...] = ()
    words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    mistakes: tuple[FilterMistake, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self._replace(mistakes=()) == StackQuery()

    @property
    def asks_running(self) -> bool:
        """Whether it filters by running updates."""
        return any(term.state == "running" for term in self.states)

    def without_running(self) -> StackQuery:
        """The other terms."""
        return self._replace(states=tuple(term for term in self.states if term.state != "running"))

    def plan(
        self, organizations: Collection[str] | None = None, projects: Collection[str] | None = None
    ) -> StackListPlan:
        """The requests to send.

        `organizations` and `projects` are the known names: only a known name is sent, in its own spelling, so that a
        partly typed one needs no request. Without them the name is sent as typed.
        """
        organization = _server_name(self.organizations, organizations)
        project = _server_name(self.projects, projects)
        wanted = sorted({tag for tag in self.tags if not tag.negated}, key=_tag_order)
        unwanted = sorted({tag for tag in self.tags if tag.negated}, key=_tag_order)
        filters = tuple(tag.as_filter(organization, project) for tag in wanted)
        base, narrowed_by = (filters[0], filters[1:]) if filters else (StackFilter(organization, project), ())
        return StackListPlan(base, narrowed_by, tuple(tag.as_filter(organization, project) for tag in unwanted))


def _tag_order(tag: TagTerm) -> tuple[str, bool, str]:
    return tag.name, tag.value is not None, tag.value or ""


def _server_name(terms: Sequence[NameTerm], known: Collection[str] | None) -> str:
    """The single name that the server can filter by, or empty."""
    wanted = [term.text for term in terms if not term.negated]
    if len(wanted) != 1:
        return ""
    if known is None:
        return wanted[0]
    if wanted[0] in known:
        return wanted[0]
    return next((name for name in sorted(known) if name.lower() == wanted[0].lower()), "")


class _Reading:
    """The parts of a StackQuery while its line is parsed."""

    def __init__(self) -> None:
        self.organizations: list[NameTerm] = []
        self.projects: list[NameTerm] = []
        self.tags: list[TagTerm] = []
        self.states: list[StateTerm] = []
        self.counts: list[CountTerm] = []
        self.words: list[str] = []
        self.without_words: list[str] = []
        self.mistakes: list[FilterMistake] = []

    def take(self, term: Term) -> None:
        if not term.is_closed:
            self.mistakes.append(OPEN_QUOTE)
        if term.key and not term.value:
            return  # still being typed
        match _KEYS.get(term.key, term.key):
            case "org":
                self.organizations.append(NameTerm(term.value, term.negated))
            case "project":
                self.projects.append(NameTerm(term.value, term.negated))
            case "tag":
                self._take_tag(term)
            case "state":
                self._take_state(term)
            case "resources":
                self._take_count(term)
            case _:
                self._take_word(term)

    def _add_mistake(self, kind: MistakeKind, typed: str) -> None:
        self.mistakes.append(FilterMistake(kind, typed))

    def _take_tag(self, term: Term) -> None:
        name, equals, value = term.value.partition("=")
        if name or value:
            self.tags.append(TagTerm(name, value if equals else None, term.negated))

    def _take_state(self, term: Term) -> None:
        state = _STATE_WORDS.get(term.value.lower())
        if state is None:
            self._add_mistake(MistakeKind.NO_SUCH_STATE, term.value)
        else:
            self.states.append(StateTerm(state, term.negated))

    def _take_count(self, term: Term) -> None:
        found = re.fullmatch(_COUNT, term.value)
        if not found:
            if term.value not in {">", "<", "=", ">=", "<="}:
                self._add_mistake(MistakeKind.NOT_A_COUNT, term.value)
            return
        number = int(found.group(2))
        bounds: dict[str | None, tuple[int, int | None]] = {
            ">": (number + 1, None),
            ">=": (number, None),
            "<": (0, number - 1),
            "<=": (0, number),
        }
        self.counts.append(CountTerm(*bounds.get(found.group(1), (number, number)), term.negated))

    def _take_word(self, term: Term) -> None:
        word = f"{term.key}:{term.value}" if term.key else term.value
        if term.key:
            self._add_mistake(MistakeKind.NO_SUCH_FILTER, term.key)
        if word:
            (self.without_words if term.negated else self.words).append(word.lower())


def parse_stack_query(text: str) -> StackQuery:
    """Parse a filter line. Never raises; terms that are not understood are in `mistakes`."""
    reading = _Reading()
    for term in read_terms(text):
        reading.take(term)
    return StackQuery(
        tuple(reading.organizations),
        tuple(reading.projects),
        tuple(reading.tags),
        tuple(reading.states),
        tuple(reading.counts),
        tuple(reading.words),
        tuple(reading.without_words),
        tuple(reading.mistakes),
    )


def _has_key(key: str, term: Term) -> bool:
    return _KEYS.get(term.key) == key and not term.negated


def with_organization(text: str, organization: str) -> str:
    """The line restricted to one organization; an empty name removes the term."""
    new = f"org:{quoted(organization)}" if organization else ""
    return with_term(text, lambda term: _has_key("org", term), new)


def with_project(text: str, project: str) -> str:
    """The line restricted to one project; an empty name removes the term."""
    return with_term(text, lambda term: _has_key("project", term), f"project:{quoted(project)}" if project else "")


def with_tag(text: str, name: str, value: str | None = None, *, negated: bool = False) -> str:
    """The line with this tag in place of other terms about its name."""
    said = name if value is None else f"{name}={value}"
    return with_term(
        text, lambda term: _is_tag(term, name), f"{'-' if negated else ''}tag:{quoted(said)}" if said else ""
    )


def _is_tag(term: Term, name: str) -> bool:
    return term.key == "tag" and term.value.partition("=")[0] == name


class Known(Struct, frozen=True):
    """The known names, for suggestions."""

    organizations: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    tags: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Names and the values seen of each."""

    def tag_values(self, name: str) -> tuple[str, ...]:
        return next((values for known, values in self.tags if known == name), ())


_STARTS = ("org:", "project:", "tag:", "state:never", "state:running", "state:updated", "resources:>")


def suggest(text: str, cursor: int, known: Known) -> tuple[str, ...]:
    """Suggestions for the term under the cursor, best first; `filter_line.complete` inserts one."""
    term = term_at(text, cursor)
    if term is None:
        return _STARTS
    sign = "-" if term.negated else ""
    match _KEYS.get(term.key, term.key):
        case "org":
            options = tuple(f"org:{quoted(name)}" for name in beginning_with(known.organizations, term.value))
        case "project":
            options = tuple(f"project:{quoted(name)}" for name in beginning_with(known.projects, term.value))
        case "tag":
            options = _suggested_tags(term.value, known)
        case "state":
            options = tuple(f"state:{state}" for state in beginning_with(get_args(State), term.value))
        case "":
            options = beginning_with(_STARTS, term.value) if term.value else _STARTS
        case _:
            options = ()
    return tuple(f"{sign}{option}" for option in options)


def _suggested_tags(typed: str, known: Known) -> tuple[str, ...]:
    name, equals, value = typed.partition("=")
    if equals:
        return tuple(f"tag:{quoted(f'{name}={one}')}" for one in beginning_with(known.tag_values(name), value))
    names = beginning_with([one for one, _ in known.tags], name)
    exact = (f"tag:{name}=",) if known.tag_values(name) else ()
    return (*exact, *(f"tag:{quoted(one)}" for one in names))
