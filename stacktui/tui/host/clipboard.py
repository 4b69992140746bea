"""Takes text to a clipboard, by the route that works where the program runs, and says truthfully how far it got.

Routes, in the order of `auto`: inside tmux `tmux load-buffer -w`, as tmux drops an application's own OSC 52 by default;
over SSH or without a display OSC 52, which no terminal acknowledges; else the desktop's own command, with a look at its
exit status. Every helper runs without a terminal, without our secrets in its environment, and for two seconds at most.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from stacktui.presentation.text.safe_text import hides_something

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Setting = Literal["auto", "osc52", "tmux", "native", "off"]

SETTINGS: tuple[Setting, ...] = ("auto", "osc52", "tmux", "native", "off")

OSC52_LIMIT = 74_994
"""Encoded bytes that terminals are known to take; many drop a longer sequence without a word."""
HELPER_SECONDS = 2.0
TMUX_BUFFER = "stacktui"
SCREEN_CHUNK = 76  # what GNU screen passes on in one string

_SENSITIVE = re.compile(r"PULUMI|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|_KEY\b", re.IGNORECASE)


class CopyRoute(StrEnum):
    """How the text travelled."""

    NONE = "none"
    OSC52 = "osc52"
    TMUX = "tmux"
    NATIVE = "native"


class CopyResult(NamedTuple):
    """What became of a copy: one sentence for people (never the text itself), the route, whether it surely arrived."""

    sentence: str
    route: CopyRoute
    certain: bool


class Place(NamedTuple):
    """Where the program runs: its environment, how to write to its terminal, what that takes in one sequence."""

    environ: Mapping[str, str]
    terminal_write: Callable[[str], None]
    osc52_limit: int = OSC52_LIMIT


class Copying(NamedTuple):
    """One text on its way: its bytes, whether it was quoted, whether it is secret, and the place."""

    data: bytes
    quoted: bool
    secret: bool
    place: Place

    @property
    def environ(self) -> Mapping[str, str]:
        return self.place.environ

    @property
    def amount(self) -> str:
        unit = "byte" if len(self.data) == 1 else "bytes"
        return f"{len(self.data):,} {unit}" + (
            " (as a JSON string, for its invisible characters)" if self.quoted else ""
        )


def pasteable(text: str) -> str:
    """The text as it can be pasted into a shell without surprise.

    Where it holds line breaks, control, bidirectional or invisible characters that is a JSON string; else itself.
    """
    return json.dumps(text) if hides_something(text) else text


async def copy(text: str, setting: Setting, place: Place, *, raw: bool = False, secret: bool = False) -> CopyResult:
    """Copy a text.

    Args:
        text: what to copy; nothing is added to it.
        setting: the route asked for.
        place: tells the surroundings.
        raw: copy line breaks and invisible characters as they are (lone surrogates are still escaped).
        secret: leave it in no place from which others could list it.
    """
    if setting == "off":
        return CopyResult("Not copied: the clipboard setting is off.", CopyRoute.NONE, certain=False)
    wanted = text if raw else pasteable(text)
    try:
        data = wanted.encode()
    except UnicodeEncodeError:
        wanted = json.dumps(text)
        data = wanted.encode()
    copying = Copying(data, wanted != text, secret, place)
    route = setting if setting != "auto" else _route(place.environ)
    if route == "tmux":
        return await asyncio.to_thread(_by_tmux, copying)
    if route == "native":
        result = await asyncio.to_thread(_by_desktop, copying)
        return result if result.certain or setting == "native" else _by_osc52(copying)
    return _by_osc52(copying)


def _route(environ: Mapping[str, str]) -> Setting:
    if environ.get("TMUX"):
        return "tmux"
    if environ.get("SSH_TTY") or environ.get("SSH_CONNECTION"):
        return "osc52"
    return "native" if _has_display(environ) else "osc52"


def _has_display(environ: Mapping[str, str]) -> bool:
    return sys.platform == "darwin" or _is_wsl() or bool(environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY"))


def _is_wsl() -> bool:
    try:
        return "microsoft" in Path("/proc/version").read_text(encoding="utf-8").lower()
    except OSError:
        return False


# OSC 52


def _by_osc52(copying: Copying) -> CopyResult:
    encoded = base64.b64encode(copying.data).decode("ascii")
    if len(encoded) > copying.place.osc52_limit:
        sentence = f"Not copied: {copying.amount} are more than terminals accept; save to a file with ctrl+s."
        return CopyResult(sentence, CopyRoute.NONE, certain=False)
    copying.place.terminal_write(_osc52_sequence(encoded, copying.environ))
    sentence = f"Sent {copying.amount} to the terminal's clipboard (your terminal may refuse it)."
    return CopyResult(sentence, CopyRoute.OSC52, certain=False)


def _osc52_sequence(encoded: str, environ: Mapping[str, str]) -> str:
    sequence = f"\x1b]52;c;{encoded}\x07"
    if environ.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environ.get("STY"):
        chunks = [encoded[start : start + SCREEN_CHUNK] for start in range(0, len(encoded), SCREEN_CHUNK)]
        return "\x1bP\x1b]52;c;" + "\x1b\\\x1bP".join(chunks) + "\x07\x1b\\"
    return sequence


# tmux


def _by_tmux(copying: Copying) -> CopyResult:
    tmux = shutil.which("tmux", path=copying.environ.get("PATH"))
    if tmux is None or not _run([tmux, "load-buffer", "-w", "-b", TMUX_BUFFER, "-"], copying).succeeded:
        return _by_osc52(copying)
    asking = copying._replace(data=b"")
    arrived = _run([tmux, "show-buffer", "-b", TMUX_BUFFER], asking, keep_output=True).output == copying.data
    features = _run([tmux, "display-message", "-p", "#{client_termfeatures}"], asking, keep_output=True).output
    reaches_terminal = b"clipboard" in features
    if reaches_terminal or copying.secret or not arrived:
        _run([tmux, "delete-buffer", "-b", TMUX_BUFFER], asking)
    if not arrived:
        return CopyResult(
            "Not copied: tmux did not accept the text; save to a file with ctrl+s.", CopyRoute.NONE, certain=False
        )
    if reaches_terminal:
        sentence = f"Sent {copying.amount} through tmux to the terminal's clipboard (your terminal may refuse it)."
        return CopyResult(sentence, CopyRoute.TMUX, certain=False)
    if copying.secret:
        sentence = (
            "Not copied: tmux cannot reach this terminal's clipboard, and secrets are not stored in a tmux buffer."
        )
        return CopyResult(sentence, CopyRoute.NONE, certain=False)
    sentence = f"Copied {copying.amount} to the tmux buffer “{TMUX_BUFFER}”; this terminal's clipboard was not reached."
    return CopyResult(sentence, CopyRoute.TMUX, certain=True)


# The desktop


class _Command(NamedTuple):
    name: str
    words: tuple[str, ...]
    encoding: str = "utf-8"


def _by_desktop(copying: Copying) -> CopyResult:
    command = _desktop_command(copying)
    if command is None:
        return CopyResult("Not copied: no working clipboard program was found.", CopyRoute.NONE, certain=False)
    data = copying.data.decode().encode(command.encoding)
    if not _run(list(command.words), copying._replace(data=data)).succeeded:
        return CopyResult(
            f"Not copied: {command.name} failed; save to a file with ctrl+s.", CopyRoute.NONE, certain=False
        )
    return CopyResult(f"Copied {copying.amount} with {command.name}.", CopyRoute.NATIVE, certain=True)


def _desktop_command(copying: Copying) -> _Command | None:
    environ = copying.environ
    candidates: list[_Command] = []
    if sys.platform == "darwin":
        candidates.append(_Command("pbcopy", ("pbcopy",)))
    if _is_wsl():
        candidates.append(_Command("clip.exe", ("clip.exe",), "utf-16-le"))
    if environ.get("WAYLAND_DISPLAY"):
        candidates.append(_Command("wl-copy", ("wl-copy", "--type", "text/plain;charset=utf-8")))
    if environ.get("DISPLAY"):
        candidates.append(_Command("xclip", ("xclip", "-selection", "clipboard", "-in")))
        candidates.append(_Command("xsel", ("xsel", "--clipboard", "--input")))
    for command in candidates:
        if path := shutil.which(command.words[0], path=environ.get("PATH")):
            return command._replace(words=(path, *command.words[1:]))
    # What is left (Klipper, Qt) pyperclip knows; Klipper gets the text as an argument, which others can list.
    if _has_display(environ) and not copying.secret:
        return _Command("pyperclip", (sys.executable, "-P", "-m", "stacktui.tui.host.clipboard"))
    return None


# Helpers


class _Ran(NamedTuple):
    succeeded: bool
    output: bytes


def _run(words: list[str], copying: Copying, *, keep_output: bool = False) -> _Ran:
    """Run a helper on the copying's bytes, in a session of its own so that it has no terminal to write on.

    Only the output of tmux is kept: xclip and wl-copy leave a child behind that would hold a pipe open.
    """
    environ = {name: value for name, value in copying.environ.items() if not _SENSITIVE.search(name)}
    try:
        process = subprocess.Popen(  # noqa: S603  # found in PATH, no shell, nothing of the server in its words
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if keep_output else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environ,
            start_new_session=True,
        )
    except OSError:
        return _Ran(succeeded=False, output=b"")
    with process:
        try:
            output, _ = process.communicate(copying.data, timeout=HELPER_SECONDS)
        except (subprocess.TimeoutExpired, OSError):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            return _Ran(succeeded=False, output=b"")
    return _Ran(process.returncode == 0, output or b"")


if __name__ == "__main__":
    import pyperclip  # type: ignore[import-untyped]  # published without types

    pyperclip.copy(sys.stdin.buffer.read().decode())
