"""Finds and reads the pulumi CLI's own files, also while they are being written; never writes them."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.files import private_files

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 4 << 20
PATIENCE = 1.0
"""Seconds to wait for a lock."""


class PulumiFile(Struct, frozen=True):
    """The contents of a file."""

    data: bytes
    is_locked: bool
    """Another program kept it locked for all of that time; it may be incomplete."""
    is_open_to_others: bool
    """Its mode gives access to others than its owner."""


def pulumi_home(environ: Mapping[str, str]) -> Path:
    """`PULUMI_HOME`, else `.pulumi` in the home directory of the system's user entry, regardless of $HOME."""
    if given := environ.get("PULUMI_HOME"):
        return Path(given)
    try:
        import pwd

        home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:  # a container may run under a user without an entry
        home = Path(environ.get("HOME", "/"))
    return home / ".pulumi"


def credentials_file(environ: Mapping[str, str]) -> Path:
    """The file in which `pulumi login` stores the access token."""
    given = environ.get("PULUMI_CREDENTIALS_PATH")
    return (Path(given) if given else pulumi_home(environ)) / "credentials.json"


def read_settled(path: Path) -> PulumiFile:
    """Read a file that the CLI may be writing: wait a moment for its lock, then read it in any case.

    Raises:
        OSError: it does not exist, is not readable, is not a regular file, or is too large.
    """
    with private_files.open_to_read(path) as descriptor:
        is_locked = not _wait_for_lock(descriptor)
        data = private_files.read_up_to(descriptor, LARGEST)
        return PulumiFile(data, is_locked, bool(os.fstat(descriptor).st_mode & 0o077))


def _wait_for_lock(descriptor: int) -> bool:
    """False if a writer kept its lock. The shared lock is released with the descriptor and blocks no reader."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            _pause()
        except OSError:
            return True  # a file system without locks
        else:
            return True


def _pause() -> None:
    time.sleep(0.05)
