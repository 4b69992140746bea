"""The resources that a process holds, and whether they grow over time at rest."""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

GROWTH = 1.2
"""What memory may grow to, of what it was after the warm-up."""
FLAT = 0.03
"""By what part of itself memory may rise over the second half of the time, when caches have long been full.

Of ten minutes that is four: what closed dialogs once left was 13 % of it, and one rest differs from the next by 1 %.
"""
ENOUGH = 4
"""Rests in the second half without which nothing is said of it."""
CONNECTIONS = 8
"""What may stay open for the next requests: as many as may be in flight."""
PROCESS = Path("/proc/self")


class Standing(NamedTuple):
    """The resources of this process; `files` without sockets, which are counted separately."""

    at: float = 0.0
    memory: int = 0
    files: int = 0
    sockets: int = 0
    tasks: int = 0
    threads: int = 0
    children: int = 0


def look() -> Standing:
    """The current resources of the process."""
    pages = int((PROCESS / "statm").read_text(encoding="ascii").split()[1])
    opened = [_target(file) for file in (PROCESS / "fd").iterdir()]
    sockets = sum(target.startswith("socket:") for target in opened)
    threads = list((PROCESS / "task").iterdir())
    children = sum(len((thread / "children").read_text(encoding="ascii").split()) for thread in threads)
    return Standing(
        at=time.monotonic(),
        memory=pages * os.sysconf("SC_PAGE_SIZE"),
        files=len(opened) - sockets,
        sockets=sockets,
        tasks=len(asyncio.all_tasks()),
        threads=len(threads),
        children=children,
    )


def _target(file: Path) -> str:
    try:
        return str(file.readlink())
    except FileNotFoundError:  # the folder itself, open while it is read
        return ""


def second_half(rests: Sequence[Standing]) -> Sequence[Standing]:
    """Those after the middle of the time."""
    middle = (rests[0].at + rests[-1].at) / 2
    return [rest for rest in rests if rest.at >= middle]


def rise(rests: Sequence[Standing]) -> float:
    """The relative growth of memory: the median of the slopes between any two measurements, robust against outliers."""
    slopes = [(b.memory - a.memory) / (b.at - a.at) for a, b in itertools.combinations(rests, 2)]
    middle = statistics.median(rest.memory for rest in rests)
    return statistics.median(slopes) * (rests[-1].at - rests[0].at) / middle


def grown(start: Standing, rests: Sequence[Standing]) -> list[str]:
    """What grew, a sentence each.

    Args:
        start: Before the app ran.
        rests: With the app at rest; the first after the warm-up, the last at the end.
    """
    first, last, late = rests[0], rests[-1], second_half(rests)
    found: list[str] = []
    if last.memory > first.memory * GROWTH:
        found.append("Memory grew")
    if len(late) >= ENOUGH and rise(late) > FLAT:
        found.append(f"Memory was not flat: {rise(late):+.1%} over the second half")
    if (most := max(rest.sockets for rest in rests) - start.sockets) > CONNECTIONS:
        found.append(f"{most} connections were open at rest")
    counted = ("files", "tasks", "threads", "children")
    return found + [f"{what.capitalize()} grew" for what in counted if getattr(last, what) > getattr(first, what)]


def print_standings(start: Standing, rests: Sequence[Standing]) -> None:
    """What was held at first, at most and at the end."""
    first, last, late = rests[0], rests[-1], second_half(rests)
    print(f"\n{'at rest':14}{'before it ran':>14}{'after warm-up':>15}{'most':>8}{'end':>8}{'growth':>9}")
    sizes = [rest.memory / 1e6 for rest in (start, first, max(rests, key=lambda rest: rest.memory), last)]
    print(
        f"{'memory MB':14}{sizes[0]:14.1f}{sizes[1]:15.1f}{sizes[2]:8.1f}{sizes[3]:8.1f}{sizes[3] / sizes[1] - 1:+9.1%}"
    )
    for what in ("files", "sockets", "tasks", "threads", "children"):
        most = max(getattr(rest, what) for rest in rests)
        held = [getattr(rest, what) for rest in (start, first, last)]
        print(f"{what:14}{held[0]:14}{held[1]:15}{most:8}{held[2]:8}{held[2] - held[1]:+9}")
    if len(late) >= ENOUGH:
        noise = statistics.pstdev(rest.memory for rest in late) / 1e6
        print(f"memory over the second half: {rise(late):+.1%}, scattered by {noise:.1f} MB over {len(late)} rests")
