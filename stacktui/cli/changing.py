"""`create` and `transfer`, and what every change does: says what it is, asks, sends once, tells the known outcome."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from stacktui.cli.confirming import ask_for, need_terminal
from stacktui.cli.failures import CommandFailed, Exit, exit_code, failure_lines
from stacktui.explorer.writes import StackWrites, WriteKind
from stacktui.presentation.stacks.delete_words import readers, resources_span
from stacktui.presentation.stacks.running_words import consequence, way_out, while_running_phrase
from stacktui.presentation.text.error_words import outcome_words
from stacktui.presentation.text.lines import Tone, field, plain_text, show
from stacktui.pulumi.errors import Outcome, ReadOnly, Refused, UpdateRunning
from stacktui.pulumi.names import (
    check_organization_name,
    check_project_name,
    check_stack_name,
    check_tag_name,
    check_tag_value,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from stacktui.cli.task import Task
    from stacktui.explorer.writes import Preflight, Write
    from stacktui.pulumi.stack import StackIdentifier

PATIENCE = 10.0
"""Seconds that an interrupted command waits for the answer to what it has sent."""
_DONE = {
    WriteKind.CREATE: "Created {}.",
    WriteKind.TRANSFER: "Transferred {}.",
    WriteKind.DELETE: "Deleted {}.",
    WriteKind.FORCE_DELETE: "Deleted {}; its resources are still in the cloud, and no stack knows of them.",
}


def check_writable(task: Task) -> None:
    if task.session.is_read_only:
        raise ReadOnly("stacktui is read-only, so nothing was sent.", hint="Leave out --read-only and its setting.")


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
    writes = task.session.writes
    return finish(task, await send(task, writes, writes.create(stack, tags)))


def _tag(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    wrong = check_tag_name(name) or check_tag_value(value)
    if not equals or wrong:
        raise CommandFailed(wrong or f"`{text}` is no tag: write NAME=VALUE.", Exit.USAGE)
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
        raise CommandFailed(f"{stack} is in {target} already.", Exit.USAGE)
    writes = task.session.writes
    before = await writes.preflight(stack, WriteKind.TRANSFER)
    tell_facts(task, stack, before)
    task.printer.note(f"It becomes {stack._replace(organization=target)}; who may see it follows from there.")
    await confirm_running(task, stack, WriteKind.TRANSFER, before)
    if not task.arguments.yes:
        await ask_for(task, f"Type the new organization to transfer {stack}", target)
    await check_unchanged(writes, stack, WriteKind.TRANSFER, before)
    return finish(task, await send(task, writes, writes.transfer(stack, target, stack_id=before.stack.id)))


def tell_facts(task: Task, stack: StackIdentifier, before: Preflight) -> None:
    """What a person must know before they say yes."""
    note = task.printer.note
    user = "(who could not be read)"
    if before.user:
        user = before.user.github_login
        task.session.know_user(user)
    note(f"{stack} on {task.session.source.backend_url} as {user}")
    note(plain_text(field("resources", resources_span(before.count))))
    if before.last_update:
        update = before.last_update
        by = f" by {update.author}" if update.author else ""
        note(plain_text(field("last update", show(f"#{update.version} {update.kind}{by}"))))
    note(plain_text(field("read by", *readers(before.downstream))))


async def confirm_running(task: Task, stack: StackIdentifier, kind: WriteKind, before: Preflight) -> None:
    """While an update runs, nothing is sent unless a person confirms exactly that.

    Raises:
        CommandFailed: nobody can be asked, or something else was typed.
    """
    if before.running is None:
        return
    task.printer.note(before.running.sentence)
    _name_way_out(task, stack)
    if task.arguments.yes:
        raise CommandFailed(
            f"An update is running, so {_untouched(kind)}. At a terminal, without --yes, that can be confirmed.",
            Exit.REFUSED,
        )
    phrase = while_running_phrase(kind)
    await ask_for(task, f"{consequence(kind)} Type `{phrase}` to send it all the same", phrase)


def _name_way_out(task: Task, stack: StackIdentifier) -> None:
    for line in way_out(stack):
        task.printer.note(plain_text(line))


async def check_unchanged(writes: StackWrites, stack: StackIdentifier, kind: WriteKind, before: Preflight) -> None:
    """Ask again just before sending; between this and the request a race remains (SECURITY.md, D4)."""
    differences = before.differences(await writes.preflight(stack, kind))
    if differences:
        raise CommandFailed(f"{stack} changed meanwhile, so {_untouched(kind)}. {' '.join(differences)}", Exit.REFUSED)


def _untouched(kind: WriteKind) -> str:
    """What did not happen: where force would be next, a delete without it was sent and refused."""
    return "it was not deleted" if kind is WriteKind.FORCE_DELETE else "nothing was sent"


async def send(task: Task, writes: StackWrites, sending: Awaitable[Write]) -> Write:
    """Wait for the answer to what was sent, and a moment longer where somebody interrupts."""
    try:
        return await sending
    except asyncio.CancelledError:
        await _wait_for_answer(task, writes)
        raise


def finish(task: Task, write: Write) -> Exit:
    """Tell what is known of a write that ended; 0 when done, by its own answer or by what was found afterwards."""
    _report(task, write)
    return _exit_of(task, write)


async def _wait_for_answer(task: Task, writes: StackWrites) -> None:
    """Interrupted with a request under way: its answer still counts for a moment."""
    task.printer.note(f"Waiting {PATIENCE:g} s for the answer to what was sent; ctrl+c again does not wait.")
    if await writes.wait(PATIENCE):
        task.printer.note("The outcome is unknown: look with `stacktui show`.")
    else:
        task.printer.note("The answer came: look with `stacktui show`, or in the journal.")


def _report(task: Task, write: Write) -> None:
    if task.arguments.json:
        request_id = write.error.request_id if isinstance(write.error, Refused) else ""
        task.printer.json(
            {
                "change": str(write.kind),
                "stack": str(write.stack),
                "nowStack": str(write.target) if write.is_done else None,
                "outcome": str(write.outcome),
                "messages": [message.message for message in write.messages],
                "requestId": request_id or None,
            }
        )
    elif write.is_done:
        what = f"{write.stack} to {write.to_organization}" if write.to_organization else str(write.stack)
        task.printer.line((show(_DONE[write.kind].format(what), Tone.GOOD),))
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
        task.printer.note(write.verdict.sentence)
    if write.outcome is not None:
        task.printer.note(outcome_words(write.outcome).text)
    if write.outcome is Outcome.UNKNOWN or write.error is None:
        return Exit.FAILED
    return exit_code(write.error)
