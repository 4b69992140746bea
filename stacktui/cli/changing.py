"""`create`, `transfer` and `delete`: says what will change, asks, sends once, tells what is known of the outcome."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from stacktui.cli.confirming import ask_for, need_terminal
from stacktui.cli.failures import CommandFailed, Exit, exit_code, failure_lines
from stacktui.presentation.delete_words import DELETED, KEPT, RESTORABLE
from stacktui.presentation.error_words import outcome_words
from stacktui.presentation.lines import Tone, show
from stacktui.presentation.safe_text import is_suspicious
from stacktui.pulumi.errors import Outcome, ReadOnly, Refused
from stacktui.pulumi.names import (
    check_organization_name,
    check_project_name,
    check_stack_name,
    check_tag_name,
    check_tag_value,
)
from stacktui.writes import StackWrites

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from stacktui.cli.connection import Task
    from stacktui.pulumi.stack import StackIdentifier
    from stacktui.writes import Preflight, Write

PATIENCE = 10.0
"""Seconds that an interrupted command waits for the answer to what it has sent."""
_DONE = {
    "create": "Created {}.",
    "transfer": "Transferred {}.",
    "delete": "Deleted {}; an administrator can restore it in the console for a while.",
    "force-delete": "Deleted {}; what it had made in the cloud is still there.",
}


def _check_writable(task: Task) -> None:
    if task.client.read_only:
        raise ReadOnly("stacktui is read-only, so nothing was sent.", hint="Leave out --read-only and its setting.")


async def create_stack(task: Task) -> Exit:
    """`stacktui create STACK [--tag NAME=VALUE]`."""
    _check_writable(task)
    stack = await task.stack()
    tags = dict(_tag(text) for text in task.arguments.tags)
    for wrong in (
        check_organization_name(stack.organization),
        check_project_name(stack.project),
        check_stack_name(stack.name),
    ):
        if wrong:
            raise CommandFailed(wrong, Exit.USAGE)
    writes = StackWrites(task.client, task.connection.record)
    return await _finish(task, writes, writes.create(stack, tags))


def _tag(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    wrong = check_tag_name(name) or check_tag_value(value)
    if not equals or wrong:
        raise CommandFailed(wrong or f"`{text}` is no tag: write NAME=VALUE.", Exit.USAGE)
    return name, value


async def transfer_stack(task: Task) -> Exit:
    """`stacktui transfer STACK ORGANIZATION`."""
    _check_writable(task)
    if not task.arguments.yes:
        need_terminal(task, "--yes")
    stack, target = await task.stack(), task.arguments.target
    if wrong := check_organization_name(target):
        raise CommandFailed(wrong, Exit.USAGE)
    if target == stack.organization:
        raise CommandFailed(f"{stack} is in {target} already.", Exit.USAGE)
    writes = StackWrites(task.client, task.connection.record)
    before = await writes.preflight(stack)
    _tell(task, stack, before)
    task.printer.note(f"It becomes {stack._replace(organization=target)}; who may see it follows from there.")
    _check_idle(before)
    if not task.arguments.yes:
        await ask_for(task, f"Type the new organization to transfer {stack}", target)
    await _check_unchanged(writes, stack, before)
    return await _finish(task, writes, writes.transfer(stack, target, stack_id=before.stack.id))


async def delete_stack(task: Task) -> Exit:
    """`stacktui delete STACK [--force]`."""
    _check_writable(task)
    arguments = task.arguments
    if not (arguments.yes and arguments.confirm):
        need_terminal(task, "--yes and --confirm NAME")
    stack = await task.stack()
    if arguments.confirm and arguments.confirm != str(stack):
        raise CommandFailed(
            f"--confirm is `{arguments.confirm}`, and the stack is {stack}: nothing was sent.", Exit.REFUSED
        )
    if any(map(is_suspicious, stack)):
        raise CommandFailed(f"{stack} has an odd name: delete it in the console, where it can be seen.", Exit.REFUSED)
    writes = StackWrites(task.client, task.connection.record)
    before = await writes.preflight(stack)
    _tell(task, stack, before)
    task.printer.note(f"{DELETED} {KEPT}")
    task.printer.note(RESTORABLE)
    _check_idle(before)
    await _confirm_delete(task, stack, before)
    await _check_unchanged(writes, stack, before)
    return await _finish(task, writes, writes.delete(stack, force=arguments.force, stack_id=before.stack.id))


async def _confirm_delete(task: Task, stack: StackIdentifier, before: Preflight) -> None:
    """The full name, typed; and a second, other phrase where resources will be orphaned."""
    arguments = task.arguments
    if arguments.yes and arguments.confirm:
        return
    await ask_for(task, f"Type {stack} to delete it", str(stack))
    if arguments.force and before.count and before.count.resource_count:
        phrase = f"orphan {before.count.resource_count} resources"
        await ask_for(task, f"Its resources stay in the cloud, managed by nobody. Type `{phrase}`", phrase)


def _tell(task: Task, stack: StackIdentifier, before: Preflight) -> None:
    """What a person must know before they say yes."""
    note = task.printer.note
    user = f" as {before.user.github_login}" if before.user else ""
    if before.user:
        task.connection.know_user(before.user.github_login)
    note(f"{stack} on {task.client.backend_url}{user}")
    note("resources: " + (f"{before.count.resource_count:,}" if before.count else "not known"))
    if before.last_update:
        note(f"last update: #{before.last_update.version} {before.last_update.kind} by {before.last_update.author}")
    if before.downstream:
        note("read by: " + ", ".join(str(reference.identifier) for reference in before.downstream[:10]))


def _check_idle(before: Preflight) -> None:
    running = before.stack.current_operation
    if running is not None:
        raise CommandFailed(
            f"{running.author or 'Somebody'} is running: {running.kind or 'an operation'}. Nothing was sent.",
            Exit.REFUSED,
        )


async def _check_unchanged(writes: StackWrites, stack: StackIdentifier, before: Preflight) -> None:
    """Ask again just before sending; between this and the request a race remains (SECURITY.md, D4)."""
    differences = before.differences(await writes.preflight(stack))
    if differences:
        raise CommandFailed(f"{stack} changed meanwhile, so nothing was sent. {' '.join(differences)}", Exit.REFUSED)


async def _finish(task: Task, writes: StackWrites, sending: Awaitable[Write]) -> Exit:
    try:
        write = await sending
    except asyncio.CancelledError:
        await _wait_for_answer(task, writes)
        raise
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
    """0 when done, by its own answer or by what was found afterwards."""
    if write.is_done:
        return Exit.DONE
    for line in failure_lines(write.error) if write.error else ():
        task.printer.note(line)
    if write.verdict is not None:
        task.printer.note(write.verdict.sentence)
    if write.outcome is not None:
        task.printer.note(outcome_words(write.outcome).text)
    if write.outcome is Outcome.UNKNOWN or write.error is None:
        return Exit.FAILED
    return exit_code(write.error)
