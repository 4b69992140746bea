"""`serve`: the explorer in a browser, by way of textual-serve; for this machine's user only.

Loopback is no fence: other users of the machine and every page in the browser reach it too. So an address is printed
that holds a key, the key becomes a cookie, and names and origins other than loopback's are refused. Textual-serve's own
server is not used, as it has none of that, runs its command through a shell, and logs local variables.
"""

from __future__ import annotations

import asyncio
import hmac
import importlib.util
import ipaddress
import os
import secrets
import signal
import socket
import sys
from typing import TYPE_CHECKING

from stacktui.cli.arguments import SERVED
from stacktui.cli.failures import CommandFailed, Exit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacktui.cli.arguments import Arguments
    from stacktui.cli.printing import Printer
    from stacktui.cli.serving_site import Site

PORT = 8000
HOST = "127.0.0.1"


def serve(arguments: Arguments, printer: Printer, environ: Mapping[str, str]) -> Exit:
    """Serve until interrupted.

    Raises:
        CommandFailed: the extra is not installed, the address is not loopback, or the port is taken.
    """
    host = _loopback(arguments.host or HOST)
    if importlib.util.find_spec("textual_serve") is None:
        raise CommandFailed("`stacktui serve` needs textual-serve: install it with `pip install 'stacktui[browser]'`.")
    from stacktui.cli.serving_site import Site

    listening = _listen(host, arguments.port or PORT)
    with listening:
        port = listening.getsockname()[1]
        key = secrets.token_urlsafe(24)
        site = Site(explorer_words(arguments), environ, key)
        printer.out.write(f"http://{f'[{host}]' if ':' in host else host}:{port}/?key={key}\n")
        printer.out.flush()
        mode = "read-write" if _may_write(arguments) else "read-only"
        printer.note(f"Open this address in a browser; it is {mode}, and ends with ctrl+c.")
        asyncio.run(_until_interrupted(site, listening))
    return Exit.DONE


def _loopback(host: str) -> str:
    """Raises CommandFailed for any address beyond this machine."""
    try:
        address = ipaddress.ip_address(HOST if host == "localhost" else host.strip("[]"))
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise CommandFailed(
            f"`{host}` is no loopback address: whoever reached it would be you. "
            "Serve on 127.0.0.1, and go there by `ssh -L`.",
            Exit.REFUSED,
        )
    return str(address)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "there is no such port"
        raise CommandFailed(f"{host}:{port} cannot be used: {reason}. Choose another --port.") from None


def _may_write(arguments: Arguments) -> bool:
    return arguments.read_write and not arguments.read_only


def explorer_words(arguments: Arguments) -> tuple[str, ...]:
    """The command of the explorer for one browser window. It holds no secret: others can list it."""
    switches = {
        "--demo": arguments.demo,
        "--insecure-http": arguments.insecure_http,
        "--read-only": not _may_write(arguments),
    }
    values = {
        "--backend": arguments.backend,
        "--config": arguments.config,
        "--log": arguments.log,
        "--organization": arguments.organization,
    }
    return (
        *(sys.executable, "-P", "-m", "stacktui", SERVED),
        *(flag for flag, is_on in switches.items() if is_on),
        *(f"{flag}={value}" for flag, value in values.items() if value),
        *(("--", arguments.stack) if arguments.stack else ()),
    )


def is_key(given: str, key: str) -> bool:
    """Compare without telling by the time it takes how much of it is right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), key.encode())


async def _until_interrupted(site: Site, listening: socket.socket) -> None:
    from aiohttp import web

    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, ended.set)
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    try:
        await ended.wait()
    finally:
        await runner.cleanup()
