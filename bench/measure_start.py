"""From the shell's prompt to the first screen and the first stack, compared with an empty Textual app."""

from __future__ import annotations

import compileall
import statistics
import sys

from bench.pty_line import ROOT, Line, program
from bench.table import Row

RUNS = 15
LATENCY = 0.3
BARE = "from textual.app import App; App().run()"
BARE_PAINTS = b"\x1b[48;2;"
WE_PAINT = b"\x1b[2J"
FIRST_ROW = b"acme/"
DEAD_DNS = """\
import socket, sys, threading
socket.getaddrinfo = lambda *_, **__: threading.Event().wait()
sys.argv = ["stacktui", "--backend", "https://nowhere.invalid"]
from stacktui.__main__ import main
main()
"""


def bare() -> float:
    """Seconds until a bare app paints."""
    with Line([sys.executable, "-c", BARE]) as line:
        return line.seconds_until(BARE_PAINTS)


def ours(latency: float = 0.0) -> tuple[float, float]:
    """Seconds until the first screen, and from there until the first stack."""
    environment = {"STACKTUI_DEMO_LATENCY": str(latency)} if latency else None
    with Line(program("--demo"), environment) as line:
        first = line.seconds_until(WE_PAINT)
        return first, line.seconds_until(FIRST_ROW) - first


def without_names() -> float:
    """Seconds until the first screen where no name server answers."""
    with Line([sys.executable, "-c", DEAD_DNS], {"PULUMI_ACCESS_TOKEN": "pul-bench"}) as line:
        return line.seconds_until(WE_PAINT)


def measure() -> list[Row]:
    compileall.compile_dir(ROOT / "stacktui", quiet=1)
    bare(), ours()
    peers: list[float] = []
    firsts: list[float] = []
    rows: list[float] = []
    for _ in range(RUNS):
        peers.append(bare())
        first, row = ours()
        firsts.append(first)
        rows.append(row)
    late = statistics.median(ours(LATENCY)[1] for _ in range(5))
    median = statistics.median
    nameless = median(without_names() for _ in range(5))
    return [
        Row(
            "start to first screen",
            median(firsts) * 1e3,
            "ms",
            1.3,
            "bare Textual app",
            median(peers) * 1e3,
            asked="4.5",
        ),
        Row("start where no name server answers", nameless * 1e3, "ms", 1000),
        Row("first screen to first stack", median(rows) * 1e3, "ms", 150),
        Row(f"the same with {LATENCY * 1e3:.0f} ms of latency, in round trips", late / LATENCY, "x", 1.5),
    ]
