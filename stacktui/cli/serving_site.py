"""The pages and the WebSocket of `serve`: textual-serve's page and script, a guard before them, a process a window."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp_jinja2
import jinja2
import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from stacktui.cli.serving import is_key

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from stacktui.pulumi.properties import Json

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

WINDOWS = 8
"""Explorers at once: each is a process."""
GRACE_SECONDS = 3.0
"""How long an explorer may take to end once its window is closed."""
_COOKIE = "stacktui-key"
_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_ELSEWHERE = frozenset(
    {"TMUX", "TMUX_PANE", "STY", "SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT", "DISPLAY", "WAYLAND_DISPLAY", "LINES"}
)
"""They tell of the terminal that `serve` was started in, which is not where the explorer is seen."""


class Site:
    """One server: its pages for whoever has the key.

    Args:
        words: The command of an explorer.
        environ: Its environment.
        key: What the first request must show.
    """

    def __init__(self, words: Sequence[str], environ: Mapping[str, str], key: str) -> None:
        self._words = tuple(words)
        self._environ = {name: value for name, value in environ.items() if name not in _ELSEWHERE}
        self._key = key
        self._open: set[web.WebSocketResponse] = set()

    def application(self) -> web.Application:
        """The application for aiohttp."""
        files = Path(textual_serve.__file__).parent
        application = web.Application(middlewares=[self._guard])
        aiohttp_jinja2.setup(application, loader=jinja2.FileSystemLoader(files / "templates"))
        application.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self._window),
                web.static("/static", files / "static"),
            ]
        )
        application.on_shutdown.append(self._close_windows)
        return application

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _is_loopback(request.host) or request.headers.get("Origin", _origin(request)) != _origin(request):
            return web.Response(status=403, text="This server answers on loopback, and to its own page only.\n")
        if request.path == "/" and is_key(request.query.get("key", ""), self._key):
            answer: web.StreamResponse = web.Response(status=303, headers={"Location": "/"})
            answer.set_cookie(_COOKIE, self._key, httponly=True, samesite="Strict")
        elif is_key(request.cookies.get(_COOKIE, ""), self._key):
            answer = await handler(request)
        else:
            return web.Response(status=403, text="Open the address that `stacktui serve` printed, with its key.\n")
        if not answer.prepared:
            answer.headers.update(_headers(request.host))
        return answer

    async def _page(self, request: web.Request) -> web.StreamResponse:
        size = request.query.get("fontsize", "")
        context = {
            "font_size": int(size) if size.isdecimal() and len(size) < 3 else 16,
            "app_websocket_url": f"ws://{request.host}/ws",
            "config": {"static": {"url": "/static/"}},
            "application": {"name": "stacktui"},
        }
        return aiohttp_jinja2.render_template("app_index.html", request, context)

    async def _window(self, request: web.Request) -> web.StreamResponse:
        """One browser window: a WebSocket on this side, the pipes of an explorer on the other."""
        if len(self._open) >= WINDOWS:
            return web.Response(status=503, text=f"There are {WINDOWS} windows already: close one.\n")
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=1 << 20)
        self._open.add(socket)
        explorer = Explorer(self._words, self._environ, socket)
        try:
            await socket.prepare(request)
            await explorer.start(_cells(request, "width", 80), _cells(request, "height", 24))
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    await _pass_on(message.data, socket, explorer)
        finally:
            self._open.discard(socket)
            await explorer.stop()
        return socket

    async def _close_windows(self, _application: web.Application) -> None:
        await asyncio.gather(*(socket.close() for socket in tuple(self._open)))


class Explorer(AppService):
    """The process behind one window; started without a shell, and never left behind."""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str], socket: web.WebSocketResponse) -> None:
        async def close() -> None:
            await socket.close()

        super().__init__(
            "",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=close,
            download_manager=DownloadManager(),
        )
        self._words = tuple(words)
        self._environ = dict(environ)

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        look = {"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "truecolor"}
        self._process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**self._environ, **look, "COLUMNS": str(width), "ROWS": str(height)},
        )
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Carry what the explorer draws to the window, until it ends; then the window is told."""
        with contextlib.suppress(ConnectionError):
            await super().run()
        if self._process is not None:
            await self._process.wait()
        await self.remote_close()

    async def stop(self) -> None:
        """Let the explorer end; after a while it must."""
        ending = asyncio.get_running_loop().call_later(GRACE_SECONDS, self._kill)
        try:
            await super().stop()
        finally:
            ending.cancel()

    def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()


def _origin(request: web.Request) -> str:
    return f"http://{request.host}"


def _is_loopback(host: str) -> bool:
    """By any port, as `ssh -L` may lead here from another."""
    try:
        return urlsplit(f"//{host}").hostname in _NAMES
    except ValueError:
        return False


def _headers(host: str) -> dict[str, str]:
    """Nothing from elsewhere is loaded, nobody may frame the page, nothing of it is kept."""
    policy = (
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
        f"connect-src 'self' ws://{host}"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _cells(request: web.Request, name: str, otherwise: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() and 0 < len(text) < 4 else otherwise


async def _pass_on(text: str, socket: web.WebSocketResponse, explorer: Explorer) -> None:
    """One message of textual-serve's script; what is not of its protocol is dropped."""
    try:
        message: Json = json.loads(text)
    except ValueError:
        return
    match message:
        case ["stdin", str(typed)]:
            await explorer.send_bytes(typed.encode("utf-8", "replace"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await explorer.set_terminal_size(max(1, min(width, 999)), max(1, min(height, 999)))
        case ["ping", data]:
            await socket.send_json(["pong", data])
        case ["blur", *_]:
            await explorer.blur()
        case ["focus", *_]:
            await explorer.focus()
