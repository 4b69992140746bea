"""Runs a printing command: opens and closes what it needs, reports errors, and returns the exit code."""

from __future__ import annotations

import asyncio
import importlib
import io
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, TypeAlias

from stacktui.cli import completion
from stacktui.cli.arguments import DYNAMIC_COMPLETION, Arguments
from stacktui.cli.commands import BY_NAME
from stacktui.cli.failures import CommandFailed, Exit, exit_code, failure_lines
from stacktui.cli.printing import Printer
from stacktui.files.threads import DaemonExecutor
from stacktui.files.typed_paths import typed_path
from stacktui.local.config import ConfigProblem, load_config
from stacktui.presentation.text.wording import pause
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi_cli.stored_accounts import CredentialsProblem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping
    from pathlib import Path
    from typing import TextIO

    from stacktui.cli.task import OpenSession, Task

    Run: TypeAlias = Callable[[Task], Awaitable[Exit]]


def run_command(
    arguments: Arguments,
    open_session: OpenSession,
    out: TextIO,
    err: TextIO,
    *,
    stdin: TextIO | None = None,
    environ: Mapping[str, str] | None = None,
) -> int:
    """Run one command and return its exit code (`failures.Exit`). Data goes to `out`, everything else to `err`.

    Args:
        arguments: The result of `parse_arguments` for a command that prints.
        open_session: Called once, inside the event loop, if the command needs a server.
        out: Standard output.
        err: Standard error.
        stdin: Source of confirmations and of `-`.
        environ: The process environment.
    """
    environ = os.environ if environ is None else environ
    for stream in (out, err):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    printer = Printer(out, err, environ, plain=arguments.plain)
    try:
        code = _run(arguments, open_session, printer, stdin or sys.stdin, environ)
        printer.finish()
    except BrokenPipeError:
        _let_go_of(out)
        return Exit.DONE  # the reader has closed the pipe
    except KeyboardInterrupt:
        printer.note("Interrupted.")
        return Exit.INTERRUPTED
    return code


def _run(
    arguments: Arguments, open_session: OpenSession, printer: Printer, stdin: TextIO, environ: Mapping[str, str]
) -> Exit:
    try:
        if arguments.command in {"completion", DYNAMIC_COMPLETION}:
            return _complete(arguments, printer, environ)
        if arguments.state:
            from stacktui.cli.from_file import answer_from_file

            config = load_config(environ, flags=arguments.settings, file=_settings_file(arguments))
            printer.obey(config)
            return answer_from_file(arguments, printer, stdin, config, time.time())
        return _run_in_loop(_ask(arguments, open_session, printer, stdin, environ))
    except (PulumiError, CommandFailed, CredentialsProblem, ConfigProblem) as error:
        sentences, code = in_words(error)
        for sentence in sentences:
            printer.note(sentence)
        return code


def _run_in_loop(asking: Coroutine[object, object, Exit]) -> Exit:
    """Run a command; ctrl+c wakes its loop at once.

    Python's own handler sets a flag, which a loop that has just gone to sleep sees when its next timer ends.

    Raises:
        KeyboardInterrupt: ctrl+c was pressed.
    """

    async def run() -> Exit:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def interrupt() -> None:
            loop.remove_signal_handler(signal.SIGINT)  # once more, it interrupts whatever Python does
            if task is not None:
                task.cancel()

        is_main = threading.current_thread() is threading.main_thread()  # only it may handle signals
        if is_main and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            loop.add_signal_handler(signal.SIGINT, interrupt)
        return await asking

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def in_words(error: Exception) -> tuple[tuple[str, ...], Exit]:
    """The sentences and the exit code for an error that stops a command."""
    match error:
        case PulumiError():
            return failure_lines(error), exit_code(error)
        case CommandFailed():
            return (error.sentence,), error.exit_code
        case CredentialsProblem():
            return (str(error),), Exit(error.exit_code)
        case ConfigProblem():
            return error.sentences, Exit.USAGE
    raise error  # pragma: no cover - no other type is caught


def _complete(arguments: Arguments, printer: Printer, environ: Mapping[str, str]) -> Exit:
    if arguments.command == "completion":
        printer.out.write(completion.script(arguments.shell))
    else:
        for name in completion.candidates(arguments.filters, environ):
            printer.out.write(f"{name}\n")
    return Exit.DONE


async def _ask(
    arguments: Arguments, open_session: OpenSession, printer: Printer, stdin: TextIO, environ: Mapping[str, str]
) -> Exit:
    from stacktui.cli.task import Task

    asyncio.get_running_loop().set_default_executor(DaemonExecutor())
    session = open_session(arguments)
    asyncio.get_running_loop().set_exception_handler(session.on_stray)
    try:
        if session.login is not None:
            for warning in session.login.warnings:
                printer.note(warning)
            session.login.need_token()
        session.source.warnings.subscribe(printer.note)
        session.source.pauses.subscribe(lambda seconds: printer.remark(f"{pause(seconds)}."))
        session.unrecorded.subscribe(printer.note)
        printer.obey(session.config)
        task = Task(arguments, printer, environ, stdin, time.time(), session)
        return await _command(arguments.command)(task)
    finally:
        await session.source.aclose()


def _settings_file(arguments: Arguments) -> Path | None:
    return typed_path(arguments.config) if arguments.config else None


def _command(name: str) -> Run:
    module, function = BY_NAME[name].function
    found: Run = getattr(importlib.import_module(f"stacktui.cli.{module}"), function)
    return found


def _let_go_of(out: TextIO) -> None:
    """Redirect a broken standard output, so that Python does not report it at exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return  # not a real file
