"""The explorer in a browser: served to this machine's user only, by a process for each window that ends with it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import select
import signal
import socket
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import aiohttp
import pytest

from stacktui.cli.arguments import SERVED, parse_arguments
from stacktui.cli.failures import Exit
from stacktui.cli.serving import explorer_words
from tests.cli.shell import Shell
from tests.emulator import Emulator, Size
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE = 30.0


class Served(NamedTuple):
    """A running `stacktui serve`, and a browser's side of it."""

    process: asyncio.subprocess.Process
    url: str
    key: str
    browser: aiohttp.ClientSession

    @property
    def keyed(self) -> str:
        return f"{self.url}/?key={self.key}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@asynccontextmanager
async def served(home: Path, *words: str) -> AsyncIterator[Served]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI", "STACKTUI"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "stacktui", "serve", "--demo", "--port", str(free_port()), *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**environ, "HOME": str(home), "TMUX": "/tmp/none,1,0", "PULUMI_ACCESS_TOKEN": "pul-canary"},
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        address = (await process.stdout.readline()).decode().strip()
    url, key = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/\?key=([\w-]{32})", address).groups()  # type: ignore[union-attr]  # a mismatch fails the test
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            yield Served(process, url, key, browser)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def seen(window: aiohttp.ClientWebSocketResponse, emulator: Emulator, words: str) -> str:
    """Read what is drawn until the words are on the screen; fails with the screen where they never are."""
    try:
        async with asyncio.timeout(PATIENCE):
            while words not in "\n".join(emulator.screen.display):
                message = await window.receive()
                assert message.type is aiohttp.WSMsgType.BINARY, message
                emulator.feed(message.data)
    except TimeoutError:
        raise AssertionError("\n".join(emulator.screen.display)) from None
    return "\n".join(emulator.screen.display)


class Child:
    """The one explorer that a server has started."""

    def __init__(self, server: asyncio.subprocess.Process) -> None:
        threads = Path(f"/proc/{server.pid}/task").iterdir()
        (pid,) = (int(pid) for thread in threads for pid in (thread / "children").read_text().split())
        self.command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        self._ended = os.pidfd_open(pid)

    async def has_ended(self) -> bool:
        """Wait for its end."""
        found, _, _ = await asyncio.to_thread(select.select, [self._ended], [], [], PATIENCE)
        os.close(self._ended)
        return bool(found)


@pytest.mark.requirement("S10")
async def test_a_window_shows_the_explorer_and_takes_its_process_along(tmp_path: Path) -> None:
    async with served(tmp_path) as server:
        page = await (await server.browser.get(server.keyed)).text()
        assert f'data-session-websocket-url="ws{server.url[4:]}/ws"' in page
        assert server.key not in page
        async with server.browser.ws_connect(f"{server.url}/ws?width=110&height=30", max_msg_size=0) as window:
            emulator = Emulator(Size(110, 30))
            assert "read-only" in await seen(window, emulator, "acme/analytics/dev")
            child = Child(server.process)
            assert f"{SERVED} --demo --read-only" in child.command
            assert "pul-canary" not in child.command
            await window.send_str(json.dumps(["stdin", "/billing/prod\r2"]))
            await seen(window, emulator, "billing-prod")
            await window.send_str("no JSON")
            await window.send_str(json.dumps(["stdin", 5]))
            await window.send_str(json.dumps(["ping", 7]))
            await window.send_str(json.dumps(["resize", {"width": 60, "height": 20}]))
            await window.send_str(json.dumps(["stdin", "\x11"]))
            async with asyncio.timeout(PATIENCE):
                messages = [message async for message in window]
            assert ["pong", 7] in [json.loads(one.data) for one in messages if one.type is aiohttp.WSMsgType.TEXT]
        assert await child.has_ended()


async def test_what_is_copied_goes_to_the_browser_s_own_clipboard(tmp_path: Path) -> None:
    async with served(tmp_path) as server:
        await server.browser.get(server.keyed)
        async with server.browser.ws_connect(f"{server.url}/ws?width=110&height=30", max_msg_size=0) as window:
            emulator = Emulator(Size(110, 30))
            await seen(window, emulator, "acme/analytics/dev")
            await window.send_str(json.dumps(["stdin", "c"]))
            await seen(window, emulator, "Sent 18 bytes")


async def test_closing_the_window_and_interrupting_the_server_leave_no_process(tmp_path: Path) -> None:
    async with served(tmp_path, "--read-write", "acme/billing/prod") as server:
        await server.browser.get(server.keyed)
        async with server.browser.ws_connect(f"{server.url}/ws?width=110&height=30", max_msg_size=0) as window:
            emulator = Emulator(Size(110, 30))
            assert "read-write" in await seen(window, emulator, "acme/billing/prod")
            child = Child(server.process)
            assert "--read-only" not in child.command
            await window.send_str(json.dumps(["stdin", "\x1b[200~\x1b[1D\x1b[201~/zq"]))
            assert "Delete stack ─" not in await seen(window, emulator, "/ zq")
            server.process.send_signal(signal.SIGINT)
            async with asyncio.timeout(PATIENCE):
                _, said = await server.process.communicate()
        assert server.process.returncode == 0
        assert await child.has_ended()
        assert said.decode() == "Open this address in a browser; it is read-write, and ends with ctrl+c.\n"


async def test_only_its_own_page_with_its_key_is_answered(tmp_path: Path) -> None:
    async with served(tmp_path) as server:

        async def status(path: str, **headers: str) -> int:
            async with server.browser.get(server.url + path, headers=headers, allow_redirects=False) as answer:
                return answer.status

        for path in ("/", "/?key=wrong", "/ws", "/static/js/textual.js"):
            assert await status(path) == 403
        assert await status(f"/?key={server.key}", Host="evil.example") == 403
        assert await status(f"/?key={server.key}", Origin="http://evil.example") == 403
        assert await status(f"/?key={server.key}") == 303  # the key is a cookie from here on
        assert await status("/static/js/textual.js") == 200
        assert await status("/", Host="[bad") == 403
        assert await status("/static/../app_service.py") == 404
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await server.browser.ws_connect(f"{server.url}/ws", origin="http://evil.example")
        async with server.browser.get(server.url) as page:
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "::", "example.com", "10.0.0.1"])
def test_an_address_beyond_this_machine_is_refused(host: str) -> None:
    ended = Shell({}).run(f"serve --demo --host={host}")
    assert ended.code == Exit.REFUSED
    assert "is no loopback address" in ended.err


def test_the_command_of_an_explorer_says_what_was_asked_for_and_reads_only_unless_told() -> None:
    asked = ["--backend", "https://b", "--organization", "acme", "--log", "l", "--insecure-http"]
    words = explorer_words(parse_arguments(["serve", *asked, "acme/web-shop/prod"], {}))
    arguments = parse_arguments(words[words.index(SERVED) :], {})
    assert arguments.is_served
    assert arguments.opens_screen
    assert arguments.read_only
    assert (arguments.backend, arguments.organization, arguments.log) == ("https://b", "acme", "l")
    assert (arguments.stack, arguments.insecure_http) == ("acme/web-shop/prod", True)
    for extra, reads_only in ((["--read-write"], False), (["--read-write", "--read-only"], True)):
        assert ("--read-only" in explorer_words(parse_arguments(["serve", *extra], {}))) is reads_only


def test_without_the_extra_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ended = Shell({}).run("serve --demo")
    assert ended.code == Exit.FAILED
    assert "pip install 'stacktui[browser]'" in ended.err


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = Shell({}).run(f"serve --demo --port {port}")
    assert ended.code == Exit.FAILED
    assert f"127.0.0.1:{port} cannot be used: Address already in use. Choose another --port." in ended.err


def test_the_explorer_for_a_browser_is_not_for_people() -> None:
    with Terminal([sys.executable, "-m", "stacktui", SERVED, "--demo"]) as terminal:
        assert terminal.wait_exit() == 2
        assert b"use that command" in terminal.output
