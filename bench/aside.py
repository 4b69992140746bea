"""Runs each measurement in its own interpreter, so that memory, imports and caches are separate."""

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
    """The figures printed by `python -m bench.MODULE WORDS…`.

    Raises:
        RuntimeError: it failed; the message contains its output.
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
    """The median of every figure of each variant; they run alternately, so that load affects them equally."""
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
    """Bytes of memory of this process after freeing what can be freed."""
    gc.collect()
    return _status("VmRSS")


def peak() -> int:
    """The peak memory of this process in bytes."""
    return _status("VmHWM")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"the system does not tell {name}")


def state_file(count: int, shape: str = "mixed") -> Path:
    """An export of `count` resources, created once and kept with other temporary files."""
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
