"""Takes the pictures by running the demo in a pseudo-terminal: `python -m screenshots.take [NAME…]`.

The user's files are not read, and the clock stands still, so that the same program gives the same bytes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pyte

from screenshots.cells import rows_of
from screenshots.faint import FaintScreen
from screenshots.pictures import PICTURES, Picture
from screenshots.svg import draw
from tests.emulator import Emulator, Size
from tests.kit.clock import NOW
from tests.terminal import Terminal

FOLDER = Path(__file__).parent
QUIET = 0.4
"""Seconds without output after which nothing more is expected."""


def take(picture: Picture) -> str:
    """Run the program, press the keys of the picture, and draw the screen.

    Raises:
        NeverCame: the program shows something else; the message contains its screen.
    """
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        terminal = Terminal(
            [sys.executable, "-m", "stacktui", "--demo"],
            size=picture.size,
            environment=_environment(Path(folder)) | dict(picture.environment),
            cwd=Path(folder),
        )
        with terminal:
            picture.lead(terminal)
            terminal.settle(QUIET)
            output = terminal.output
    screen = FaintScreen(*picture.size)
    draw_output(output, screen, Size(*picture.size))
    return draw(rows_of(screen), picture.title)


def _environment(folder: Path) -> dict[str, str]:
    places = {
        "HOME": "", "PULUMI_HOME": "pulumi", "XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "state",
        "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data", "STACKTUI_STATE_HOME": "stacktui-state",
        "STACKTUI_CACHE_HOME": "stacktui-cache",
    }  # fmt: skip
    fixed = {"STACKTUI_DEMO_NOW": str(NOW), "TZ": "UTC", "PYTHONPATH": str(FOLDER.parent)}
    return {name: str(folder / place) for name, place in places.items()} | fixed


def draw_output(output: bytes, screen: FaintScreen, size: Size) -> None:
    """Send a program's bytes to a screen that distinguishes faint text, unlike the tests' own."""
    emulator = Emulator(size)
    emulator.screen = screen
    emulator.stream = pyte.ByteStream(screen)
    emulator.feed(output)


def main(names: list[str]) -> int:
    """Take the named pictures, or all. 0: done, 2: unknown picture."""
    known = {picture.name: picture for picture in PICTURES}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no picture called {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    for name in names or known:
        path = FOLDER / f"{name}.svg"
        drawn = take(known[name])
        changed = not path.exists() or path.read_text(encoding="utf-8") != drawn
        path.write_text(drawn, encoding="utf-8")
        print(f"{'drawn' if changed else 'same '}  screenshots/{name}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
