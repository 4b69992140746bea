"""One row of the table of `make bench`: our figure, the alternative's, the ratio, and whether the target is met."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A measurement. `ratio` is ours to the peer's where there is a peer; `target` is the largest value that is met.

    `asked` is the point of issue 4 that names this target; empty where it is a bound of our own.
    """

    what: str
    ours: float
    unit: str
    target: float
    peer: str = ""
    theirs: float | None = None
    asked: str = ""

    @property
    def measured(self) -> float:
        """What the target speaks of: the ratio where there is a peer, else our own figure."""
        return self.ours if self.theirs is None else self.ours / self.theirs

    @property
    def is_met(self) -> bool:
        return self.measured <= self.target


HEAD = ("what", "stacktui", "peer", "", "ratio", "target", "asked by", "met")


def cells(row: Row) -> tuple[str, ...]:
    """The row as the table shows it."""
    theirs = "" if row.theirs is None else f"{figure(row.theirs)} {row.unit}"
    ratio = "" if row.theirs is None else f"{row.measured:.3f}"
    target = f"≤ {figure(row.target)}" + ("" if row.theirs is not None else f" {row.unit}")
    return (
        row.what,
        f"{figure(row.ours)} {row.unit}",
        row.peer,
        theirs,
        ratio,
        target,
        f"issue {row.asked}" if row.asked else "ourselves",
        "met" if row.is_met else "NOT MET",
    )


def figure(value: float) -> str:
    """Three digits that matter."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def render(rows: list[Row]) -> str:
    """The whole table as text."""
    lines = [HEAD, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
