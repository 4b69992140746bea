"""`create` and `transfer`, and what all changes share: print what will happen, ask, send once, print the outcome."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from stacktui.cli.confirming import ask_for, need_terminal
from stacktui.cli.failures import CommandFailed, Exit, exit_code, failure_lines
from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.preflight import Fact
from stacktui.explorer.changes.transfer import Transfer
from stacktui.presentation.changes.preflight_lines import difference_words, readers, resources_span
from stacktui.presentation.changes.registry import words_of
from stacktui.presentation.stacks.running_words import running_sentence, way_out
from stacktui.presentation.text.error_words import outcome_words
from stacktui.presentation.text.lines import Span, Tone, cleaned, field, plain_text
from stacktui.presentation.text.safe_text import fill
from stacktui.pulumi.errors import Outcome, ReadOnly, Refused, UpdateRunning
from stacktui.pulumi.names import (
    check_organization_name,
    check_project_name,
    check_stack_name,
    check_tag_name,
    check_tag_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stacktui.cli.task import Task
    from stacktui.explorer.changes.change import Change
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.stack import StackIdentifier

PATIENCE = 10.0
"""Seconds that an interrupted command waits for the response to what it has sent."""


def check_writable(task: Task) -> None:
    if task.session.is_read_only:
        raise ReadOnly(
            "stacktui is read-only; nothing was sent.", hint="Start stacktui without --read-only to make changes."
        )


async def create_stack(task: Task) -> Exit:
    """`stacktui create STACK [--tag NAME=VALUE]`."""
    check_writable(task)
    stack = await task.stack()
    tags = dict(_tag(text) for text in task.arguments.tags)
    for wrong in (
        check_organization_name(stack.organization),
        check_project_name(stack.project),
        check_stack_name(stack.name),
    ):
        if wrong:
            raise CommandFailed(wrong, Exit.USAGE)
    return finish(task, await send(task, Create(stack, tags=tags)))


def _tag(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    wrong = check_tag_name(name) or check_tag_value(value)
    if not equals or wrong:
        raise CommandFailed(wrong or f"`{text}` is not a tag: write NAME=VALUE.", Exit.USAGE)
    return name, value


async def transfer_stack(task: Task) -> Exit:
    """`stacktui transfer STACK ORGANIZATION`."""
    check_writable(task)
    if not task.arguments.yes:
        need_terminal(task, "--yes")
    stack, target = await task.stack(), task.arguments.target
    if wrong := check_organization_name(target):
        raise CommandFailed(wrong, Exit.USAGE)
    if target == stack.organization:
        raise CommandFailed(f"{stack} is already in {target}.", Exit.USAGE)
    change = Transfer(stack, to_organization=target)
    return finish(task, await ask_and_send(task, change, asks=not task.arguments.yes))


async def ask_and_send(
    task: Task,
    change: Change,
    *,
    asks: bool = True,
    notes: Sequence[str] = (),
    check: Callable[[Preflight], None] = lambda _facts: None,
) -> Write:
    """Print the facts about the stack and the effects of the change, ask for confirmation, and send the change.

    Args:
        task: The command.
        change: The change.
        asks: Whether its phrase must be typed; False if options have confirmed it.
        notes: Printed after its effects.
        check: Raises CommandFailed if a fact or an option forbids the change.
    """
    _check_possible(change, None)
    before = await task.session.writes.preflight(change)
    _tell(task, change, before)
    for note in notes:
        task.printer.note(note)
    _check_possible(change, before)
    await _confirm_running(task, change, before)
    check(before)
    if asks:
        phrase = change.phrase(before)
        await ask_for(task, f"Type `{phrase}` {words_of(change).purpose}", phrase)
    await _check_unchanged(task, change, before)
    return await send(task, change.confirmed(before))


def _check_possible(change: Change, facts: Preflight | None) -> None:
    if obstacle := words_of(change).obstacle(facts):
        raise CommandFailed(f"{change.stack}: {obstacle}", Exit.REFUSED)


def _tell(task: Task, change: Change, before: Preflight) -> None:
    """Print what the user must know before confirming."""
    note = task.printer.note
    user = "(unknown user)"
    if before.user:
        user = before.user.github_login
        task.session.know_user(user)
    note(f"{change.stack} on {task.session.source.backend_url} as {user}")
    if Fact.COUNT in before.asked:
        note(plain_text(field("resources", resources_span(before.count))))
    if before.last_update:
        update = before.last_update
        by = f" by {update.author}" if update.author else ""
        note(plain_text(field("last update", cleaned(f"#{update.version} {update.kind}{by}"))))
    if Fact.READERS in before.asked:
        note(plain_text(field("read by", *readers(before.downstream))))
    for line in words_of(change).effects(before):
        note(plain_text(line))


async def _confirm_running(task: Task, change: Change, before: Preflight) -> None:
    """Ask for a separate confirmation if an update is running.

    Raises:
        CommandFailed: there is no terminal to ask on, or something else was typed.
    """
    if before.running is None or not change.needs_idle:
        return
    words = words_of(change)
    task.printer.note(running_sentence(before.running))
    _name_way_out(task, change.stack)
    if task.arguments.yes:
        raise CommandFailed(
            f"An update is running, so {words.unsent}. To send it anyway, confirm at a terminal, without --yes.",
            Exit.REFUSED,
        )
    phrase = change.phrase_while_running
    await ask_for(task, f"{words.consequence} Type `{phrase}` to send it anyway", phrase)


def _name_way_out(task: Task, stack: StackIdentifier) -> None:
    for line in way_out(stack):
        task.printer.note(plain_text(line))


async def _check_unchanged(task: Task, change: Change, before: Preflight) -> None:
    """Check the facts again just before sending; a race between this and the request remains (SECURITY.md, D4)."""
    now = await task.session.writes.preflight(change)
    differences = difference_words(change.differences(before, now), before, now)
    if differences:
        unsent = words_of(change).unsent
        raise CommandFailed(f"{change.stack} has changed, so {unsent}. {' '.join(differences)}", Exit.REFUSED)


async def send(task: Task, change: Change) -> Write:
    """Wait for the answer, and a moment longer if interrupted."""
    try:
        return await task.session.writes.send(change)
    except asyncio.CancelledError:
        await _wait_for_answer(task)
        raise


def finish(task: Task, write: Write) -> Exit:
    """Print the outcome of a write; 0 if it is done, by its answer or by a later check."""
    _report(task, write)
    return _exit_of(task, write)


async def _wait_for_answer(task: Task) -> None:
    """After an interrupt during a request, its answer still counts for a moment."""
    task.printer.note(f"Waiting up to {PATIENCE:g} s for the server's answer; press ctrl+c again to stop waiting.")
    if await task.session.writes.wait(PATIENCE):
        task.printer.note("Outcome unknown: check with `stacktui show`.")
    else:
        task.printer.note("The server answered: check with `stacktui show` or in the journal.")


def _report(task: Task, write: Write) -> None:
    if task.arguments.json:
        request_id = write.error.request_id if isinstance(write.error, Refused) else ""
        task.printer.json(
            {
                "change": write.change.name,
                "stack": str(write.stack),
                "newStack": str(write.target) if write.is_done and write.target else None,
                "outcome": str(write.outcome),
                "messages": [message.message for message in write.messages],
                "requestId": request_id or None,
            }
        )
    elif write.is_done:
        task.printer.line((Span(fill("{}.", words_of(write.change).done), Tone.GOOD),))
    for message in write.messages:
        task.printer.note(f"The server said: {message.message}")


def _exit_of(task: Task, write: Write) -> Exit:
    if write.is_done:
        return Exit.DONE
    for line in failure_lines(write.error) if write.error else ():
        task.printer.note(line)
    if isinstance(write.error, UpdateRunning):
        _name_way_out(task, write.stack)
    if write.verdict is not None:
        task.printer.note(words_of(write.change).verdict(write.verdict))
    if write.outcome is not None:
        task.printer.note(outcome_words(write.outcome).text)
    if write.outcome is Outcome.UNKNOWN or write.error is None:
        return Exit.FAILED
    return exit_code(write.error)
