"""The only wiring: arguments → Config → PulumiClient (network or demo) → StackStore → app.

Each way through it imports what it needs and no more: `--version` loads neither Textual nor httpx.
"""

from __future__ import annotations

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]  # `python -m` looks there first: in whatever folder one stands, with whatever lies in it

import os
import threading
import time
from functools import cache
from typing import TYPE_CHECKING

from stacktui.files.hardening import harden

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping
    from pathlib import Path

    from httpx import AsyncBaseTransport

    from stacktui.cli.arguments import Arguments
    from stacktui.cli.connection import Connection
    from stacktui.demo.application import DemoApplication
    from stacktui.local.config import Config
    from stacktui.pulumi.access_token import AccessToken
    from stacktui.pulumi.client import Exchange
    from stacktui.pulumi_cli.credentials import Login
    from stacktui.tui.host.crash import Crashes
    from stacktui.tui.workplace import AccountChoice, Workplace

FILE_BACKEND = "https://file.stacktui.invalid"
"""Where a state that was opened from a file pretends to be."""
DEMO_BACKEND = "https://demo.stacktui.invalid"
"""Where the demo pretends to be; the name can never be looked up."""


def main() -> None:
    """Start the program, and leave with its exit status."""
    sys.excepthook = lambda *told: _crashes().on_exception(*told)
    sys.unraisablehook = lambda told: _crashes().on_unraisable(told)
    threading.excepthook = lambda told: _crashes().on_thread_exception(told)
    sys.exit(run(sys.argv[1:], os.environ))


@cache
def _crashes() -> Crashes:
    """For what nobody caught: Python would print the error's own words, which may hold a token or a secret."""
    from stacktui.local.remembered import state_folder
    from stacktui.pulumi.redaction import Redactor
    from stacktui.tui.host.crash import Crashes

    return Crashes(state_folder(os.environ), Redactor())


def run(argv: list[str], environ: MutableMapping[str, str]) -> int:
    """Do what the command line says. 0: done, 1: could not, 2: wrong usage; printing commands know more."""
    from stacktui.cli.parsing import parse_arguments

    arguments = parse_arguments(argv, environ)
    harden()
    if arguments.opens_screen:
        return explore(arguments, environ)
    from stacktui.cli.run import run_command

    def open_client(arguments: Arguments) -> Connection:
        from msgspec.structs import replace

        connection = connect(arguments, environ)
        return replace(connection, on_stray=lambda *told: _crashes().on_loop_exception(*told))

    code = run_command(arguments, open_client, sys.stdout, sys.stderr, environ=environ)
    if _crashes.cache_info().currsize and (mistake := _crashes().first):
        print(mistake.sentence, file=sys.stderr)
        return code or 1
    return code


def connect(arguments: Arguments, environ: MutableMapping[str, str], account: str = "") -> Connection:
    """Open the client that arguments, settings and login name; `account` is the backend URL of a stored account.

    Raises:
        ConfigProblem, CredentialsProblem, PulumiError: one sentence each.
    """
    from stacktui.cli.connection import Connection
    from stacktui.files.subscribers import Signal
    from stacktui.local.config import load_config
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.http.policy import RequestPolicy
    from stacktui.pulumi_cli.workspace import default_organization, find_project

    config = load_config(environ, flags=arguments.settings, file=_path(arguments.config))
    project = find_project(environ)
    if arguments.command == "open":
        return _open_file(arguments, config)
    if arguments.demo:
        return _connect_demo(arguments, config, environ)
    from stacktui.local.journal import Journal, RequestLog, journal_file
    from stacktui.pulumi.redaction import Redactor
    from stacktui.pulumi_cli.credentials import read_again

    login = _login(arguments, environ, project.backend_url if project else "", account)
    redactor = Redactor()
    unrecorded: Signal[str] = Signal()
    told = unrecorded.send
    journal = Journal(journal_file(environ), login.backend_url, user=login.username, redact=redactor, on_problem=told)
    log_file = _path(arguments.log)
    log = RequestLog(log_file, redactor, told) if log_file else None

    def note(exchange: Exchange) -> None:
        journal.note_exchange(exchange)
        if log is not None:
            log.note(exchange)

    def renew() -> AccessToken | None:
        return read_again(login, environ, insecure_http=arguments.insecure_http)

    client = PulumiClient(
        login.backend_url,
        login.need_token(),
        read_only=config.read_only,
        policy=RequestPolicy(insecure_http=arguments.insecure_http),
        on_exchange=note,
        on_unauthorized=renew,
        redactor=redactor,
    )
    return Connection(
        client,
        login,
        config,
        journal.record,
        project.name if project else "",
        arguments.organization or default_organization(environ, login.backend_url),
        journal.know_user,
        redactor,
        unrecorded,
    )


def _login(arguments: Arguments, environ: MutableMapping[str, str], project_backend: str, account: str) -> Login:
    from stacktui.pulumi_cli.credentials import find_login, stored_login

    if account:
        return stored_login(environ, account, insecure_http=arguments.insecure_http)
    return find_login(
        environ,
        backend=arguments.backend,
        project_backend=project_backend,
        insecure_http=arguments.insecure_http,
    )


def _connect_demo(arguments: Arguments, config: Config, environ: Mapping[str, str]) -> Connection:
    """The demo in this process: no token of anyone's is read, nothing is written down."""
    from stacktui.cli.connection import Connection
    from stacktui.demo import DEMO_TOKEN
    from stacktui.pulumi.access_token import AccessToken
    from stacktui.pulumi.client import PulumiClient

    has_settings = any(name.startswith("STACKTUI_DEMO_") for name in environ)
    demo = _build_demo() if has_settings else None  # else the first screen does not wait for it

    def transport() -> AsyncBaseTransport:
        from stacktui.demo.in_process import InProcess

        return InProcess(demo or _build_demo())

    client = PulumiClient(DEMO_BACKEND, AccessToken(DEMO_TOKEN), transport=transport, read_only=config.read_only)
    return Connection(client, None, config, organization=arguments.organization)


def _build_demo() -> DemoApplication:
    from stacktui.cli.failures import CommandFailed, Exit
    from stacktui.demo.server import create_app

    try:
        return create_app()
    except ValueError as error:
        raise CommandFailed(f"The demo's settings are not understood: {error}.", Exit.USAGE) from None


def _open_file(arguments: Arguments, config: Config) -> Connection:
    """A state from a file: the same client, over a transport behind which the file stands."""
    from stacktui.cli.connection import Connection
    from stacktui.cli.state_file import read_state_and_bytes
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.opened_state import OpenedState, stack_of

    deployment, body = read_state_and_bytes(arguments.file, sys.stdin.buffer)
    stack = stack_of(deployment, "file")
    client = PulumiClient(FILE_BACKEND, None, transport=OpenedState(deployment, body, stack), read_only=True)
    return Connection(client, None, config, organization=stack.organization)


def _take_the_keyboard() -> None:
    """Standard input is a state: it stays `sys.stdin`, and keys come from the terminal, where there is one."""
    import contextlib
    import io

    with contextlib.suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDWR)
        sys.stdin = io.TextIOWrapper(os.fdopen(os.dup(0), "rb"))
        os.dup2(terminal, 0)
        os.close(terminal)


def _file_name(arguments: Arguments) -> str:
    return "standard input" if arguments.file == "-" else arguments.file


def _path(text: str) -> Path | None:
    from pathlib import Path

    return Path(text).expanduser() if text else None


def explore(arguments: Arguments, environ: MutableMapping[str, str]) -> int:
    """Open the screen, again for each other account that is chosen in it."""
    import gc

    gc.disable()  # until the first screen is there, after which nothing of what was loaded needs to be looked at
    from stacktui.tui.host import terminal_run as session

    if arguments.file == "-":
        _take_the_keyboard()
    refusal = session.refusal(environ)
    if refusal:
        _say(refusal)
        return 2
    session.prepare(environ)
    session.give_memory_back()
    account = ""
    while True:
        try:
            connection = connect(arguments, environ, account)
            workplace = _workplace(connection, arguments, environ)
        except _problems() as error:
            from stacktui.cli.run import in_words

            sentences, code = in_words(error)
            for sentence in sentences:
                _say(sentence)
            return int(code)
        status, chosen = _run_screen(connection, workplace, environ)
        if chosen is None:
            return status
        account = chosen.backend_url


def _say(sentence: str) -> None:
    """One harmless line on standard error: it may hold what was typed, or what a file or server said."""
    from stacktui.presentation.text.safe_text import LABEL_LIMIT, clean

    print(clean(f"stacktui: {sentence}", LABEL_LIMIT), file=sys.stderr)


def _problems() -> tuple[type[Exception], ...]:
    """What may keep the explorer from opening; loaded where something does."""
    from stacktui.cli.failures import CommandFailed
    from stacktui.local.config import ConfigProblem
    from stacktui.pulumi.errors import PulumiError
    from stacktui.pulumi_cli.stored_accounts import CredentialsProblem

    return (ConfigProblem, CredentialsProblem, PulumiError, CommandFailed)


def _run_screen(
    connection: Connection, workplace: Workplace, environ: MutableMapping[str, str]
) -> tuple[int, AccountChoice | None]:
    from stacktui.local.remembered import state_folder
    from stacktui.pulumi.redaction import Redactor
    from stacktui.tui.app import StacktuiApp
    from stacktui.tui.host import terminal_run as session
    from stacktui.tui.host.crash import Crashes

    redactor = connection.redactor or Redactor()
    environ.pop("PULUMI_ACCESS_TOKEN", None)  # no program that is started from here needs it
    app = StacktuiApp(workplace, Crashes(state_folder(environ), redactor))
    status = session.run(app, farewell=app.farewell)
    return status, app.next_account


def _workplace(connection: Connection, arguments: Arguments, environ: MutableMapping[str, str]) -> Workplace:
    """Raises ValueError where the stack that was named lacks a part."""
    from stacktui.explorer.store import StackStore
    from stacktui.explorer.writes import StackWrites
    from stacktui.pulumi.console import console_url
    from stacktui.starting import Start, account_choices
    from stacktui.tui.workplace import Workplace

    client, config, login = connection.client, connection.config, connection.login
    start = Start(connection, arguments, environ)
    clock = _clock(arguments, environ)
    return Workplace(
        store=StackStore(client, state_bytes=config.state_memory, clock=clock),
        writes=StackWrites(client, connection.record),
        config=config,
        clock=clock,
        host=_file_name(arguments) or client.backend_url.partition("://")[2],
        console=console_url(client.backend_url, environ.get("PULUMI_CONSOLE_DOMAIN", "")) if login else None,
        is_demo=arguments.demo,
        starts_with_state=arguments.command == "open",
        is_insecure=login is not None and login.insecure,
        start_filter=start.filter,
        start_stack=start.stack,
        last_stack=start.last_stack,
        sort=start.sort,
        accounts=account_choices(login, environ),
        warnings=() if login is None else login.warnings,
        login=login.source if login else "",
        remember_stacks=start.remember_stacks,
        remember_place=start.remember_place,
        know_user=connection.know_user,
        unrecorded=connection.unrecorded,
    )


def _clock(arguments: Arguments, environ: Mapping[str, str]) -> Callable[[], float]:
    """The time of day; in the demo it stands still where it was given, so that pictures stay the same."""
    given = environ.get("STACKTUI_DEMO_NOW", "") if arguments.demo else ""
    if not given:
        return time.time
    moment = float(given)
    return lambda: moment


if __name__ == "__main__":
    main()
