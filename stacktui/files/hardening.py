"""Protects this process's memory, which holds the token and states, from other processes (SECURITY.md, S10)."""

from __future__ import annotations

import resource
import sys

try:
    import ctypes
except ModuleNotFoundError as error:  # of a Python that was built without; raised again where somebody can be told
    _missing: ModuleNotFoundError | None = error
else:
    _missing = None


def c_library() -> ctypes.CDLL:
    """The C library of this process.

    Raises:
        ModuleNotFoundError: this Python was built without `_ctypes`.
    """
    if _missing is not None:
        raise _missing
    return ctypes.CDLL(None)


def harden() -> None:
    """Disable core dumps, and on Linux access to memory and environment by the same user's processes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        set_dumpable = 4  # PR_SET_DUMPABLE of <linux/prctl.h>
        c_library().prctl(set_dumpable, 0, 0, 0, 0)
