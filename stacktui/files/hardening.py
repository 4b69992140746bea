"""Protects this process's memory, which holds the token and states, from other processes (SECURITY.md, S10)."""

from __future__ import annotations

import ctypes
import resource
import sys


def harden() -> None:
    """Disable core dumps, and on Linux access to memory and environment by the same user's processes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        set_dumpable = 4  # PR_SET_DUMPABLE of <linux/prctl.h>
        ctypes.CDLL(None).prctl(set_dumpable, 0, 0, 0, 0)
