"""`delete`: confirmed by the full name; separately again if the server refuses because resources are left."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from stacktui.cli.changing import ask_and_send, check_writable, finish
from stacktui.cli.commands import COMMON
from stacktui.cli.confirming import need_terminal
from stacktui.cli.failures import CommandFailed, Exit
from stacktui.explorer.changes.delete import Delete
from stacktui.presentation.changes.delete_words import destroy_command
from stacktui.presentation.changes.preflight_lines import resources_span
from stacktui.pulumi.errors import PulumiError, StackNotEmpty

if TYPE_CHECKING:
    from stacktui.cli.arguments import Arguments
    from stacktui.cli.task import Task
    from stacktui.explorer.changes.preflight import Preflight
    from stacktui.explorer.kinds.count_for_delete import Counted
    from stacktui.pulumi.stack import StackIdentifier


async def delete_stack(task: Task) -> Exit:
    """`stacktui delete STACK [--force [--orphan N]]`."""
    check_writable(task)
    arguments = task.arguments
    if arguments.orphan is not None and not arguments.force:
        raise CommandFailed("--orphan requires --force; nothing was sent.", Exit.USAGE)
    if not _is_unattended(arguments):
        need_terminal(task, "--yes and --confirm NAME")
    stack = await task.stack()
    if arguments.confirm and arguments.confirm != str(stack):
        raise CommandFailed(
            f"--confirm is `{arguments.confirm}`, but the stack is {stack}; nothing was sent.", Exit.REFUSED
        )
    change = Delete(stack)
    export = f"To save the state first: `{_export_line(arguments, stack)}`"
    write = await ask_and_send(task, change, asks=not _is_unattended(arguments), notes=(export,))
    if not isinstance(write.error, StackNotEmpty):
        return finish(task, write)
    by_force = replace(change, force=True)
    if arguments.force:
        return await _orphan(task, by_force)
    code = finish(task, write)
    await _tell_next(task, by_force)
    return code


def _is_unattended(arguments: Arguments) -> bool:
    """Whether the options alone confirm, because nobody can be asked."""
    return arguments.yes and bool(arguments.confirm)


async def _orphan(task: Task, change: Delete) -> Exit:
    """Delete with force, as the dialog does: the number of orphaned resources is confirmed separately."""

    def check(facts: Preflight) -> None:
        _check_number(task.arguments, change.stack, facts.count)

    return finish(task, await ask_and_send(task, change, asks=not _is_unattended(task.arguments), check=check))


def _check_number(arguments: Arguments, stack: StackIdentifier, count: Counted | None) -> None:
    """Check that --orphan, required without a terminal, matches the number of resources.

    Raises:
        CommandFailed: it does not, or the number is unknown.
    """
    given = arguments.orphan
    if given is None and not _is_unattended(arguments):
        return
    if count is None:
        raise CommandFailed(
            f"The number of resources in {stack} is unknown, so it was not deleted: the server's count, the list and "
            f"the state could not be read. At a terminal: `{_delete_line(arguments, stack, '--force')}`",
            Exit.REFUSED,
        )
    if given != count.number:
        said = "--orphan is missing" if given is None else f"--orphan is {given}"
        raise CommandFailed(
            f"{said}, but {stack} has {resources_span(count).text}; it was not deleted. "
            f"To orphan them: `{_unattended_line(arguments, stack, count)}`",
            Exit.REFUSED,
        )


async def _tell_next(task: Task, change: Delete) -> None:
    """Print the next commands: one to destroy the resources, one to orphan them."""
    arguments, stack = task.arguments, change.stack
    line = _delete_line(arguments, stack, "--force")
    if _is_unattended(arguments):
        count = await _count(task, change)
        line = line if count is None else _unattended_line(arguments, stack, count)
    task.printer.note(f"To destroy its resources first: `{destroy_command(stack)}`")
    task.printer.note(f"To orphan them instead: `{line}`")


async def _count(task: Task, change: Delete) -> Counted | None:
    try:
        return (await task.session.writes.preflight(change)).count
    except PulumiError:
        return None  # running the suggested command reports the reason


def _unattended_line(arguments: Arguments, stack: StackIdentifier, count: Counted) -> str:
    return _delete_line(arguments, stack, "--force", "--yes", "--confirm", str(stack), "--orphan", str(count.number))


def _delete_line(arguments: Arguments, stack: StackIdentifier, *more: str) -> str:
    return shlex.join(["stacktui", "delete", str(stack), *more, *_common(arguments)])


def _export_line(arguments: Arguments, stack: StackIdentifier) -> str:
    to_file = ("--with-secrets", "-o", f"{stack.file_stem}.secrets.json")
    return shlex.join(["stacktui", "export", str(stack), *to_file, *_common(arguments)])


def _common(arguments: Arguments) -> list[str]:
    """The common options as given, so that the suggested command uses the same backend."""
    words: list[str] = []
    for option in COMMON:
        value = getattr(arguments, option.name, None)
        if value:
            words += [option.flags[0], value] if option.metavar else [option.flags[0]]
    return words
