"""The entry point: arguments → Config → PulumiClient (network, demo or file) → Session → command or app.

Each command path imports only what it needs: `--version` loads none of Textual, httpx, msgspec and asyncio
(`tests/test_imports.py`).
"""

from __future__ import annotations

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]  # `python -m` puts the current directory first in the path, whatever files it holds

import contextlib
import gc
import io
import os
import threading
import time
from functools import cache
from typing import TYPE_CHECKING

from stacktui.cli.parsing import parse_arguments
from stacktui.demo import DEMO_TOKEN
from stacktui.files.hardening import harden
from stacktui.files.streams import with_streams
from stacktui.files.subscribers import Signal
from stacktui.files.typed_paths import typed_path
from stacktui.presentation.text.safe_text import LABEL_LIMIT, clean
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.console import console_url
from stacktui.pulumi.errors import PulumiError
from stacktui.pulumi.redaction import Redactor
from stacktui.tui.host.diff_rendering.availability import why_off

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping
    from pathlib import Path

    from httpx import AsyncBaseTransport

    from stacktui.cli.arguments import Arguments
    from stacktui.demo.application import DemoApplication
    from stacktui.explorer.source import Source
    from stacktui.explorer.writes import Write
    from stacktui.local.config import Config
    from stacktui.pulumi.client import Exchange, PulumiClient
    from stacktui.pulumi_cli.credentials import Login
    from stacktui.session import AccountChoice, Session
    from stacktui.tui.host.crash import Crashes

FILE_BACKEND = "https://file.stacktui.invalid"
"""The backend URL used for a state opened from a file."""
DEMO_BACKEND = "https://demo.stacktui.invalid"
"""The demo's backend URL; the name can never be resolved."""


def main() -> None:
    """Run the program and exit with its status."""
    sys.excepthook = lambda *told: _crashes().on_exception(*told)
    sys.unraisablehook = lambda told: _crashes().on_unraisable(told)
    threading.excepthook = lambda told: _crashes().on_thread_exception(told)
    sys.exit(with_streams(lambda: run(sys.argv[1:], os.environ)))


@cache
def _crashes() -> Crashes:
    """Handle uncaught errors: Python would print their messages, which may contain a token or a secret."""
    from stacktui.local.remembered import state_folder
    from stacktui.tui.host.crash import Crashes

    return Crashes(state_folder(os.environ), Redactor())


def run(argv: list[str], environ: MutableMapping[str, str]) -> int:
    """Run the command line. 0: done, 1: failed, 2: wrong usage; printing commands return further codes."""
    arguments = parse_arguments(argv, environ, lambda: why_off(environ))
    harden()
    if arguments.opens_screen:
        return explore(arguments, environ)
    from stacktui.cli.run import run_command

    def open_session(arguments: Arguments) -> Session:
        from msgspec.structs import replace

        session = connect(arguments, environ)
        return replace(session, on_stray=lambda *told: _crashes().on_loop_exception(*told))

    code = run_command(arguments, open_session, sys.stdout, sys.stderr, environ=environ)
    if _crashes.cache_info().currsize and (mistake := _crashes().first):
        print(mistake.sentence, file=sys.stderr)
        return code or 1
    return code


def connect(arguments: Arguments, environ: MutableMapping[str, str], account: str = "") -> Session:
    """Open the client that arguments, settings and login specify; `account` is the backend URL of a stored account.

    Raises:
        ConfigProblem, CredentialsProblem, PulumiError: one sentence each.
    """
    from stacktui.local.config import load_config
    from stacktui.pulumi_cli.workspace import default_organization, find_project

    config = load_config(environ, flags=arguments.settings, file=_path(arguments.config))
    project = find_project(environ)
    if arguments.command == "open":
        return _open_file(arguments, config)
    if arguments.demo:
        return _connect_demo(arguments, config, environ)
    from msgspec.structs import replace

    login = _login(arguments, environ, project.backend_url if project else "", account)
    return replace(
        _log_in(login, arguments, config, environ),
        login=login,
        project=project.name if project else "",
        organization=arguments.organization or default_organization(environ, login.backend_url),
        console=console_url(login.backend_url, environ.get("PULUMI_CONSOLE_DOMAIN", "")),
    )


def _log_in(login: Login, arguments: Arguments, config: Config, environ: MutableMapping[str, str]) -> Session:
    """Return a session with a server, its journal, and the request log if one is requested."""
    from msgspec.structs import replace

    from stacktui.local.journal import Journal, RequestLog, journal_file
    from stacktui.pulumi.client import PulumiClient
    from stacktui.pulumi.http.policy import RequestPolicy
    from stacktui.pulumi_cli.credentials import read_again

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
    session = _session(client, config, journal.record)
    return replace(session, know_user=journal.know_user, redactor=redactor, unrecorded=unrecorded)


def _session(
    client: PulumiClient,
    config: Config,
    record: Callable[[Write], None] = lambda _write: None,
    *,
    source: Source | None = None,
    clock: Callable[[], float] = time.time,
) -> Session:
    from stacktui.explorer.store import Store
    from stacktui.explorer.writes import StackWrites
    from stacktui.session import Session

    store = Store(source or client, kept_bytes=config.state_cache_size, clock=clock)
    return Session(store, StackWrites(client, store, record), clock, config)


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


def _connect_demo(arguments: Arguments, config: Config, environ: Mapping[str, str]) -> Session:
    """Start the demo in this process: it reads no token and writes no files."""
    from msgspec.structs import replace

    from stacktui.pulumi.client import PulumiClient

    has_settings = any(name.startswith("STACKTUI_DEMO_") for name in environ)
    minimal = arguments.minimal or None  # else as the environment says
    demo = _build_demo(minimal) if has_settings else None  # else the first screen does not wait for it

    def transport() -> AsyncBaseTransport:
        from stacktui.demo.in_process import InProcess

        return InProcess(demo or _build_demo(minimal))

    client = PulumiClient(DEMO_BACKEND, AccessToken(DEMO_TOKEN), transport=transport, read_only=config.read_only)
    session = _session(client, config, clock=_clock(environ))
    return replace(session, organization=arguments.organization, is_demo=True)


def _build_demo(minimal: bool | None) -> DemoApplication:
    from stacktui.demo.server import create_app

    try:
        return create_app(minimal=minimal)
    except ValueError as error:
        from stacktui.cli.failures import CommandFailed, Exit

        raise CommandFailed(f"Invalid demo settings: {error}.", Exit.USAGE) from None


def _open_file(arguments: Arguments, config: Config) -> Session:
    """Open a state file; its client refuses every write."""
    from msgspec.structs import replace

    from stacktui.cli.state_file import read_state_and_bytes
    from stacktui.explorer.opened_state import OpenedState, stack_of
    from stacktui.pulumi.client import PulumiClient

    deployment, body = read_state_and_bytes(arguments.file, sys.stdin.buffer)
    stack = stack_of(deployment, "file")
    source = OpenedState(deployment, body, stack, FILE_BACKEND)
    client = PulumiClient(FILE_BACKEND, None, read_only=True)
    return replace(_session(client, config, source=source), organization=stack.organization, host=_file_name(arguments))


def _take_the_keyboard() -> None:
    """Read keys from the terminal if standard input is a state; it stays `sys.stdin`."""
    with contextlib.suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDWR)
        sys.stdin = io.TextIOWrapper(os.fdopen(os.dup(0), "rb"))
        os.dup2(terminal, 0)
        os.close(terminal)


def _file_name(arguments: Arguments) -> str:
    return "standard input" if arguments.file == "-" else arguments.file


def _path(text: str) -> Path | None:
    return typed_path(text) if text else None


def explore(arguments: Arguments, environ: MutableMapping[str, str]) -> int:
    """Open the UI, and open it again for each other account that is chosen in it."""
    gc.disable()  # until the first screen is shown, because nothing loaded before is garbage
    from stacktui.tui.host import terminal_run

    if arguments.file == "-":
        _take_the_keyboard()
    refusal = terminal_run.refusal(environ)
    if refusal:
        _say(refusal)
        return 2
    terminal_run.prepare(environ)
    terminal_run.give_memory_back()
    account = ""
    while True:
        try:
            session = _for_the_screen(connect(arguments, environ, account), arguments, environ)
        except _problems() as error:
            from stacktui.cli.run import in_words

            sentences, code = in_words(error)
            for sentence in sentences:
                _say(sentence)
            return int(code)
        status, chosen = _run_screen(session, environ)
        if chosen is None:
            return status
        account = chosen.backend_url


def _say(sentence: str) -> None:
    """Print one line on standard error, cleaned: it may quote input, a file or a server."""
    print(clean(f"stacktui: {sentence}", LABEL_LIMIT), file=sys.stderr)


def _problems() -> tuple[type[Exception], ...]:
    """The exceptions that can prevent the UI from opening; imported only if one occurs."""
    from stacktui.cli.failures import CommandFailed
    from stacktui.local.config import ConfigProblem
    from stacktui.pulumi_cli.stored_accounts import CredentialsProblem

    return (ConfigProblem, CredentialsProblem, PulumiError, CommandFailed)


def _run_screen(session: Session, environ: MutableMapping[str, str]) -> tuple[int, AccountChoice | None]:
    from stacktui.local.remembered import state_folder
    from stacktui.tui.app import StacktuiApp
    from stacktui.tui.host import terminal_run
    from stacktui.tui.host.crash import Crashes

    redactor = session.redactor or Redactor()
    environ.pop("PULUMI_ACCESS_TOKEN", None)  # child processes do not need it
    app = StacktuiApp(session, Crashes(state_folder(environ), redactor))
    status = terminal_run.run(app, farewell=app.farewell)
    return status, app.next_account


def _for_the_screen(session: Session, arguments: Arguments, environ: Mapping[str, str]) -> Session:
    """Return the session with the start position of the UI.

    Raises:
        CommandFailed: the name of the stack is incomplete.
    """
    from msgspec.structs import replace

    from stacktui.session import Asked, Start, account_choices

    is_file = arguments.command == "open"
    asked = Asked(arguments.stack, arguments.organization, is_demo=arguments.demo, is_file=is_file)
    start = Start(session, asked, environ)
    try:
        start_stack = start.stack
    except ValueError as error:
        from stacktui.cli.failures import CommandFailed, Exit

        raise CommandFailed(str(error), Exit.USAGE) from None
    return replace(
        session,
        host=session.host or session.source.backend_url.partition("://")[2],
        starts_with_state=is_file,
        start_filter=start.filter,
        start_stack=start_stack,
        last_stack=start.last_stack,
        sort=start.sort,
        accounts=account_choices(session.login, environ),
        remember_stacks=start.remember_stacks,
        remember_place=start.remember_place,
    )


def _clock(environ: Mapping[str, str]) -> Callable[[], float]:
    """Return the clock of the demo, which stands still if a time was given, for reproducible pictures."""
    given = environ.get("STACKTUI_DEMO_NOW", "")
    if not given:
        return time.time
    moment = float(given)
    return lambda: moment


if __name__ == "__main__":
    main()
