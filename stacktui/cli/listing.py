"""`ls` and `whoami`: lists stacks, and reports the current user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.cli.failures import CommandFailed, Exit, exit_code, failure_lines
from stacktui.cli.printing import Column
from stacktui.explorer.kinds.account import TOLD_ORGANIZATION, USER
from stacktui.explorer.kinds.once import attempt
from stacktui.explorer.kinds.running import running_on
from stacktui.explorer.kinds.stack_list import stacks_of
from stacktui.index.filter_line import quoted
from stacktui.index.query import parse_stack_query, with_organization
from stacktui.index.running_search import RunningSearch
from stacktui.index.stacks import StackIndex, StackSort
from stacktui.local.remembered import remember_stacks
from stacktui.presentation.stacks.stack_rows import search_state, stack_row
from stacktui.presentation.text.filter_words import mistake_words
from stacktui.presentation.text.lines import Span, Tone, cleaned, field, plain_text
from stacktui.presentation.text.safe_text import SafeText, fill, words
from stacktui.presentation.text.wording import skipped
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.http.backend_url import parse_backend_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.cli.task import Task
    from stacktui.explorer.loadable import Loadable
    from stacktui.index.query import StackQuery
    from stacktui.index.stacks import SortKey
    from stacktui.presentation.text.lines import Line
    from stacktui.pulumi.running import Looked
    from stacktui.pulumi.stack import StackPage, StackSummary, User
    from stacktui.pulumi.tolerant_json import Json

_COLUMNS = (Column(words("STACK")), Column(words("RESOURCES"), to_the_right=True), Column(words("UPDATED")))
_SORTS: dict[str, SortKey] = {"": "name", "name": "name", "updated": "updated", "resources": "resources"}


def filter_line(words_: Sequence[str], saved: Sequence[tuple[str, str]] = ()) -> str:
    """Join the words of a command line to one filter line; `@name` is replaced by the saved filter.

    Raises:
        CommandFailed: there is no such filter.
    """
    known = dict(saved)
    terms: list[str] = []
    for word in words_:
        if word.startswith("@"):
            if word[1:] not in known:
                there = ", ".join(f"@{name}" for name in known) or "none is saved; add them under [filters]"
                raise CommandFailed(f"No saved filter {word}: {there}.", Exit.USAGE)
            terms.append(known[word[1:]])
        else:
            terms.append(_one_term(word))
    return " ".join(terms)


def _one_term(word: str) -> str:
    """Restore the quotes that the shell removed: `tag:team=core infra` is one term."""
    if '"' in word or not any(map(str.isspace, word)):
        return word
    sign, rest = ("-", word[1:]) if word.startswith("-") else ("", word)
    key, colon, value = rest.partition(":")
    return f"{sign}{key}:{quoted(value)}" if colon and key.isalpha() else f"{sign}{quoted(rest)}"


async def list_stacks(task: Task) -> Exit:
    """`stacktui ls`: JSON is printed as pages arrive, unless an order is requested."""
    arguments = task.arguments
    line = filter_line(arguments.filters, task.session.config.filters)
    if arguments.organization:
        line = with_organization(line, arguments.organization)
    query = parse_stack_query(line)
    if query.mistakes:
        raise CommandFailed(mistake_words(query.mistakes[0]), Exit.USAGE)
    streams = arguments.json and not (arguments.sort or arguments.reverse or query.asks_running)
    index, unreadable = await _load(task, query, streams=streams)
    search = RunningSearch()
    ended_by = await _look_for_running(task, query, index, search)
    shown = index.select(query, StackSort(_SORTS[arguments.sort], arguments.reverse))
    if arguments.json and not streams:
        for summary in shown:
            task.printer.json(_as_json(task, summary))
    elif not arguments.json and shown:
        task.printer.table(_COLUMNS, [_row(summary, task.now) for summary in shown])
    if unknown := search_state(search):
        task.printer.note(plain_text(unknown))
    elif not shown:
        task.printer.note("No stack matches." if len(index) or not query.is_empty else "There are no stacks.")
    if unreadable:
        task.printer.note(skipped(unreadable))
    _remember(task, index, is_whole_list=query.is_empty and not unreadable)
    return Exit.DONE if ended_by is None else exit_code(ended_by)


async def _load(task: Task, query: StackQuery, *, streams: bool) -> tuple[StackIndex, int]:
    index = StackIndex()
    unreadable = 0
    taken = 0

    def take(known: Loadable[tuple[StackPage, ...]]) -> None:
        nonlocal taken, unreadable
        pages = (known.value or ())[taken:]
        taken += len(pages)
        for page in pages:
            new = [summary for summary in page.stacks if summary.identifier not in index]
            index.add(page.stacks)
            unreadable += page.unreadable
            if streams:
                for summary in StackIndex(new).select(query):
                    task.printer.json(_as_json(task, summary))
        task.printer.progress(fill("{} stacks so far…", len(index)))

    await task.session.store.get(stacks_of(query.plan()), on_change=take)
    return index, unreadable


async def _look_for_running(
    task: Task, query: StackQuery, index: StackIndex, search: RunningSearch
) -> PulumiError | None:
    """Check the relevant stacks for a running update if the list does not report it; return the error that ended it."""
    wanted = () if task.session.source.observed.lists_running else search.begin(query, index)

    if not wanted:
        return None
    taken, ended_by = 0, None

    def take(known: Loadable[tuple[Looked, ...]]) -> None:
        nonlocal taken
        for looked in (known.value or ())[taken:]:
            search.take(looked, index)
        taken = len(known.value or ())
        task.printer.progress(fill("checked {} of {} stacks for running updates…", search.asked, search.total))

    try:
        await task.session.store.get(running_on(wanted), on_change=take)
    except PulumiError as error:
        ended_by = error
    search.end()
    for line in failure_lines(ended_by) if ended_by else ():
        task.printer.note(line)
    return ended_by


def _row(summary: StackSummary, now: float) -> tuple[Span, Span, Span]:
    row = stack_row(summary, now)
    name = SafeText(f"⚠ {row.full_name}") if row.suspicious else row.full_name
    return Span(name, Tone.WARNING if row.suspicious else Tone.PLAIN), Span(row.resources), Span(row.updated, row.tone)


def _as_json(task: Task, summary: StackSummary) -> Json:
    running = summary.last_update == 0
    return {
        "organization": summary.org_name,
        "project": summary.project_name,
        "stack": summary.stack_name,
        "name": str(summary.identifier),
        "resourceCount": summary.resource_count,
        "lastUpdate": None if running else summary.last_update,
        "isUpdating": running,
        "url": task.link(summary.identifier, summary),
    }


def _remember(task: Task, index: StackIndex, *, is_whole_list: bool) -> None:
    if task.session.config.remember and task.session.login is not None:
        names = [summary.identifier for summary in index]
        remember_stacks(task.environ, task.session.source.backend_url, names, is_whole_list=is_whole_list)


async def show_user(task: Task) -> Exit:
    """`stacktui whoami`."""
    login = task.session.login
    user = await task.get(USER)
    organizations = sorted({organization.slug for organization in user.organizations or ()})
    default = await _default_organization(task, user)
    told: dict[str, Json] = {
        "user": user.github_login,
        "name": user.name,
        "organizations": list(organizations),
        "backend": task.session.source.backend_url,
        "backendSource": str(login.backend_source) if login else "--demo",
        "tokenSource": str(login.token_source) if login else "--demo",
        "defaultOrganization": None if isinstance(default, PulumiError) else default,
        "readOnly": task.session.is_read_only,
    }
    if login is not None and login.expiry:
        told["tokenExpires"] = login.expiry
    if user.token_info is not None:
        token = user.token_info
        told["token"] = {"name": token.name, "organization": token.organization, "team": token.team}
    if task.arguments.json:
        task.printer.json(told)
    else:
        task.printer.lines(_user_lines(task, told, organizations))
    for line in failure_lines(default) if isinstance(default, PulumiError) else ():
        task.printer.note(line)
    return Exit.DONE


async def _default_organization(task: Task, user: User) -> str | PulumiError:
    """The default organization, or why it is not known: that costs this answer only."""
    if task.session.organization:
        return task.session.organization
    told = await attempt(lambda: task.get(TOLD_ORGANIZATION))
    return told or user.github_login


def _token_words(told: dict[str, Json]) -> Line:
    """Which token of an organization or a team it is, where it is one."""
    token = told.get("token")
    if not isinstance(token, dict):
        return ()
    parts = [f"{part} {token[part]}" for part in ("organization", "team") if token[part]]
    named = ", ".join([str(token["name"] or "unnamed"), *parts])
    return (cleaned(f"  {named}"),)


def _expiry(until: Json) -> Line:
    return (Span(fill("  expires {}", str(until)), Tone.MUTED),) if until else ()


def _user_lines(task: Task, told: dict[str, Json], organizations: Sequence[str]) -> tuple[Line, ...]:
    def text(name: str) -> str:
        return str(told[name])

    place = parse_backend_url(task.session.source.backend_url, insecure_http=True).place
    name = f"{text('user')} ({text('name')})" if told["name"] not in ("", told["user"]) else text("user")
    return (
        field("user", cleaned(name, Tone.STRONG)),
        field("organizations", cleaned(", ".join(organizations) or "none")),
        field("default", cleaned(str(told["defaultOrganization"] or "not known"))),
        field("backend", cleaned(place), Span(fill("  from {}", text("backendSource")), Tone.MUTED)),
        field("token", cleaned(f"from {text('tokenSource')}"), *_token_words(told), *_expiry(told.get("tokenExpires"))),
        field("access", cleaned("read-only" if told["readOnly"] else "read-write")),
    )
