"""Runs the measurements and prints one table.

python -m bench [NAME…]      all of them, or those named: tree value decode list line start network
"""

from __future__ import annotations

import importlib
import platform
import sys

from bench.table import Row, render

NAMES = ("tree", "value", "decode", "list", "line", "start", "network")


def main() -> int:
    """Measure; 0 where every target is met."""
    rows: list[Row] = []
    for name in sys.argv[1:] or NAMES:
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.measure_{name}").measure()
    print(f"\nPython {platform.python_version()}, {platform.machine()}, {platform.system()}\n")
    print(render(rows))
    return 0 if all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
