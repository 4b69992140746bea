"""Draws lines over two logarithmic axes as SVG: where every line is as steep as the dashed one, growth is linear."""

from __future__ import annotations

import math
from typing import NamedTuple
from xml.sax.saxutils import escape

COLOURS = ("#2563eb", "#c2410c", "#15803d", "#7e22ce", "#b91c1c", "#0f766e", "#a16207", "#475569")
WIDTH, HEIGHT = 560, 460
LEFT, RIGHT, TOP, BOTTOM = 64, 118, 46, 48
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#475569}.title{font-size:15px;font-weight:600;fill:#0f172a}"
    ".grid{stroke:#e2e8f0}.linear{stroke:#94a3b8;stroke-dasharray:5 5}.line{fill:none;stroke-width:2}"
)


class Curve(NamedTuple):
    """One line: its name and its points; both coordinates are above 0."""

    name: str
    points: tuple[tuple[float, float], ...]


class Chart(NamedTuple):
    """Lines of one kind; `unit` says what stands on the left, `sizes` what stands below."""

    title: str
    unit: str
    sizes: str
    curves: tuple[Curve, ...]


class _Scale(NamedTuple):
    """Whole decades of one axis, and where on the picture they begin and end."""

    low: int
    high: int
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def decades(self) -> range:
        return range(self.low, self.high + 1)


def draw(charts: tuple[Chart, ...]) -> str:
    """The charts, two in a row."""
    width, height = 2 * WIDTH, HEIGHT * math.ceil(len(charts) / 2)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<style>{STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, chart in enumerate(charts):
        place = f"{number % 2 * WIDTH} {number // 2 * HEIGHT}"
        parts += [f'<g transform="translate({place})">', *_chart(chart), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _chart(chart: Chart) -> list[str]:
    across = _scale([x for curve in chart.curves for x, _ in curve.points], LEFT, WIDTH - RIGHT)
    up = _scale([y for curve in chart.curves for _, y in curve.points], HEIGHT - BOTTOM, TOP)
    parts = [f'<text class="title" x="{LEFT}" y="24">{escape(chart.title)}</text>']
    for decade in across.decades:
        x = across.at(10.0**decade)
        parts.append(_stroke("grid", x, TOP, x, HEIGHT - BOTTOM))
        parts.append(_text(x, HEIGHT - BOTTOM + 18, f"{10**decade:,}", "middle"))
    for decade in up.decades:
        y = up.at(10.0**decade)
        parts.append(_stroke("grid", LEFT, y, WIDTH - RIGHT, y))
        parts.append(_text(LEFT - 8, y + 4, f"{10.0**decade:,.0f}" if decade >= 0 else f"{10.0**decade:g}", "end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, chart.sizes, "middle"))
    parts.append(_text(LEFT - 8, TOP - 12, chart.unit, "end"))
    parts.append(_linear(across, up))
    ends = _spread([up.at(curve.points[-1][1]) for curve in chart.curves])
    for curve, end, colour in zip(chart.curves, ends, COLOURS, strict=False):
        points = [(across.at(x), up.at(y)) for x, y in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline class="line" stroke="{colour}" points="{path}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(_text(WIDTH - RIGHT + 10, end + 4, curve.name, "start", colour))
    return parts


def _scale(values: list[float], start: float, end: float) -> _Scale:
    low, high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
    return _Scale(low, max(high, low + 1), start, end)


def _linear(across: _Scale, up: _Scale) -> str:
    """What grows as its size does, from the middle of the left side up to where the chart ends."""
    first = (up.low + up.high) / 2 - (across.high - across.low) / 2
    first = max(first, float(up.low))
    run = min(across.high - across.low, up.high - first)
    ends = 10.0**across.low, 10.0**first, 10.0 ** (across.low + run), 10.0 ** (first + run)
    return _stroke("linear", across.at(ends[0]), up.at(ends[1]), across.at(ends[2]), up.at(ends[3]))


def _spread(heights: list[float], apart: float = 15.0) -> list[float]:
    """The heights, moved so that no two names stand in one another."""
    placed: dict[int, float] = {}
    lowest = -math.inf
    for number, height in sorted(enumerate(heights), key=lambda one: one[1]):
        lowest = placed[number] = max(height, lowest + apart)
    over = max(0.0, lowest - (HEIGHT - BOTTOM))
    return [placed[number] - over for number in range(len(heights))]


def _stroke(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "") -> str:
    paint = f' style="fill:{colour}"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{paint}>{escape(words)}</text>'
