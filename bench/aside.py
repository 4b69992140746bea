"""Runs each measurement in an interpreter of its own, so that memory, imports and warmth are its own."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.states import make_state

MEGABYTE = 1_000_000


def aside(module: str, *words: str, environment: dict[str, str] | None = None) -> dict[str, float]:
    """The figures that `python -m bench.MODULE WORDS…` tells.

    Raises:
        RuntimeError: it failed; the message holds what it wrote.
    """
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TEXTUAL_FPS": "240", **(environment or {})},  # what stacktui chooses; peers have it too
    )
    if done.returncode:
        raise RuntimeError(f"bench.{module} {' '.join(words)} failed:\n{done.stderr[-4000:]}")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def alternate(
    module: str, variants: dict[str, tuple[str, ...]], times: int, environment: dict[str, str] | None = None
) -> dict[str, dict[str, float]]:
    """The median of every figure of each variant; they run in turns, so that a busy moment touches them alike."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in variants}
    for _ in range(times):
        for name, words in variants.items():
            runs[name].append(aside(module, *words, environment=environment))
    return {
        name: {figure: statistics.median(one[figure] for one in told) for figure in told[0]}
        for name, told in runs.items()
    }


def tell(**figures: float) -> None:
    """Print the figures of this interpreter for `aside`."""
    print(json.dumps(figures))


def resident() -> int:
    """Bytes of memory that this process holds now, after what can be let go of is."""
    gc.collect()
    return _status("VmRSS")


def peak() -> int:
    """The most bytes that this process has held."""
    return _status("VmHWM")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"the system does not tell {name}")


def state_file(count: int, shape: str = "mixed") -> Path:
    """An export of `count` resources, made once and kept beside other temporary files."""
    path = Path(tempfile.gettempdir()) / f"stacktui-bench-{shape}-{count}.json"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(make_state(count, shape))
        unfinished.rename(path)
    return path


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
