"""Keeps this process's memory, which holds the token and what a state holds, from others (SECURITY.md, S10)."""

from __future__ import annotations

import ctypes
import resource
import sys


def harden() -> None:
    """No core dump, and on Linux no reading of memory and environment by processes of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        set_dumpable = 4  # PR_SET_DUMPABLE of <linux/prctl.h>
        ctypes.CDLL(None).prctl(set_dumpable, 0, 0, 0, 0)
