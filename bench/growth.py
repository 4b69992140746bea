"""Time and memory against size: a table (bench/GROWTH.md) and a picture (bench/growth.svg).

python -m bench.growth [LARGEST]     1,000 to LARGEST resources (1,000,000 takes 4 GB), 100 to 100,000 stacks

The slope of a line in the picture is the exponent of its growth, found by least squares; 1 is linear.
"""

from __future__ import annotations

import math
import os
import platform
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

from bench.aside import aside
from bench.loglog import Chart, Curve, draw

RESOURCES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
STACKS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
LINEAR = 1.1
"""The exponent up to which growth is called linear: caches that no longer hold everything cost a little more."""
SORTING = 1.15
"""The exponent up to which growth is called that of sorting."""
ABOUT = f"""\
Written by `python -m bench.growth`; do not edit. Each size ran in a process of its own; times are processor time, the
best of some tries. The exponent is the slope in the picture, by least squares. 1 is linear, and so is called what is a
little more (up to {LINEAR}), as the processor's caches hold less of what is larger. Sorting is n log n: 1.13 over these
sizes (up to {SORTING}). The dashed lines are linear. Resources are small ones, of about 300 bytes."""
HERE = Path(__file__).parent
WORDS = {
    "decode": "decode: bytes to resources",
    "index": "index: parents, marks, URNs",
    "tree": "tree: pre-order arrays",
    "filter ready": "filter ready: once for a state, in the background",
    "filter": "filter: one word in all of them, and the rows that are left",
    "expand all": "expand all",
    "toggle": "toggle: fold or unfold the root over everything",
    "memory": "memory held",
    "peak": "peak memory of the process",
    "add": "add: pages of 100, and the first sort",
    "sort": "sort by the last update",
}


class Line(NamedTuple):
    """One figure at every size; seconds, or megabytes for memory."""

    name: str
    points: tuple[tuple[float, float], ...]

    @property
    def exponent(self) -> float:
        """The slope in logarithms."""
        across, up = ([math.log(point[axis]) for point in self.points] for axis in (0, 1))
        return statistics.linear_regression(across, up).slope

    @property
    def is_memory(self) -> bool:
        return self.name in {"memory", "peak"}

    @property
    def verdict(self) -> str:
        if self.exponent <= LINEAR:
            return "linear or better"
        return "no steeper than sorting" if self.exponent <= SORTING else "**more than that**"

    def words(self, value: float) -> str:
        if self.is_memory:
            return f"{value:,.1f} MB" if value < 100 else f"{value:,.0f} MB"
        return f"{value * 1e3:,.3f} ms" if value < 0.01 else f"{value * 1e3:,.0f} ms"


def take(kind: str, sizes: tuple[int, ...]) -> tuple[Line, ...]:
    """The figures of each size, each size in a process of its own."""
    found: list[tuple[int, dict[str, float]]] = []
    for size in sizes:
        print(f"{kind}: {size:,} …", file=sys.stderr, flush=True)
        found.append((size, aside("growth_figures", kind, str(size))))
    return tuple(Line(name, tuple((float(size), told[name]) for size, told in found)) for name in found[0][1])


def table(lines: tuple[Line, ...]) -> list[str]:
    """Markdown: one row a line, one column a size."""
    sizes = [f"{size:,.0f}" for size, _ in lines[0].points]
    rows = ["| | " + " | ".join((*sizes, "exponent", "")) + " |", "| --- |" + " ---: |" * (len(sizes) + 1) + " --- |"]
    for line in lines:
        values = " | ".join(line.words(value) for _, value in line.points)
        rows.append(f"| {WORDS.get(line.name, line.name)} | {values} | {line.exponent:.2f} | {line.verdict} |")
    return rows


def charts(resources: tuple[Line, ...], stacks: tuple[Line, ...]) -> tuple[Chart, ...]:
    def times(lines: tuple[Line, ...]) -> tuple[Curve, ...]:
        return tuple(
            Curve(line.name, tuple((size, value * 1e3) for size, value in line.points))
            for line in lines
            if not line.is_memory
        )

    memory = tuple(Curve(line.name, line.points) for line in resources if line.is_memory)
    return (
        Chart("Time with resources", "ms", "resources", times(resources)),
        Chart("Time with stacks", "ms", "stacks", times(stacks)),
        Chart("Memory with resources", "MB", "resources", memory),
    )


def main() -> int:
    """Measure, write both files; 0 where no line is steeper than sorting."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else RESOURCES[-1]
    resources = take("resources", tuple(size for size in RESOURCES if size <= largest))
    stacks = take("stacks", STACKS)
    where = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    lines = [
        "# Growth",
        "",
        f"{ABOUT} {where}.",
        "",
        "![Time and memory against size, on logarithmic axes](growth.svg)",
        "",
        "## Resources of a stack",
        "",
        *table(resources),
        "",
        "## Stacks in the list",
        "",
        *table(stacks),
    ]
    (HERE / "GROWTH.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (HERE / "growth.svg").write_text(draw(charts(resources, stacks)), encoding="utf-8")
    print("\n".join(lines))
    return 0 if all(line.exponent <= SORTING for line in (*resources, *stacks)) else 1


if __name__ == "__main__":
    sys.exit(main())
