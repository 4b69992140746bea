"""What is copied arrives exactly, by the right route, and the words about it are true whatever a helper does."""

from __future__ import annotations

import base64
import json
import re
import sys
from typing import TYPE_CHECKING

import pytest

from stacktui.tui.host import clipboard
from stacktui.tui.host.clipboard import (
    OSC52_LIMIT,
    CopyResult,
    CopyRoute,
    Place,
    Setting,
    copy,
    pasteable,
)
from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VALUE = "urn:pulumi:prod::web-shop::aws:s3/bucket:Bucket::logs"
OSC52 = re.compile("\x1b\\]52;c;([A-Za-z0-9+/=]*)\x07")

WORKS = '#!/bin/sh\n/bin/cat > "$OUT"\n'
FAILS = "#!/bin/sh\n/bin/cat > /dev/null\nexit 1\n"
NOISY = '#!/bin/sh\n/bin/cat > "$OUT"\necho noise\necho noise >&2\n(echo noise > /dev/tty) 2>/dev/null\nexit 0\n'
HANGS = "#!/bin/sh\n/bin/sleep 60\n"
DAEMON = '#!/bin/sh\n/bin/cat > "$OUT"\n/bin/sleep 60 &\nexit 0\n'
TMUX = """#!/bin/sh
case "$1" in
    load-buffer) /bin/cat > "$OUT" ;;
    show-buffer) /bin/cat "$OUT" ;;
    display-message) echo "256,clipboard,title" ;;
    delete-buffer) echo "$3" > "$OUT.deleted" ;;
esac
"""


class FakeDesktop:
    """A PATH with fake helpers, what was copied there, and what was written to the terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = ""
        self.limit = OSC52_LIMIT
        self.environ: dict[str, str] = {"PATH": str(folder), "OUT": str(folder / "out")}

    def put(self, name: str, program: str) -> None:
        path = self.folder / name
        path.write_text(program)
        path.chmod(0o755)

    def write(self, data: str) -> None:
        self.written += data

    @property
    def out(self) -> str:
        path = self.folder / "out"
        return path.read_bytes().decode() if path.exists() else ""

    async def copy(self, text: str = VALUE, setting: Setting = "auto", **more: bool) -> CopyResult:
        return await copy(text, setting, Place(self.environ, self.write, self.limit), **more)

    def sent(self) -> str:
        return "".join(base64.b64decode(found).decode() for found in OSC52.findall(self.written))


HELPER_SECONDS = clipboard.HELPER_SECONDS


@pytest.mark.requirement("C1")
def test_a_helper_that_hangs_is_waited_for_two_seconds() -> None:
    assert HELPER_SECONDS == 2.0  # the tests below wait less


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDesktop:
    monkeypatch.setattr(clipboard, "HELPER_SECONDS", 0.3)
    return FakeDesktop(tmp_path)


WAYLAND = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}
ROUTES: Mapping[str, tuple[Mapping[str, str], Mapping[str, str], Setting, CopyRoute]] = {
    "inside tmux tmux is asked": ({"TMUX": "/t,1,0"}, {"tmux": TMUX}, "auto", CopyRoute.TMUX),
    "tmux goes before SSH": ({"TMUX": "/t,1,0", "SSH_TTY": "/dev/pts/3"}, {"tmux": TMUX}, "auto", CopyRoute.TMUX),
    "over SSH the terminal is asked": ({"SSH_TTY": "/x", "DISPLAY": ":0"}, {"xclip": WORKS}, "auto", CopyRoute.OSC52),
    "an SSH connection too": ({"SSH_CONNECTION": "x", "DISPLAY": ":0"}, {"xclip": WORKS}, "auto", CopyRoute.OSC52),
    "without a display the terminal is asked": ({}, {"xclip": WORKS}, "auto", CopyRoute.OSC52),
    "with X11 xclip is asked": ({"DISPLAY": ":0"}, {"xclip": WORKS}, "auto", CopyRoute.NATIVE),
    "or xsel": ({"DISPLAY": ":0"}, {"xsel": WORKS}, "auto", CopyRoute.NATIVE),
    "with Wayland wl-copy is asked": (WAYLAND, {"wl-copy": WORKS, "xclip": FAILS}, "auto", CopyRoute.NATIVE),
    "the setting goes before all": ({"TMUX": "/t,1,0", "DISPLAY": ":0"}, {"xclip": WORKS}, "native", CopyRoute.NATIVE),
    "osc52 can be asked for": ({"DISPLAY": ":0"}, {"xclip": WORKS}, "osc52", CopyRoute.OSC52),
    "tmux that fails leaves the terminal": ({"TMUX": "/t,1,0"}, {"tmux": FAILS}, "auto", CopyRoute.OSC52),
    "tmux that hangs leaves the terminal": ({"TMUX": "/t,1,0"}, {"tmux": HANGS}, "auto", CopyRoute.OSC52),
    "no tmux leaves the terminal": ({"TMUX": "/t,1,0"}, {}, "auto", CopyRoute.OSC52),
    "xclip that fails leaves the terminal": ({"DISPLAY": ":0"}, {"xclip": FAILS}, "auto", CopyRoute.OSC52),
    "xclip that hangs leaves the terminal": ({"DISPLAY": ":0"}, {"xclip": HANGS}, "auto", CopyRoute.OSC52),
    "xclip that is asked for and fails is not hidden": ({"DISPLAY": ":0"}, {"xclip": FAILS}, "native", CopyRoute.NONE),
    "xclip that leaves a child behind is done": ({"DISPLAY": ":0"}, {"xclip": DAEMON}, "auto", CopyRoute.NATIVE),
    "off is off": ({"DISPLAY": ":0"}, {"xclip": WORKS}, "off", CopyRoute.NONE),
}  # fmt: skip


@pytest.mark.requirement("C1", "C2")
@pytest.mark.parametrize("case", ROUTES, ids=lambda case: case.replace(" ", "-"))
async def test_the_route(case: str, desktop: FakeDesktop) -> None:
    environ, helpers, setting, route = ROUTES[case]
    desktop.environ |= environ
    for name, program in helpers.items():
        desktop.put(name, program)
    result = await desktop.copy(setting=setting)
    assert result.route == route
    assert result.certain == (route == CopyRoute.NATIVE)
    assert (desktop.sent() == VALUE or VALUE in _passed_through(desktop.written)) == (route == CopyRoute.OSC52)
    if route in (CopyRoute.NATIVE, CopyRoute.TMUX):
        assert desktop.out == VALUE
    assert VALUE not in result.sentence


def _passed_through(written: str) -> str:
    if not written.startswith("\x1bPtmux;"):
        return ""
    inner = written.removeprefix("\x1bPtmux;").removesuffix("\x1b\\").replace("\x1b\x1b", "\x1b")
    return "".join(base64.b64decode(found).decode() for found in OSC52.findall(inner))


@pytest.mark.requirement("C2")
async def test_of_what_a_terminal_was_sent_nobody_says_it_was_copied(desktop: FakeDesktop) -> None:
    sentence = (await desktop.copy(setting="osc52")).sentence
    assert sentence == f"Sent {len(VALUE)} bytes to the terminal's clipboard (your terminal may refuse it)."


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(("length", "sent"), [(56_244, True), (56_246, False)])
async def test_above_the_limit_no_escape_is_written(desktop: FakeDesktop, length: int, sent: bool) -> None:
    result = await desktop.copy("x" * length, "osc52")
    assert (desktop.written != "") == sent
    assert (result.route == CopyRoute.OSC52) == sent
    assert sent or "ctrl+s" in result.sentence


@pytest.mark.requirement("C3")
async def test_the_limit_can_be_moved(desktop: FakeDesktop) -> None:
    desktop.limit = 10
    assert (await desktop.copy("twelve bytes", "osc52")).route == CopyRoute.NONE
    assert desktop.written == ""


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("text", ["a\nb", "a\x1b[201~b", "a\x9bb", "a\u202eb", "a\u200bb", "rm -rf /\n"])
async def test_what_would_surprise_in_a_shell_is_copied_quoted(desktop: FakeDesktop, text: str) -> None:
    result = await desktop.copy(text, "osc52")
    assert json.loads(desktop.sent()) == text
    assert desktop.sent().isascii()
    assert "JSON string" in result.sentence


@pytest.mark.requirement("C4")
async def test_the_raw_value_can_be_asked_for(desktop: FakeDesktop) -> None:
    result = await desktop.copy("a\nb", "osc52", raw=True)
    assert desktop.sent() == "a\nb"
    assert "JSON" not in result.sentence


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("text", ["plain", " spaces kept ", 'quo"ted', "ünïcode 漢字", "👩‍🚀"[:1], ""])
async def test_a_plain_value_is_copied_as_it_is(desktop: FakeDesktop, text: str) -> None:
    await desktop.copy(text, "osc52")
    assert desktop.sent() == text == pasteable(text)


@pytest.mark.requirement("C4")
async def test_no_buffer_is_left_in_tmux_once_the_terminal_was_sent_it(desktop: FakeDesktop) -> None:
    desktop.environ["TMUX"] = "/t,1,0"
    desktop.put("tmux", TMUX)
    await desktop.copy()
    assert (desktop.folder / "out.deleted").read_text() == "stacktui\n"


@pytest.mark.requirement("C2", "C4")
@pytest.mark.parametrize("secret", [False, True])
async def test_tmux_that_cannot_reach_the_terminal_keeps_only_what_is_no_secret(
    desktop: FakeDesktop, secret: bool
) -> None:
    desktop.environ["TMUX"] = "/t,1,0"
    desktop.put("tmux", TMUX.replace("256,clipboard,title", "256"))
    result = await desktop.copy(secret=secret)
    assert (desktop.folder / "out.deleted").exists() == secret
    assert result.route == (CopyRoute.NONE if secret else CopyRoute.TMUX)
    assert "not reached" in result.sentence or "cannot reach" in result.sentence


@pytest.mark.requirement("C2")
async def test_tmux_that_lies_is_found_out(desktop: FakeDesktop) -> None:
    desktop.environ["TMUX"] = "/t,1,0"
    desktop.put("tmux", "#!/bin/sh\n/bin/cat > /dev/null\nexit 0\n")
    assert (await desktop.copy()).route == CopyRoute.NONE


@pytest.mark.requirement("C5")
@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("setting", ["osc52", "native"])
async def test_a_lone_surrogate_is_copied_escaped(desktop: FakeDesktop, raw: bool, setting: Setting) -> None:
    desktop.environ["DISPLAY"] = ":0"
    desktop.put("xclip", WORKS)
    await desktop.copy("a\ud800b", setting, raw=raw)
    assert json.loads(desktop.sent() or desktop.out) == "a\ud800b"


async def test_gnu_screen_gets_the_sequence_in_pieces_that_it_passes_on(desktop: FakeDesktop) -> None:
    desktop.environ["STY"] = "1.pts"
    await desktop.copy("x" * 500, "osc52")
    strings = re.findall("\x1bP(.*?)\x1b\\\\", desktop.written)
    assert "".join(strings) == "\x1b]52;c;" + base64.b64encode(b"x" * 500).decode() + "\x07"
    assert max(map(len, strings)) < 256


@pytest.mark.parametrize("secret", [False, True])
@pytest.mark.requirement("C1", "C4")
async def test_pyperclip_is_the_last_route_and_never_for_a_secret(
    desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch, *, secret: bool
) -> None:
    desktop.environ["DISPLAY"] = ":0"
    desktop.put("python", WORKS)
    monkeypatch.setattr(sys, "executable", str(desktop.folder / "python"))
    result = await desktop.copy(secret=secret)
    expected = CopyRoute.OSC52 if secret else CopyRoute.NATIVE
    assert result.route is expected
    assert desktop.out == (VALUE if expected is CopyRoute.NATIVE else "")


@pytest.mark.requirement("S10")
async def test_a_helper_does_not_get_the_access_token(desktop: FakeDesktop) -> None:
    desktop.environ |= {
        "DISPLAY": ":0",
        "PULUMI_ACCESS_TOKEN": "pul-canary",
        "PULUMI_CONFIG_PASSPHRASE": "canary",
        "HOME": "/h",
    }
    desktop.put("xclip", '#!/bin/sh\n/bin/cat > /dev/null\n/usr/bin/env > "$OUT"\n')
    assert (await desktop.copy()).certain
    assert "canary" not in desktop.out
    assert "HOME=/h" in desktop.out


@pytest.mark.requirement("C6")
def test_no_byte_of_a_helper_reaches_the_terminal(tmp_path: Path) -> None:
    desktop = FakeDesktop(tmp_path)
    desktop.put("xclip", NOISY)
    program = (
        "import asyncio,os;from stacktui.tui.host.clipboard import Place, copy;"
        "print(asyncio.run(copy('value','native',Place(os.environ,print))).sentence)"
    )
    environment = desktop.environ | {"DISPLAY": ":0"}
    with Terminal([sys.executable, "-c", program], environment=environment) as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.output == b"Copied 5 bytes with xclip.\r\n"
    assert desktop.out == "value"
