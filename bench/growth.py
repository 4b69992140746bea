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
from typing import TYPE_CHECKING, NamedTuple

from bench.aside import aside
from bench.loglog import Chart, Curve, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

RESOURCES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
STACKS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
LINEAR = 1.1
"""The exponent up to which growth is called linear: caches that no longer hold everything cost a little more."""
ABOUT = f"""\
Written by `python -m bench.growth`; do not edit. Each size ran in a process of its own; times are processor time, the
best of some tries. The exponent is the slope in the picture, by least squares over all sizes; 1 is linear, and {LINEAR}
is the bound for every line. Where small sizes cost little but what is constant, that flattens a line: so the exponent
at the end, from a tenth of the largest size to the largest, is told beside it. It may be above 1, as the processor's
caches hold less of what is larger. The dashed lines are linear. Resources are small ones, of about 300 bytes."""
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
    "pages by name": "pages of 100: until the whole list stands on the screen, by name",
    "pages by update": "the same by the last update",
    "every page": "the same where every page is shown, as on a slow line",
    "add": "pages of 100 without a screen, then the first sort, by the last update",
    "sort": "sort by the last update: kept in order while pages come",
    "reverse": "the order turned around",
}


class Line(NamedTuple):
    """One figure at every size; seconds, or megabytes for memory."""

    name: str
    points: tuple[tuple[float, float], ...]

    @property
    def exponent(self) -> float:
        """The slope in logarithms."""
        return _slope(self.points)

    @property
    def at_the_end(self) -> float:
        """The slope over the last tenfold."""
        largest = self.points[-1][0]
        return _slope([point for point in self.points if point[0] * 10 >= largest])

    @property
    def is_memory(self) -> bool:
        return self.name in {"memory", "peak"}

    @property
    def is_met(self) -> bool:
        return self.exponent <= LINEAR

    def words(self, value: float) -> str:
        if self.is_memory:
            return f"{value:,.1f} MB" if value < 100 else f"{value:,.0f} MB"
        return f"{value * 1e3:,.3f} ms" if value < 0.01 else f"{value * 1e3:,.0f} ms"


def _slope(points: Sequence[tuple[float, float]]) -> float:
    across, up = ([math.log(point[axis]) for point in points] for axis in (0, 1))
    return statistics.linear_regression(across, up).slope


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
    rows = [
        "| | " + " | ".join((*sizes, "exponent", "at the end", "")) + " |",
        "| --- |" + " ---: |" * (len(sizes) + 2) + " --- |",
    ]
    for line in lines:
        values = " | ".join(line.words(value) for _, value in line.points)
        verdict = "linear or better" if line.is_met else "**NOT MET**"
        slopes = f"{line.exponent:.2f} | {line.at_the_end:.2f}"
        rows.append(f"| {WORDS.get(line.name, line.name)} | {values} | {slopes} | {verdict} |")
    return rows


def charts(resources: tuple[Line, ...], stacks: tuple[Line, ...]) -> tuple[Chart, ...]:
    def times(lines: tuple[Line, ...]) -> tuple[Curve, ...]:
        return tuple(
            Curve(line.name, tuple((size, value * 1e3) for size, value in line.points))
            for line in lines
            if not line.is_memory
        )

    def memory(lines: tuple[Line, ...]) -> tuple[Curve, ...]:
        return tuple(Curve(line.name, line.points) for line in lines if line.is_memory)

    return (
        Chart("Time with resources", "ms", "resources", times(resources)),
        Chart("Time with stacks", "ms", "stacks", times(stacks)),
        Chart("Memory with resources", "MB", "resources", memory(resources)),
        Chart("Memory with stacks", "MB", "stacks", memory(stacks)),
    )


def main() -> int:
    """Measure, write both files; 0 where every line is linear or better."""
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
    return 0 if all(line.is_met for line in (*resources, *stacks)) else 1


if __name__ == "__main__":
    sys.exit(main())
