"""`delete`: the full name first; a second, other confirmation once the server refused because resources are left."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from stacktui.cli.changing import check_unchanged, check_writable, confirm_running, finish, send, tell_facts
from stacktui.cli.commands import COMMON
from stacktui.cli.confirming import ask_for, need_terminal
from stacktui.cli.failures import CommandFailed, Exit
from stacktui.explorer.writes import StackWrites, WriteKind
from stacktui.presentation.stacks.delete_words import (
    DELETED,
    KEPT,
    ODD_NAME,
    ORPHANED,
    destroy_command,
    orphan_phrase,
    orphans,
    recovery,
)
from stacktui.presentation.text.safe_text import is_suspicious
from stacktui.pulumi.errors import PulumiError, StackNotEmpty

if TYPE_CHECKING:
    from stacktui.cli.arguments import Arguments
    from stacktui.cli.task import Task
    from stacktui.pulumi.counting import Counted
    from stacktui.pulumi.stack import StackIdentifier


async def delete_stack(task: Task) -> Exit:
    """`stacktui delete STACK [--force [--orphan N]]`."""
    check_writable(task)
    arguments = task.arguments
    if arguments.orphan is not None and not arguments.force:
        raise CommandFailed("--orphan goes with --force: nothing was sent.", Exit.USAGE)
    if not _is_unattended(arguments):
        need_terminal(task, "--yes and --confirm NAME")
    stack = await task.stack()
    if arguments.confirm and arguments.confirm != str(stack):
        raise CommandFailed(
            f"--confirm is `{arguments.confirm}`, and the stack is {stack}: nothing was sent.", Exit.REFUSED
        )
    if any(map(is_suspicious, stack)):
        raise CommandFailed(f"{stack}: {ODD_NAME}", Exit.REFUSED)
    writes = task.session.writes
    before = await writes.preflight(stack, WriteKind.DELETE)
    tell_facts(task, stack, before)
    for words in (DELETED, KEPT, recovery(is_restorable=before.is_restorable).text):
        task.printer.note(words)
    task.printer.note(f"To save its state first: `{_export_line(arguments, stack)}`")
    await confirm_running(task, stack, WriteKind.DELETE, before)
    if not _is_unattended(arguments):
        await ask_for(task, f"Type {stack} to delete it", str(stack))
    await check_unchanged(writes, stack, WriteKind.DELETE, before)
    write = await send(task, writes, writes.delete(stack, force=False, stack_id=before.stack.id))
    if not isinstance(write.error, StackNotEmpty):
        return finish(task, write)
    if arguments.force:
        return await _orphan(task, writes, stack)
    code = finish(task, write)
    await _tell_next(task, writes, stack)
    return code


def _is_unattended(arguments: Arguments) -> bool:
    """Whether nothing may be asked, and the options alone confirm."""
    return arguments.yes and bool(arguments.confirm)


async def _orphan(task: Task, writes: StackWrites, stack: StackIdentifier) -> Exit:
    """What the dialog does: the number of resources that are left behind is confirmed by itself."""
    before = await writes.preflight(stack, WriteKind.FORCE_DELETE)
    task.printer.note(f"The server refused to delete {stack}: it has resources.")
    task.printer.note(f"Force orphans {orphans(before.count)}: {ORPHANED}")
    task.printer.note(f"To destroy them instead: `{destroy_command(stack)}`")
    await confirm_running(task, stack, WriteKind.FORCE_DELETE, before)
    _check_number(task.arguments, stack, before.count)
    if not _is_unattended(task.arguments):
        phrase = orphan_phrase(before.count)
        await ask_for(task, f"Type `{phrase}` to force it", phrase)
    await check_unchanged(writes, stack, WriteKind.FORCE_DELETE, before)
    return finish(task, await send(task, writes, writes.delete(stack, force=True, stack_id=before.stack.id)))


def _check_number(arguments: Arguments, stack: StackIdentifier, count: Counted | None) -> None:
    """Make sure that --orphan, needed where nothing may be asked, is the number of resources.

    Raises:
        CommandFailed: it is not, or the number is not known.
    """
    given = arguments.orphan
    if given is None and not _is_unattended(arguments):
        return
    if count is None:
        raise CommandFailed(
            f"How many resources {stack} has is not known, so it was not deleted: server's count, list and state "
            f"could not be read. At a terminal: `{_delete_line(arguments, stack, '--force')}`",
            Exit.REFUSED,
        )
    if given != count.number:
        said = "--orphan is missing" if given is None else f"--orphan is {given}"
        raise CommandFailed(
            f"{said}, and {stack} has {orphans(count)} by {count.source}: it was not deleted. To orphan them: "
            f"`{_unattended_line(arguments, stack, count)}`",
            Exit.REFUSED,
        )


async def _tell_next(task: Task, writes: StackWrites, stack: StackIdentifier) -> None:
    """The next command, for whoever wants the resources destroyed and for whoever wants them orphaned."""
    arguments = task.arguments
    line = _delete_line(arguments, stack, "--force")
    if _is_unattended(arguments):
        count = await _count(writes, stack)
        line = line if count is None else _unattended_line(arguments, stack, count)
    task.printer.note(f"To destroy its resources first: `{destroy_command(stack)}`")
    task.printer.note(f"To orphan them instead: `{line}`")


async def _count(writes: StackWrites, stack: StackIdentifier) -> Counted | None:
    try:
        return (await writes.preflight(stack, WriteKind.FORCE_DELETE)).count
    except PulumiError:
        return None  # the command that is named says what is wrong


def _unattended_line(arguments: Arguments, stack: StackIdentifier, count: Counted) -> str:
    return _delete_line(arguments, stack, "--force", "--yes", "--confirm", str(stack), "--orphan", str(count.number))


def _delete_line(arguments: Arguments, stack: StackIdentifier, *more: str) -> str:
    return shlex.join(["stacktui", "delete", str(stack), *more, *_common(arguments)])


def _export_line(arguments: Arguments, stack: StackIdentifier) -> str:
    to_file = ("--with-secrets", "-o", f"{stack.file_stem}.secrets.json")
    return shlex.join(["stacktui", "export", str(stack), *to_file, *_common(arguments)])


def _common(arguments: Arguments) -> list[str]:
    """The options that every command has, as they were given: a further command is meant for the same backend."""
    words: list[str] = []
    for option in COMMON:
        value = getattr(arguments, option.name, None)
        if value:
            words += [option.flags[0], value] if option.metavar else [option.flags[0]]
    return words
